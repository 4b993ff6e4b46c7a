package memstore

import (
	"context"
	"sync"
)

// feed hands items to its followers in the order in which they were published, without ever making the publisher wait.
type feed[T any] struct {
	mu        sync.Mutex
	followers map[*follower[T]]struct{}
}

type follower[T any] struct {
	wants   func(T) bool
	pending []T           // guarded by feed.mu
	wake    chan struct{} // holds at most one
}

// join must be called under the lock that orders the items, so that none falls between a snapshot and the feed.
func (f *feed[T]) join(wants func(T) bool) *follower[T] {
	fo := &follower[T]{wants: wants, wake: make(chan struct{}, 1)}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.followers == nil {
		f.followers = map[*follower[T]]struct{}{}
	}
	f.followers[fo] = struct{}{}
	return fo
}

func (f *feed[T]) publish(item T) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for fo := range f.followers {
		if !fo.wants(item) {
			continue
		}
		fo.pending = append(fo.pending, item)
		select {
		case fo.wake <- struct{}{}:
		default:
		}
	}
}

// run delivers until one of the contexts ends.
func (f *feed[T]) run(ctx, closed context.Context, fo *follower[T], deliver func(T)) {
	defer func() {
		f.mu.Lock()
		delete(f.followers, fo)
		f.mu.Unlock()
	}()
	for {
		f.mu.Lock()
		items := fo.pending
		fo.pending = nil
		f.mu.Unlock()
		for _, item := range items {
			if ctx.Err() != nil || closed.Err() != nil {
				return
			}
			deliver(item)
		}
		select {
		case <-ctx.Done():
			return
		case <-closed.Done():
			return
		case <-fo.wake:
		}
	}
}
