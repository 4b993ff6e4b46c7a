package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// event is one line of `go test -json` (cmd/test2json, and cmd/go's build events).
type event struct {
	Action      string
	Package     string
	ImportPath  string // of build-output and build-fail
	Test        string
	Elapsed     float64 // seconds
	Output      string
	FailedBuild string // package whose build failed, on a package's fail
}

// outcome is a test that ended, or a package that failed outside its tests.
type outcome struct {
	pkg, test string // test is empty for a whole package
	took      time.Duration
	output    string
}

// summary gathers what a test run reports. A test that has subtests counts
// through them, not itself; a package that fails outside its tests (build,
// panic, leak check) counts as one failure.
type summary struct {
	passed   int
	failures []outcome
	skips    []outcome
	tests    []outcome // every leaf that passed or failed
	packages []outcome // every package with tests that ended

	running map[string]*running // by package
	builds  map[string]*strings.Builder
}

// running is a package whose tests are under way.
type running struct {
	output  map[string]*strings.Builder // by test, "" for the package's own
	open    map[string]bool             // started and not ended
	parents map[string]bool             // tests with subtests
	failed  map[string]bool             // failed, or with a failed subtest
}

func newSummary() *summary {
	return &summary{running: make(map[string]*running), builds: make(map[string]*strings.Builder)}
}

// read takes a stream of events to its end; each, if set, is called after
// every package that ends. Lines that are no events are ignored.
func (s *summary) read(r io.Reader, each func()) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			continue
		}
		s.take(e)
		if each != nil && e.Test == "" && ended(e.Action) {
			each()
		}
	}
	return lines.Err()
}

// ended tells whether an action is the end of a test or package.
func ended(action string) bool {
	return action == "pass" || action == "fail" || action == "skip"
}

func (s *summary) take(e event) {
	if e.Action == "build-output" {
		if s.builds[e.ImportPath] == nil {
			s.builds[e.ImportPath] = &strings.Builder{}
		}
		s.builds[e.ImportPath].WriteString(e.Output)
		return
	}
	if e.Package == "" {
		return
	}
	p := s.of(e.Package)
	switch {
	case e.Action == "run":
		p.open[e.Test] = true
		if parent, ok := parentOf(e.Test); ok {
			p.parents[parent] = true
		}
	case e.Action == "output":
		p.write(e.Test, e.Output)
	case ended(e.Action) && e.Test == "":
		s.endPackage(p, e)
	case ended(e.Action):
		s.endTest(p, e)
	}
}

func (s *summary) of(pkg string) *running {
	p := s.running[pkg]
	if p == nil {
		p = &running{
			output: make(map[string]*strings.Builder), open: make(map[string]bool),
			parents: make(map[string]bool), failed: make(map[string]bool),
		}
		s.running[pkg] = p
	}
	return p
}

func (p *running) write(test, text string) {
	if p.output[test] == nil {
		p.output[test] = &strings.Builder{}
	}
	p.output[test].WriteString(text)
}

func (p *running) said(test string) string {
	if p.output[test] == nil {
		return ""
	}
	return strings.TrimRight(p.output[test].String(), "\n")
}

// parentOf is the test that a subtest belongs to.
func parentOf(test string) (string, bool) {
	at := strings.LastIndexByte(test, '/')
	if at < 0 {
		return "", false
	}
	return test[:at], true
}

// endTest counts a test that ended, unless its subtests already speak for it.
func (s *summary) endTest(p *running, e event) {
	delete(p.open, e.Test)
	o := outcome{pkg: e.Package, test: e.Test, took: seconds(e.Elapsed), output: p.said(e.Test)}
	bySubtests := p.parents[e.Test]
	switch e.Action {
	case "skip":
		s.skips = append(s.skips, o)
	case "pass":
		if !bySubtests {
			s.passed++
			s.tests = append(s.tests, o)
		}
	case "fail":
		if !bySubtests || !p.failed[e.Test] {
			s.failures = append(s.failures, o)
			s.tests = append(s.tests, o)
		}
		p.failed[""] = true
		for name, ok := parentOf(e.Test); ok; name, ok = parentOf(name) {
			p.failed[name] = true
		}
	}
	delete(p.output, e.Test)
}

// endPackage counts what a package's end reveals: a failed build, tests that
// never ended, or a failure outside every test.
func (s *summary) endPackage(p *running, e event) {
	if e.Action != "skip" { // a package without tests
		s.packages = append(s.packages, outcome{pkg: e.Package, took: seconds(e.Elapsed)})
	}
	if e.Action != "fail" {
		delete(s.running, e.Package)
		return
	}
	switch {
	case e.FailedBuild != "":
		o := outcome{pkg: e.Package, output: "does not build: " + e.FailedBuild}
		if b := s.builds[e.FailedBuild]; b != nil {
			o.output = strings.TrimRight(b.String(), "\n")
		}
		s.failures = append(s.failures, o)
	case len(p.open) > 0:
		s.failUnended(p, e.Package)
	case !p.failed[""]:
		s.failures = append(s.failures, outcome{pkg: e.Package, output: p.said("")})
	}
	delete(s.running, e.Package)
}

// failUnended counts the tests that a crash or time-out cut short; a parent of
// another one is not counted again. The package's own output has the stack.
func (s *summary) failUnended(p *running, pkg string) {
	var open []string
	for name := range p.open {
		if !p.parents[name] || !anyUnder(p.open, name) {
			open = append(open, name)
		}
	}
	slices.Sort(open)
	for _, name := range open {
		s.failures = append(s.failures, outcome{pkg: pkg, test: name, output: p.said(name) + "\n(never ended)\n" + p.said("")})
	}
}

// anyUnder tells whether a subtest of name is in the set.
func anyUnder(set map[string]bool, name string) bool {
	for other := range set {
		if strings.HasPrefix(other, name+"/") {
			return true
		}
	}
	return false
}

func seconds(s float64) time.Duration {
	return time.Duration(s * float64(time.Second))
}

func (s *summary) failedCount() int { return len(s.failures) }

// brief is the state of the run in a few words.
func (s *summary) brief() string {
	text := fmt.Sprintf("%d passed", s.passed)
	if len(s.failures) > 0 {
		text += fmt.Sprintf(", %d FAILED", len(s.failures))
	}
	return text
}
