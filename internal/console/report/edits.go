package report

import (
	"strings"

	"vigie.example/internal/console"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
	rules "vigie.example/internal/report"
)

// Add implements Intents.
func (m *Model) Add(in conversation.ID, field doctrine.FieldCode, person rules.PersonID) {
	m.edit(in, func(r *draft) (rules.Report, error) {
		out, _, err := r.report.Add(rules.Element{Field: field, Person: person})
		return out, err
	})
}

// Quote implements Intents.
func (m *Model) Quote(in conversation.ID, message conversation.MessageID, part rules.Span, field doctrine.FieldCode, person rules.PersonID) {
	m.quote(in, message, part, func(r *draft, text string) (rules.Report, error) {
		out, _, err := r.report.Add(rules.Element{Field: field, Person: person, Value: text, Sources: []conversation.MessageID{message}})
		return out, err
	})
}

// QuoteInto implements Intents.
func (m *Model) QuoteInto(in conversation.ID, message conversation.MessageID, part rules.Span, element rules.ElementID) {
	m.quote(in, message, part, func(r *draft, text string) (rules.Report, error) {
		r.revisions[element]++
		return r.report.Edit(element, func(e *rules.Element) {
			if e.Value = strings.TrimSpace(e.Value); e.Value != "" {
				e.Value += " "
			}
			e.Value += text
			for _, s := range e.Sources {
				if s == message {
					return
				}
			}
			e.Sources = append(e.Sources, message)
		})
	})
}

// quote takes a part of what a message says, and nothing else: a source that an element names has said it.
func (m *Model) quote(in conversation.ID, message conversation.MessageID, part rules.Span, into func(*draft, string) (rules.Report, error)) {
	m.editWith(in, func(d *console.Desk, r *draft) (rules.Report, error) {
		x, _ := d.Conversation(in)
		text, said := textOf(x, message)
		if !said || part.Begin < 0 || part.End > len(text) || part.Begin >= part.End {
			return r.report, fault.New(fault.Missing, "report.Quote", fault.Key("reporting.problem.no_message"))
		}
		return into(r, strings.TrimSpace(strings.ToValidUTF8(text[part.Begin:part.End], "")))
	})
}

func textOf(x *exchange.Exchange, id conversation.MessageID) (string, bool) {
	text, ok := messages(x)[id]
	return text, ok && id != ""
}

// Remove implements Intents.
func (m *Model) Remove(in conversation.ID, element rules.ElementID) {
	m.edit(in, func(r *draft) (rules.Report, error) { return r.report.Remove(element), nil })
}

// Discard implements Intents.
func (m *Model) Discard(in conversation.ID) {
	m.do(in, func(_ *console.Desk, r *draft) error {
		if !r.open() {
			return fault.New(fault.Denied, "report.Discard", fault.Key("reporting.problem.on_its_way"))
		}
		r.sending.drop()
		delete(m.drafts, in)
		return nil
	})
}

func (m *Model) element(in conversation.ID, id rules.ElementID, change func(*rules.Element)) {
	m.edit(in, func(r *draft) (rules.Report, error) { return r.report.Edit(id, change) })
}

// SetValue implements Intents.
func (m *Model) SetValue(in conversation.ID, element rules.ElementID, text string) {
	m.edit(in, func(r *draft) (rules.Report, error) {
		out, err := r.report.Edit(element, func(e *rules.Element) { e.Value = text })
		if after, _ := out.Element(element); err == nil && after.Value != text {
			r.revisions[element]++ // cleaned: the field shows what is kept
		}
		return out, err
	})
}

// SetPerson implements Intents.
func (m *Model) SetPerson(in conversation.ID, element rules.ElementID, person rules.PersonID) {
	m.element(in, element, func(e *rules.Element) { e.Person = person })
}

// Include implements Intents.
func (m *Model) Include(in conversation.ID, element rules.ElementID, included bool) {
	m.element(in, element, func(e *rules.Element) { e.Included = included })
}

// Justify implements Intents.
func (m *Model) Justify(in conversation.ID, element rules.ElementID, fact string) {
	m.element(in, element, func(e *rules.Element) { e.Necessity = fact })
}

// JustifyAbsolutely implements Intents.
func (m *Model) JustifyAbsolutely(in conversation.ID, element rules.ElementID, reason string) {
	m.element(in, element, func(e *rules.Element) { e.Absolute = reason })
}

