package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// runOptions are the flags of the run task.
type runOptions struct {
	headless bool
	seconds  int
	lang     string
}

// backendReady is what the backend announces on standard output.
type backendReady struct {
	Page    string `json:"page"`
	Console string `json:"console"`
}

// runTask builds the programs and runs them together on loopback, with a data
// folder that goes when they end.
func runTask(ctx context.Context, w *workspace, args []string) error {
	o, err := runFlags(args)
	if err != nil {
		return err
	}
	if !o.headless && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return errors.New("there is no display to open a window on (DISPLAY is not set).\n" +
			"On a machine without one: go run ./cmd/dev run --headless --seconds 30")
	}
	if !o.headless { // without a window, nothing but Go is needed
		if err := w.setup(ctx, needBuild, needWindow); err != nil {
			return err
		}
	}
	bin, err := w.buildPrograms(ctx, o)
	if err != nil {
		return err
	}
	return w.runTogether(ctx, bin, o)
}

func runFlags(args []string) (runOptions, error) {
	var o runOptions
	fs := flag.NewFlagSet("run", flag.ContinueOnError)
	fs.BoolVar(&o.headless, "headless", false, "without a window: an automatic operator answers")
	fs.IntVar(&o.seconds, "seconds", 0, "end after this many `seconds`; 0 runs until interrupted")
	fs.StringVar(&o.lang, "lang", "", "language of the console, `fr or en`; the system's if empty")
	err := fs.Parse(args)
	if err == nil && o.lang != "" && o.lang != "fr" && o.lang != "en" {
		err = fmt.Errorf("--lang is fr or en, not %q", o.lang)
	}
	return o, err
}

// buildPrograms builds what the run needs into a git-ignored folder.
func (w *workspace) buildPrograms(ctx context.Context, o runOptions) (bin string, err error) {
	bin = w.path(".cache/bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return "", err
	}
	programs := []string{"./cmd/vigied", "./cmd/vigiectl", "./internal/testkit/simulate"}
	err = w.step(ctx, "build the backend and the simulation", buildInto(bin, "CGO_ENABLED=0", programs))
	if err != nil || o.headless {
		return bin, err
	}
	return bin, w.step(ctx, "build the console (minutes the first time)", buildInto(bin, "CGO_ENABLED=1", []string{"./cmd/vigie"}))
}

func buildInto(bin, cgo string, packages []string) command {
	args := []string{"go", "build", "-buildvcs=false", "-o", bin + string(filepath.Separator)}
	return command{args: append(args, packages...), env: []string{cgo}}
}

// runTogether starts the programs, waits until the run is over, and stops them.
func (w *workspace) runTogether(ctx context.Context, bin string, o runOptions) error {
	data, err := os.MkdirTemp("", "vigie-run-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(data)
	if o.seconds > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(o.seconds)*time.Second)
		defer cancel()
	}
	s := &supervisor{w: w}
	defer s.stop()
	backend, err := s.start("vigied", command{args: []string{
		filepath.Join(bin, "vigied"), "serve", "--dev", "--listen", "127.0.0.1:0", "--data", data,
	}})
	if err != nil {
		return err
	}
	var at backendReady
	if err := backend.ready(ctx, &at, os.Stderr); err != nil {
		return err
	}
	w.say("the declarant's page: %s", at.Page)
	select {
	case <-ctx.Done():
		return nil
	case <-backend.ended:
		return fmt.Errorf("vigied ended: %v\n%s", backend.err, backend.said.String())
	}
}
