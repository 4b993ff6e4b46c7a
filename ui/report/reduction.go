package report

import (
	"slices"

	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	model "vigie.example/internal/console/report"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/report"
	"vigie.example/ui/kit"
)

// reduction cuts an element down: by blacking words out, or to something less exact. What is cut away does not travel.
type reduction struct {
	p       *elementPage
	way     *kit.Select
	ways    []doctrine.Generalisation
	passage *kit.Passage
	toggles *kit.Button
	black   fyne.CanvasObject
	to      *kit.Entry
	tos     *kit.Field
	filling bool
	content fyne.CanvasObject
}

func newReduction(p *elementPage) *reduction {
	r := &reduction{p: p}
	r.way = kit.NewSelect("", nil, func(string) {
		if i := r.way.SelectedIndex(); !r.filling && i >= 0 && i < len(r.ways) {
			r.choose(r.ways[i])
		}
	})
	r.passage = kit.NewPassage("")
	r.passage.OnPick = r.toggle
	r.passage.OnSelect = r.enable
	r.toggles = kit.NewButton(kit.Secondary, icons.EyeOff, p.v.T("report.reduce.black"), func() {
		if begin, end, ok := r.passage.Selected(); ok {
			r.toggle(begin, end)
		}
	})
	r.toggles.SetCompact(true)
	r.black = kit.Column(6, kit.NewLabel(p.v.T("report.reduce.how"), kit.MutedLines), r.passage, kit.Row(0, r.toggles))
	r.to = kit.NewEntry("")
	r.to.OnChanged = func(text string) { r.name(text) }
	r.tos = kit.NewField("", "", r.to)
	r.content = kit.Column(6, kit.NewField(p.v.T("report.reduce"), "", r.way), r.black, r.to)
	return r
}

func (r *reduction) forget() {
	r.filling = true
	r.way.Options, r.ways = nil, nil
	r.way.ClearSelected()
	r.filling = false
	r.passage.SetText("")
	empty(r.to)
}

func (r *reduction) render(e model.Element) {
	kit.Show(r.content, len(e.Ways) > 0 && e.Value != "")
	r.ways = append([]doctrine.Generalisation{""}, e.Ways...)
	options := make([]string, len(r.ways))
	for i, way := range r.ways {
		options[i] = r.p.v.T("report.reduce." + string(way))
		if way == "" {
			options[i] = r.p.v.T("report.reduce.none")
		}
	}
	r.filling = true
	r.way.SetOptions(options)
	if i := slices.Index(r.ways, e.Reduction.Way); i >= 0 {
		r.way.SetSelectedIndex(i)
	} else {
		r.way.ClearSelected()
	}
	r.filling = false
	kit.Show(r.black, e.Reduction.Way == doctrine.Redact)
	r.passage.SetText(e.Value)
	r.passage.SetMarks(r.marksOf(e))
	r.enable()
	named := e.Reduction.Way == doctrine.ToCommune || e.Reduction.Way == doctrine.ToDepartment
	kit.Show(r.to, named)
	if named {
		r.to.SetPlaceHolder(r.p.v.T("report.reduce.to." + string(e.Reduction.Way)))
		fill(r.p.v.window, r.to, e.Reduction.To)
	}
}

func (r *reduction) marksOf(e model.Element) []kit.PassageMark {
	var out []kit.PassageMark
	for _, m := range r.p.v.marksOf(e) {
		out = append(out, kit.PassageMark{Begin: m.Begin, End: m.End, Tone: kit.Info})
	}
	for _, s := range e.Reduction.Spans {
		out = append(out, kit.PassageMark{Begin: s.Begin, End: s.End, Tone: kit.Urgent, Struck: true})
	}
	return out
}

// enable says what the button would do with the words that are chosen.
func (r *reduction) enable() {
	begin, end, ok := r.passage.Selected()
	e, _ := r.p.v.element(r.p.id)
	word := r.p.v.T("report.reduce.black")
	if ok && covered(e.Reduction.Spans, begin, end) {
		word = r.p.v.T("report.reduce.give")
	}
	r.toggles.SetText(word)
	if ok {
		r.toggles.Enable()
	} else {
		r.toggles.Disable()
	}
}

func (r *reduction) choose(way doctrine.Generalisation) {
	e, ok := r.p.v.element(r.p.id)
	if !ok || e.Reduction.Way == way {
		return
	}
	r.set(report.Reduction{Way: way})
}

func (r *reduction) set(how report.Reduction) {
	r.p.v.intents.CutDown(r.p.v.state.Conversation, r.p.id, how)
}

// name says to which commune or department the value is cut down, where it does not say itself.
func (r *reduction) name(to string) {
	if e, ok := r.p.v.element(r.p.id); ok {
		r.set(report.Reduction{Way: e.Reduction.Way, To: to})
	}
}

// begin puts the keyboard where the element is cut down.
func (r *reduction) begin() {
	e, ok := r.p.v.element(r.p.id)
	if !ok || !r.content.Visible() {
		return
	}
	if e.Reduction.None() && slices.Contains(e.Ways, doctrine.Redact) && len(e.Ways) == 1 {
		r.choose(doctrine.Redact)
	}
	if r.black.Visible() {
		kit.FocusIn(r.p.v.window, r.passage)
		return
	}
	kit.FocusIn(r.p.v.window, r.way)
}

// toggle blacks words out, or gives them back.
func (r *reduction) toggle(begin, end int) {
	e, ok := r.p.v.element(r.p.id)
	if !ok || !r.p.v.state.Enabled {
		return
	}
	spans := e.Reduction.Spans
	if e.Reduction.Way != doctrine.Redact {
		spans = nil
	}
	if covered(spans, begin, end) {
		spans = without(spans, begin, end)
	} else {
		spans = append(without(spans, begin, end), report.Span{Begin: begin, End: end})
	}
	r.set(report.Reduction{Way: doctrine.Redact, Spans: spans})
}

// covered reports whether all of a part is blacked out.
func covered(spans []report.Span, begin, end int) bool {
	return slices.ContainsFunc(spans, func(s report.Span) bool { return s.Begin <= begin && s.End >= end })
}

// without takes a part out of the spans.
func without(spans []report.Span, begin, end int) []report.Span {
	var out []report.Span
	for _, s := range spans {
		if s.Begin < begin {
			out = append(out, report.Span{Begin: s.Begin, End: min(s.End, begin)})
		}
		if s.End > end {
			out = append(out, report.Span{Begin: max(s.Begin, end), End: s.End})
		}
	}
	return out
}
