package console

import "sync"

// worker does what may take long, one after the other, beside the Desk.
type worker struct {
	mu    sync.Mutex
	wake  sync.Cond
	jobs  []func()
	ended bool
	done  chan struct{}
}

func newWorker() *worker {
	w := &worker{done: make(chan struct{})}
	w.wake.L = &w.mu
	return w
}

func (w *worker) start() { go w.run() }

func (w *worker) do(job func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.jobs = append(w.jobs, job)
	w.wake.Signal()
}

// end waits until everything is done.
func (w *worker) end() {
	w.mu.Lock()
	w.ended = true
	w.wake.Signal()
	w.mu.Unlock()
	<-w.done
}

func (w *worker) run() {
	defer close(w.done)
	for {
		w.mu.Lock()
		for len(w.jobs) == 0 && !w.ended {
			w.wake.Wait()
		}
		if len(w.jobs) == 0 {
			w.mu.Unlock()
			return
		}
		job := w.jobs[0]
		w.jobs = w.jobs[1:]
		w.mu.Unlock()
		job()
	}
}
