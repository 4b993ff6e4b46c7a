package view

import "iter"

// chunkItems is how many items share one block: what changing one item copies.
const chunkItems = 128

// List is an immutable list that is cheap to extend: a longer version shares its items with the shorter ones. The zero
// List is empty. Any number of goroutines may read any version, while one makes the next.
type List[T any] struct {
	chunks []*chunk[T]
	n      int
}

// chunk is append-only: a version of length n reads only what lies before n, so that the writer's next item races with
// nobody. used belongs to the writer.
type chunk[T any] struct {
	items [chunkItems]T
	used  int
}

// Len returns the number of items.
func (l List[T]) Len() int { return l.n }

// At returns item i, counted from 0. It panics when there is none.
func (l List[T]) At(i int) T {
	if i < 0 || i >= l.n {
		panic("view: index out of range")
	}
	return l.chunks[i/chunkItems].items[i%chunkItems]
}

// All yields the items in order.
func (l List[T]) All() iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for i := range l.n {
			if !yield(i, l.At(i)) {
				return
			}
		}
	}
}

// Append returns a list with one more item. Usually that copies nothing.
func (l List[T]) Append(item T) List[T] {
	at := l.n % chunkItems
	if at == 0 {
		return List[T]{append(l.chunks[:len(l.chunks):len(l.chunks)], &chunk[T]{items: [chunkItems]T{item}, used: 1}), l.n + 1}
	}
	last := len(l.chunks) - 1
	if c := l.chunks[last]; c.used == at {
		c.items[at] = item
		c.used++
		return List[T]{l.chunks, l.n + 1}
	}
	// Another version has already been extended from here: this one gets a block of its own.
	l.n++
	return l.replace(last, at, item, at+1)
}

// Set returns a list in which item i is another one. It copies one block.
func (l List[T]) Set(i int, item T) List[T] {
	if i < 0 || i >= l.n {
		panic("view: index out of range")
	}
	used := min(l.n-i/chunkItems*chunkItems, chunkItems)
	return l.replace(i/chunkItems, i%chunkItems, item, used)
}

// Truncate returns the first n items.
func (l List[T]) Truncate(n int) List[T] {
	if n >= l.n {
		return l
	}
	full := (n + chunkItems - 1) / chunkItems
	return List[T]{l.chunks[:full:full], n}
}

func (l List[T]) replace(block, at int, item T, used int) List[T] {
	c := &chunk[T]{used: used}
	copy(c.items[:used], l.chunks[block].items[:used])
	c.items[at] = item
	chunks := make([]*chunk[T], len(l.chunks))
	copy(chunks, l.chunks)
	chunks[block] = c
	return List[T]{chunks, l.n}
}
