package report

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie.example/assets/icons"
	model "vigie.example/internal/console/report"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/report"
	"vigie.example/ui/kit"
	"vigie.example/ui/kit/plaintext"
	"vigie.example/ui/words"
)

// elementsPage lists what the report says, and opens one element or one person in its place.
type elementsPage struct {
	v       *View
	list    *kit.ConversationList
	count   *kit.Label
	none    fyne.CanvasObject
	listing fyne.CanvasObject
	element *elementPage
	person  *personPage
	known   map[report.ElementID]bool // of the last state: what is not in it is new
	coming  bool                      // something was added, and is opened when it comes
	whole   fyne.CanvasObject
}

// personRow is what the row of a person is called, among those of elements.
const personRow = "person:"

func newElements(v *View) *elementsPage {
	p := &elementsPage{v: v, known: map[report.ElementID]bool{}}
	p.list = kit.NewConversationList()
	p.list.OnOpen = p.open
	p.list.OnSpace = p.toggle
	p.list.OnKey = p.typed
	p.list.Menu = p.menu
	p.count = kit.NewLabel("", kit.Muted)
	add := kit.NewButton(kit.Secondary, icons.Plus, v.T("report.elements.add"), v.AskNew)
	add.SetCompact(true)
	add.SetKey(v.T("key.insert"))
	bar := kit.Bar(8, kit.BarItem{Object: p.count}, kit.BarSpace(), kit.BarItem{Object: add})
	p.none = kit.Inset(16, 12, kit.NewLabel(v.T("report.elements.none"), kit.MutedLines))
	p.listing = kit.Frame(kit.Column(0, kit.Inset(16, 8, bar), p.none), nil, p.list)
	p.element, p.person = newElement(v, p), newPerson(v, p)
	p.whole = container.NewStack(p.listing, p.element.whole, p.person.whole)
	p.show(nil)
	return p
}

func (p *elementsPage) content() fyne.CanvasObject { return p.whole }

func (p *elementsPage) shown() {}

func (p *elementsPage) keyboard() fyne.Focusable {
	switch {
	case p.element.id != "":
		return p.element.keyboard()
	case p.person.id != "":
		return p.person.keyboard()
	}
	return p.list
}

// show brings the list to the front, or what is open in its place.
func (p *elementsPage) show(o fyne.CanvasObject) {
	show(p.listing, o == nil)
	show(p.element.whole, o == p.element.whole)
	show(p.person.whole, o == p.person.whole)
}

func (p *elementsPage) forget() {
	p.known, p.coming = map[report.ElementID]bool{}, false
	p.list.SetSections(nil)
	p.element.forget()
	p.person.forget()
	p.show(nil)
}

func (p *elementsPage) adopt(before *elementsPage) {
	switch {
	case before.element.id != "":
		p.element.open(before.element.id)
	case before.person.id != "":
		p.person.open(before.person.id)
	}
}

// back closes what is open in the list's place.
func (p *elementsPage) back() bool {
	id := string(p.element.id)
	if p.person.id != "" {
		id = personRow + string(p.person.id)
	}
	if id == "" {
		return false
	}
	p.element.forget()
	p.person.forget()
	p.show(nil)
	p.list.SetOpen(id)
	p.list.SetOpen("")
	p.v.window.Focus(p.list)
	return true
}

func (p *elementsPage) act() {
	switch {
	case p.element.id != "":
		p.element.act()
	case p.person.id != "":
		p.back()
	default:
		p.v.goTo(Compare)
	}
}

func (p *elementsPage) render() {
	s := p.v.state
	included, all := 0, s.Elements
	for _, e := range all {
		if e.Included {
			included++
		}
	}
	p.count.SetText(p.v.T("report.elements.count", words.Args{"included": included, "all": len(all)}))
	show(p.none, len(all) == 0)
	p.list.SetSections(p.sections(all))
	p.openNew(all)
	p.element.render()
	p.person.render()
}

