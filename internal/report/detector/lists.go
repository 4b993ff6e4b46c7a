package detector

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"vigie.example/internal/fault"
)

const (
	format          = "# format: vigie.words/1"
	mostBytesOfList = 1 << 20
)

// Problem is why a list is refused, and where.
type Problem struct {
	File string
	Line int
	What string
}

func (p Problem) Error() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.What) }

// Parse reads word lists by the names of their files. The fault is Invalid with a Problem as its cause.
func Parse(files map[string]string) (*Detector, error) {
	sections := map[string][]entry{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if p := readList(name, files[name], sections); p != nil {
			return nil, fault.As(fault.Invalid, "detector.Parse", p)
		}
	}
	d := &Detector{words: newPhrases(), naming: newPhrases(), streets: newPhrases()}
	for _, kind := range Sensitive() {
		if len(sections[string(kind)]) == 0 {
			return nil, fault.As(fault.Invalid, "detector.Parse", Problem{"", 0, "no list has words of the kind " + string(kind)})
		}
		if p := fill(&d.words, string(kind), sections[string(kind)]); p != nil {
			return nil, fault.As(fault.Invalid, "detector.Parse", p)
		}
	}
	for name, into := range map[string]*phrases{"naming": &d.naming, "streets": &d.streets} {
		if p := fill(into, name, sections[name]); p != nil {
			return nil, fault.As(fault.Invalid, "detector.Parse", p)
		}
	}
	for name, into := range map[string]*map[string]bool{
		"titles": &d.titles, "relations": &d.relation, "first": &d.names, "cautious": &d.cautious, "not_names": &d.notNames,
		"streets_numbered": &d.numbered,
	} {
		*into = set(texts(sections[name]))
	}
	return d, nil
}

// entry is a line of a list.
type entry struct {
	file string
	line int
	text string
}

func texts(entries []entry) []string {
	out := make([]string, len(entries))
	for i, e := range entries {
		out[i] = e.text
	}
	return out
}

func fill(into *phrases, kind string, entries []entry) error {
	for _, e := range entries {
		if !into.add(kind, e.text) {
			return Problem{e.file, e.line, "the entry is not understood: write words, with * at the end of one for any ending"}
		}
	}
	return nil
}

// sectionNames are the groups that a list may have.
func sectionNames() []string {
	out := []string{"titles", "naming", "relations", "streets", "streets_numbered", "not_names", "first", "cautious"}
	for _, k := range Sensitive() {
		out = append(out, string(k))
	}
	return out
}

func readList(name, text string, sections map[string][]entry) error {
	if len(text) > mostBytesOfList || !strings.HasPrefix(text, format+"\n") {
		return Problem{name, 1, "it is no list of words: its first line must be " + format}
	}
	line, section := 0, ""
	for raw := range strings.Lines(text) {
		line++
		raw = strings.TrimSpace(raw)
		switch {
		case raw == "" || raw[0] == '#':
		case raw[0] == '=':
			if section = strings.TrimSpace(raw[1:]); !slices.Contains(sectionNames(), section) {
				return Problem{name, line, "there is no such group"}
			}
		case section == "":
			return Problem{name, line, "the entry stands in no group: write = and its name above"}
		default:
			sections[section] = append(sections[section], entry{name, line, raw})
		}
	}
	return nil
}
