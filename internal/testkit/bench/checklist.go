package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	words "vigie.example/assets/detector"
	tables "vigie.example/assets/doctrine"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/report"
	"vigie.example/internal/report/detector"
	"vigie.example/internal/rulebook"
)

const (
	checkedElements = 200
	keystrokes      = 300
	heldSentences   = "internal/report/detector/testdata/held.txt" // nothing was tuned on them
)

// checklistFigures measures what a key press costs in a report of 200 elements: the edit, the whole checklist, what each target would
// refuse, and the marks in the text that is edited.
func checklistFigures(ctx context.Context, b *bench) error {
	d, err := rulebook.Parse(tables.Doctrine())
	if err != nil {
		return err
	}
	marks, err := detector.Parse(words.Lists())
	if err != nil {
		return err
	}
	r, id, err := longReport(d)
	if err != nil {
		return err
	}
	in := report.Input{
		Doctrine: d, Conversation: vaultIDs(1)[0], Operator: "op-bench", Unit: "police-33", Last: 400,
		Said: func(conversation.MessageID) (string, bool) { return "12 rue des Lilas, 33000 Bordeaux", true },
	}
	n := keystrokes
	if b.quick {
		n = 10
	}
	took := make([]time.Duration, 0, n)
	for i := range n {
		begin := time.Now()
		in.Report, err = r.Edit(id, func(e *report.Element) { e.Value += fmt.Sprint(i % 10) })
		if err != nil {
			return err
		}
		list := report.Evaluate(in)
		el, _ := in.Report.Element(id)
		if len(list.Steps()) == 0 || len(list.Refuses()) == 0 || len(marks.Marks(el.Value)) == 0 {
			return errors.New("the checklist sees nothing")
		}
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	b.add("checklist/evaluate", milliseconds(took[len(took)/2]), "ms", "< 5")
	return ctx.Err()
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// longReport has 200 elements of 300 letters, half of them included.
func longReport(d *doctrine.Doctrine) (r report.Report, id report.ElementID, err error) {
	text := strings.Repeat("Il m'a suivie jusqu'au 12 rue des Lilas, 33000 Bordeaux. ", 6)
	fields := []doctrine.FieldCode{"facts.account", "facts.danger", "facts.health", "place.address", "declarant.contact", "facts.evidence"}
	for i := range checkedElements {
		if r, id, err = r.Add(report.Element{Field: fields[i%len(fields)], Value: text, Sources: []conversation.MessageID{"m1"}}); err != nil {
			return r, id, err
		}
		r, err = r.Edit(id, func(e *report.Element) {
			e.Included, e.Necessity, e.Absolute = i%2 == 0, "le fait rapporté", "une raison à elle"
			if e.Field == "facts.account" {
				e.Reduction = report.Reduction{Way: doctrine.Redact, Spans: []report.Span{{Begin: 3, End: 9}}}
			}
		})
		if err != nil {
			return r, id, err
		}
	}
	r, err = r.SetHead(report.Head{Target: d.Targets()[0].Code, Offence: "a"})
	return r, id, err
}

// detectorFigures measures how much the detector finds, and how much of what it marks is right, on the sentences that nothing was
// tuned on.
func detectorFigures(_ context.Context, b *bench) error {
	raw, err := os.ReadFile(filepath.FromSlash(heldSentences))
	if err != nil {
		return err
	}
	d, err := detector.Parse(words.Lists())
	if err != nil {
		return err
	}
	s, err := detector.Measure(d, string(raw))
	if err != nil {
		return err
	}
	b.say("    %d sentences, %d labels", s.Sentences, s.Labels)
	b.add("detector/recall", s.Recall(), "share", "")
	b.add("detector/precision", s.Precision(), "share", "")
	return nil
}
