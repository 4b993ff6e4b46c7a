package report

import (
	"context"
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	rules "vigie.example/internal/report"
	"vigie.example/internal/report/detector"
)

// draft is what is written about one conversation, and what becomes of it. It belongs to the Desk's goroutine.
type draft struct {
	report    rules.Report
	revisions map[rules.ElementID]int
	refusals  map[rules.ElementID][]view.Text
	whole     []view.Text       // reasons of a refusal that are about the whole
	marks     map[string]marked // by element and part
	sending   sending
	problem   view.Text // of the last intent
	hint      view.Text
}

// marked remembers the marks of a value: they are looked for again when it has changed.
type marked struct {
	value string
	marks []detector.Mark
}

// sending is how far a report has come.
type sending struct {
	phase     Phase
	since     time.Time
	tries     int
	problem   view.Text
	clearance rules.Clearance
	document  []byte
	parcel    console.Package
	lines     []rules.ElementID // of the package, in order: a target's reasons name lines
	position  conversation.Position
	receipt   string
	received  time.Time
	shown     bool // the receipt is in the list
	run       int  // answers of an older run are dropped
	busy      bool
	kept      bool               // on the disk: another run of the program goes on with it
	after     time.Time          // not before then is the service asked again to close the conversation
	stop      context.CancelFunc // of the run
}

func newDraft() *draft {
	return &draft{
		revisions: map[rules.ElementID]int{}, refusals: map[rules.ElementID][]view.Text{}, marks: map[string]marked{},
		sending: sending{phase: Writing},
	}
}

// open reports whether the report can be changed: nothing of it is on its way.
func (d *draft) open() bool {
	switch d.sending.phase {
	case Writing, Cleared, Returned:
		return true
	}
	return false
}

// away reports whether a package may be with its target, or on its way.
func (d *draft) away() bool {
	switch d.sending.phase {
	case OnItsWay, Waiting, TakingBack, Preparing:
		return d.sending.parcel.Name != ""
	}
	return false
}

// late reports whether a package is still on its way while its conversation's deadline comes near.
func (d *draft) late(now, deadline time.Time) bool {
	return d.away() && deadline.Sub(now) <= warnBefore
}

// empty reports whether there is nothing to keep.
func (d *draft) empty() bool { return d.report.Empty() && d.sending.parcel.Name == "" }

// enter begins a phase.
func (s *sending) enter(p Phase, now time.Time) {
	s.phase, s.since, s.problem = p, now, view.Text{}
}

// begin starts a run beside the Desk, and ends the one before.
func (s *sending) begin() (ctx context.Context, run int) {
	s.halt()
	ctx, s.stop = context.WithCancel(context.Background())
	s.busy = true
	return ctx, s.run
}

// halt ends what runs: its answer is dropped.
func (s *sending) halt() {
	s.run++
	s.busy = false
	if s.stop != nil {
		s.stop()
		s.stop = nil
	}
}

// drop forgets what was cleared and packed.
func (s *sending) drop() {
	s.halt()
	clear(s.parcel.Sealed)
	clear(s.document)
	s.parcel, s.clearance, s.document, s.lines, s.tries, s.kept, s.shown = console.Package{}, rules.Clearance{}, nil, nil, 0, false, false
}
