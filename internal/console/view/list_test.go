package view_test

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"vigie.example/internal/console/view"
)

func items(l view.List[int]) (out []int) {
	for _, v := range l.All() {
		out = append(out, v)
	}
	return out
}

// Whatever is done to later versions, an earlier one stays what it was.
func TestListIsPersistent(t *testing.T) {
	type version struct {
		list view.List[int]
		want []int
	}
	versions := []version{{}}
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 3000 {
		from := versions[len(versions)-1]
		if n%7 == 0 {
			from = versions[r.IntN(len(versions))] // branch off an older one
		}
		next := version{from.list.Append(n), append(slices.Clone(from.want), n)}
		switch {
		case n%5 == 0 && len(next.want) > 1:
			i := r.IntN(len(next.want))
			next.list, next.want[i] = next.list.Set(i, -n), -n
		case n%11 == 0:
			size := r.IntN(len(next.want))
			next.list, next.want = next.list.Truncate(size), next.want[:size:size]
		}
		versions = append(versions, next)
	}
	for i, v := range versions {
		if v.list.Len() != len(v.want) || !slices.Equal(items(v.list), v.want) {
			t.Fatalf("version %d: %v, want %v", i, items(v.list), v.want)
		}
	}
}

// One goroutine extends while others read every version: the race detector watches.
func TestListReadersDoNotMeetTheWriter(t *testing.T) {
	versions := make(chan view.List[int], 100)
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for l := range versions {
				for i, v := range l.All() {
					if v != i {
						t.Errorf("item %d is %d", i, v)
						return
					}
				}
			}
		})
	}
	var l view.List[int]
	for n := range 2000 {
		l = l.Append(n)
		l = l.Set(n, n)
		versions <- l
	}
	close(versions)
	readers.Wait()
}

func TestListPanicsOutside(t *testing.T) {
	var l view.List[int]
	for name, f := range map[string]func(){"At": func() { l.At(0) }, "Set": func() { l.Append(1).Set(1, 2) }, "negative": func() { l.Append(1).At(-1) }} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s does not panic", name)
				}
			}()
			f()
		}()
	}
}

// Appending to a thread of 5,000 costs next to nothing, whatever its length.
func BenchmarkAppendTo5000(b *testing.B) {
	var l view.List[[20]string]
	for range 5000 {
		l = l.Append([20]string{})
	}
	b.ReportAllocs()
	for b.Loop() {
		l = l.Append([20]string{})
		if l.Len() > 10_000 {
			l = l.Truncate(5000)
		}
	}
}
