package report

import (
	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	model "vigie.example/internal/console/report"
	"vigie.example/internal/report"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// controlPage is the checklist: each step with what remains, and each thing that remains leads to its place.
type controlPage struct {
	v        *View
	list     *kit.ConversationList
	summary  *kit.Banner
	onward   *kit.Button
	problems map[string]model.Problem
	order    []string
	whole    fyne.CanvasObject
}

func newControl(v *View) *controlPage {
	c := &controlPage{v: v, list: kit.NewConversationList(), summary: kit.NewBanner()}
	c.list.OnOpen = func(id string) {
		if p, ok := c.problems[id]; ok {
			v.goToProblem(p)
		}
	}
	c.onward = kit.NewButton(kit.Primary, icons.Enter, "", c.next)
	c.onward.SetKey(v.T("key.ctrl_enter"))
	foot := kit.Column(0, kit.Divider(), kit.Inset(12, 8, kit.Bar(8, kit.BarItem{Object: c.onward})))
	c.whole = kit.Frame(c.summary, foot, c.list)
	return c
}

func (c *controlPage) content() fyne.CanvasObject { return c.whole }
func (c *controlPage) keyboard() fyne.Focusable   { return c.list }
func (c *controlPage) shown()                     {}

func (c *controlPage) forget() {
	c.problems, c.order = nil, nil
	c.list.Clear()
}

// next goes to the first thing that remains, or on to the sending.
func (c *controlPage) next() {
	if len(c.order) > 0 {
		c.v.goToProblem(c.problems[c.order[0]])
		return
	}
	c.v.goTo(Leave)
}

func (c *controlPage) render() {
	c.problems, c.order = map[string]model.Problem{}, nil
	var sections []kit.Section
	for _, step := range c.v.state.Steps {
		section := kit.Section{ID: string(step.Code), Title: c.v.Say(step.Text)}
		if step.Done {
			section.Count = c.v.T("report.control.done")
		} else {
			section.Count = itoa(len(step.Remaining))
		}
		for i, p := range step.Remaining {
			id := string(step.Code) + ":" + itoa(i)
			c.problems[id], c.order = p, append(c.order, id)
			section.Rows = append(section.Rows, kit.ConversationRow{ID: id, Title: c.v.Say(p.Text), Detail: c.place(p), Icon: icons.ChevronRight})
		}
		sections = append(sections, section)
	}
	c.list.SetSections(sections)
	if n := len(c.order); n > 0 {
		c.summary.Set(kit.Warning, c.v.T("report.control.left", words.Args{"n": n}))
		c.onward.SetText(c.v.T("report.control.next"))
		return
	}
	c.summary.Set(kit.InOrder, c.v.T("report.control.passed"))
	c.onward.SetText(c.v.T("report.control.send"))
}

// place names where something remains.
func (c *controlPage) place(p model.Problem) string {
	name := ""
	if who, ok := c.v.third(p.Person); ok {
		name = c.v.labels.person(who.Person)
	}
	if e, ok := c.v.element(p.Element); ok {
		if name != "" {
			name += " · "
		}
		return name + c.v.text(e.Name)
	}
	switch {
	case name != "":
		return name
	case p.Step == report.StepMessages:
		return c.v.T("report.place.messages")
	case p.Step == report.StepRead:
		return c.v.T("report.page.leave")
	case p.Step == report.StepElements:
		return c.v.T("report.page.elements")
	}
	return c.v.T("report.page.case")
}