// Declare implements Intents.
func (m *Model) Declare(in conversation.ID, element rules.ElementID, kind doctrine.Sensitive) {
	m.element(in, element, func(e *rules.Element) { e.Declared = kind })
}

// CutDown implements Intents.
func (m *Model) CutDown(in conversation.ID, element rules.ElementID, how rules.Reduction) {
	m.element(in, element, func(e *rules.Element) { e.Reduction = how })
}

// BlackOut implements Intents.
func (m *Model) BlackOut(in conversation.ID, element rules.ElementID, part rules.Span) {
	m.element(in, element, func(e *rules.Element) {
		if e.Reduction.Way != doctrine.Redact {
			e.Reduction = rules.Reduction{Way: doctrine.Redact}
		}
		e.Reduction.Spans = append(e.Reduction.Spans, part)
	})
}

func (m *Model) head(in conversation.ID, change func(*rules.Head)) {
	m.edit(in, func(r *draft) (rules.Report, error) {
		h := r.report.Head()
		change(&h)
		return r.report.SetHead(h)
	})
}

// Choose implements Intents.
func (m *Model) Choose(in conversation.ID, category doctrine.OffenceCode, nothingFits bool) {
	m.head(in, func(h *rules.Head) { h.Offence, h.NoCategory = category, nothingFits })
}

// Address implements Intents.
func (m *Model) Address(in conversation.ID, target doctrine.TargetCode) {
	m.editWith(in, func(d *console.Desk, r *draft) (rules.Report, error) {
		h := r.report.Head()
		if h.Target == target {
			return r.report, nil
		}
		h.Target, h.Purpose, h.Recipient = target, "", ""
		out, err := r.report.SetHead(h)
		if err != nil || d.Doctrine() == nil {
			return out, err
		}
		t, _ := d.Doctrine().Target(target)
		if len(t.Purposes) == 1 {
			h.Purpose = t.Purposes[0].Code
		}
		if len(t.Recipients) == 1 {
			h.Recipient = t.Recipients[0].Code
		}
		return out.SetHead(h)
	})
}

// SetPurpose implements Intents.
func (m *Model) SetPurpose(in conversation.ID, purpose doctrine.PurposeCode) {
	m.head(in, func(h *rules.Head) { h.Purpose = purpose })
}

// SetRecipient implements Intents.
func (m *Model) SetRecipient(in conversation.ID, recipient doctrine.RecipientCode) {
	m.head(in, func(h *rules.Head) { h.Recipient = recipient })
}

// SetInformed implements Intents.
func (m *Model) SetInformed(in conversation.ID, informed bool) {
	m.head(in, func(h *rules.Head) { h.Informed = informed })
}

// SetDanger implements Intents.
func (m *Model) SetDanger(in conversation.ID, text string) {
	m.head(in, func(h *rules.Head) { h.Danger = text })
}

// AddPerson implements Intents.
func (m *Model) AddPerson(in conversation.ID, role rules.Role) {
	m.edit(in, func(r *draft) (rules.Report, error) {
		out, _, err := r.report.AddPerson(role)
		return out, err
	})
}

func (m *Model) person(in conversation.ID, id rules.PersonID, change func(*rules.Person)) {
	m.edit(in, func(r *draft) (rules.Report, error) { return r.report.EditPerson(id, change) })
}

// SetRole implements Intents.
func (m *Model) SetRole(in conversation.ID, person rules.PersonID, role rules.Role) {
	m.person(in, person, func(p *rules.Person) { p.Role = role })
}

// SetMajority implements Intents.
func (m *Model) SetMajority(in conversation.ID, person rules.PersonID, majority rules.Majority) {
	m.person(in, person, func(p *rules.Person) { p.Majority = majority })
}

// JustifyPerson implements Intents.
func (m *Model) JustifyPerson(in conversation.ID, person rules.PersonID, fact string) {
	m.person(in, person, func(p *rules.Person) { p.Necessity = fact })
}

// RemovePerson implements Intents.
func (m *Model) RemovePerson(in conversation.ID, person rules.PersonID) {
	m.edit(in, func(r *draft) (rules.Report, error) { return r.report.RemovePerson(person), nil })
}
