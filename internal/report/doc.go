// Package report holds the rules by which something of a conversation may leave: the elements that an operator has written, the
// checklist that stands before the door, and the [Clearance] that is the only key to it (C4, C5, C8, C10 to C15, C24).
//
//	r := report.New()
//	r, id, err := r.Add(report.Element{Field: "facts.account", Value: "...", Sources: []conversation.MessageID{m}})
//	r, err = r.Include(id, "the fact that makes it necessary")
//	list := report.Evaluate(report.Input{Report: r, Doctrine: rules, Operator: "op-7", Last: last, Said: said})
//	list.Steps()                             // what remains to be done, in order
//	clearance, err := list.Clear(now)        // only when nothing does
//
// # What cannot be expressed
//
// A [Clearance] that nobody cleared: its fields are unexported, its zero value is refused, and the one function that makes one
// asks the checklist. What mechanisms send they take from [Clearance.Outgoing], which holds what was included, cut down as the
// operator said, and nothing else: the words that were cut away, the sources and the elements that stayed behind are not in it.
//
// # What voids
//
// A Clearance is bound to the digest of the exact text, target, doctrine, operator, conversation, and to the last message that its
// operator had read. [Clearance.Void] says why it does not hold any more; who sends asks again at the moment of sending.
//
// The package is pure: time comes in as an argument, and nothing is random. Values do not change once made; edits return a new
// [Report]. Everything here is content: it prints as nothing (C8), and goes into the vault alone.
package report
