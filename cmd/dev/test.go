package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"
)

// testTimeout bounds one package's tests.
const testTimeout = 15 * time.Minute

// testTask sets up, checks, and runs every test. Its last line is
// "N passed, N failed, N skipped".
func testTask(ctx context.Context, w *workspace, args []string) error {
	fs := flag.NewFlagSet("test", flag.ContinueOnError)
	run := fs.String("run", "", "only tests that match this `pattern`, as in go test")
	fs.Usage = func() {
		fmt.Fprintln(fs.Output(), "usage: go run ./cmd/dev test [--run PATTERN] [packages]")
		fs.PrintDefaults()
	}
	if err := fs.Parse(args); err != nil {
		return err
	}
	packages := fs.Args()
	if len(packages) == 0 {
		packages = everything
	}
	if err := setupTask(ctx, w, nil); err != nil {
		return err
	}
	w.sourceChecks(ctx, packages)
	w.pageChecks(ctx)
	sum := newSummary()
	err := errors.Join(w.pageTests(ctx, sum), w.goTests(ctx, sum, *run, packages))
	return w.report(sum, err)
}

// goTests runs the packages' tests under the race detector in a desktop
// session of their own.
func (w *workspace) goTests(ctx context.Context, sum *summary, pattern string, packages []string) error {
	return w.steps.do(ctx, "tests", func(ctx context.Context, p *progress) error {
		return w.inSession(ctx, func(ctx context.Context, s *session) error {
			return w.goTest(ctx, p, s, sum, pattern, packages)
		})
	})
}

// goTest runs `go test` and feeds what it reports to sum.
func (w *workspace) goTest(ctx context.Context, p *progress, s *session, sum *summary, pattern string, packages []string) error {
	args := []string{"go", "test", "-race", "-json", "-count=1", "-vet=off", "-timeout=" + testTimeout.String()}
	if pattern != "" {
		args = append(args, "-run="+pattern)
	}
	events, feed := io.Pipe()
	read := make(chan error, 1)
	go func() {
		err := sum.read(events, func() { p.at("%s", sum.brief()) })
		io.Copy(io.Discard, events)
		read <- err
	}()
	err := w.run(ctx, s.wrap(command{args: append(args, packages...), out: feed, errs: &p.output}))
	feed.Close()
	readErr := <-read
	if sum.failedCount() > 0 && ctx.Err() == nil {
		return fmt.Errorf("%d failed", sum.failedCount())
	}
	return errors.Join(err, readErr)
}

// report says where the time went, what was skipped, what failed, and counts.
func (w *workspace) report(sum *summary, err error) error {
	sum.printFailures(w.out())
	sum.printSkips(w.out())
	sum.printSlowest(w.out())
	w.say("\ntime by step (%s in all)", rounded(w.steps.total()))
	for _, st := range w.steps.took {
		w.say("  %8s  %s", rounded(st.took), st.name)
	}
	failed := w.steps.failed()
	if len(failed) > 0 {
		w.say("\nfailed steps: %s", strings.Join(failed, "; "))
	}
	w.say("\n%d passed, %d failed, %d skipped", sum.passed, sum.failedCount(), len(sum.skips))
	if err != nil || len(failed) > 0 {
		return errReported
	}
	return nil
}
