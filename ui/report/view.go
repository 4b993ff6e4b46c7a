// Package report draws the report that is written beside a conversation: what it is about and where it goes, its elements one by one,
// what was said against what will leave, the checklist, and the sending. It decides nothing: rules and doctrine do.
package report

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie.example/assets/icons"
	model "vigie.example/internal/console/report"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/report"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// Page is a part of the pane.
type Page int

// The pages, in the order in which they are gone through.
const (
	Case     Page = iota // category, target, purpose
	Elements             // what the report says
	Compare              // what was said, what will leave
	Control              // the checklist
	Leave                // the read-through, and the sending
)

// Actions are what the pane asks of the window.
type Actions struct {
	Message  func(conversation.MessageID) // shows a message in the thread
	Services func()                       // refers somebody (C20)
	Close    func()                       // asks whether to close the conversation
	Delete   func()                       // asks when to delete it
	Call     func()                       // calls the supervisors about it (C24)
	Read     func()                       // goes to the messages that nobody has read
}

// View is the pane. It belongs to Fyne's goroutine, and keeps nothing of a conversation that it does not show.
type View struct {
	labels
	intents model.Intents
	actions Actions
	window  fyne.Canvas
	state   model.State

	mayCall  func(conversation.ID) bool // nil: never
	page     Page
	tabs     *kit.Tabs
	cases    *casePage
	elements *elementsPage
	compare  *comparePage
	control  *controlPage
	leave    *leavePage
	pages    []page
	doctrine *kit.Label
	problem  *kit.Banner
	memory   *kit.Banner
	work     fyne.CanvasObject
	none     map[absence]fyne.CanvasObject
	why      *kit.Label
	outcomes *fyne.Container // of what has left in this shift
	listed   []model.Receipt // in it
	absent   fyne.CanvasObject
	asked    *picking        // the question on screen, if any
	adding   *adding         // waits for its person
	ignored  map[string]bool // marks that were dismissed in this conversation
	content  fyne.CanvasObject
}

// page is one of the parts.
type page interface {
	content() fyne.CanvasObject
	render()                  // the state has changed
	shown()                   // it has come to the front
	keyboard() fyne.Focusable // where the keyboard goes
	forget()                  // nothing of the conversation may stay
}

// New makes the pane; window is where its questions are asked.
func New(intents model.Intents, actions Actions, window fyne.Canvas, w *words.Words) (*View, error) {
	french, err := words.In("fr") // the language of the procedure
	if err != nil {
		return nil, err
	}
	v := &View{labels: labels{w}, intents: intents, actions: actions, window: window}
	v.tabs = v.newTabs()
	v.cases, v.elements, v.compare, v.control, v.leave = newCase(v), newElements(v), newCompare(v), newControl(v), newLeave(v, paper{labels{french}})
	v.pages = []page{v.cases, v.elements, v.compare, v.control, v.leave}
	v.doctrine, v.problem, v.memory = kit.NewLabel("", kit.Muted), kit.NewBanner(), kit.NewBanner()
	stack := container.NewStack()
	for _, p := range v.pages {
		stack.Add(p.content())
	}
	v.work = kit.Frame(
		kit.Column(0, kit.Inset(8, 6, v.tabs.Content()), kit.Divider(), v.memory, v.problem),
		kit.Column(0, kit.Divider(), kit.Inset(16, 4, v.doctrine)), stack)
	v.outcomes = kit.Column(6)
	v.absent = kit.NewScroll(kit.Column(0, kit.Inset(0, 24, container.NewStack(v.newNone()...)), kit.Inset(16, 12, v.outcomes)))
	v.content = container.NewStack(v.absent, v.work)
	v.Render(model.State{})
	v.ShowPage(Case)
	return v, nil
}

func (v *View) newTabs() *kit.Tabs {
	return kit.NewTabs(func(i int) { v.ShowPage(Page(i)); v.Focus() },
		kit.Tab{Icon: icons.Shield, Word: v.T("report.page.case"), Hint: v.T("report.page.case.hint")},
		kit.Tab{Icon: icons.Report, Word: v.T("report.page.elements"), Hint: v.T("report.page.elements.hint")},
		kit.Tab{Icon: icons.Eye, Word: v.T("report.page.compare"), Hint: v.T("report.page.compare.hint")},
		kit.Tab{Icon: icons.Check, Word: v.T("report.page.control"), Hint: v.T("report.page.control.hint")},
		kit.Tab{Icon: icons.Send, Word: v.T("report.page.leave"), Hint: v.T("report.page.leave.hint")})
}

