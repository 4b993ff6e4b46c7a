package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"syscall"
	"time"
)

const (
	readyWithin = 60 * time.Second // a program says that it is ready, or is taken for stuck
	stopWithin  = 10 * time.Second // a program that was asked to stop does, or is killed
	lingerFor   = time.Second      // what an ended program left behind may hold its output open
)

// supervisor starts programs and sees to it that none outlives it.
type supervisor struct {
	w        *workspace
	children []*child // in the order of their start
}

// child is a supervised program.
type child struct {
	name  string
	cmd   *exec.Cmd
	said  tail          // standard error
	lines chan string   // standard output, by line; closed at its end
	ended chan struct{} // closed once the program has ended
	err   error         // how it ended; read after ended is closed
}

// start starts a program. Its standard output must be read from lines, or with
// ready and drain.
func (s *supervisor) start(name string, c command) (*child, error) {
	// Stopping is the supervisor's work, in the right order: hence no
	// context that a signal ends.
	ch := &child{name: name, lines: make(chan string), ended: make(chan struct{})}
	out, feed := io.Pipe()
	c.out, c.errs = feed, io.MultiWriter(&ch.said, orDiscard(c.errs))
	ch.cmd = s.w.prepare(context.Background(), c)
	ch.cmd.WaitDelay = lingerFor
	if c.hold {
		if _, err := ch.cmd.StdinPipe(); err != nil {
			return nil, fmt.Errorf("start %s: %w", name, err)
		}
	}
	if err := ch.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	s.children = append(s.children, ch)
	go ch.readLines(out)
	go func() {
		ch.err = ch.cmd.Wait()
		feed.Close()
		close(ch.ended)
	}()
	return ch, nil
}

func orDiscard(w io.Writer) io.Writer {
	if w == nil {
		return io.Discard
	}
	return w
}

func (c *child) readLines(out io.Reader) {
	defer close(c.lines)
	scan := bufio.NewScanner(out)
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		c.lines <- scan.Text()
	}
	io.Copy(io.Discard, out)
}

// ready waits for the line of JSON on standard output that says
// {"ready":true,...}, decodes it into answer, and lets later output pass to rest.
func (c *child) ready(ctx context.Context, answer any, rest io.Writer) error {
	limit := time.NewTimer(readyWithin)
	defer limit.Stop()
	for {
		select {
		case line, ok := <-c.lines:
			if !ok {
				<-c.ended
				return fmt.Errorf("%s ended before it was ready: %v\n%s", c.name, c.err, c.said.String())
			}
			if !saysReady(line) {
				continue
			}
			go c.drain(rest)
			return json.Unmarshal([]byte(line), answer)
		case <-limit.C:
			return fmt.Errorf("%s was not ready within %s\n%s", c.name, readyWithin, c.said.String())
		case <-ctx.Done():
			return errors.New("stopped")
		}
	}
}

// saysReady tells whether a line is the JSON that announces readiness.
func saysReady(line string) bool {
	var said struct{ Ready bool }
	return json.Unmarshal([]byte(line), &said) == nil && said.Ready
}

// drain copies what is left of standard output to out.
func (c *child) drain(out io.Writer) {
	for line := range c.lines {
		fmt.Fprintln(out, line)
	}
}

// stop ends every program, the last started first: each is asked, then
// killed with all that it started.
func (s *supervisor) stop() {
	for i := len(s.children) - 1; i >= 0; i-- {
		s.children[i].stop()
	}
}

func (c *child) stop() {
	signalGroup(c.cmd.Process, syscall.SIGTERM)
	go func() {
		for range c.lines { // nobody reads any more; do not let it block
		}
	}()
	select {
	case <-c.ended:
	case <-time.After(stopWithin):
	}
	signalGroup(c.cmd.Process, syscall.SIGKILL)
	<-c.ended
}
