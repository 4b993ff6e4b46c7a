package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// killAfter is how long a command that was asked to stop may take.
const killAfter = 10 * time.Second

// untilStopped returns a context that ends at the first interrupt or
// termination signal, or when the parent process has gone: `go run` does not
// pass a termination signal on.
func untilStopped(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt, syscall.SIGTERM)
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		born := os.Getppid()
		t := time.NewTicker(500 * time.Millisecond)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
				if os.Getppid() != born {
					cancel()
				}
			}
		}
	}()
	return ctx, func() { cancel(); stop() }
}

// command describes a program to run.
type command struct {
	args []string
	dir  string    // the workspace root if empty
	env  []string  // additions and replacements, KEY=VALUE
	out  io.Writer // standard output, with standard error unless errs is set
	errs io.Writer // standard error apart
	hold bool      // standard input stays open until this program ends; otherwise it is empty
}

// prepare makes the command in a process group of its own: on cancellation the
// whole group is asked to stop, and killed after killAfter.
func (w *workspace) prepare(ctx context.Context, c command) *exec.Cmd {
	cmd := exec.CommandContext(ctx, c.args[0], c.args[1:]...)
	cmd.Dir = w.root
	if c.dir != "" {
		cmd.Dir = c.dir
	}
	cmd.Env = mergeEnv(os.Environ(), c.env)
	cmd.Stdout, cmd.Stderr = c.out, c.out
	if c.errs != nil {
		cmd.Stderr = c.errs
	}
	ownGroup(cmd)
	cmd.Cancel = func() error { return signalGroup(cmd.Process, syscall.SIGTERM) }
	cmd.WaitDelay = killAfter
	return cmd
}

// run runs the command to its end.
func (w *workspace) run(ctx context.Context, c command) error {
	cmd := w.prepare(ctx, c)
	err := cmd.Run()
	if ctx.Err() != nil && cmd.Process != nil {
		signalGroup(cmd.Process, syscall.SIGKILL)
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return errors.New("stopped")
	}
	// A program that went well may leave a service behind that holds its output open.
	if err != nil && !errors.Is(err, exec.ErrWaitDelay) {
		return fmt.Errorf("%s: %w", shown(c.args), err)
	}
	return nil
}

// step runs one command as a step.
func (w *workspace) step(ctx context.Context, name string, c command) error {
	return w.steps.do(ctx, name, func(ctx context.Context, p *progress) error {
		c.out = &p.output
		return w.run(ctx, c)
	})
}

// shown is a command as a person would recognise it, not all of it.
func shown(args []string) string {
	const most = 4
	if len(args) > most {
		return strings.Join(args[:most], " ") + " ..."
	}
	return strings.Join(args, " ")
}

// mergeEnv returns base with the additions in place of what they replace. An
// addition without "=" removes the variable.
func mergeEnv(base, add []string) []string {
	replaced := make(map[string]bool, len(add))
	for _, kv := range add {
		key, _, _ := strings.Cut(kv, "=")
		replaced[key] = true
	}
	var merged []string
	for _, kv := range base {
		if key, _, _ := strings.Cut(kv, "="); !replaced[key] {
			merged = append(merged, kv)
		}
	}
	for _, kv := range add {
		if strings.Contains(kv, "=") {
			merged = append(merged, kv)
		}
	}
	return merged
}
