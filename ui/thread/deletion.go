package thread

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/conversation"
	"vigie.example/internal/retention"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// planned shows a planned deletion: how long is left, drawn, and what can be done about it (C17).
type planned struct {
	words   *words.Words
	bar     *kit.Progress
	keep    *kit.Button
	counts  fyne.CanvasObject
	asks    *kit.Banner
	content fyne.CanvasObject
}

func newPlanned(w *words.Words, keep func()) *planned {
	p := &planned{words: w, bar: kit.NewProgress(""), asks: kit.NewBanner()}
	p.keep = kit.NewButton(kit.Secondary, icons.Close, w.T("thread.delete.keep"), keep)
	p.keep.SetCompact(true)
	p.counts = kit.Column(0, kit.Ground(kit.ColorSurface, kit.Inset(20, 8, kit.Bar(16,
		kit.BarItem{Object: p.bar}, kit.BarSpace(), kit.BarItem{Object: p.keep}))), kit.Divider())
	p.counts.Hide()
	p.content = kit.Column(0, p.counts, p.asks)
	return p
}

func (p *planned) render(s thread.State, decide func()) {
	plan := s.Deletion.Plan
	kit.Show(p.counts, plan.InForce())
	switch {
	case plan.InForce():
		left, whole := plan.At.Sub(s.Now), plan.At.Sub(plan.Since)
		done := float32(0)
		if whole > 0 {
			done = float32(left) / float32(whole)
		}
		p.bar.Set(p.words.T("thread.delete.planned", words.Args{"at": words.Clock(plan.At), "left": countdown(left)}), done)
		kit.Enable(p.keep, s.Deletion.Can)
		p.asks.Set(kit.Warning, "")
	case plan.Made():
		p.asks.SetAction(kit.Warning, p.words.T("thread.delete.asks", words.Args{"at": words.Clock(plan.At)}), p.words.T("thread.delete.decide"), decide)
	default:
		p.asks.Set(kit.Warning, "")
	}
}

// countdown is exact to the second: it is looked at while it runs.
func countdown(left time.Duration) string { return words.Waiting(max(left, 0)) }

// AskDelete asks when to delete the conversation, and has it deleted (C17). What is planned already can be kept from there.
func (v *View) AskDelete() {
	s := v.state
	if !s.Deletion.Can {
		return
	}
	when := v.newWhen(false)
	q := kit.Question{
		Title: v.words.T("thread.delete.title"),
		Text:  v.words.T("thread.delete.body", words.Args{"at": words.Clock(s.Deadline)}), Content: when.content,
		Icon: icons.Delete, Tone: kit.Urgent, Confirm: v.words.T("thread.delete.confirm"), Cancel: v.words.T("thread.delete.cancel"),
		Kind: kit.Danger, Focus: when.choice, Width: 560,
		OnConfirm: func() bool { return when.deleted(s.Conversation) },
	}
	if s.Deletion.Plan.AsksAgain {
		q.Text = v.words.T("thread.delete.asks", words.Args{"at": words.Clock(s.Deletion.Plan.At)})
		q.Cancel, q.OnCancel = v.words.T("thread.delete.keep"), func() { v.intents.Keep(s.Conversation) }
	}
	kit.Ask(v.window, q)
}

// keepShown cancels what is planned.
func (v *View) keepShown() { v.intents.Keep(v.state.Conversation) }

// when asks for the moment of a deletion.
type when struct {
	view    *View
	choice  *kit.Choice
	at      *kit.Entry
	field   *kit.Field
	content fyne.CanvasObject
}

// notNow is the choice of who closes and lets the deadline do the rest.
const notNow = "not"

func (v *View) newWhen(closing bool) *when {
	w := &when{view: v, at: kit.NewEntry(v.words.T("thread.delete.at.placeholder"))}
	var options []kit.Option
	if closing {
		options = append(options, kit.Option{ID: notNow, Label: v.words.T("thread.delete.not", words.Args{"at": words.Clock(v.state.Deadline)})})
	}
	for _, c := range v.state.Deletion.Choices {
		options = append(options, kit.Option{ID: string(c), Label: v.words.T("thread.delete.when." + string(c))})
	}
	w.field = kit.NewField(v.words.T("thread.delete.at"), v.words.T("thread.delete.at.help", words.Args{"at": words.Clock(v.state.Deadline)}), w.at)
	w.field.Hide()
	w.choice = kit.NewChoice(options, func(id string) {
		kit.Show(w.field, id == string(retention.At))
		w.content.Refresh()
	})
	if len(options) > 0 {
		w.choice.SetChosen(options[0].ID)
	}
	w.content = kit.Column(8, w.choice, w.field)
	if said := v.state.Deletion.Passage.In(v.words.Language()); said != "" {
		w.content = kit.Column(8, w.choice, w.field, kit.NewLabel(said, kit.MutedLines))
	}
	return w
}

// deleted asks for what was chosen; false leaves the question on screen: the time makes no sense.
func (w *when) deleted(in conversation.ID) bool {
	choice := retention.Choice(w.choice.Chosen())
	var at time.Time
	switch choice {
	case notNow, "":
		return true
	case retention.At:
		var problem string
		if at, problem = w.moment(); problem != "" {
			w.field.SetError(w.view.words.T(problem))
			return false
		}
	}
	w.view.intents.Delete(in, choice, at)
	return true
}

// moment reads a time of day: the next one, which must not be after the deadline.
func (w *when) moment() (time.Time, string) {
	s := w.view.state
	read, err := time.Parse("15:04", strings.NewReplacer("h", ":", "H", ":", " ", "", ".", ":").Replace(w.at.Text))
	if err != nil {
		return time.Time{}, "thread.delete.at.unread"
	}
	now := s.Now.Local()
	at := time.Date(now.Year(), now.Month(), now.Day(), read.Hour(), read.Minute(), 0, 0, time.Local)
	if !at.After(now) {
		at = at.AddDate(0, 0, 1)
	}
	if at.After(s.Deadline) {
		return time.Time{}, "fault.retention.after_deadline"
	}
	return at, ""
}

// AskClose asks for the reason, and what is to become of the conversation, and closes (C17: closing asks).
func (v *View) AskClose() {
	if !v.state.CanClose {
		return
	}
	in := v.state.Conversation
	var reasons []kit.Option
	for _, code := range thread.Reasons() {
		reasons = append(reasons, kit.Option{ID: code, Label: v.words.T("thread.close.reason." + code)})
	}
	choice := kit.NewChoice(reasons, nil)
	choice.SetChosen(reasons[0].ID)
	when := v.newWhen(true)
	kit.Ask(v.window, kit.Question{
		Title: v.words.T("thread.close.title"),
		Text:  v.words.T("thread.close.body"),
		Content: kit.Column(6, kit.NewLabel(v.words.T("thread.close.why"), kit.Strong), choice,
			kit.NewLabel(v.words.T("thread.close.then"), kit.Strong), when.content),
		Icon: icons.Door, Tone: kit.Info, Width: 560,
		Confirm: v.words.T("thread.close.confirm"), Cancel: v.words.T("thread.close.cancel"), Kind: kit.Primary,
		OnConfirm: func() bool {
			if _, problem := when.moment(); when.choice.Chosen() == string(retention.At) && problem != "" {
				when.field.SetError(v.words.T(problem))
				return false
			}
			v.intents.Close(in, choice.Chosen())
			return when.deleted(in)
		},
		Focus: choice,
	})
}
