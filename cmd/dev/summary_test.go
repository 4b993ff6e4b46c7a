package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// read feeds lines of `go test -json` to a new summary.
func read(t *testing.T, lines ...string) *summary {
	t.Helper()
	s := newSummary()
	if err := s.read(strings.NewReader(strings.Join(lines, "\n")), nil); err != nil {
		t.Fatal(err)
	}
	return s
}

func counts(s *summary) [3]int { return [3]int{s.passed, s.failedCount(), len(s.skips)} }

func TestSummaryCountsLeavesOnce(t *testing.T) {
	s := read(t,
		`{"Action":"run","Package":"p","Test":"TestA"}`,
		`{"Action":"run","Package":"p","Test":"TestA/one"}`,
		`{"Action":"run","Package":"p","Test":"TestA/two"}`,
		`{"Action":"output","Package":"p","Test":"TestA/two","Output":"    a_test.go:7: wrong\n"}`,
		`{"Action":"pass","Package":"p","Test":"TestA/one","Elapsed":1}`,
		`{"Action":"fail","Package":"p","Test":"TestA/two","Elapsed":1}`,
		`{"Action":"fail","Package":"p","Test":"TestA","Elapsed":2}`,
		`{"Action":"run","Package":"p","Test":"TestB"}`,
		`{"Action":"output","Package":"p","Test":"TestB","Output":"    b_test.go:3: no reader here\n"}`,
		`{"Action":"skip","Package":"p","Test":"TestB"}`,
		`{"Action":"fail","Package":"p","Elapsed":2}`,
		`{"Action":"skip","Package":"empty"}`,
		`not an event`)
	if got := counts(s); got != [3]int{1, 1, 1} {
		t.Errorf("passed, failed, skipped = %v, want 1 1 1", got)
	}
	if f := s.failures[0]; f.test != "TestA/two" || !strings.Contains(f.output, "a_test.go:7: wrong") {
		t.Errorf("failure = %+v, want TestA/two with its output", f)
	}
	if r := skipReason(s.skips[0].output); r != "no reader here" {
		t.Errorf("reason = %q", r)
	}
	if len(s.packages) != 1 {
		t.Errorf("%d packages ended, want 1: one has no tests", len(s.packages))
	}
}

func TestSummaryCountsWhatFailsOutsideTests(t *testing.T) {
	for name, tc := range map[string]struct {
		lines []string
		want  string
	}{
		"build": {[]string{
			`{"Action":"build-output","ImportPath":"p","Output":"x.go:1: undefined: y\n"}`,
			`{"Action":"build-fail","ImportPath":"p"}`,
			`{"Action":"fail","Package":"p","FailedBuild":"p"}`,
		}, "undefined: y"},
		"leak check after the tests": {[]string{
			`{"Action":"run","Package":"p","Test":"TestA"}`,
			`{"Action":"pass","Package":"p","Test":"TestA"}`,
			`{"Action":"output","Package":"p","Output":"found unexpected goroutines\n"}`,
			`{"Action":"fail","Package":"p"}`,
		}, "unexpected goroutines"},
		"panic in a subtest": {[]string{
			`{"Action":"run","Package":"p","Test":"TestA"}`,
			`{"Action":"run","Package":"p","Test":"TestA/one"}`,
			`{"Action":"output","Package":"p","Test":"TestA/one","Output":"panic: gone\n"}`,
			`{"Action":"fail","Package":"p"}`,
		}, "panic: gone"},
		"parent after its subtests": {[]string{
			`{"Action":"run","Package":"p","Test":"TestA"}`,
			`{"Action":"run","Package":"p","Test":"TestA/one"}`,
			`{"Action":"pass","Package":"p","Test":"TestA/one"}`,
			`{"Action":"output","Package":"p","Test":"TestA","Output":"late failure\n"}`,
			`{"Action":"fail","Package":"p","Test":"TestA"}`,
			`{"Action":"fail","Package":"p"}`,
		}, "late failure"},
	} {
		t.Run(name, func(t *testing.T) {
			s := read(t, tc.lines...)
			if s.failedCount() != 1 || !strings.Contains(s.failures[0].output, tc.want) {
				t.Errorf("failures = %+v, want one with %q", s.failures, tc.want)
			}
		})
	}
}

func TestSummaryCountsNodesTests(t *testing.T) {
	s := newSummary()
	s.takeNode("ℹ tests 5\nℹ pass 3\nℹ fail 1\nℹ skipped 1\n", errors.New("exit status 1"))
	if got := counts(s); got != [3]int{3, 1, 1} {
		t.Errorf("passed, failed, skipped = %v, want 3 1 1", got)
	}
	s = newSummary()
	s.takeNode("cannot find module", errors.New("exit status 1"))
	if got := counts(s); got != [3]int{0, 1, 0} {
		t.Errorf("passed, failed, skipped = %v, want 0 1 0", got)
	}
}

func TestReportEndsWithTheCountAlone(t *testing.T) {
	var out bytes.Buffer
	w := &workspace{steps: newSteps(&out, false)}
	s := read(t,
		`{"Action":"run","Package":"vigie.example/internal/wire","Test":"TestA"}`,
		`{"Action":"pass","Package":"vigie.example/internal/wire","Test":"TestA","Elapsed":3}`,
		`{"Action":"pass","Package":"vigie.example/internal/wire","Elapsed":4}`)
	if err := w.report(s, nil); err != nil {
		t.Errorf("report: %v", err)
	}
	lines := strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
	if last := lines[len(lines)-1]; last != "1 passed, 0 failed, 0 skipped" {
		t.Errorf("last line = %q", last)
	}
	if !strings.Contains(out.String(), "3.0s  internal/wire TestA") {
		t.Errorf("no slowest test in:\n%s", out.String())
	}
	if err := w.report(s, errors.New("could not run")); !errors.Is(err, errReported) {
		t.Errorf("report of an error = %v, want errReported", err)
	}
}
