package console

import "sync"

// holdBack is how many jobs may wait before the connection has to.
const holdBack = 1024

// queue hands jobs to the Desk's goroutine.
type queue struct {
	mu     sync.Mutex
	some   sync.Cond // there is a job, or the end
	room   sync.Cond // there is room, or the end
	jobs   []func()
	closed bool
}

func newQueue() *queue {
	q := &queue{}
	q.some.L, q.room.L = &q.mu, &q.mu
	return q
}

// post adds a job and never waits.
func (q *queue) post(job func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		q.jobs = append(q.jobs, job)
		q.some.Signal()
	}
}

// postPatiently adds a job once there is room: what comes from the network must not outrun who works it off.
func (q *queue) postPatiently(job func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.jobs) >= holdBack && !q.closed {
		q.room.Wait()
	}
	if !q.closed {
		q.jobs = append(q.jobs, job)
		q.some.Signal()
	}
}

// take waits for jobs and returns all of them, and false at the end.
func (q *queue) take(spare []func()) ([]func(), bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.jobs) == 0 && !q.closed {
		q.some.Wait()
	}
	if q.closed {
		return nil, false
	}
	jobs := q.jobs
	clear(spare)
	q.jobs = spare[:0]
	q.room.Broadcast()
	return jobs, true
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed, q.jobs = true, nil
	q.some.Broadcast()
	q.room.Broadcast()
}
