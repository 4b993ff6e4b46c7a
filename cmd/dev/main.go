// Command dev is the project's task runner: it sets a machine up, runs the
// product, tests it, checks it, measures it, fuzzes it and packages it.
//
// It needs nothing but Go and the standard library, so that a new machine can
// start with `go run ./cmd/dev test`: whatever else is missing it installs
// itself, and says so. Long steps are shown while they run, with the time each
// took.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
)

// task is one subcommand; run gets the arguments that follow its name.
type task struct {
	name, summary string
	run           func(ctx context.Context, w *workspace, args []string) error
}

// tasks lists the subcommands in the order in which help shows them.
func tasks() []task {
	return []task{
		{"setup", "install the system packages and page dependencies that are missing", setupTask},
		{"run", "build and run the product with simulated declarants", runTask},
		{"test", "set up, check, and run every test", testTask},
		{"check", "format, vet, staticcheck, import rules, known vulnerabilities", checkTask},
		{"bench", "measure, and compare with the recorded base", benchTask},
		{"fuzz", "run every fuzz target for a while (--time 20s)", fuzzTask},
		{"page", "bundle the declarant's page into assets/page/dist", pageTask},
		{"package", "build release binaries (--out FOLDER)", packageTask},
	}
}

func main() {
	os.Exit(dispatch(os.Args[1:]))
}

// dispatch runs the task that args name and returns the exit status.
func dispatch(args []string) int {
	if len(args) == 0 {
		usage()
		return 2
	}
	for _, t := range tasks() {
		if t.name == args[0] {
			return status(execute(t, args[1:]))
		}
	}
	usage()
	return 2
}

// execute opens the workspace and runs one task until it ends or a signal comes.
func execute(t task, args []string) error {
	ctx, stop := untilStopped(context.Background())
	defer stop()
	w, err := openWorkspace(os.Stdout)
	if err != nil {
		return err
	}
	return t.run(ctx, w, args)
}

// status turns a task's error into an exit status, printing it once.
func status(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errReported):
		return 1
	}
	fmt.Fprintln(os.Stderr, "dev:", err)
	return 1
}

func usage() {
	fmt.Fprintln(os.Stderr, "usage: go run ./cmd/dev TASK [flags]")
	for _, t := range tasks() {
		fmt.Fprintf(os.Stderr, "  %-8s %s\n", t.name, t.summary)
	}
}
