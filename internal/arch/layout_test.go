package arch

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

const (
	mostLines     = 400 // of a file that is no test; a file is about one thing
	mostMainLines = 100 // of a main.go: flags and dispatch, the wiring is elsewhere
	mostADRLines  = 80  // one page
)

// topLevel is what the root of the project may hold.
var topLevel = []string{".ci", ".gitignore", "FyneApp.toml", "LICENSE", "README.md", "assets", "cmd", "go.mod", "go.sum", "internal", "ui"}

// strayEntries lists files where the architecture has no place for them.
func strayEntries(tr tree) []string {
	seen := make(map[string]bool)
	var wrong []string
	report := func(entry, why string) {
		if !seen[entry] {
			seen[entry] = true
			wrong = append(wrong, entry+": "+why)
		}
	}
	for _, f := range tr.files {
		parts := strings.Split(f.path, "/")
		switch {
		case !slices.Contains(topLevel, parts[0]):
			report(parts[0], "not an entry of the project's root")
		case parts[0] == "internal" && (len(parts) < 3 || layerOf(parts[1]) == nowhere):
			report(path.Join(parts[:2]...), "not a package of the architecture")
		case parts[0] == "cmd" && (len(parts) < 3 || !slices.Contains(programs, parts[1])):
			report(path.Join(parts[:2]...), "not a program of the architecture")
		}
	}
	return wrong
}

// emptyNames say nothing about what lives in a package.
var emptyNames = []string{"util", "utils", "manager", "common", "models", "helpers", "misc", "base"}

// strayNames lists packages whose name is no noun for what lives there.
func strayNames(tr tree) []string {
	var wrong []string
	for pkg := range tr.packages() {
		if slices.Contains(emptyNames, path.Base(pkg)) {
			wrong = append(wrong, pkg+": name the package after what lives in it")
		}
	}
	return wrong
}

// longFiles lists sources that are about more than one thing. There are no
// exceptions: split the file.
func longFiles(tr tree) []string {
	var wrong []string
	for _, f := range tr.files {
		if most := limitOf(f); most > 0 && f.lines() > most {
			wrong = append(wrong, fmt.Sprintf("%s: %d lines, at most %d", f.path, f.lines(), most))
		}
	}
	return wrong
}

func limitOf(f file) int {
	ext := path.Ext(f.path)
	switch {
	case strings.Contains(f.path, "testdata/") || within(f.path, "assets/page/dist"):
		return 0
	case within(f.path, "cmd") && path.Base(f.path) == "main.go":
		return mostMainLines
	case ext == ".go" && !f.isTest():
		return mostLines
	case ext == ".ts" && !strings.Contains(f.path, ".test."):
		return mostLines
	}
	return 0
}

// developmentPaths are folders of a development machine. They are put together here
// so that this file does not hold them.
var developmentPaths = [][]byte{[]byte("/" + "work/"), []byte("/" + "farm/")}

// strayPaths lists lines that name a folder of a development machine.
func strayPaths(tr tree) []string {
	var wrong []string
	for _, f := range tr.files {
		if bytes.IndexByte(f.text, 0) >= 0 { // binary
			continue
		}
		for i, line := range bytes.Split(f.text, []byte("\n")) {
			for _, p := range developmentPaths {
				if bytes.Contains(line, p) {
					wrong = append(wrong, fmt.Sprintf("%s:%d: names a folder of a development machine", f.path, i+1))
				}
			}
		}
	}
	return wrong
}

var (
	adrName     = regexp.MustCompile(`^internal/adr/(\d{3})-[a-z0-9]+(-[a-z0-9]+)*\.md$`)
	adrHeadings = []string{"Context", "Decision", "Consequences", "Alternatives"}
	heading     = regexp.MustCompile(`(?m)^## (.+)$`)
)

// strayDecisions lists decision records that are not one page of the agreed form.
func strayDecisions(tr tree) []string {
	var wrong []string
	numbers := make(map[string]string)
	for _, f := range tr.files {
		if !within(f.path, "internal/adr") || path.Ext(f.path) == ".go" {
			continue
		}
		m := adrName.FindStringSubmatch(f.path)
		if m == nil {
			wrong = append(wrong, f.path+": not NNN-title.md")
			continue
		}
		if other := numbers[m[1]]; other != "" {
			wrong = append(wrong, f.path+": same number as "+other)
		}
		numbers[m[1]] = f.path
		var found []string
		for _, h := range heading.FindAllSubmatch(f.text, -1) {
			found = append(found, strings.TrimSpace(string(h[1])))
		}
		if !slices.Equal(found, adrHeadings) {
			wrong = append(wrong, fmt.Sprintf("%s: headings %q, want %q", f.path, found, adrHeadings))
		}
		if f.lines() > mostADRLines {
			wrong = append(wrong, fmt.Sprintf("%s: %d lines, one page is %d", f.path, f.lines(), mostADRLines))
		}
	}
	return wrong
}