// openNew opens what the operator has just added.
func (p *elementsPage) openNew(all []model.Element) {
	var fresh report.ElementID
	known := make(map[report.ElementID]bool, len(all))
	for _, e := range all {
		known[e.ID] = true
		if !p.known[e.ID] {
			fresh = e.ID
		}
	}
	p.known = known
	if p.coming && fresh != "" {
		p.coming = false
		p.v.OpenElement(fresh)
	}
}

// sections are the parts of the report; each third person is one of their own (C5).
func (p *elementsPage) sections(all []model.Element) []kit.Section {
	var out []kit.Section
	for _, g := range groups {
		if g == doctrine.OfPerson {
			out = append(out, p.personSections(all)...)
			continue
		}
		section := kit.Section{ID: string(g), Title: p.v.group(g)}
		for _, e := range all {
			if e.Group == g && e.Person == "" {
				section.Rows = append(section.Rows, p.row(e))
			}
		}
		if len(section.Rows) > 0 {
			out = append(out, section)
		}
	}
	return append(out, p.strays(all, out)...)
}

func (p *elementsPage) personSections(all []model.Element) []kit.Section {
	var out []kit.Section
	for _, who := range p.v.state.Persons {
		section := kit.Section{ID: personRow + string(who.ID), Title: p.v.labels.person(who.Person)}
		row := kit.ConversationRow{ID: section.ID, Title: p.v.T("report.row.person"), Detail: p.v.majority(who.Majority), Icon: icons.Person}
		if who.Necessity != "" {
			row.Detail += "  ·  " + line(who.Necessity)
		}
		if len(who.Problems) > 0 {
			row.Time, row.TimeTone = p.v.T("report.state.unjustified"), kit.Warning
		}
		section.Rows = append(section.Rows, row)
		for _, e := range all {
			if e.Person == who.ID {
				section.Rows = append(section.Rows, p.row(e))
			}
		}
		out = append(out, section)
	}
	return out
}

// strays are elements that no part has: whose person or field is not known any more. Nothing is hidden from who has to justify it.
func (p *elementsPage) strays(all []model.Element, shown []kit.Section) []kit.Section {
	in := map[string]bool{}
	for _, s := range shown {
		for _, r := range s.Rows {
			in[r.ID] = true
		}
	}
	section := kit.Section{ID: "strays", Title: p.v.T("report.group.person")}
	for _, e := range all {
		if !in[string(e.ID)] {
			section.Rows = append(section.Rows, p.row(e))
		}
	}
	if len(section.Rows) == 0 {
		return nil
	}
	return []kit.Section{section}
}

const maxRowRunes = 120

func line(s string) string { return plaintext.Line(s, maxRowRunes) }

func (p *elementsPage) row(e model.Element) kit.ConversationRow {
	row := kit.ConversationRow{ID: string(e.ID), Title: p.v.text(e.Name), Detail: line(e.Value)}
	if e.Leaves != "" {
		row.Detail = line(e.Leaves)
	}
	if strings.TrimSpace(e.Value) == "" {
		row.Detail = p.v.T("report.row.empty")
	}
	if n := len(p.v.marksOf(e)); n > 0 {
		row.Life = p.v.T("report.row.marks", words.Args{"n": n})
	}
	row.Time, row.TimeTone, row.Icon = p.standing(e)
	row.DetailTone = row.TimeTone
	if row.DetailTone == kit.InOrder {
		row.DetailTone = kit.Neutral
	}
	return row
}

// standing says whether an element leaves, in a word.
func (p *elementsPage) standing(e model.Element) (string, kit.Tone, icons.Name) {
	limits, reasons := false, false
	for _, problem := range e.Problems {
		limits = limits || problem.Step == report.StepLimits
		reasons = reasons || aboutReasons(problem.Code)
	}
	switch {
	case limits || len(e.Refusals) > 0:
		return p.v.T("report.state.refused"), kit.Urgent, icons.Urgent
	case !e.Included:
		return p.v.T("report.state.out"), kit.Neutral, icons.Minus
	case reasons:
		return p.v.T("report.state.unjustified"), kit.Warning, icons.Warning
	case len(e.Problems) > 0:
		return p.v.T("report.state.wrong"), kit.Warning, icons.Warning
	case !e.Reduction.None():
		return p.v.T("report.state.reduced"), kit.InOrder, icons.Check
	}
	return p.v.T("report.state.in"), kit.InOrder, icons.Check
}

