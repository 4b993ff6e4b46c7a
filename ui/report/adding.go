package report

import (
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/report"
)

// adding is an element that is on its way into the report: about somebody who is not in it yet, it waits for them.
type adding struct {
	field   doctrine.FieldCode
	message conversation.MessageID // empty: nothing is quoted
	part    report.Span
	role    report.Role // of the person who is added with it; empty: none is
	known   int         // persons before
}

// AskNew asks for a field and adds an element that is written next.
func (v *View) AskNew() {
	if v.writable() {
		v.ask(nil, func(f doctrine.FieldCode, who whose, _ report.Span) { v.add(adding{field: f}, who) })
	}
}

// Take asks into which field something of a message goes. What belongs to another conversation than the one on screen goes nowhere.
func (v *View) Take(in conversation.ID, said Said) {
	if in == v.state.Conversation && v.writable() && said.Text != "" {
		v.ask(&said, func(f doctrine.FieldCode, who whose, part report.Span) {
			v.add(adding{field: f, message: said.Message, part: part}, who)
		})
	}
}

// writable reports whether something can be added.
func (v *View) writable() bool { return v.open() && v.state.Enabled }

func (v *View) add(a adding, who whose) {
	v.ShowPage(Elements)
	if who.role == "" {
		v.put(a, who.person)
		return
	}
	a.role, a.known = who.role, len(v.state.Persons)
	v.adding = &a
	v.intents.AddPerson(v.state.Conversation, who.role)
}

// goOn adds what has waited for its person.
func (v *View) goOn() {
	a := v.adding
	if a == nil || len(v.state.Persons) <= a.known {
		return
	}
	v.adding = nil
	if last := v.state.Persons[len(v.state.Persons)-1]; last.Role == a.role {
		v.put(*a, last.ID)
	}
}

func (v *View) put(a adding, person report.PersonID) {
	v.elements.coming = true
	if a.message == "" {
		v.intents.Add(v.state.Conversation, a.field, person)
		return
	}
	v.intents.Quote(v.state.Conversation, a.message, a.part, a.field, person)
}
