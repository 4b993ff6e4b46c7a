package inbox

import (
	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/conversation"
	"vigie.example/internal/retention"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// ShowReceipts shows the deletions of this shift, the last one first; of one conversation alone if one is named (C23).
func (v *View) ShowReceipts(of conversation.ID) {
	var open *kit.Dialog
	settled := func() { open.Cancel() }
	var all []fyne.CanvasObject
	for _, r := range v.state.Receipts {
		if of != "" && r.Conversation != of {
			continue
		}
		if len(all) > 0 {
			all = append(all, kit.Divider())
		}
		all = append(all, v.receipt(r, settled))
	}
	if len(all) == 0 {
		all = append(all, kit.NewLabel(v.words.T("receipt.none"), kit.Paragraph))
	}
	open = kit.Ask(v.window, kit.Question{
		Title: v.words.T("receipt.title"), Text: v.words.T("receipt.body"), Icon: icons.Shield, Tone: kit.Info,
		Content: kit.Inset(10, 0, kit.Column(12, all...)), Confirm: v.words.T("help.close"), Kind: kit.Primary, Width: 680,
	})
}

// receipt draws one: identifier, who or what asked, when, what was erased in which store, which consoles acknowledged.
func (v *View) receipt(r inbox.Receipt, settled func()) fyne.CanvasObject {
	tone, icon := kit.Warning, icons.Clock
	switch r.Standing {
	case retention.Deleted:
		tone, icon = kit.InOrder, icons.Check
	case retention.Settled:
		tone, icon = kit.Info, icons.Shield
	case retention.Unconfirmed:
		tone, icon = kit.Urgent, icons.Warning
	}
	head := kit.Bar(10, kit.BarItem{Object: kit.NewLabel(string(r.Reference), kit.Heading)},
		kit.BarItem{Object: kit.NewBadge(tone, icon, v.words.T("receipt.standing."+string(r.Standing)))}, kit.BarSpace(),
		kit.BarItem{Object: kit.NewLabel(words.Exact(r.At), kit.Muted)})
	asked := v.words.T("receipt.cause." + string(r.Cause))
	if r.By != "" {
		asked = v.words.T("receipt.by", words.Args{"cause": asked, "who": r.By})
	}
	lines := []fyne.CanvasObject{head, kit.NewLabel(asked, kit.Paragraph), kit.NewLabel(string(r.Conversation), kit.MutedLines)}
	lines = append(lines, kit.NewLabel(v.words.T("receipt.service"), kit.Strong))
	for _, e := range r.Erased {
		lines = append(lines, v.erasure(v.words.T("receipt.step."+e.Name), e, icons.Check))
	}
	lines = append(lines, kit.NewLabel(v.words.T("receipt.consoles"), kit.Strong))
	if len(r.Consoles) == 0 {
		lines = append(lines, kit.NewLabel(v.words.T("receipt.no_console"), kit.Paragraph))
	}
	for _, e := range r.Consoles {
		lines = append(lines, v.erasure(e.Name, e, icons.DoubleCheck))
	}
	return kit.Column(4, append(lines, v.decision(r, settled)...)...)
}

// decision asks what is to be thought of the consoles that did not confirm, or says what was decided (C23).
func (v *View) decision(r inbox.Receipt, settled func()) []fyne.CanvasObject {
	switch {
	case r.Standing == retention.Settled:
		return []fyne.CanvasObject{
			kit.NewLabel(v.words.T("receipt.decision"), kit.Strong), kit.NewLabel(v.words.T("receipt.decided."+string(r.Decided)), kit.Paragraph),
		}
	case r.Standing != retention.Unconfirmed:
		return nil
	}
	var options []kit.Option
	for _, d := range retention.Dispositions() {
		options = append(options, kit.Option{ID: string(d), Label: v.words.T("receipt.decided." + string(d))})
	}
	choice := kit.NewChoice(options, nil)
	record := kit.NewButton(kit.Secondary, icons.Check, v.words.T("receipt.settle"), func() {
		if choice.Chosen() != "" {
			v.intents.Settle(r.Conversation, retention.Disposition(choice.Chosen()))
			settled()
		}
	})
	return []fyne.CanvasObject{
		kit.NewLabel(v.words.T("receipt.decision"), kit.Strong), kit.NewLabel(v.words.T("receipt.decide"), kit.Paragraph), choice, kit.Row(0, record),
	}
}

func (v *View) erasure(what string, e inbox.Erasure, done icons.Name) fyne.CanvasObject {
	when, color, icon := words.Exact(e.At), kit.ColorInOrder, done
	if e.At.IsZero() {
		when, color, icon = v.words.T("receipt.awaited"), kit.ColorWarning, icons.Clock
	}
	return kit.Bar(8, kit.BarItem{Object: kit.NewIcon(icon, color, 16)}, kit.BarItem{Object: kit.NewLabel(what, kit.Body)},
		kit.BarSpace(), kit.BarItem{Object: kit.NewLabel(when, kit.Muted)})
}
