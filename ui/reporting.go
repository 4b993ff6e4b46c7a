package ui

import (
	"vigie.example/internal/conversation"
	rules "vigie.example/internal/report"
	"vigie.example/ui/report"
	"vigie.example/ui/tools"
)

func (w *Window) newReport() (*report.View, error) {
	return report.New(w.models.Report, report.Actions{
		Message:  w.showMessage,
		Services: func() { w.ShowTools(tools.Services) },
		Close:    w.AskClose,
		Delete:   w.AskDelete,
		Call:     w.CallSupervisor,
		Read:     func() { w.toConversation(messages) },
	}, w.window.Canvas(), w.words)
}

// ShowReport opens the report of the conversation on screen.
func (w *Window) ShowReport() { w.ShowTools(tools.Report) }

// ShowReportPage brings a page of the report to the front.
func (w *Window) ShowReportPage(to report.Page) { w.report.ShowPage(to); w.report.Focus() }

// OpenElement shows one element of the report, OpenPerson one of its persons.
func (w *Window) OpenElement(id rules.ElementID) { w.report.OpenElement(id) }

// OpenPerson shows one person of the report.
func (w *Window) OpenPerson(id rules.PersonID) { w.report.OpenPerson(id) }

// NewElement asks for a field of the report.
func (w *Window) NewElement() { w.report.AskNew() }

// TakeToReport asks into which field something of a message goes.
func (w *Window) TakeToReport(id conversation.MessageID) {
	w.thread.Choose(id)
	w.toReport()
}

// toReport asks into which field something of the chosen message goes: of the declarant's newest, where none is chosen.
func (w *Window) toReport() {
	w.thread.ChooseNewest()
	if in, message, text, ok := w.thread.Chosen(); ok {
		w.takeToReport(in, message, text)
	}
}

// takeToReport is toReport for a message that is known. The report on screen is the same conversation's, or nothing happens.
func (w *Window) takeToReport(in conversation.ID, message conversation.MessageID, text string) {
	w.openColumn()
	w.tools.Show(tools.Report)
	w.report.Take(in, report.Said{Message: message, Text: text})
}

// showMessage shows where an element comes from.
func (w *Window) showMessage(id conversation.MessageID) {
	w.uncover()
	w.thread.Choose(id)
	w.focusOn(messages)
}

// toConversation puts the keyboard into the conversation, which comes back where a column has taken its room.
func (w *Window) toConversation(a area) {
	w.uncover()
	w.focusOn(a)
}

// reporting reports whether the report is in front.
func (w *Window) reporting() bool {
	_, right := w.column.columns.Shown()
	return right && w.tools.Tab() == tools.Report
}

// turn goes to the page of the report before or after.
func (w *Window) turn(by int) {
	if w.reporting() {
		w.report.Turn(by)
	}
}

// act does what the pane in front is for: a note is written down, a report goes on.
func (w *Window) act() {
	if w.reporting() {
		w.report.Act()
		return
	}
	w.tools.AddNote()
}

// back leaves what is open in the report, and else goes to where an answer is written.
func (w *Window) back() {
	if w.page != noPage {
		w.HidePage()
		return
	}
	if w.reporting() && w.report.Has(w.window.Canvas().Focused()) && w.report.Back() {
		return
	}
	w.toConversation(composer)
}
