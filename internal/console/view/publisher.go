package view

import "sync"

// Publisher hands the latest State to whoever subscribed. Its zero value holds the zero State. It is safe for concurrent
// use.
type Publisher[S any] struct {
	mu   sync.Mutex
	now  S
	subs map[*subscriber[S]]struct{}
}

type subscriber[S any] struct {
	wake chan struct{} // holds one: a State that the subscriber has not been given yet
	stop chan struct{}
	done chan struct{}
}

// State returns the latest State.
func (p *Publisher[S]) State() S {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

// Publish makes s the latest State. It never waits for a subscriber.
func (p *Publisher[S]) Publish(s S) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = s
	for sub := range p.subs {
		select {
		case sub.wake <- struct{}{}:
		default: // it will be given s when it asks for the latest
		}
	}
}

// Subscribe calls changed with the latest State, now and whenever it has changed, on one goroutine of its own: never
// twice at once, and States that came while changed ran are skipped for the latest. A subscriber that wants to draw at
// most so often may therefore sleep in changed. stop ends it and waits until changed has returned; it must not be called
// from changed.
func (p *Publisher[S]) Subscribe(changed func(S)) (stop func()) {
	sub := &subscriber[S]{make(chan struct{}, 1), make(chan struct{}), make(chan struct{})}
	sub.wake <- struct{}{}
	p.mu.Lock()
	if p.subs == nil {
		p.subs = make(map[*subscriber[S]]struct{})
	}
	p.subs[sub] = struct{}{}
	p.mu.Unlock()
	go p.serve(sub, changed)
	return sync.OnceFunc(func() {
		p.mu.Lock()
		delete(p.subs, sub)
		p.mu.Unlock()
		close(sub.stop)
		<-sub.done
	})
}

func (p *Publisher[S]) serve(sub *subscriber[S], changed func(S)) {
	defer close(sub.done)
	for {
		select {
		case <-sub.stop:
			return
		case <-sub.wake:
			changed(p.State())
		}
	}
}
