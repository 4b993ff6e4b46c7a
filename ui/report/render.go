package report

import (
	model "vigie.example/internal/console/report"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// absence is why there is no report to be seen.
type absence int

const (
	present absence = iota
	nobody          // no conversation is selected
	broken          // there is no doctrine: nothing can be decided (C3)
	denied          // the conversation is not the operator's, or has ended
)

func absenceOf(s model.State) absence {
	switch {
	case s.Conversation == "":
		return nobody
	case s.Sending.Phase == "":
		return denied
	case s.Doctrine == "":
		return broken
	}
	return present
}

// Adopt takes over what another pane showed.
func (v *View) Adopt(before *View) {
	if before == nil {
		return
	}
	v.Render(before.state)
	v.elements.adopt(before.elements)
	v.ShowPage(before.page)
}

// Begun reports whether there is a report to work on.
func (v *View) Begun() bool { return v.work.Visible() }

// Render shows a state.
func (v *View) Render(s model.State) {
	before := v.state
	is, was := absenceOf(s), absenceOf(before)
	if s.Conversation != before.Conversation || is != present {
		v.forget()
	}
	v.state = s
	kit.Show(v.work, is == present)
	kit.Show(v.absent, is != present)
	v.renderOutcomes(s.Receipts)
	for why, o := range v.none {
		kit.Show(o, is == why)
	}
	v.why.SetText(v.Say(s.Why))
	if !v.open() {
		return
	}
	v.renderProblem()
	v.memory.Set(kit.Info, "")
	if s.InMemory {
		v.memory.Set(kit.Info, v.T("report.memory"))
	}
	v.renderDoctrine()
	v.renderTabs()
	for _, p := range v.pages {
		p.render()
	}
	v.goOn()
	if s.Conversation != before.Conversation || was != present {
		v.pages[v.page].shown()
	}
}

// forget drops every word of the conversation from the widgets, and the question that is about it.
func (v *View) forget() {
	if v.asked != nil {
		v.asked.dialog.Close()
		v.asked.forget()
		v.asked = nil
	}
	v.adding, v.ignored = nil, map[string]bool{}
	for _, p := range v.pages {
		p.forget()
	}
}

func (v *View) renderDoctrine() {
	key := "report.doctrine"
	if v.state.Starting {
		key = "report.doctrine.starting"
	}
	v.doctrine.SetText(v.T(key, words.Args{"version": v.state.Doctrine}))
}

func (v *View) renderTabs() {
	word := v.T("report.page.control")
	if n := v.remaining(); n > 0 {
		word += " " + itoa(n)
	}
	v.tabs.SetWord(int(Control), word)
}

// renderProblem says why the last wish was not met, or why nothing can be changed: on the page of the sending, its phase does.
func (v *View) renderProblem() {
	s := v.state
	switch {
	case !s.Problem.None():
		v.problem.Set(kit.Warning, words.Sentences(v.Say(s.Problem), v.Say(s.Hint)))
	case !s.Enabled && v.page != Leave:
		v.problem.Set(kit.Info, v.Say(s.Why))
	default:
		v.problem.Set(kit.Info, "")
	}
}
