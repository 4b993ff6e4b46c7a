package transfer

import (
	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/transfer"
	"vigie.example/internal/conversation"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// strip is the line of one question. It stays the same while only its words change, so that the keyboard stays where it is.
type strip struct {
	id   conversation.ID
	kind string
	text *kit.Label
	busy []*kit.Button
	line fyne.CanvasObject
}

// kindOf tells lines with different buttons apart.
func kindOf(r transfer.Request) string {
	switch {
	case r.Decided():
		return "decided"
	case r.Phase == transfer.Accepted:
		return "accepted"
	case r.Asker:
		return "asking"
	}
	return "asked"
}

func (v *View) renderStrips(s transfer.State) {
	shown := first(s.Requests)
	same := len(shown) == len(v.strips)
	for i := 0; same && i < len(shown); i++ {
		same = v.strips[i].id == shown[i].Conversation && v.strips[i].kind == kindOf(shown[i])
	}
	if !same {
		v.strips, v.content.Objects = nil, nil
		for _, r := range shown {
			made := v.newStrip(r)
			v.strips = append(v.strips, made)
			v.content.Objects = append(v.content.Objects, made.line)
		}
	}
	for i, r := range shown {
		v.strips[i].text.SetText(v.sentence(r))
		for _, b := range v.strips[i].busy {
			b.SetBusy(r.Sending)
		}
	}
	if !same {
		v.content.Refresh()
	}
}

func (v *View) newStrip(r transfer.Request) *strip {
	out := &strip{id: r.Conversation, kind: kindOf(r), text: kit.NewLabel("", kit.Paragraph)}
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
	switch out.kind {
	case "asked":
		if r.Urgent {
			tone = kit.Urgent
		}
		add(kit.Secondary, icons.Close, "handover.refuse", "Ctrl+U", func() { v.askRefusal(r) })
		add(kit.Primary, icons.Check, "handover.accept", "Ctrl+J", func() { v.intents.Accept(r.Conversation) })
	case "asking":
		add(kit.Secondary, icons.None, "handover.withdraw", "", func() { v.intents.Withdraw(r.Conversation) })
	case "decided":
		if r.Phase != transfer.Done {
			tone = kit.Warning
		}
		add(kit.Quiet, icons.None, "handover.seen", "", func() { v.intents.Seen(r.Conversation) })
	}
	out.line = kit.NewStrip(icons.Transfer, tone, out.text, actions...)
	return out
}

// sentence says how a question stands.
func (v *View) sentence(r transfer.Request) string {
	args := words.Args{
		"name": r.Name, "reference": r.Reference, "unit": r.UnitName, "reason": v.words.T("handover.reason." + string(r.Reason)),
		"left": words.Lasting(r.Until.Sub(v.state.Now)), "language": v.words.LanguageName(r.Language),
	}
	problem := v.words.Say(r.Problem)
	switch {
	case r.Phase == transfer.Refused && problem != "":
		return words.Sentences(v.words.T("handover.said.not_asked", args), problem)
	case r.Phase == transfer.Refused:
		args["why"] = v.words.T("handover.refusal." + string(r.Refusal))
		return v.words.T("handover.said.refused", args)
	}
	side := "asked."
	if r.Asker {
		side = "asker."
	}
	urgent := ""
	if r.Urgent && !r.Asker && r.Phase == transfer.Asked {
		urgent = v.words.T("handover.said.urgent")
	}
	offline := ""
	if !v.state.Online && !r.Decided() {
		offline = v.words.T("handover.said.offline")
	}
	return words.Sentences(urgent, v.words.T("handover.said."+side+string(r.Phase), args), problem, offline)
}
