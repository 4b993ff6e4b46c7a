package advice

import (
	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/advice"
	"vigie.example/internal/conversation"
	"vigie.example/ui/kit"
	"vigie.example/ui/kit/plaintext"
	"vigie.example/ui/words"
)

// reading is a colleague's question while it is read and answered.
type reading struct {
	view    *View
	id      conversation.QuestionID
	dialog  *kit.Dialog
	words   *kit.Label
	field   *kit.Entry
	problem *kit.Banner
	decline *kit.Button
	busy    bool
}

func (v *View) readInquiry(i advice.Inquiry) {
	r := &reading{view: v, id: i.ID, words: kit.NewLabel(plaintext.Clean(i.Words), kit.Paragraph), problem: kit.NewBanner()}
	r.field = kit.NewTextArea(v.words.T("advice.read.placeholder"), 5)
	r.field.OnChanged = func(string) { r.enable() }
	r.decline = kit.NewButton(kit.Quiet, icons.Close, v.words.T("advice.decline"), r.askWhy)
	r.decline.SetCompact(true)
	r.dialog = kit.Ask(v.window, kit.Question{
		Title:   v.words.T("advice.read.title", words.Args{"name": i.Name}),
		Text:    v.words.T("advice.read.body", words.Args{"unit": i.UnitName, "at": words.Clock(i.Until)}),
		Content: kit.Column(8, quoted(r.words), r.problem, r.field, kit.Bar(8, kit.BarItem{Object: r.decline})),
		Icon:    icons.People, Tone: kit.Info, Kind: kit.Primary, Width: 600, Focus: r.field,
		Confirm: v.words.T("advice.answer"), Cancel: v.words.T("advice.later"),
		OnConfirm: func() bool { v.intents.Answer(r.id, r.field.Text); return false }, // closed when it has arrived
		OnCancel:  v.shut,
	})
	v.show(r)
}

// quoted sets somebody's words apart from ours.
func quoted(o fyne.CanvasObject) fyne.CanvasObject {
	return kit.Ground(kit.ColorSurface, kit.Inset(12, 10, o))
}

func (r *reading) leave() {
	forget(r.field)
	r.words.SetText("")
	r.dialog.Close()
}

func (r *reading) enable() {
	long := len(r.field.Text) > mostBytes
	if b := r.dialog.ConfirmButton(); r.field.Text != "" && !long && !r.busy && r.view.state.Online {
		b.Enable()
	} else {
		b.Disable()
	}
	if long {
		r.problem.Set(kit.Warning, r.view.words.T("fault.advice.long"))
	}
}

func (r *reading) render(s advice.State) bool {
	for _, i := range s.Inquiries {
		if i.ID != r.id {
			continue
		}
		text := r.view.words.Say(i.Problem)
		if !s.Online {
			text = r.view.words.T("advice.said.offline")
		}
		r.problem.Set(kit.Warning, text)
		r.busy = i.Sending
		r.dialog.ConfirmButton().SetBusy(i.Sending)
		r.enable()
		return true
	}
	return false // answered, or over
}

// askWhy asks for which reason the question is not answered.
func (r *reading) askWhy() {
	v := r.view
	var options []kit.Option
	for _, code := range conversation.Refusals() {
		options = append(options, kit.Option{ID: string(code), Label: v.words.T("advice.refusal." + string(code))})
	}
	choice := kit.NewChoice(options, nil)
	choice.SetChosen(options[0].ID)
	id := r.id
	v.shut()
	kit.Ask(v.window, kit.Question{
		Title: v.words.T("advice.decline.title"), Content: choice, Icon: icons.People, Tone: kit.Info, Focus: choice, Kind: kit.Primary,
		Confirm: v.words.T("advice.decline"), Cancel: v.words.T("advice.cancel"),
		OnConfirm: func() bool { v.intents.Decline(id, conversation.Refusal(choice.Chosen())); return true },
	})
}

// answered is what came back, while it is read.
type answered struct {
	view   *View
	id     conversation.ID
	dialog *kit.Dialog
	asked  *kit.Label
	answer *kit.Label
}

func (v *View) readAnswer(q advice.Question) {
	a := &answered{view: v, id: q.Conversation, asked: kit.NewLabel(plaintext.Clean(q.Words), kit.MutedLines)}
	text := plaintext.Clean(q.Answer)
	if text == "" {
		text = v.words.Say(q.Problem)
	}
	a.answer = kit.NewLabel(text, kit.Paragraph)
	parts := []fyne.CanvasObject{quoted(a.answer)}
	if q.Words != "" {
		parts = append(parts, kit.NewLabel(v.words.T("advice.answered.asked"), kit.Caps), a.asked)
	}
	a.dialog = kit.Ask(v.window, kit.Question{
		Title:   v.words.T("advice.answered.title", words.Args{"name": q.Name, "reference": q.Reference}),
		Text:    v.words.T("advice.answered.body"),
		Content: kit.Column(8, parts...), Icon: icons.People, Tone: kit.Info, Kind: kit.Primary, Width: 600,
		Confirm: v.words.T("advice.put_away"), Cancel: v.words.T("advice.keep"),
		OnConfirm: func() bool { v.intents.PutAway(a.id); v.shut(); return false },
		OnCancel:  v.shut,
	})
	v.show(a)
}

func (a *answered) leave() {
	a.asked.SetText("")
	a.answer.SetText("")
	a.dialog.Close()
}

func (a *answered) render(s advice.State) bool {
	for _, q := range s.Questions {
		if q.Conversation == a.id && q.Phase == advice.Answered {
			return true
		}
	}
	return false
}
