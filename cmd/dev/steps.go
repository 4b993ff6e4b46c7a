package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

const (
	liveEvery      = time.Second      // redraw on a terminal
	heartbeatEvery = 30 * time.Second // "still running" elsewhere
)

// steps shows the steps of a task as they run and remembers how long each took.
// It is used by one goroutine; a step's own ticker is the only other writer.
type steps struct {
	out  io.Writer
	live bool // a terminal: one line that is redrawn
	took []stepTime
}

// stepTime is a finished step.
type stepTime struct {
	name   string
	took   time.Duration
	failed bool
}

func newSteps(out io.Writer, live bool) *steps {
	return &steps{out: out, live: live}
}

// isTerminal tells whether f shows a redrawn line to somebody.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 || os.Getenv("TERM") == "dumb" {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}

// progress is what a running step may say about itself. It is safe for
// concurrent use.
type progress struct {
	mu     sync.Mutex
	note   string // guarded by mu: what the step is at, one short phrase
	output tail   // what its commands printed; shown when the step fails
}

// at tells what the step is doing now.
func (p *progress) at(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.note = fmt.Sprintf(format, args...)
}

func (p *progress) current() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.note == "" {
		return ""
	}
	return " (" + p.note + ")"
}

// do runs one step. When it fails, what its commands printed is shown with the
// error, which is then errReported.
func (s *steps) do(ctx context.Context, name string, run func(ctx context.Context, p *progress) error) error {
	if ctx.Err() != nil { // stopped: begin nothing more
		return reported{ctx.Err()}
	}
	p := &progress{}
	begin := time.Now()
	if !s.live {
		fmt.Fprintf(s.out, "==> %s\n", name)
	}
	stop := s.tick(name, begin, p)
	err := run(ctx, p)
	stop()
	took := time.Since(begin)
	s.took = append(s.took, stepTime{name, took, err != nil})
	s.finish(name, took, p, err)
	if err != nil {
		return reported{err}
	}
	return nil
}

// tick shows elapsed time until the returned function is called; when that
// returns, nothing more is written.
func (s *steps) tick(name string, begin time.Time, p *progress) (stop func()) {
	every := heartbeatEvery
	if s.live {
		every = liveEvery
	}
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		t := time.NewTicker(every)
		defer t.Stop()
		for {
			select {
			case <-quit:
				return
			case <-t.C:
				s.draw(name, time.Since(begin), p)
			}
		}
	}()
	return func() { close(quit); <-done }
}

func (s *steps) draw(name string, took time.Duration, p *progress) {
	if s.live {
		fmt.Fprintf(s.out, "\r\x1b[K... %s %s%s", name, rounded(took), p.current())
		return
	}
	fmt.Fprintf(s.out, "    still %s: %s%s\n", name, rounded(took), p.current())
}

func (s *steps) finish(name string, took time.Duration, p *progress, err error) {
	if s.live {
		fmt.Fprint(s.out, "\r\x1b[K")
	}
	if err == nil {
		fmt.Fprintf(s.out, "ok  %-44s %8s%s\n", name, rounded(took), p.current())
		return
	}
	if text := p.output.String(); text != "" {
		fmt.Fprintln(s.out, text)
	}
	fmt.Fprintf(s.out, "BAD %-44s %8s  %v\n", name, rounded(took), err)
}

// failed lists the names of the steps that failed.
func (s *steps) failed() []string {
	var names []string
	for _, st := range s.took {
		if st.failed {
			names = append(names, st.name)
		}
	}
	return names
}

// total is the time that all finished steps took.
func (s *steps) total() time.Duration {
	var sum time.Duration
	for _, st := range s.took {
		sum += st.took
	}
	return sum
}

// rounded prints a duration to the tenth of a second, or to the second from a minute on.
func rounded(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%.1fs", d.Seconds())
	}
	return d.Round(time.Second).String()
}
