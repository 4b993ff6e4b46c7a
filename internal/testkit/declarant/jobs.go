package declarant

import "sync"

// jobs run one after the other on a goroutine of their own.
type jobs struct {
	mu    sync.Mutex
	some  sync.Cond
	list  []func()
	ended bool
	done  chan struct{}
}

func startJobs() *jobs {
	j := &jobs{done: make(chan struct{})}
	j.some.L = &j.mu
	go j.run()
	return j
}

func (j *jobs) do(job func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if !j.ended {
		j.list = append(j.list, job)
		j.some.Signal()
	}
}

func (j *jobs) run() {
	defer close(j.done)
	for {
		j.mu.Lock()
		for len(j.list) == 0 && !j.ended {
			j.some.Wait()
		}
		if j.ended {
			j.mu.Unlock()
			return
		}
		list := j.list
		j.list = nil
		j.mu.Unlock()
		for _, job := range list {
			job()
		}
	}
}

// end drops what waits; wait follows it.
func (j *jobs) end() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.ended, j.list = true, nil
	j.some.Signal()
}

func (j *jobs) wait() { <-j.done }
