package report

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie.example/assets/icons"
	model "vigie.example/internal/console/report"
	"vigie.example/internal/report"
	"vigie.example/ui/kit"
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
	kit.Show(p.listing, o == nil)
	kit.Show(p.element.whole, o == p.element.whole)
	kit.Show(p.person.whole, o == p.person.whole)
}

func (p *elementsPage) forget() {
	p.known, p.coming = map[report.ElementID]bool{}, false
	p.list.Clear()
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
	kit.FocusIn(p.v.window, p.list)
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
	kit.Show(p.none, len(all) == 0)
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
	kit.FocusIn(p.v.window, p.keyboard())
}

func (p *elementsPage) openPerson(id report.PersonID) {
	p.element.forget()
	p.person.open(id)
	p.show(p.person.whole)
	kit.FocusIn(p.v.window, p.keyboard())
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
