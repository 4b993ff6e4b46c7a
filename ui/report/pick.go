package report

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie.example/assets/icons"
	model "vigie.example/internal/console/report"
	"vigie.example/internal/console/tools"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/report"
	"vigie.example/ui/kit"
)

// Said is a message of the thread, or what was chosen in it.
type Said struct {
	Message conversation.MessageID
	Text    string
}

// whose is what the question for a field answers beside the field: a person who is known, or the role of a new one.
type whose struct {
	person report.PersonID
	role   report.Role
}

// picking asks into which field something goes: what was said in a message, of which a part can be chosen, or what is written next.
type picking struct {
	labels
	fields  []model.Field
	passage *kit.Passage // nil: the value is written next
	search  *kit.Entry
	list    *kit.ConversationList
	person  *kit.Select
	answers []whose // in the order of the person's options
	field   doctrine.FieldCode
	dialog  *kit.Dialog
	done    func(doctrine.FieldCode, whose, report.Span)
}

// ask shows the question. done is called once, with the field, whose it is, and the words that were chosen.
func (v *View) ask(said *Said, done func(doctrine.FieldCode, whose, report.Span)) {
	p := &picking{labels: v.labels, fields: v.state.Fields, done: done}
	title, body, confirm := v.T("report.new.title"), v.T("report.new.body"), v.T("report.new.confirm")
	p.search = kit.NewEntry(v.T("report.pick.search"))
	p.search.OnChanged = func(string) { p.fill() }
	p.search.OnKey = p.toList
	p.search.OnSubmitted = func(string) { p.dialog.Confirm() }
	p.list = kit.NewConversationList()
	p.list.OnMove = p.choose
	p.list.OnTap = p.choose
	p.list.OnOpen = func(id string) { p.choose(id); p.dialog.Confirm() }
	p.person = p.persons(v.state.Persons)
	parts := []fyne.CanvasObject{p.search, container.New(tall(190), p.list), p.person}
	var first fyne.Focusable = p.search
	if said != nil {
		title, body, confirm = v.T("report.pick.title"), v.T("report.pick.body"), v.T("report.pick.confirm")
		p.passage = kit.NewPassage(said.Text)
		p.passage.SelectAll()
		p.passage.OnPick = func(int, int) { kit.FocusIn(v.window, p.search) }
		parts = append([]fyne.CanvasObject{p.passage}, parts...)
		first = p.passage
	}
	p.fill()
	p.dialog = kit.Ask(v.window, kit.Question{
		Title: title, Text: body, Icon: icons.Report, Tone: kit.Info, Content: kit.Inset(8, 0, kit.Column(10, parts...)), Width: 640, Focus: first,
		Confirm: confirm, Cancel: v.T("report.pick.cancel"), Kind: kit.Primary, OnConfirm: p.confirm, OnCancel: p.forget,
	})
	v.asked = p
}

// toList goes from the search to what was found.
func (p *picking) toList(ev *fyne.KeyEvent) bool {
	if ev.Name != fyne.KeyDown {
		return false
	}
	kit.Focus(p.list)
	return true
}

// persons is the question whose it is: a known person, or the role of a new one.
func (p *picking) persons(known []model.Person) *kit.Select {
	var options []string
	for _, each := range known {
		options, p.answers = append(options, p.labels.person(each.Person)), append(p.answers, whose{person: each.ID})
	}
	for _, role := range report.Roles() {
		options = append(options, p.T("report.person.new")+" · "+p.T("report.role."+string(role)))
		p.answers = append(p.answers, whose{role: role})
	}
	return kit.NewSelect(p.T("report.person.which"), options, func(string) { p.enable() })
}

// fill shows the fields whose names or codes begin with what was typed.
func (p *picking) fill() {
	var sections []kit.Section
	found := false
	for _, g := range groups {
		section := kit.Section{ID: string(g), Title: p.group(g)}
		for _, f := range p.fields {
			if f.Group != g || f.Class == doctrine.Never || !tools.Matches(p.search.Text, f.Name.FR, f.Name.EN, p.group(g)) {
				continue
			}
			row := kit.ConversationRow{ID: string(f.Code), Title: p.text(f.Name), Detail: p.text(f.Help), Time: p.class(f.Class, f.Sensitive)}
			if f.Class == doctrine.SensitiveClass {
				row.TimeTone = kit.Warning
			}
			if f.Refused {
				row.Detail, row.DetailTone, row.Icon = p.Say(f.Why), kit.Urgent, icons.Urgent
			}
			section.Rows = append(section.Rows, row)
			found = found || f.Code == p.field
		}
		if len(section.Rows) > 0 {
			sections = append(sections, section)
		}
	}
	if !found {
		p.field = ""
	}
	if len(sections) == 0 {
		sections = []kit.Section{{ID: "none", Title: p.T("report.field"), Empty: p.T("report.pick.none")}}
	} else if p.field == "" {
		p.field = doctrine.FieldCode(sections[0].Rows[0].ID)
	}
	p.list.SetSections(sections)
	p.choose(string(p.field))
}

func (p *picking) choose(id string) {
	p.field = doctrine.FieldCode(id)
	p.list.SetOpen(id)
	p.enable()
}

// enable lets the question be answered once there is a field and, where it is about somebody, a person.
func (p *picking) enable() {
	f, ok := p.found()
	third := ok && f.Group == doctrine.OfPerson
	kit.Show(p.person, third)
	if p.dialog == nil {
		return
	}
	if ok && !f.Refused && (!third || p.person.SelectedIndex() >= 0) {
		p.dialog.ConfirmButton().Enable()
	} else {
		p.dialog.ConfirmButton().Disable()
	}
	p.dialog.Resize()
}

func (p *picking) confirm() bool {
	var who whose
	if f, _ := p.found(); f.Group == doctrine.OfPerson {
		i := p.person.SelectedIndex()
		if i < 0 {
			return false
		}
		who = p.answers[i]
	}
	var part report.Span
	if p.passage != nil {
		begin, end, ok := p.passage.Selected()
		if !ok {
			return false
		}
		part = report.Span{Begin: begin, End: end}
	}
	if f, ok := p.found(); !ok || f.Refused {
		return false
	}
	p.done(p.field, who, part)
	p.forget()
	return true
}

// found returns the field that is chosen.
func (p *picking) found() (model.Field, bool) {
	for _, f := range p.fields {
		if f.Code == p.field {
			return f, true
		}
	}
	return model.Field{}, false
}

// forget drops the message's words.
func (p *picking) forget() {
	if p.passage != nil {
		p.passage.SetText("")
	}
}

// tall gives what scrolls a height of its own, at 100 %.
type tall float32

// MinSize has the height.
func (t tall) MinSize(o []fyne.CanvasObject) fyne.Size {
	unit := fyne.CurrentApp().Settings().Theme().Size(kit.SizeUnit) / 4
	return fyne.NewSize(o[0].MinSize().Width, float32(t)*unit)
}

// Layout fills it.
func (t tall) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(size)
	o[0].Move(fyne.NewPos(0, 0))
}