// aboutReasons reports whether a problem is that of a necessity: it is told beside the field for it.
func aboutReasons(c report.Code) bool {
	switch c {
	case report.NoNecessity, report.NecessityRepeats, report.NoAbsolute, report.AbsoluteRepeats:
		return true
	}
	return false
}

func (p *elementsPage) open(id string) {
	if who, ok := strings.CutPrefix(id, personRow); ok {
		p.openPerson(report.PersonID(who))
		return
	}
	p.openElement(report.ElementID(id))
}

func (p *elementsPage) openElement(id report.ElementID) {
	if _, ok := p.v.element(id); !ok {
		return
	}
	p.person.forget()
	p.element.open(id)
	p.show(p.element.whole)
	p.v.window.Focus(p.keyboard())
}

func (p *elementsPage) openPerson(id report.PersonID) {
	p.element.forget()
	p.person.open(id)
	p.show(p.person.whole)
	p.v.window.Focus(p.keyboard())
}

// toggle takes an element out, or asks at once for the fact that makes it necessary (C4).
func (p *elementsPage) toggle(id string) {
	e, ok := p.v.element(report.ElementID(id))
	if !ok {
		p.open(id)
		return
	}
	if e.Included {
		p.v.exclude(e.ID)
		return
	}
	p.v.OpenElement(e.ID)
	p.element.include()
}

func (v *View) exclude(id report.ElementID) {
	v.intents.Include(v.state.Conversation, id, false)
}

func (p *elementsPage) typed(ev *fyne.KeyEvent) bool {
	switch ev.Name {
	case fyne.KeyInsert:
		p.v.AskNew()
	case fyne.KeyDelete:
		p.remove(p.list.Cursor())
	default:
		return false
	}
	return true
}

func (p *elementsPage) menu(id string) []*fyne.MenuItem {
	e, ok := p.v.element(report.ElementID(id))
	if !ok {
		return nil
	}
	word := "report.include"
	if e.Included {
		word = "report.exclude"
	}
	return []*fyne.MenuItem{
		fyne.NewMenuItem(p.v.T(word), func() { p.toggle(id) }),
		fyne.NewMenuItem(p.v.T("report.remove"), func() { p.remove(id) }),
	}
}

func (p *elementsPage) remove(id string) {
	if who, ok := strings.CutPrefix(id, personRow); ok {
		p.v.askRemovePerson(report.PersonID(who))
		return
	}
	if _, ok := p.v.element(report.ElementID(id)); ok {
		p.v.askRemove(report.ElementID(id))
	}
}

func (v *View) askRemove(id report.ElementID) {
	in := v.state.Conversation
	kit.Ask(v.window, kit.Question{
		Title: v.T("report.remove.title"), Text: v.T("report.remove.body"), Icon: icons.Delete, Tone: kit.Warning,
		Confirm: v.T("report.remove.confirm"), Cancel: v.T("report.keep"), Kind: kit.Danger,
		OnConfirm: func() bool { v.elements.back(); v.intents.Remove(in, id); return true },
	})
}

func (v *View) askRemovePerson(id report.PersonID) {
	in := v.state.Conversation
	who, _ := v.third(id)
	kit.Ask(v.window, kit.Question{
		Title: v.T("report.person.remove.title"), Text: v.T("report.person.remove.body", words.Args{"n": who.Elements}), Icon: icons.Delete, Tone: kit.Warning,
		Confirm: v.T("report.remove.confirm"), Cancel: v.T("report.keep"), Kind: kit.Danger,
		OnConfirm: func() bool { v.elements.back(); v.intents.RemovePerson(in, id); return true },
	})
}
