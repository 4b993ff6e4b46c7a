package advice

import (
	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/advice"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// strip is the line of one question. It stays the same while only its words change, so that the keyboard stays where it is.
type strip struct {
	kind string
	text *kit.Label
	busy []*kit.Button
}

// shown is what the line is about: a colleague's question first, then what came back, then what is waited for.
type shown struct {
	inquiry  *advice.Inquiry
	question *advice.Question
}

func first(s advice.State) shown {
	if len(s.Inquiries) > 0 {
		return shown{inquiry: &s.Inquiries[0]}
	}
	var out shown
	for i := range s.Questions {
		q := &s.Questions[i]
		if out.question == nil || rank(q) < rank(out.question) {
			out.question = q
		}
	}
	return out
}

func rank(q *advice.Question) int {
	switch q.Phase {
	case advice.Answered:
		return 0
	case advice.Asked:
		return 2
	}
	return 1
}

// kind tells lines with different buttons apart, and those of different questions.
func (s shown) kind() string {
	switch {
	case s.inquiry != nil:
		return "inquiry " + string(s.inquiry.ID)
	case s.question != nil:
		return string(s.question.Phase) + " " + string(s.question.Conversation)
	}
	return ""
}

func (v *View) renderStrip(s advice.State) {
	now := first(s)
	kind := now.kind()
	if v.strip == nil && kind == "" || v.strip != nil && v.strip.kind == kind {
		v.fill(now)
		return
	}
	v.strip, v.content.Objects = nil, nil
	if kind != "" {
		v.content.Objects = []fyne.CanvasObject{v.newStrip(now, kind)}
		v.fill(now)
	}
	v.content.Refresh()
}

func (v *View) fill(s shown) {
	if v.strip == nil {
		return
	}
	sending := false
	switch {
	case s.inquiry != nil:
		sending = s.inquiry.Sending
	case s.question != nil:
		sending = s.question.Sending
	}
	v.strip.text.SetText(v.sentence(s))
	for _, b := range v.strip.busy {
		b.SetBusy(sending)
	}
}

func (v *View) newStrip(s shown, kind string) fyne.CanvasObject {
	out := &strip{kind: kind, text: kit.NewLabel("", kit.Paragraph)}
	tone := kit.Info
	var actions []fyne.CanvasObject
	add := func(kind kit.Kind, icon icons.Name, text, key string, do func()) {
		b := kit.NewButton(kind, icon, v.words.T(text), do)
		b.SetCompact(true)
		if key != "" {
			b.SetKey(key)
		}
		actions, out.busy = append(actions, b), append(out.busy, b)
	}
	q := s.question
	switch {
	case s.inquiry != nil:
		add(kit.Primary, icons.Eye, "advice.read", "Ctrl+O", v.Read)
	case q.Phase == advice.Asked:
		add(kit.Secondary, icons.None, "advice.withdraw", "", func() { v.intents.PutAway(q.Conversation) })
	case q.Phase == advice.Answered:
		add(kit.Primary, icons.Eye, "advice.read", "Ctrl+O", v.Read)
	default:
		tone = kit.Warning
		add(kit.Quiet, icons.None, "advice.seen", "", func() { v.intents.PutAway(q.Conversation) })
		add(kit.Secondary, icons.None, "advice.again", "", func() { v.ask(q.Conversation, q.Words) })
	}
	v.strip = out
	return kit.NewStrip(icons.People, tone, out.text, actions...)
}

// sentence says how a question stands. What it asks is read where it is opened, not by who walks past.
func (v *View) sentence(s shown) string {
	offline := ""
	if !v.state.Online {
		offline = v.words.T("advice.said.offline")
	}
	if i := s.inquiry; i != nil {
		return words.Sentences(v.words.T("advice.said.inquiry", words.Args{
			"name": i.Name, "unit": i.UnitName, "left": words.Lasting(i.Until.Sub(v.state.Now)),
		}), v.words.Say(i.Problem), offline)
	}
	q := s.question
	args := words.Args{"name": q.Name, "reference": q.Reference, "left": words.Lasting(q.Until.Sub(v.state.Now))}
	switch {
	case q.Phase == advice.Moot && !q.Problem.None():
		return words.Sentences(v.words.T("advice.said.failed", args), v.words.Say(q.Problem))
	case q.Phase == advice.Declined:
		args["why"] = v.words.T("advice.refusal." + string(q.Refusal))
	}
	return words.Sentences(v.words.T("advice.said."+string(q.Phase), args), v.words.Say(q.Problem), offline)
}
