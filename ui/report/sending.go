package report

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	model "vigie.example/internal/console/report"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// tones say how a phase of the sending is to be taken.
var tones = map[model.Phase]kit.Tone{
	model.Cleared: kit.InOrder, model.Preparing: kit.Info, model.OnItsWay: kit.Info, model.Waiting: kit.Warning, model.TakingBack: kit.Info,
	model.Lost:    kit.Urgent,
	model.Arrived: kit.InOrder, model.Unread: kit.Warning, model.Returned: kit.Urgent,
}

// far is how far a report has come, of those that are under way.
var far = map[model.Phase]float32{model.Preparing: 0.3, model.OnItsWay: 0.65, model.Waiting: 0.65, model.Arrived: 1, model.Unread: 1}

// renderStatus says what becomes of what was sent: what it means for the conversation, and what to do.
func (l *leavePage) renderStatus() {
	s := l.v.state.Sending
	tone, ok := tones[s.Phase]
	stopped := s.Phase == model.Cleared && !s.CanSend
	switch {
	case s.Late:
		tone = kit.Urgent
	case stopped:
		tone = kit.Warning
	}
	text := []string{l.v.Say(s.Text), l.v.Say(s.Problem)}
	if stopped {
		text[0] = l.v.Say(s.WhyNot)
	}
	if s.Phase == model.Waiting {
		text = append(text, l.v.T("report.send.tries", words.Args{"n": s.Tries, "at": words.Clock(s.Since)}))
	}
	if !s.Deadline.IsZero() && (s.Phase == model.Waiting || s.Phase == model.OnItsWay) {
		text = append(text, l.v.T("report.send.deadline", words.Args{"at": words.Clock(s.Deadline)}))
	}
	key := l.statusKey(text)
	if key == l.shownStatus {
		return
	}
	l.shownStatus = key
	l.status.RemoveAll()
	if !ok {
		return
	}
	var buttons []fyne.CanvasObject
	if stopped && s.WhyNot.Key == newerMessage {
		read := kit.NewButton(kit.Secondary, icons.Eye, l.v.T("report.leave.messages"), l.v.actions.Read)
		read.SetCompact(true)
		buttons = append(buttons, read)
	}
	l.status.Add(notice(tone, words.Sentences(text...), buttons...))
	if done, under := far[s.Phase]; under {
		l.progress.Set(l.v.T("report.send.progress."+string(s.Phase)), done)
		l.status.Add(kit.Inset(16, 8, l.progress))
	}
	if s.Phase == model.Returned {
		l.refusals(s)
	}
}

// newerMessage is why a report that was cleared does not leave: the declarant has written since.
const newerMessage = "reporting.void.newer_message"

// statusKey is everything that the status says: what says the same is not made anew under the keyboard.
func (l *leavePage) statusKey(text []string) string {
	s := l.v.state.Sending
	parts := append([]string{string(s.Phase)}, text...)
	for _, why := range s.Reasons {
		parts = append(parts, l.v.Say(why))
	}
	for _, e := range l.v.state.Elements {
		for _, why := range e.Refusals {
			parts = append(parts, string(e.ID), l.v.Say(why))
		}
	}
	return strings.Join(parts, "\n")
}

// refusals puts each reason beside its element, and leads there.
func (l *leavePage) refusals(s model.Sending) {
	for _, why := range s.Reasons {
		l.refusal(l.v.Say(why), l.v.T("report.page.case"), func() { l.v.goTo(Case) })
	}
	for _, e := range l.v.state.Elements {
		for _, why := range e.Refusals {
			l.refusal(l.v.Say(why), l.v.text(e.Name), func() { l.v.OpenElement(e.ID) })
		}
	}
}

func (l *leavePage) refusal(why, place string, open func()) {
	b := kit.NewButton(kit.Secondary, icons.ChevronRight, place, open)
	b.SetCompact(true)
	l.status.Add(kit.Ground(kit.ColorUrgentGround, kit.Inset(12, 4, newBeside(kit.NewLabel(why, kit.Paragraph), b))))
}

// renderOutcomes shows what targets have acknowledged in this shift, where no report is being written. Receipts hold no content, and are
// all that stays of what has left.
func (v *View) renderOutcomes(all []model.Receipt) {
	if slices.Equal(all, v.listed) {
		return
	}
	v.listed = all
	v.outcomes.RemoveAll()
	if len(all) > 0 {
		v.outcomes.Add(kit.NewLabel(v.T("report.nothing.receipts"), kit.Strong))
	}
	for i, r := range all {
		if i == mostReceipts {
			break
		}
		tone := kit.InOrder
		if r.Outcome != model.ReceiptAccepted {
			tone = kit.Warning
		}
		away := kit.NewButton(kit.Secondary, icons.Close, v.T("report.receipt.away"), func() { v.intents.PutAway(r.Package) })
		away.SetCompact(true)
		v.outcomes.Add(notice(tone, v.T("report.receipt."+string(r.Outcome), words.Args{
			"reference": r.Reference, "at": words.Exact(r.At), "target": v.text(r.Name), "receipt": r.Receipt, "package": r.Package,
		}), away))
	}
}

// mostReceipts is how many there is room for; putting one away shows the next.
const mostReceipts = 3
