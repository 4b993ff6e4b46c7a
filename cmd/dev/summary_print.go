package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// slowestShown is how many packages and tests the table of slowest ones lists.
const slowestShown = 10

// modulePrefix is left out of printed package paths.
const modulePrefix = "vigie.example/"

func (o outcome) String() string {
	name := strings.TrimPrefix(o.pkg, modulePrefix)
	if o.test != "" {
		name += " " + o.test
	}
	return name
}

// printFailures prints each failure with what it printed itself.
func (s *summary) printFailures(out io.Writer) {
	for _, f := range s.failures {
		fmt.Fprintf(out, "\nFAIL %s\n", f)
		for line := range strings.Lines(f.output) {
			fmt.Fprintf(out, "    %s\n", strings.TrimRight(line, "\n"))
		}
	}
}

// printSkips prints each skipped test with its reason.
func (s *summary) printSkips(out io.Writer) {
	if len(s.skips) == 0 {
		return
	}
	fmt.Fprintln(out, "\nskipped")
	for _, o := range s.skips {
		fmt.Fprintf(out, "  %s: %s\n", o, skipReason(o.output))
	}
}

// skipReason finds the text given to t.Skip in a test's output.
func skipReason(output string) string {
	var reason []string
	for line := range strings.Lines(output) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "=== ") || strings.HasPrefix(line, "--- ") {
			continue
		}
		if _, text, ok := strings.Cut(line, ".go:"); ok {
			if _, said, ok := strings.Cut(text, ": "); ok {
				line = said
			}
		}
		reason = append(reason, line)
	}
	if len(reason) == 0 {
		return "no reason given"
	}
	return strings.Join(reason, " ")
}

// printSlowest prints where the time of the tests went.
func (s *summary) printSlowest(out io.Writer) {
	printSlow(out, "slowest packages", s.packages)
	printSlow(out, "slowest tests", s.tests)
}

func printSlow(out io.Writer, title string, list []outcome) {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b outcome) int { return int(b.took - a.took) })
	if len(list) > slowestShown {
		list = list[:slowestShown]
	}
	list = slices.DeleteFunc(list, func(o outcome) bool { return o.took < 100*time.Millisecond })
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(out, "\n%s\n", title)
	for _, o := range list {
		fmt.Fprintf(out, "  %8s  %s\n", rounded(o.took), o)
	}
}
