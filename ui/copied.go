package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"vigie.example/internal/console/inbox"
	"vigie.example/internal/conversation"
)

// copied is what was last taken from a conversation to the clipboard. It goes with the conversation, unless something else has
// been copied since: that is not ours to clear (C21).
type copied struct {
	in   conversation.ID
	text string
}

func (w *Window) noteCopied(in conversation.ID, text string) { w.copied = copied{in, text} }

// renderInbox shows the list, and drops what may not outlive what it no longer has.
func (w *Window) renderInbox(s inbox.State) {
	w.forgetCopied(s)
	w.inbox.Render(s)
	w.thread.SetWatches(s.Watches)
}

// forgetCopied empties the clipboard of what was copied from a conversation that is gone.
func (w *Window) forgetCopied(s inbox.State) {
	if w.copied.in == "" || !slices.Contains(s.Erased, w.copied.in) {
		return
	}
	if board := fyne.CurrentApp().Clipboard(); board.Content() == w.copied.text {
		board.SetContent("")
	}
	w.copied = copied{}
}
