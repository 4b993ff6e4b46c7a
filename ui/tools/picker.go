package tools

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/tools"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// choice is what a row of a picker stands for.
type choice struct {
	title, text string // text is what is shown before it is inserted, and inserted
	act         func() // in the place of inserting it; nil inserts
	button      string // what the button says then
}

// picker is a field to search in, the list of what was found, and below it what would be inserted. Enter in the field takes the
// first of the list, Enter in the list the chosen one; the pointer looks first.
type picker struct {
	words  *words.Words
	insert func(tools.Insertion)
	state  tools.State

	field   *kit.Entry
	list    *kit.ConversationList
	title   *kit.Label
	body    *kit.Label
	scroll  *container.Scroll
	why     *kit.Label
	take    *kit.Button
	choices map[string]choice
	order   []string // of the choices in the list
	chosen  string
}

func (p *picker) init(w *words.Words, insert func(tools.Insertion), search string) {
	p.words, p.insert = w, insert
	p.field = kit.NewEntry(search)
	p.field.OnKey = p.typed
	p.field.OnSubmitted = func(string) { p.takeFirst() }
	p.list = kit.NewConversationList()
	p.list.OnOpen = func(id string) { p.choose(id); p.takeChosen() }
	p.list.OnTap = p.choose
	p.list.OnMove = p.choose
	p.title = kit.NewLabel("", kit.Strong)
	p.body = kit.NewLabel("", kit.Paragraph)
	p.scroll = container.NewVScroll(kit.Inset(16, 4, p.body))
	p.why = kit.NewLabel("", kit.MutedLines)
	p.take = kit.NewButton(kit.Secondary, icons.Enter, w.T("tools.insert"), p.takeChosen)
	p.take.SetKey(w.T("key.enter"))
}

// layout puts the parts below each other: top is the pane's own, with the field in it.
func (p *picker) layout(top fyne.CanvasObject) fyne.CanvasObject {
	foot := kit.Column(0, kit.Inset(16, 0, p.why), kit.Inset(12, 8, p.take))
	preview := kit.Frame(kit.Column(0, kit.Divider(), kit.Inset(16, 8, p.title)), foot, p.scroll)
	return kit.Frame(kit.Inset(12, 8, top), nil, container.New(shares{upper: 0.55}, p.list, preview))
}

// typed moves from the field to the list.
func (p *picker) typed(ev *fyne.KeyEvent) bool {
	if ev.Name != fyne.KeyDown {
		return false
	}
	kit.Focus(p.list)
	return true
}

// show fills the list; what was chosen stays chosen while it is there.
func (p *picker) show(sections []kit.Section, choices map[string]choice) {
	p.choices, p.order = choices, p.order[:0]
	for _, s := range sections {
		for _, row := range s.Rows {
			p.order = append(p.order, row.ID)
		}
	}
	p.list.SetSections(sections)
	if _, there := choices[p.chosen]; !there {
		p.chosen = ""
		if len(p.order) > 0 {
			p.chosen = p.order[0]
		}
	}
	p.choose(p.chosen)
}

// choose shows a choice as it would be inserted.
func (p *picker) choose(id string) {
	c := p.choices[id]
	if id != p.chosen {
		p.scroll.Offset.Y = 0
	}
	p.chosen = id
	p.list.SetOpen(id)
	p.title.SetText(c.title)
	p.body.SetText(c.text)
	p.take.SetText(p.words.T("tools.insert"))
	if c.act != nil {
		p.take.SetText(c.button)
	}
	p.scroll.Refresh()
	p.enable()
}

// enable says whether the choice can be taken, and why not.
func (p *picker) enable() {
	c, there := p.choices[p.chosen]
	_, may := p.state.Insertion(c.text)
	why := ""
	if there && c.act == nil && !may {
		why = p.words.Say(p.state.Why)
	}
	p.why.SetText(why)
	if why == "" {
		p.why.Hide()
	} else {
		p.why.Show()
	}
	if there && (c.act != nil || may) {
		p.take.Enable()
	} else {
		p.take.Disable()
	}
}

func (p *picker) takeFirst() {
	if len(p.order) > 0 {
		p.choose(p.order[0])
		p.takeChosen()
	}
}

func (p *picker) takeChosen() {
	c, there := p.choices[p.chosen]
	switch {
	case !there:
	case c.act != nil:
		c.act()
	default:
		p.insertText(c.text)
	}
}

// insertText puts a text into the draft of the conversation that the pane was rendered for (C22).
func (p *picker) insertText(text string) {
	if i, ok := p.state.Insertion(text); ok {
		p.insert(i)
	}
}

// showFound shows what was found, or why there is nothing: none is the text for a search without a result.
func (p *picker) showFound(sections []kit.Section, choices map[string]choice, none string) {
	switch {
	case p.state.Phase == tools.Loading:
		p.showNothing("tools.loading")
	case p.state.Phase == tools.Broken:
		p.showNothing("tools.broken")
	case len(sections) == 0:
		p.showNothing(none)
	default:
		p.show(sections, choices)
	}
}

// showNothing says why there is nothing to choose from.
func (p *picker) showNothing(code string) {
	p.show(nil, nil)
	p.body.SetText(p.words.T(code))
}

// shares gives the upper of two objects a part of the height, and the lower the rest.
type shares struct{ upper float32 }

func (s shares) MinSize(objects []fyne.CanvasObject) fyne.Size {
	a, b := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(max(a.Width, b.Width), a.Height+b.Height)
}

func (s shares) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	least := objects[1].MinSize().Height
	upper := max(min(size.Height*s.upper, size.Height-least), 0)
	objects[0].Resize(fyne.NewSize(size.Width, upper))
	objects[0].Move(fyne.NewPos(0, 0))
	objects[1].Resize(fyne.NewSize(size.Width, size.Height-upper))
	objects[1].Move(fyne.NewPos(0, upper))
}
