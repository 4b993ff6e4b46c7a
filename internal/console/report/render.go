package report

import (
	"slices"

	"vigie.example/internal/console"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	rules "vigie.example/internal/report"
	"vigie.example/internal/report/detector"
)

// passagesOf are the decisions of a step that the doctrine speaks about.
var passagesOf = map[rules.StepCode]doctrine.Passage{
	rules.StepDanger: doctrine.AtDispatch, rules.StepCategory: doctrine.AtOffence, rules.StepTarget: doctrine.AtTarget,
	rules.StepElements: doctrine.AtInclusion, rules.StepPersons: doctrine.AtPerson, rules.StepLimits: doctrine.AtRefusal,
	rules.StepInformed: doctrine.AtInforming, rules.StepRead: doctrine.AtReading,
}

// passages are all that the screen shows beside a decision.
var passages = []doctrine.Passage{
	doctrine.AtInclusion, doctrine.AtPerson, doctrine.AtSensitive, doctrine.AtNever, doctrine.AtOffence, doctrine.AtTarget, doctrine.AtRefusal,
	doctrine.AtRouting, doctrine.AtInforming, doctrine.AtReading, doctrine.AtSending, doctrine.AtNothing, doctrine.AtDispatch,
}

// render makes the State of a draft.
func (m *Model) render(d *console.Desk, id conversation.ID, r *draft) State {
	x, _ := d.Conversation(id)
	list := m.list(d, x, r)
	s := State{
		Conversation: id, Enabled: r.open(), Problem: r.problem, Hint: r.hint, InMemory: d.KeptInMemory() != nil, Head: r.report.Head(),
		Receipts: m.listed(), ReadAs: list.ReadAs(), Passed: list.Passed(),
	}
	s.Read = s.Head.Read == s.ReadAs
	if !s.Enabled {
		s.Why = view.T("reporting.why.on_its_way")
	}
	p := painter{m: m, d: d, x: x, r: r, list: list, rules: d.Doctrine()}
	p.doctrine(&s)
	p.targets(&s)
	p.elements(&s)
	p.persons(&s)
	p.steps(&s)
	s.Leaving = p.leaving()
	s.Sending = p.sending(list)
	return s
}

// painter has what the parts of a State are made of.
type painter struct {
	m     *Model
	d     *console.Desk
	x     *exchange.Exchange
	r     *draft
	list  rules.Checklist
	rules *doctrine.Doctrine // nil: none
}

func (p painter) doctrine(s *State) {
	if p.rules == nil {
		return
	}
	s.Doctrine, s.Starting = p.rules.Version(), p.rules.Starting()
	s.Passages = make(map[doctrine.Passage]doctrine.Text, len(passages))
	for _, at := range passages {
		s.Passages[at] = doctrine.Text{FR: p.rules.Passage(at, "fr"), EN: p.rules.Passage(at, "en")}
	}
	for _, o := range p.rules.Offences() {
		s.Categories = append(s.Categories, Category{o.Code, o.Name, o.Covers, o.Code == s.Head.Offence})
	}
	target, chosen := p.rules.Target(s.Head.Target)
	used := map[doctrine.FieldCode]int{}
	for _, e := range p.r.report.Elements() {
		used[e.Field]++
	}
	for _, f := range p.rules.Fields() {
		out := Field{f.Code, f.Group, f.Kind, f.Class, f.Sensitive, f.Name, f.Help, false, view.Text{}, used[f.Code]}
		switch {
		case f.Class == doctrine.Never:
			out.Refused, out.Why = true, problemText(rules.NeverRecorded)
		case chosen && !target.Holds(f.Code):
			out.Refused, out.Why = true, problemText(rules.FieldRefused)
		case chosen && f.Sensitive != "" && target.Sensitive != doctrine.AbsolutelyNecessary:
			out.Refused, out.Why = true, problemText(rules.SensitiveRefused)
		}
		s.Fields = append(s.Fields, out)
	}
}

func (p painter) targets(s *State) {
	if p.rules == nil {
		return
	}
	refusals := p.list.Refuses()
	for i, t := range p.rules.Targets() {
		out := Target{Code: t.Code, Name: t.Name, Chosen: t.Code == s.Head.Target, Dispatch: t.Checklist == doctrine.DispatchChecklist}
		if i < len(refusals) {
			out.Refuses, out.Category = refusals[i].Elements, refusals[i].Offence
		}
		out.Why = p.m.unsendable(p.d, t)
		out.Sendable = out.Why.None()
		s.Targets = append(s.Targets, out)
		if !out.Chosen {
			continue
		}
		s.Dispatch = out.Dispatch
		for _, c := range t.Purposes {
			s.Purposes = append(s.Purposes, Choice{string(c.Code), c.Name, c.Code == s.Head.Purpose})
		}
		for _, c := range t.Recipients {
			s.Recipients = append(s.Recipients, Choice{string(c.Code), c.Name, c.Code == s.Head.Recipient})
		}
	}
}

