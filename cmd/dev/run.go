package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// runOptions are the flags of the run task.
type runOptions struct {
	headless bool
	seconds  int
	lang     string
	kills    int
}

// headlessSeconds is how long a run without a window takes if nothing else is
// said: with nobody there to end it, it ends by itself.
const headlessSeconds = 60

// runTask builds the programs and runs them together on loopback, with a data
// folder that goes when they end.
func runTask(ctx context.Context, w *workspace, args []string) error {
	o, err := runFlags(args)
	if err != nil {
		return err
	}
	if o.headless { // standard output is for the result alone
		w.steps = newSteps(os.Stderr, isTerminal(os.Stderr))
	} else if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return errors.New("there is no display to open a window on (DISPLAY is not set).\n" +
			"On a machine without one: go run ./cmd/dev run --headless --seconds 60")
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
	return w.demonstrate(ctx, bin, o)
}

func runFlags(args []string) (runOptions, error) {
	var o runOptions
	fs := flag.NewFlagSet("run", flag.ContinueOnError)
	fs.BoolVar(&o.headless, "headless", false, "without a window: automatic operators answer, and one line of JSON on standard output tells what became of each message")
	fs.IntVar(&o.seconds, "seconds", 0, "end after this many `seconds`; 0 runs until the window is closed")
	fs.StringVar(&o.lang, "lang", "", "language of the console, `fr or en`; the system's if empty")
	fs.IntVar(&o.kills, "kill", 0, "kill the backend and start it again `N` times meanwhile")
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	if o.headless && o.seconds == 0 {
		o.seconds = headlessSeconds
	}
	switch {
	case fs.NArg() > 0:
		return o, fmt.Errorf("%q is not understood: run takes flags only", fs.Arg(0))
	case o.lang != "" && o.lang != "fr" && o.lang != "en":
		return o, fmt.Errorf("--lang is fr or en, not %q", o.lang)
	case o.seconds < 0 || o.kills < 0:
		return o, errors.New("--seconds and --kill are not negative")
	case o.kills > 0 && o.seconds == 0:
		return o, errors.New("--kill needs --seconds: it kills the backend at even intervals")
	}
	return o, nil
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

// buildInto builds packages into a folder. With the race detector, which
// GOFLAGS may ask for, all of them need cgo.
func buildInto(bin, cgo string, packages []string) command {
	if slices.Contains(strings.Fields(os.Getenv("GOFLAGS")), "-race") {
		cgo = "CGO_ENABLED=1"
	}
	args := []string{"go", "build", "-buildvcs=false", "-o", bin + string(filepath.Separator)}
	return command{args: append(args, packages...), env: []string{cgo}}
}
