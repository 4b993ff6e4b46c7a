package report

import (
	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/report"
	"vigie.example/ui/kit"
)

// personPage says who a third person is, and why they are named (C5).
type personPage struct {
	v         *View
	list      *elementsPage
	id        report.PersonID
	title     *kit.Label
	quote     *kit.Label
	role      *kit.Choice
	majority  *kit.Choice
	necessity *kit.Entry
	reason    *kit.Field
	ages      *kit.Field
	whole     fyne.CanvasObject
}

func newPerson(v *View, list *elementsPage) *personPage {
	p := &personPage{v: v, list: list, title: kit.NewLabel("", kit.Heading), quote: kit.NewLabel("", kit.MutedLines)}
	var roles, ages []kit.Option
	for _, r := range report.Roles() {
		roles = append(roles, kit.Option{ID: string(r), Label: v.T("report.role." + string(r))})
	}
	for _, m := range []report.Majority{report.Minor, report.Adult, report.Unknown} {
		ages = append(ages, kit.Option{ID: string(m), Label: v.T("report.majority." + string(m))})
	}
	p.role = kit.NewChoice(roles, func(id string) { v.intents.SetRole(v.state.Conversation, p.id, report.Role(id)) })
	p.majority = kit.NewChoice(ages, func(id string) { v.intents.SetMajority(v.state.Conversation, p.id, report.Majority(id)) })
	p.necessity = kit.NewTextArea(v.T("report.person.necessity.placeholder"), 3)
	p.necessity.OnChanged = func(text string) { v.intents.JustifyPerson(v.state.Conversation, p.id, text) }
	p.reason = kit.NewField(v.T("report.person.necessity"), "", p.necessity)
	back := kit.NewButton(kit.Quiet, icons.ArrowLeft, v.T("report.back"), func() { list.back() })
	back.SetCompact(true)
	remove := kit.NewIconButton(icons.Delete, v.T("report.person.remove"), func() { v.askRemovePerson(p.id) })
	remove.SetCompact(true)
	head := kit.Bar(8, kit.BarItem{Object: back}, kit.BarItem{Object: p.title}, kit.BarSpace(), kit.BarItem{Object: remove})
	ask := func(key string, o fyne.CanvasObject) *kit.Field { return kit.NewField(v.T(key), "", o) }
	p.ages = ask("report.person.majority", p.majority)
	form := kit.Column(16, p.quote, p.reason, p.ages, ask("report.person.role", p.role))
	p.whole = kit.Frame(kit.Column(0, kit.Inset(12, 8, head), kit.Divider()), nil, kit.NewScroll(kit.Inset(16, 12, form)))
	return p
}

func (p *personPage) keyboard() fyne.Focusable { return p.necessity }

func (p *personPage) open(id report.PersonID) {
	p.id = ""
	empty(p.necessity)
	p.id = id
	p.render()
}

func (p *personPage) forget() {
	p.id = ""
	empty(p.necessity)
	p.title.SetText("")
}

func (p *personPage) render() {
	if p.id == "" {
		return
	}
	who, ok := p.v.third(p.id)
	if !ok {
		p.list.back() // removed meanwhile
		return
	}
	p.title.SetText(p.v.labels.person(who.Person))
	p.quote.SetText(p.v.passage(doctrine.AtPerson))
	if p.role.Chosen() != string(who.Role) {
		p.role.SetChosen(string(who.Role))
	}
	if p.majority.Chosen() != string(who.Majority) {
		p.majority.SetChosen(string(who.Majority))
	}
	fill(p.v.window, p.necessity, who.Necessity)
	necessity, majority := "", ""
	for _, problem := range who.Problems {
		switch problem.Code {
		case report.NoMajority:
			majority = p.v.Say(problem.Text)
		default:
			necessity = p.v.Say(problem.Text)
		}
	}
	p.reason.SetError(necessity)
	p.ages.SetError(majority)
}
