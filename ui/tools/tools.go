// Package tools draws the right column of the desk: the report, canned texts, services to refer to, and internal notes, one pane at a
// time.
package tools

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/notes"
	"vigie.example/internal/console/tools"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// Tab is one pane of the column.
type Tab int

// The panes.
const (
	Report Tab = iota
	Texts
	Services
	Notes
)

// Actions are what the column asks of the window.
type Actions struct {
	Insert func(tools.Insertion) // puts a text into the draft of its conversation; the pane of notes is not given it (C22)
	Shown  func(Tab)             // another pane is in front; may be nil
}

// Pane is what another package draws in the column.
type Pane interface {
	Content() fyne.CanvasObject
	FocusTarget() fyne.Focusable // nil while there is nothing to do
}

// View is the column. It belongs to Fyne's goroutine.
type View struct {
	texts    *texts
	services *services
	notes    *pad
	report   Pane
	shown    func(Tab)
	words    *words.Words
	tab      Tab
	tabs     *kit.Tabs
	panes    []fyne.CanvasObject
	content  fyne.CanvasObject
}

// New makes the column; window is where its questions are asked.
func New(t tools.Intents, n notes.Intents, report Pane, actions Actions, window fyne.Canvas, w *words.Words) *View {
	v := &View{words: w, report: report, shown: actions.Shown, texts: newTexts(t, actions.Insert, w), services: newServices(t, actions.Insert, w), notes: newPad(n, window, w)}
	tab := func(icon icons.Name, title, hint, key string) kit.Tab {
		return kit.Tab{Icon: icon, Word: w.T(title), Hint: w.T(hint) + " (" + key + ")"}
	}
	v.tabs = kit.NewTabs(func(i int) { v.Show(Tab(i)) },
		tab(icons.Report, "report.title", "report.title.hint", "F11"),
		tab(icons.Conversation, "tools.texts", "tools.texts.hint", "F2"), tab(icons.Phone, "tools.services", "tools.services.hint", "F3"), tab(icons.Notes, "notes.title", "notes.title.hint", "F4"))
	v.panes = []fyne.CanvasObject{report.Content(), v.texts.content, v.services.content, v.notes.content}
	v.content = kit.Frame(kit.Column(0, kit.Inset(8, 8, v.tabs.Content()), kit.Divider()), nil, container.NewStack(v.panes...))
	v.RenderTools(tools.State{})
	v.RenderNotes(notes.State{})
	v.Show(Texts)
	return v
}

// Content is what stands in the window.
func (v *View) Content() fyne.CanvasObject { return v.content }

// Show brings a pane to the front.
func (v *View) Show(tab Tab) {
	v.tab = tab
	for i, pane := range v.panes {
		kit.Show(pane, Tab(i) == tab)
	}
	v.tabs.Show(int(tab))
	if v.shown != nil {
		v.shown(tab)
	}
	v.texts.reset()
}

// Tab returns the pane in front.
func (v *View) Tab() Tab { return v.tab }

// FocusTarget is where the keyboard goes in the pane in front.
func (v *View) FocusTarget() fyne.Focusable {
	switch v.tab {
	case Report:
		return v.report.FocusTarget()
	case Services:
		return v.services.field
	case Notes:
		return v.notes.focusTarget()
	}
	return v.texts.field
}

// FocusCodes is where the keyboard goes to insert a text by its code.
func (v *View) FocusCodes() fyne.Focusable { return v.texts.list }

// AddNote writes down what is in the field for notes.
func (v *View) AddNote() {
	if v.tab == Notes {
		v.notes.add()
	}
}

// Adopt takes over what another column showed.
func (v *View) Adopt(before *View) {
	if before == nil {
		return
	}
	v.RenderTools(before.texts.state)
	v.notes.adopt(before.notes)
	v.RenderNotes(before.notes.state)
	v.Show(before.tab)
}

// RenderTools shows what can be inserted.
func (v *View) RenderTools(s tools.State) {
	v.texts.render(s)
	v.services.render(s)
}

// RenderNotes shows the notes.
func (v *View) RenderNotes(s notes.State) {
	v.notes.render(s)
	title := v.words.T("notes.title")
	if n := len(s.Notes); n > 0 {
		title += " " + strconv.Itoa(n)
	}
	v.tabs.SetWord(int(Notes), title)
}
