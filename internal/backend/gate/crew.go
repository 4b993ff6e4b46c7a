package gate

import "sync/atomic"

// maxResting is how many goroutines of a crew wait for work.
const maxResting = 64

// crew works off the requests of all connections, so that the goroutine that waits for a connection's next frame has a
// small stack: checking a signature or talking to the store takes a large one, which would then be kept for each connection.
type crew struct {
	work    chan func()
	resting atomic.Int32
	home    chan struct{} // closed: nobody waits any more
}

func newCrew() *crew { return &crew{work: make(chan func()), home: make(chan struct{})} }

// do runs a job on another goroutine. It does not wait for it.
func (w *crew) do(job func()) {
	select {
	case w.work <- job:
	default:
		go w.serve(job)
	}
}

func (w *crew) serve(job func()) {
	for {
		job()
		job = nil
		if w.resting.Add(1) > maxResting {
			w.resting.Add(-1)
			return
		}
		select {
		case job = <-w.work:
			w.resting.Add(-1)
		case <-w.home:
			return
		}
	}
}

// dismiss ends who waits. What is being done is finished.
func (w *crew) dismiss() { close(w.home) }
