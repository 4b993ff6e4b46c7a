package report

import (
	"slices"

	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	model "vigie.example/internal/console/report"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/report"
	"vigie.example/internal/report/detector"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// personChoice says whose an element is.
type personChoice struct {
	p       *elementPage
	choice  *kit.Select
	ids     []report.PersonID
	filling bool
	content fyne.CanvasObject
}

func newPersonChoice(p *elementPage) *personChoice {
	c := &personChoice{p: p}
	c.choice = kit.NewSelect(p.v.T("report.person.which"), nil, func(string) {
		if i := c.choice.SelectedIndex(); !c.filling && i >= 0 && i < len(c.ids) {
			id := c.ids[i]
			p.v.intents.SetPerson(p.v.state.Conversation, p.id, id)
		}
	})
	c.content = kit.NewField(p.v.T("report.person.which"), p.v.T("report.person.which.help"), c.choice)
	return c
}

// wanted reports whether an element is about somebody who is not named yet.
func (c *personChoice) wanted(e model.Element) bool {
	return e.Group == doctrine.OfPerson && e.Person == ""
}

func (c *personChoice) forget() {
	c.filling = true
	c.choice.Options, c.ids = nil, nil
	c.choice.ClearSelected()
	c.filling = false
}

func (c *personChoice) render(e model.Element) {
	persons := c.p.v.state.Persons
	kit.Show(c.content, e.Group == doctrine.OfPerson || e.Person != "" || len(persons) > 0 && (e.Group == doctrine.OfFacts || e.Group == doctrine.OfPlaceTime))
	var options []string
	c.ids = nil
	if e.Group != doctrine.OfPerson {
		options, c.ids = append(options, c.p.v.T("report.person.declarant")), append(c.ids, "")
	}
	at := -1
	for _, who := range persons {
		options, c.ids = append(options, c.p.v.labels.person(who.Person)), append(c.ids, who.ID)
	}
	for i, id := range c.ids {
		if id == e.Person {
			at = i
		}
	}
	c.filling = true
	c.choice.SetOptions(options)
	if at >= 0 {
		c.choice.SetSelectedIndex(at)
	} else {
		c.choice.ClearSelected()
	}
	c.filling = false
}

// sources leads to the messages that an element comes from.
type sources struct {
	v       *View
	row     *fyne.Container
	shown   []model.Said
	content fyne.CanvasObject
}

func newSources(v *View) *sources {
	s := &sources{v: v, row: &fyne.Container{Layout: &flow{}}}
	s.content = headed(v.T("report.sources"), s.row)
	return s
}

func (s *sources) forget() {
	s.shown = nil
	s.row.RemoveAll()
}

func (s *sources) render(e model.Element) {
	if len(s.row.Objects) > 0 && slices.Equal(s.shown, e.Said) {
		return
	}
	s.shown = e.Said
	s.row.RemoveAll()
	for _, m := range e.Said {
		word := s.v.T("report.sources.at", words.Args{"at": words.Clock(m.At)})
		if m.Text == "" {
			word = s.v.T("report.compare.gone")
		}
		b := kit.NewButton(kit.Secondary, icons.Conversation, word, func() { s.v.actions.Message(m.ID) })
		b.SetCompact(true)
		s.row.Add(b)
	}
	if len(e.Said) == 0 {
		s.row.Add(kit.NewLabel(s.v.T("report.sources.none"), kit.Muted))
	}
}

// marks are what the detector points at: advice, which can be dismissed and never blocks (C6).
type marks struct {
	p       *elementPage
	rows    *fyne.Container
	shown   []detector.Mark
	of      string
	content fyne.CanvasObject
}

// mostMarks is how many are shown at once: what is dismissed makes room.
const mostMarks = 6

func newMarks(p *elementPage) *marks {
	m := &marks{p: p, rows: kit.Column(4)}
	m.content = kit.Column(4, m.rows, kit.NewLabel(p.v.T("report.mark.advice"), kit.MutedLines))
	return m
}

func (m *marks) forget() {
	m.shown, m.of = nil, ""
	m.rows.RemoveAll()
}

func (m *marks) render(e model.Element) {
	all := m.p.v.marksOf(e)
	kit.Show(m.content, len(all) > 0)
	if m.of == e.Value && slices.Equal(m.shown, all) {
		return
	}
	m.shown, m.of = all, e.Value
	m.rows.RemoveAll()
	for i, mark := range all {
		if i == mostMarks {
			break
		}
		m.rows.Add(m.row(e, mark))
	}
}

func (m *marks) row(e model.Element, mark detector.Mark) fyne.CanvasObject {
	v := m.p.v
	text := kit.NewLabel(v.T("report.mark", words.Args{"words": line(e.Value[mark.Begin:mark.End]), "kind": v.T("report.mark.kind." + string(mark.Kind))}), kit.Paragraph)
	dismiss := kit.NewButton(kit.Quiet, icons.Close, v.T("report.mark.dismiss"), func() { v.dismiss(e, mark) })
	dismiss.SetCompact(true)
	buttons := kit.Row(4, dismiss)
	if slices.Contains(e.Ways, doctrine.Redact) {
		b := kit.NewButton(kit.Secondary, icons.EyeOff, v.T("report.reduce.black"), func() { m.p.reduction.toggle(mark.Begin, mark.End) })
		b.SetCompact(true)
		buttons = kit.Row(4, b, dismiss)
	}
	return kit.Ground(kit.ColorInfoGround, kit.Inset(10, 4, newBeside(text, buttons)))
}

// ignoring is what a mark that was dismissed is remembered by, for as long as the conversation is on screen.
func ignoring(e model.Element, m detector.Mark) string {
	return string(e.ID) + " " + string(m.Kind) + " " + e.Value[m.Begin:m.End]
}

// dismiss takes a mark away: it was advice.
func (v *View) dismiss(e model.Element, m detector.Mark) {
	v.ignored[ignoring(e, m)] = true
	v.elements.render()
}

// marksOf are the marks of an element that were not dismissed, and what is blacked out is not marked.
func (v *View) marksOf(e model.Element) []detector.Mark {
	var out []detector.Mark
	for _, m := range e.Marks {
		if m.Begin < m.End && m.End <= len(e.Value) && !v.ignored[ignoring(e, m)] && !covered(e.Reduction.Spans, m.Begin, m.End) {
			out = append(out, m)
		}
	}
	return out
}

// declaration is what the operator says that a field, which is not sensitive by itself, holds (C11).
type declaration struct {
	p       *elementPage
	choice  *kit.Select
	filling bool
	content fyne.CanvasObject
}

// declarable are the kinds that may be in a report at all.
var declarable = []doctrine.Sensitive{"", doctrine.Origin, doctrine.Opinions, doctrine.Beliefs, doctrine.Union, doctrine.Health, doctrine.SexLife}

func newDeclaration(p *elementPage) *declaration {
	d := &declaration{p: p}
	options := []string{p.v.T("report.declared.none")}
	for _, kind := range declarable[1:] {
		options = append(options, p.v.T("report.sensitive."+string(kind)))
	}
	d.choice = kit.NewSelect("", options, func(string) {
		if i := d.choice.SelectedIndex(); !d.filling && i >= 0 {
			p.v.intents.Declare(p.v.state.Conversation, p.id, declarable[i])
		}
	})
	d.content = kit.NewField(p.v.T("report.declared"), "", d.choice)
	return d
}

func (d *declaration) render(e model.Element) {
	kit.Show(d.content, e.Class != doctrine.SensitiveClass && e.Class != doctrine.Never)
	for i, kind := range declarable {
		if kind == e.Declared && d.choice.SelectedIndex() != i {
			d.filling = true
			d.choice.SetSelectedIndex(i)
			d.filling = false
		}
	}
}
