package detector

import (
	"slices"
	"strings"

	"vigie.example/internal/fault"
)

// Score is how well a Detector does on labelled sentences.
type Score struct {
	Sentences, Labels int
	Found             int // labels that a mark of their kind touches
	Marks             int
	Right             int // marks that touch a label of their kind
	Missed, Wrong     []string
}

// Recall is the share of labels that are found.
func (s Score) Recall() float64 { return share(s.Found, s.Labels) }

// Precision is the share of marks that are right.
func (s Score) Precision() float64 { return share(s.Right, s.Marks) }

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// Measure marks labelled sentences, one a line: [kind|words] is what should be marked, and lines that begin with # are comments. The
// fault is Invalid for a label that cannot be read.
func Measure(d *Detector, labelled string) (s Score, err error) {
	for line := range strings.Lines(labelled) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		text, labels, ok := readLabels(line)
		if !ok {
			return s, fault.New(fault.Invalid, "detector.Measure")
		}
		s.Sentences++
		s.count(text, labels, d.Marks(text))
	}
	return s, nil
}

func readLabels(line string) (text string, labels []Mark, ok bool) {
	for {
		before, rest, open := strings.Cut(line, "[")
		text += before
		if !open {
			return text, labels, true
		}
		inside, after, closed := strings.Cut(rest, "]")
		kind, words, parted := strings.Cut(inside, "|")
		if !closed || !parted || !slices.Contains(Kinds(), Kind(kind)) {
			return "", nil, false
		}
		labels = append(labels, Mark{Kind(kind), len(text), len(text) + len(words)})
		text += words
		line = after
	}
}

func (s *Score) count(text string, labels, marks []Mark) {
	touches := func(list []Mark, m Mark) bool {
		return slices.ContainsFunc(list, func(o Mark) bool { return o.Kind == m.Kind && m.Begin < o.End && o.Begin < m.End })
	}
	s.Labels += len(labels)
	s.Marks += len(marks)
	for _, l := range labels {
		if touches(marks, l) {
			s.Found++
		} else {
			s.Missed = append(s.Missed, string(l.Kind)+": "+text[l.Begin:l.End])
		}
	}
	for _, m := range marks {
		if touches(labels, m) {
			s.Right++
		} else {
			s.Wrong = append(s.Wrong, string(m.Kind)+": "+text[m.Begin:m.End])
		}
	}
}
