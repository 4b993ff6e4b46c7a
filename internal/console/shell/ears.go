package shell

import "sync"

// ear passes signals to one listener. Signals that come while it listens to another wait, each kind once: what sounds
// twice at once sounds once.
type ear struct {
	mu      sync.Mutex
	waiting []Signal // guarded by mu
	wake    chan struct{}
	stop    chan struct{}
	done    chan struct{}
}

// Signals implements Intents.
func (m *Model) Signals(heard func(Signal)) (stop func()) {
	e := &ear{wake: make(chan struct{}, 1), stop: make(chan struct{}), done: make(chan struct{})}
	m.mu.Lock()
	m.ears[e] = struct{}{}
	m.mu.Unlock()
	go e.listen(heard)
	return sync.OnceFunc(func() {
		m.mu.Lock()
		delete(m.ears, e)
		m.mu.Unlock()
		close(e.stop)
		<-e.done
	})
}

// pass gives a signal to everybody who listens. It does not block.
func (m *Model) pass(s Signal) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for e := range m.ears {
		e.add(s)
	}
}

func (e *ear) add(s Signal) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, w := range e.waiting {
		if w == s {
			return
		}
	}
	e.waiting = append(e.waiting, s)
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

func (e *ear) listen(heard func(Signal)) {
	defer close(e.done)
	for {
		select {
		case <-e.stop:
			return
		case <-e.wake:
		}
		e.mu.Lock()
		signals := e.waiting
		e.waiting = nil
		e.mu.Unlock()
		for _, s := range signals {
			heard(s)
		}
	}
}
