package inbox

import (
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/conversation"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// shortQueue is how many who wait are shown above an operator's own conversations: the next ones in the queue's order, and all
// that are urgent; a morning with three hundred waiting must not push the conversations one answers out of sight.
const shortQueue = 6

// moreRow is the identifier of the line that unfolds the queue, and folds it again. No conversation has it.
const moreRow = "more"

// shortened returns who of those that wait are shown, with the line for the rest. Nothing is folded away while the operator has
// no conversation, or looks for something.
func (v *View) shortened(s inbox.State, waiting kit.Section) kit.Section {
	shown := shortQueue
	for shown < len(s.Waiting) && s.Waiting[shown].Urgent {
		shown++
	}
	rest := len(waiting.Rows) - shown
	if rest < 2 || len(s.Mine) == 0 || s.Filter.On() {
		return waiting
	}
	title := v.words.T("inbox.fewer")
	if !v.unfolded {
		title = v.words.T("inbox.more", words.Args{"n": rest})
		waiting.Rows = keepFirst(waiting.Rows, shown, s.Selected)
	}
	waiting.Rows = append(waiting.Rows, kit.ConversationRow{ID: moreRow, Title: title, Detail: v.words.T("inbox.more.hint")})
	return waiting
}

// keepFirst returns the first n rows, and the one on screen wherever it is.
func keepFirst(rows []kit.ConversationRow, n int, selected conversation.ID) []kit.ConversationRow {
	kept := rows[:n:n]
	for _, row := range rows[n:] {
		if row.ID == string(selected) {
			return append(kept, row)
		}
	}
	return kept
}

// fold shows the whole queue, or its beginning.
func (v *View) fold() {
	v.unfolded = !v.unfolded
	v.Render(v.state)
}
