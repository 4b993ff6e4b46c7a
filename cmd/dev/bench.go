package main

import (
	"context"
	"errors"
	"os"
)

const benchPackage = "internal/testkit/bench"

// benchTask runs the measurements; the arguments are theirs. They print their
// own table and write bench-results.jsonl.
func benchTask(ctx context.Context, w *workspace, args []string) error {
	if !w.has(benchPackage) {
		return errors.New("there is no " + benchPackage + " to run")
	}
	if err := w.setup(ctx, needBuild, needWindow, needTests); err != nil {
		return err
	}
	return w.inSession(ctx, func(ctx context.Context, s *session) error {
		w.say("==> measuring")
		return w.run(ctx, s.wrap(command{
			args: append([]string{"go", "run", "./" + benchPackage}, args...),
			out:  os.Stdout, errs: os.Stderr,
		}))
	})
}
