// Package report is the view-model of the report that is written beside a conversation: what an operator fills in, what still stands
// between it and its target, what would leave, and what becomes of it (C3 to C6, C10 to C16, C20, C24).
//
//	m := report.New(c, report.Options{Detector: marks, Courier: courier})
//	m.Quote(id, message, span, "facts.account")   // text of a message, into a field
//	m.Subscribe(func(s report.State) { ... })      // for the selected conversation
//
// # The State
//
// A [State] is a value that never changes; the screen draws it and nothing else. In the order of the work:
//
//   - Category: what the facts are (C12). NoCategory leads to orientation, closing and deletion instead.
//   - Targets, each with what it would refuse of what is written now (C13, C14): told while writing, not at the end.
//   - Elements, each with its value, what would leave of it, the marks in it (advice, C6), and its Problems with the ways out.
//   - Persons: one line for each third person (C5).
//   - Steps: the checklist, with what remains; Progress counts it.
//   - Leaving: the side-by-side of what was said and what will leave.
//   - Sending: how far the package has come, and what to do.
//   - Receipts: what targets have acknowledged in this shift, without content.
//
// Every text of a problem, a way out or a step is a [view.Text] with a key below "reporting."; texts of the doctrine come in both
// languages and stand beside the decision that they are about ([State.Passages], C3).
//
// # Rules for the screen
//
// Intents never block; what they change comes back as a State. Texts are sent with each change of a field: the field that has the focus
// must not be overwritten by an older State (Element.Revision counts edits of it by others than the keyboard). Everything here but
// Receipts is content: it goes into no title, notification, log or file name (C8).
//
// # What is kept
//
// The draft, and a package on its way, are kept in the vault with their conversation, and end with it, whatever ended it. A draft can be
// written offline. It does not go along when a conversation is handed over: what one operator has justified is not another's word.
package report
