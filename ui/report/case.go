package report

import (
	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	model "vigie.example/internal/console/report"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/report"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// noCategory stands for none of the categories.
const noCategory = "none"

// casePage says what the report is about and where it goes.
type casePage struct {
	v         *View
	offence   *decision
	target    *decision
	purpose   *decision
	recipient *decision
	danger    *kit.Entry
	dangers   fyne.CanvasObject
	informed  *kit.Check
	informs   fyne.CanvasObject
	informHow *kit.Label
	nothing   fyne.CanvasObject
	rest      *fyne.Container
	filling   bool
	whole     fyne.CanvasObject
}

func newCase(v *View) *casePage {
	p := &casePage{v: v}
	p.offence = newDecision(v, "report.offence", func(id string) {
		v.intents.Choose(v.state.Conversation, offenceOf(id), id == noCategory)
	})
	p.target = newDecision(v, "report.target", func(id string) {
		v.intents.Address(v.state.Conversation, doctrine.TargetCode(id))
	})
	p.purpose = newDecision(v, "report.purpose", func(id string) {
		v.intents.SetPurpose(v.state.Conversation, doctrine.PurposeCode(id))
	})
	p.recipient = newDecision(v, "report.recipient", func(id string) {
		v.intents.SetRecipient(v.state.Conversation, doctrine.RecipientCode(id))
	})
	p.danger = kit.NewTextArea(v.T("report.danger.placeholder"), 2)
	p.danger.OnChanged = func(text string) { v.intents.SetDanger(v.state.Conversation, text) }
	p.dangers = kit.NewField(v.T("report.danger"), "", p.danger)
	p.informed = kit.NewCheck(v.T("report.informed"), func(on bool) {
		if !p.filling {
			v.intents.SetInformed(v.state.Conversation, on)
		}
	})
	p.informHow = kit.NewLabel("", kit.MutedLines)
	p.informs = kit.Column(4, p.informHow, p.informed)
	button := func(icon icons.Name, key string, act func()) fyne.CanvasObject {
		return kit.NewButton(kit.Secondary, icon, v.T(key), act)
	}
	p.nothing = notice(kit.Warning, v.T("report.nothing_fits"),
		button(icons.Phone, "report.nothing_fits.services", v.actions.Services),
		button(icons.Door, "report.nothing_fits.close", v.actions.Close),
		button(icons.Delete, "report.nothing_fits.delete", v.actions.Delete))
	p.rest = kit.Column(18, p.target.content, p.purpose.content, p.recipient.content, p.dangers, p.informs)
	p.whole = kit.NewScroll(kit.Inset(16, 12, kit.Column(18, p.offence.content, p.nothing, p.rest)))
	return p
}

func offenceOf(id string) doctrine.OffenceCode {
	if id == noCategory {
		return ""
	}
	return doctrine.OffenceCode(id)
}

func (p *casePage) content() fyne.CanvasObject { return p.whole }

func (p *casePage) decisions() []*decision {
	return []*decision{p.offence, p.target, p.purpose, p.recipient}
}

// shown folds what is decided, so that what is not stands out.
func (p *casePage) shown() {
	for _, d := range p.decisions() {
		d.fold()
	}
}

func (p *casePage) keyboard() fyne.Focusable {
	for _, d := range p.decisions() {
		if d.content.Visible() && d.choice.Chosen() == "" {
			return d.focusable()
		}
	}
	return p.offence.focusable()
}

func (p *casePage) forget() {
	empty(p.danger)
	for _, d := range p.decisions() {
		d.open = false
	}
}

// focus puts the keyboard where a problem can be mended.
func (p *casePage) focus(code report.Code) {
	var o fyne.Focusable = p.target.opened()
	switch code {
	case report.NoOffence, report.NothingFits:
		o = p.offence.opened()
	case report.NoPurpose:
		o = p.purpose.opened()
	case report.NoRecipient:
		o = p.recipient.opened()
	case report.NoDanger:
		o = p.danger
	case report.NotInformed:
		o = p.informed
	}
	kit.FocusIn(p.v.window, o)
}

func (p *casePage) render() {
	s := p.v.state
	p.renderOffence(s)
	kit.Show(p.nothing, s.Head.NoCategory)
	kit.Show(p.rest, !s.Head.NoCategory)
	p.renderTargets(s)
	p.purpose.set(p.choices(s.Purposes), string(s.Head.Purpose), "", "")
	p.recipient.set(p.choices(s.Recipients), string(s.Head.Recipient), "", "")
	known := s.Head.Target != ""
	kit.Show(p.purpose.content, known && len(s.Purposes) > 0)
	kit.Show(p.recipient.content, known && len(s.Recipients) > 0)
	kit.Show(p.dangers, s.Dispatch)
	fill(p.v.window, p.danger, s.Head.Danger)
	kit.Show(p.informs, known && !s.Dispatch)
	p.informHow.SetText(p.v.passage(doctrine.AtInforming))
	p.filling = true
	p.informed.SetChecked(s.Head.Informed)
	p.filling = false
	kit.Enable(p.informed, s.Enabled)
	kit.Enable(p.danger, s.Enabled)
}

func (p *casePage) choices(all []model.Choice) (out []kit.Option) {
	for _, c := range all {
		out = append(out, kit.Option{ID: c.Code, Label: p.v.text(c.Name)})
	}
	return out
}

func (p *casePage) renderOffence(s model.State) {
	var options []kit.Option
	chosen, more := "", ""
	for _, c := range s.Categories {
		options = append(options, kit.Option{ID: string(c.Code), Label: p.v.offence(c)})
		if c.Chosen {
			chosen, more = string(c.Code), p.v.T("report.offence.covers", words.Args{"covers": p.v.text(c.Covers)})
		}
	}
	options = append(options, kit.Option{ID: noCategory, Label: p.v.T("report.offence.none"), Help: p.v.T("report.offence.none.help")})
	where := doctrine.AtOffence
	if s.Head.NoCategory {
		chosen, where = noCategory, doctrine.AtNothing
	}
	p.offence.set(options, chosen, p.v.passage(where), more)
}

// renderTargets says of each target what it would refuse of what is written now (C13, C14).
func (p *casePage) renderTargets(s model.State) {
	var options []kit.Option
	chosen := ""
	for _, t := range s.Targets {
		help := p.v.T("report.target.takes")
		switch {
		case t.Category:
			help = p.v.T("report.target.refuses_offence")
		case len(t.Refuses) > 0:
			help = p.v.T("report.target.refuses", words.Args{"n": len(t.Refuses)})
		case t.Dispatch:
			help = p.v.T("report.target.voice")
		case !t.Sendable:
			help = p.v.Say(t.Why)
		}
		options = append(options, kit.Option{ID: string(t.Code), Label: p.v.text(t.Name), Help: help})
		if t.Chosen {
			chosen = string(t.Code)
		}
	}
	where := doctrine.AtTarget
	if s.Dispatch {
		where = doctrine.AtDispatch
	}
	p.target.set(options, chosen, p.v.passage(where), "")
}