// unsendable returns why nothing can be sent to a target; none if something can.
func (m *Model) unsendable(d *console.Desk, t doctrine.Target) view.Text {
	switch {
	case t.Connector == doctrine.ByVoice:
		return view.T("reporting.unsendable.voice")
	case !t.Sendable(d.Now()):
		return view.T("reporting.unsendable.certificate")
	case m.options.Courier == nil:
		return view.T("reporting.unsendable.courier")
	}
	err := m.options.Courier.Reaches(t)
	if err == nil {
		_, _, err = d.ReportSigner()
	}
	if err != nil {
		why, _ := view.OfFault(err)
		return why
	}
	return view.Text{}
}

func (p painter) elements(s *State) {
	said := p.said()
	fields := map[doctrine.FieldCode]doctrine.Field{}
	if p.rules != nil {
		for _, f := range p.rules.Fields() {
			fields[f.Code] = f
		}
	}
	for _, e := range p.r.report.Elements() {
		f := fields[e.Field]
		out := Element{
			Element: e, Name: f.Name, Help: f.Help, Group: f.Group, Kind: f.Kind, Class: f.Class, Sensitive: f.Sensitive, Ways: f.Generalise,
			Marks: p.marks(e), Problems: p.problems(p.list.Of(e.ID)), Refusals: p.r.refusals[e.ID], Revision: p.r.revisions[e.ID],
			Said: sources(e, said), Reasons: Reasons{p.marksIn(e.ID, "necessity", e.Necessity), p.marksIn(e.ID, "absolute", e.Absolute)},
		}
		if out.Sensitive == "" {
			out.Sensitive = e.Declared
		}
		if left, ok := e.Reduction.Apply(e.Value); ok {
			out.Leaves = left
		}
		s.Elements = append(s.Elements, out)
	}
}

// said returns the messages of the conversation.
func (p painter) said() map[conversation.MessageID]Said {
	out := map[conversation.MessageID]Said{}
	for _, it := range p.x.Items().All() {
		if it.Kind == exchange.Message && it.ID != "" {
			out[it.ID] = Said{it.ID, it.Side, it.At, it.Text}
		}
	}
	return out
}

func sources(e rules.Element, said map[conversation.MessageID]Said) (out []Said) {
	for _, id := range e.Sources {
		one, ok := said[id]
		if !ok {
			one = Said{ID: id}
		}
		out = append(out, one)
	}
	return out
}

// marks returns what should be looked at in a value, but for what is blacked out already.
func (p painter) marks(e rules.Element) []detector.Mark {
	all := p.marksIn(e.ID, "value", e.Value)
	if e.Reduction.Way != doctrine.Redact {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(m detector.Mark) bool {
		return slices.ContainsFunc(e.Reduction.Spans, func(s rules.Span) bool { return s.Begin <= m.Begin && m.End <= s.End })
	})
}

// marksIn looks again only at what has changed.
func (p painter) marksIn(id rules.ElementID, part, text string) []detector.Mark {
	if p.m.options.Detector == nil {
		return nil
	}
	key := string(id) + " " + part
	old, has := p.r.marks[key]
	if !has || old.value != text {
		old = marked{text, p.m.options.Detector.Marks(text)}
		p.r.marks[key] = old
	}
	return old.marks
}

func (p painter) persons(s *State) {
	about, leaves := map[rules.PersonID]int{}, map[rules.PersonID]bool{}
	for _, e := range p.r.report.Elements() {
		about[e.Person]++
		leaves[e.Person] = leaves[e.Person] || e.Included
	}
	of := map[rules.PersonID][]rules.Problem{}
	for _, problem := range p.list.Problems() {
		if problem.Element == "" && problem.Person != "" {
			of[problem.Person] = append(of[problem.Person], problem)
		}
	}
	for _, one := range p.r.report.Persons() {
		s.Persons = append(s.Persons, Person{one, about[one.ID], leaves[one.ID], p.problems(of[one.ID])})
	}
}

func (p painter) steps(s *State) {
	for _, step := range p.list.Steps() {
		out := Step{
			Code: step.Code, Text: view.T("reporting.step." + string(step.Code)), Done: step.Done(), Remaining: p.problems(step.Remaining),
			Passage: passagesOf[step.Code],
		}
		if out.Done {
			s.Done++
		}
		s.Steps = append(s.Steps, out)
	}
}

func problemText(code rules.Code) view.Text { return view.T("reporting.problem." + string(code)) }

func (p painter) problems(of []rules.Problem) []Problem {
	var out []Problem
	for _, one := range of {
		problem := Problem{Problem: one, Text: problemText(one.Code)}
		for _, way := range one.Ways {
			text := view.T("reporting.way." + string(way))
			if way != rules.OtherTarget {
				problem.Ways = append(problem.Ways, Way{Way: way, Text: text})
				continue
			}
			for _, code := range one.Targets {
				w := Way{Way: way, Text: text, Target: code}
				if t, ok := p.rules.Target(code); ok {
					w.Name = t.Name
				}
				problem.Ways = append(problem.Ways, w)
			}
		}
		out = append(out, problem)
	}
	return out
}

// leaving puts what was said beside what will leave.
func (p painter) leaving() (out []Leaving) {
	said := p.said()
	o := p.list.Outgoing()
	for _, l := range o.Lines {
		e, _ := p.r.report.Element(l.Element)
		who, _ := o.Person(l.Person)
		out = append(out, Leaving{l.Element, l.Label, who, sources(e, said), l.Value, l.Reduced, l})
	}
	return out
}
