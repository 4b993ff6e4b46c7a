package report

import (
	"strings"

	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	model "vigie.example/internal/console/report"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/report"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// elementPage is one element: what it says, where it comes from, what is refused and marked in it, how it is cut down, what travels, and
// why it has to.
type elementPage struct {
	v        *View
	list     *elementsPage
	id       report.ElementID
	asks     bool // inclusion was asked for, and waits for a reason
	revision int
	title    *kit.Label
	class    *kit.Badge
	state    *kit.Badge

	notices   *fyne.Container
	shown     string // that the notices were made of
	value     *kit.Entry
	long      *kit.Entry
	values    *kit.Field
	longs     *kit.Field
	person    *personChoice
	sources   *sources
	marks     *marks
	reduction *reduction
	preview   *kit.Label
	before    *kit.Label
	reason    *kit.Entry
	reasons   *kit.Field
	absolute  *kit.Entry
	absolutes *kit.Field
	declared  *declaration
	take      *kit.Button
	leave     *kit.Button
	scroll    *kit.Scroll
	whole     fyne.CanvasObject
}

func newElement(v *View, list *elementsPage) *elementPage {
	p := &elementPage{v: v, list: list, title: kit.NewLabel("", kit.Heading), notices: kit.Column(6)}
	p.class, p.state = kit.NewBadge(kit.Neutral, icons.None, ""), kit.NewBadge(kit.Neutral, icons.None, "")
	write := func(e *kit.Entry) *kit.Entry {
		e.OnChanged = func(text string) { v.intents.SetValue(v.state.Conversation, p.id, text) }
		return e
	}
	p.value, p.long = write(kit.NewEntry("")), write(kit.NewTextArea("", 3))
	p.values, p.longs = kit.NewField(v.T("report.value"), "", p.value), kit.NewField(v.T("report.value"), "", p.long)
	p.person, p.sources, p.marks, p.reduction, p.declared = newPersonChoice(p), newSources(v), newMarks(p), newReduction(p), newDeclaration(p)
	p.preview, p.before = kit.NewLabel("", kit.Paragraph), kit.NewLabel(v.T("report.preview"), kit.Caps)
	p.reason = kit.NewTextArea(v.T("report.necessity.placeholder"), 2)
	p.reason.OnChanged = func(text string) { v.intents.Justify(v.state.Conversation, p.id, text) }
	p.reasons = kit.NewField(v.T("report.necessity"), "", p.reason)
	p.absolute = kit.NewTextArea(v.T("report.absolute.placeholder"), 2)
	p.absolute.OnChanged = func(text string) { v.intents.JustifyAbsolutely(v.state.Conversation, p.id, text) }
	p.absolutes = kit.NewField(v.T("report.absolute"), "", p.absolute)
	p.take = kit.NewButton(kit.Primary, icons.Check, v.T("report.include"), p.include)
	p.take.SetKey(v.T("key.ctrl_enter"))
	p.leave = kit.NewButton(kit.Secondary, icons.Minus, v.T("report.exclude"), func() { v.exclude(p.id) })
	p.whole = p.arrange()
	return p
}

func (p *elementPage) arrange() fyne.CanvasObject {
	back := kit.NewButton(kit.Quiet, icons.ArrowLeft, p.v.T("report.back"), func() { p.list.back() })
	back.SetCompact(true)
	remove := kit.NewIconButton(icons.Delete, p.v.T("report.remove"), func() { p.v.askRemove(p.id) })
	remove.SetCompact(true)
	head := kit.Bar(8, kit.BarItem{Object: back}, kit.BarItem{Object: p.title}, kit.BarSpace(), kit.BarItem{Object: p.class, Drop: 1}, kit.BarItem{Object: remove})
	preview := kit.Ground(kit.ColorFromUs, kit.Inset(12, 8, kit.Column(4, p.before, p.preview)))
	form := kit.Column(14, p.notices, p.values, p.longs, p.marks.content, p.reasons, p.absolutes, preview, p.reduction.content,
		p.person.content, p.declared.content, p.sources.content)
	p.scroll = kit.NewScroll(kit.Inset(16, 12, form))
	foot := kit.Bar(8, kit.BarItem{Object: p.take}, kit.BarItem{Object: p.leave}, kit.BarSpace(), kit.BarItem{Object: p.state, Drop: 1})
	return kit.Frame(kit.Column(0, kit.Inset(12, 8, head), kit.Divider()), kit.Column(0, kit.Divider(), kit.Inset(12, 8, foot)), p.scroll)
}

// input is the field that the value is written in.
func (p *elementPage) input() *kit.Entry {
	if p.longs.Visible() {
		return p.long
	}
	return p.value
}

// keyboard goes to what is missing first.
func (p *elementPage) keyboard() fyne.Focusable {
	e, _ := p.v.element(p.id)
	switch {
	case strings.TrimSpace(e.Value) == "":
		return p.input()
	case p.person.wanted(e):
		return p.person.choice
	}
	return p.reason
}

func (p *elementPage) open(id report.ElementID) {
	p.forget()
	p.id = id
	p.render()
}

func (p *elementPage) forget() {
	p.id, p.asks, p.shown, p.revision = "", false, "", 0
	for _, e := range []*kit.Entry{p.value, p.long, p.reason, p.absolute} {
		empty(e)
	}
	p.title.SetText("")
	p.preview.SetText("")
	p.notices.RemoveAll()
	p.person.forget()
	p.sources.forget()
	p.marks.forget()
	p.reduction.forget()
	p.reasons.SetError("")
	p.absolutes.SetError("")
}

func (p *elementPage) render() {
	if p.id == "" {
		return
	}
	e, ok := p.v.element(p.id)
	if !ok {
		p.list.back() // removed meanwhile
		return
	}
	p.renderHead(e)
	long := e.Kind == doctrine.LongText || e.Kind == doctrine.Address
	kit.Show(p.longs, long)
	kit.Show(p.values, !long)
	p.values.SetHelp(p.v.text(e.Help))
	p.longs.SetHelp(p.v.text(e.Help))
	if e.Revision != p.revision { // changed by something else than the keyboard
		p.revision = e.Revision
		put(p.input(), e.Value)
	}
	fill(p.v.window, p.input(), e.Value)
	p.person.render(e)
	p.sources.render(e)
	p.marks.render(e)
	p.declared.render(e)
	p.reduction.render(e)
	p.renderPreview(e)
	p.renderReasons(e)
	p.renderNotices(e)
}

func (p *elementPage) renderHead(e model.Element) {
	p.title.SetText(p.v.text(e.Name))
	tone, icon := kit.Neutral, icons.None
	if e.Sensitive != "" || e.Class == doctrine.Never {
		tone, icon = kit.Warning, icons.Shield
	}
	p.class.Set(tone, icon, p.v.class(e.Class, e.Sensitive))
	word, tone, icon := p.list.standing(e)
	p.state.Set(tone, icon, word)
	kit.Show(p.take, !e.Included)
	kit.Show(p.leave, e.Included)
	for _, o := range []fyne.Disableable{p.take, p.leave, p.value, p.long, p.reason, p.absolute} {
		kit.Enable(o, p.v.state.Enabled)
	}
}

// renderPreview shows what of the value would travel, whether or not it is included.
func (p *elementPage) renderPreview(e model.Element) {
	head, text := "report.preview", e.Leaves
	switch {
	case e.Reduction.Way == doctrine.Redact && len(e.Reduction.Spans) == 0:
		text = p.v.T("report.preview.choose")
	case e.Leaves == "" && e.Value != "":
		text = p.v.T("report.preview.fails")
	case !e.Included:
		head = "report.preview.would"
	}
	p.before.SetText(p.v.T(head))
	p.preview.SetText(text)
}

// renderReasons asks for what makes the element necessary, and for a sensitive one for a reason of its own (C11).
func (p *elementPage) renderReasons(e model.Element) {
	fill(p.v.window, p.reason, e.Necessity)
	fill(p.v.window, p.absolute, e.Absolute)
	p.reasons.SetHelp(p.v.passage(doctrine.AtInclusion))
	p.absolutes.SetHelp(p.v.passage(doctrine.AtSensitive))
	kit.Show(p.absolutes, e.Sensitive != "")
	wrong, absolute := "", ""
	for _, problem := range e.Problems {
		switch problem.Code {
		case report.NoNecessity, report.NecessityRepeats:
			wrong = p.v.Say(problem.Text)
		case report.NoAbsolute, report.AbsoluteRepeats:
			absolute = p.v.Say(problem.Text)
		}
	}
	if p.asks && !e.Included && strings.TrimSpace(e.Necessity) == "" {
		wrong = p.v.T("report.necessity.first")
	}
	p.reasons.SetError(wrong)
	p.absolutes.SetError(absolute)
}

// renderNotices says what is refused, with the ways out as buttons, while it is written; and after a refusal what the target has said.
func (p *elementPage) renderNotices(e model.Element) {
	var made []fyne.CanvasObject
	key := ""
	for _, text := range e.Refusals {
		made = append(made, notice(kit.Urgent, p.v.T("report.said_by_target", words.Args{"why": p.v.Say(text)})))
		key += text.Key + text.Name + " "
	}
	for _, problem := range e.Problems {
		if aboutReasons(problem.Code) || problem.Code == report.ValueEmpty {
			continue // said beside the fields
		}
		tone := kit.Warning
		if problem.Step == report.StepLimits {
			tone = kit.Urgent
		}
		text := p.v.Say(problem.Text)
		if problem.Code == report.PostcodeUnsaid || problem.Code == report.AddressUnsaid {
			text += "\n" + p.v.passage(doctrine.AtRouting)
		}
		made = append(made, notice(tone, text, p.ways(e, problem)...))
		key += text + " "
		for _, way := range problem.Ways {
			key += string(way.Target) + " "
		}
	}
	if e.Included {
		key += "in"
	}
	if key == p.shown {
		return
	}
	p.shown = key
	p.notices.RemoveAll()
	for _, o := range made {
		p.notices.Add(o)
	}
	kit.Show(p.notices, len(made) > 0)
}

// ways are the ways out of a problem, as buttons.
func (p *elementPage) ways(e model.Element, problem model.Problem) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	button := func(icon icons.Name, text string, act func()) {
		b := kit.NewButton(kit.Secondary, icon, text, act)
		b.SetCompact(true)
		out = append(out, b)
	}
	in := p.v.state.Conversation
	for _, way := range problem.Ways {
		switch way.Way {
		case report.CutDown:
			button(icons.EyeOff, p.v.Say(way.Text), p.reduction.begin)
		case report.LeaveOut:
			if e.Included {
				button(icons.Minus, p.v.Say(way.Text), func() { p.v.exclude(e.ID) })
			}
		case report.OtherTarget:
			button(icons.Transfer, p.v.T("report.way.other_target", words.Args{"target": p.v.text(way.Name)}),
				func() { p.v.intents.Address(in, way.Target) })
		}
	}
	return out
}

// include lets the element leave, once there is a reason.
func (p *elementPage) include() {
	e, ok := p.v.element(p.id)
	if !ok {
		return
	}
	if strings.TrimSpace(p.reason.Text) == "" && !p.v.state.Dispatch {
		p.asks = true
		p.render()
		kit.FocusIn(p.v.window, p.reason)
		return
	}
	p.asks = false
	p.v.intents.Include(p.v.state.Conversation, e.ID, true)
}

// act includes the element, and goes on from one that is.
func (p *elementPage) act() {
	if e, ok := p.v.element(p.id); ok && e.Included {
		p.list.back()
		return
	}
	p.include()
}

// headed puts a small head above something.
func headed(title string, o ...fyne.CanvasObject) *fyne.Container {
	return kit.Column(4, append([]fyne.CanvasObject{kit.NewLabel(title, kit.Strong)}, o...)...)
}
