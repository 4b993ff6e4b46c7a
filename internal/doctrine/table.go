package doctrine

import (
	"fmt"
	"strings"

	"vigie.example/internal/fault"
)

// Header is what a doctrine file says about itself, in lines "# key: value" before its first row.
type Header struct {
	Format  string // such as "vigie.communes/1"
	Version string // a date, such as "2026-03-09"
	Status  string // "derived", "starting" (to be replaced before service) or "official"
	Source  string
	Licence string
}

// Problem is one fault of a doctrine file, with its remedy. Line counts from 1; 0 concerns the whole file.
type Problem struct {
	File   string
	Line   int
	What   string
	Remedy string
}

// String returns the problem as a line for a terminal.
func (p Problem) String() string {
	if p.Line == 0 {
		return fmt.Sprintf("%s: %s; %s", p.File, p.What, p.Remedy)
	}
	return fmt.Sprintf("%s:%d: %s; %s", p.File, p.Line, p.What, p.Remedy)
}

// Problems is the cause of the error for files that do not pass the checks: find it with errors.As. Its text quotes the
// doctrine's own files, which hold nothing secret.
type Problems []Problem

// maxProblems bounds the list: who has more has the wrong file.
const maxProblems = 50

// Error returns the problems, one a line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.String()
	}
	return strings.Join(lines, "\n")
}

// add appends a problem unless there are enough.
func (p *Problems) add(file string, line int, remedy, what string, args ...any) {
	if len(*p) < maxProblems {
		*p = append(*p, Problem{File: file, Line: line, What: fmt.Sprintf(what, args...), Remedy: remedy})
	}
}

// err returns nil, or the fault that carries the problems.
func (p Problems) err(op fault.Op) error {
	if len(p) == 0 {
		return nil
	}
	return fault.As(fault.Invalid, op, p, fault.Key("fault.doctrine.files"), fault.Hint("hint.doctrine.check"))
}

// row is one line of a table, cut into its columns.
type row struct {
	line  int
	cells []string
}

// table is a doctrine file: header lines, one line of column names, rows. Columns are separated by semicolons; there is
// no quoting, so that a cell holds no semicolon and no line break.
type table struct {
	file   string
	header Header
	rows   []row
}

// parseTable reads a file that must have the given format and columns.
func parseTable(file, text, format string, columns []string, problems *Problems) table {
	t := table{file: file}
	t.rows = make([]row, 0, strings.Count(text, "\n"))
	named := false
	line := 0
	for raw := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		line++
		raw = strings.TrimRight(raw, "\r\n")
		switch {
		case strings.TrimSpace(raw) == "":
		case strings.HasPrefix(raw, "#"):
			t.header.read(raw)
		case !named:
			named = true
			if raw != strings.Join(columns, ";") {
				problems.add(file, line, "write the line "+strings.Join(columns, ";"), "the columns are not the expected ones")
				return t
			}
		default:
			cells := strings.Split(raw, ";")
			if len(cells) != len(columns) {
				problems.add(file, line, fmt.Sprintf("write %d columns separated by semicolons", len(columns)), "it has %d columns", len(cells))
				continue
			}
			t.rows = append(t.rows, row{line, cells})
		}
	}
	t.check(format, named, problems)
	return t
}

// read takes one header line. Unknown keys are notes for people.
func (h *Header) read(line string) {
	key, value, _ := strings.Cut(strings.TrimPrefix(line, "#"), ":")
	value = strings.TrimSpace(value)
	switch strings.TrimSpace(key) {
	case "format":
		h.Format = value
	case "version":
		h.Version = value
	case "status":
		h.Status = value
	case "source":
		h.Source = value
	case "licence":
		h.Licence = value
	}
}

func (t *table) check(format string, named bool, problems *Problems) {
	t.header.check(t.file, format, problems)
	if !named || len(t.rows) == 0 {
		problems.add(t.file, 0, "check that this is the right file", "it has no rows")
	}
}

// check wants every line that says where a file comes from.
func (h Header) check(file, format string, problems *Problems) {
	if h.Format != format {
		problems.add(file, 0, "begin the file with the line # format: "+format, "the format is %q", h.Format)
	}
	if !validVersion(h.Version) {
		problems.add(file, 0, "write # version: YYYY-MM-DD", "the version %q is not a date", h.Version)
	}
	if h.Status != "derived" && h.Status != "starting" && h.Status != "official" {
		problems.add(file, 0, "write # status: derived, starting or official", "the status is %q", h.Status)
	}
	if h.Source == "" || h.Licence == "" {
		problems.add(file, 0, "write # source: and # licence:", "its origin or its licence is not stated")
	}
}

// validVersion accepts YYYY-MM-DD, and YYYY-MM-DD-N for a second version on a day.
func validVersion(s string) bool {
	if len(s) < len("2006-01-02") || len(s) > 13 {
		return false
	}
	for i, b := range []byte(s) {
		hyphen := i == 4 || i == 7 || i == 10
		if hyphen != (b == '-') || !hyphen && (b < '0' || b > '9') {
			return false
		}
	}
	return s[len(s)-1] != '-'
}