// newNone makes what stands there while nothing can be written.
func (v *View) newNone() []fyne.CanvasObject {
	v.why = kit.NewLabel("", kit.LabelStyle{Color: kit.ColorMuted, Center: true, Wrap: true})
	v.none = map[absence]fyne.CanvasObject{
		nobody: kit.NewEmptyState(icons.Report, v.T("report.empty"), v.T("report.empty.more"), nil),
		broken: kit.NewEmptyState(icons.Warning, v.T("report.broken"), v.T("report.broken.more"), nil),
		denied: kit.NewEmptyStateWith(icons.Lock, v.T("report.denied"), v.why),
	}
	return []fyne.CanvasObject{v.none[nobody], v.none[broken], v.none[denied]}
}

// Content is what stands in the window.
func (v *View) Content() fyne.CanvasObject { return v.content }

// open reports whether a report is on screen.
func (v *View) open() bool { return absenceOf(v.state) == present }

// FocusTarget is where the keyboard goes; nil while nothing can be written.
func (v *View) FocusTarget() fyne.Focusable {
	if !v.open() {
		return nil
	}
	if t := v.pages[v.page].keyboard(); t != nil {
		return t
	}
	return v.tabs.Button(int(v.page))
}

// Focus puts the keyboard into the page in front.
func (v *View) Focus() {
	if t := v.FocusTarget(); t != nil {
		kit.FocusIn(v.window, t)
	}
}

// Page returns the page in front.
func (v *View) Page() Page { return v.page }

// ShowPage brings a page to the front.
func (v *View) ShowPage(to Page) {
	v.page = to
	for i, p := range v.pages {
		kit.Show(p.content(), Page(i) == to)
	}
	v.tabs.Show(int(to))
	if v.open() {
		v.renderProblem()
		v.pages[to].shown()
	}
}

// Turn goes to the page before or after.
func (v *View) Turn(by int) {
	if to := int(v.page) + by; v.open() && to >= 0 && to < len(v.pages) {
		v.goTo(Page(to))
	}
}

// Has reports whether something that has the keyboard lies in the pane.
func (v *View) Has(f fyne.Focusable) bool {
	o, ok := f.(fyne.CanvasObject)
	if !ok || !v.content.Visible() {
		return false
	}
	driver := fyne.CurrentApp().Driver()
	pos, at, size := driver.AbsolutePositionForObject(o), driver.AbsolutePositionForObject(v.content), v.content.Size()
	return pos.X >= at.X && pos.X < at.X+size.Width
}

// Act does what the page in front is for: go on, include, or send.
func (v *View) Act() {
	if v.open() && !kit.Covered(v.window) {
		switch v.page {
		case Case:
			v.goTo(Elements)
		case Elements:
			v.elements.act()
		case Compare:
			v.goTo(Control)
		case Control:
			v.control.next()
		case Leave:
			v.leave.act()
		}
	}
}

func (v *View) goTo(to Page) {
	v.ShowPage(to)
	v.Focus()
}

// Back leaves what is open on a page for what lies behind it, and says whether there was something.
func (v *View) Back() bool { return v.open() && v.page == Elements && v.elements.back() }

// remaining counts what is left to do.
func (v *View) remaining() (n int) {
	for _, step := range v.state.Steps {
		n += len(step.Remaining)
	}
	return n
}

// passage is what the doctrine says where something is decided.
func (v *View) passage(where doctrine.Passage) string { return v.text(v.state.Passages[where]) }

func (v *View) element(id report.ElementID) (model.Element, bool) {
	for _, e := range v.state.Elements {
		if e.ID == id {
			return e, true
		}
	}
	return model.Element{}, false
}

func (v *View) third(id report.PersonID) (model.Person, bool) {
	for _, p := range v.state.Persons {
		if p.ID == id {
			return p, true
		}
	}
	return model.Person{}, false
}

// goToProblem leads to the place where something can be mended.
func (v *View) goToProblem(p model.Problem) {
	switch {
	case p.Element != "":
		v.OpenElement(p.Element)
	case p.Person != "":
		v.OpenPerson(p.Person)
	case p.Step == report.StepMessages:
		v.actions.Read()
	case p.Step == report.StepRead:
		v.goTo(Leave)
	case p.Code == report.NothingIncluded || p.Code == report.NoFacts:
		v.goTo(Elements)
	default:
		v.ShowPage(Case)
		v.cases.focus(p.Code)
	}
}

// OpenElement shows one element.
func (v *View) OpenElement(id report.ElementID) {
	v.ShowPage(Elements)
	v.elements.openElement(id)
}

// OpenPerson shows one person.
func (v *View) OpenPerson(id report.PersonID) {
	v.ShowPage(Elements)
	v.elements.openPerson(id)
}
