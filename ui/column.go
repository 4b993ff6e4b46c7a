package ui

import (
	"sync/atomic"

	"fyne.io/fyne/v2"

	"vigie.example/internal/console/report"
	"vigie.example/internal/console/shell"
	model "vigie.example/internal/console/tools"
	"vigie.example/ui/alert"
	"vigie.example/ui/kit"
	"vigie.example/ui/tools"
)

// column is the right one, and what goes with it.
type column struct {
	columns *kit.Columns
	folded  bool
	away    *atomic.Bool // the window is not the one that is used
}

func (w *Window) newTools() *tools.View {
	return tools.New(w.models.Tools, w.models.Notes, w.report, tools.Actions{Insert: w.insert, Shown: w.tabShown}, w.window.Canvas(), w.words)
}

// columns is what an operator works at.
func (w *Window) columns() fyne.CanvasObject {
	w.column.columns = kit.NewColumns(w.inbox.Content(), w.thread.Content(), w.tools.Content())
	w.column.columns.OnFold = func(bool, bool) { w.see() }
	w.widen()
	w.column.columns.SetRight(!w.column.folded)
	w.column.columns.SetLeft(true) // where there is no room for both, the list stays
	return w.column.columns
}

// tabShown is called when another pane is in front.
func (w *Window) tabShown(tools.Tab) {
	if w.column.columns != nil {
		w.widen()
	}
}

// widen gives the report the room that it is worked in, while there is one: without a conversation, the list is what is wanted.
func (w *Window) widen() { w.column.columns.SetWide(w.tools.Tab() == tools.Report && w.report.Begun()) }

// renderReport shows a report. What has gone with its conversation does not keep the keyboard, nor the room of the list.
func (w *Window) renderReport(s report.State) {
	at, begun := w.window.Canvas().Focused(), w.report.Begun()
	within := at != nil && w.report.Has(at)
	w.report.Render(s)
	w.widen()
	nowhere := w.shell.Screen == shell.Desk && w.page == noPage && kit.Lost(w.window.Canvas())
	switch {
	case begun && !w.report.Begun() && (within || nowhere):
		w.focusOn(list)
	case nowhere && begun && w.reporting(): // what had it is no longer asked
		w.report.Focus()
	}
}

// uncover brings the conversation back where a column has taken all of the room.
func (w *Window) uncover() {
	if !w.column.columns.MiddleShown() {
		w.column.folded = true
		w.column.columns.SetRight(false)
		w.column.columns.SetLeft(true)
	}
}

// insert puts a text into the draft; whose it is, the text says (C22).
func (w *Window) insert(i model.Insertion) { w.thread.Insert(i.In, i.Text) }

// ShowTools opens a pane of the right column, and puts the keyboard there.
func (w *Window) ShowTools(tab tools.Tab) {
	w.openColumn()
	w.tools.Show(tab)
	w.focusOn(aside)
}

// codes is for inserting a text by its code.
func (w *Window) codes() {
	w.openColumn()
	w.tools.Show(tools.Texts)
	kit.FocusIn(w.window.Canvas(), w.tools.FocusCodes())
}

func (w *Window) openColumn() {
	w.column.folded = false
	w.column.columns.SetRight(true)
}

// FoldTools folds the right column, or opens it again.
func (w *Window) FoldTools() {
	if _, right := w.column.columns.Shown(); !right {
		w.openColumn()
		return
	}
	w.column.folded = true
	w.column.columns.SetRight(false)
	w.column.columns.SetLeft(true)
	w.focusOn(composer)
}

// showList puts the keyboard on the list, which comes back where the right column took its room.
func (w *Window) showList() {
	w.openList()
	w.focusOn(list)
}

func (w *Window) openList() {
	if left, _ := w.column.columns.Shown(); !left {
		w.column.columns.SetLeft(true)
	}
}

// find is for searching the list.
func (w *Window) find() {
	w.openList()
	w.inbox.Search()
}

// followAttention notes whether the window is the one that is used: whoever looks at it needs no notification.
func (w *Window) followAttention() {
	w.column.away = &atomic.Bool{}
	w.app.Lifecycle().SetOnEnteredForeground(func() { w.column.away.Store(false) })
	w.app.Lifecycle().SetOnExitedForeground(func() { w.column.away.Store(true) })
}

// listen sounds and notifies, in the present language.
func (w *Window) listen() (stop func()) {
	return alert.Listen(w.models.Shell, alert.Channels{
		Notify: w.app.SendNotification,
		Sound: func(wav []byte) {
			if w.Sound != nil {
				w.Sound(wav)
			}
		},
		Away: w.column.away.Load,
	}, w.words)
}
