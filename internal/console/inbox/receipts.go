package inbox

import (
	"slices"
	"strings"

	"vigie.example/internal/console"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/retention"
)

// receipts returns what the list knows of deletions.
func receipts(d *console.Desk) []Receipt {
	all := d.Receipts()
	out := make([]Receipt, len(all))
	for i, r := range all {
		t := r.Job.Tombstone
		out[i] = Receipt{
			Conversation: t.Conversation, Reference: t.Conversation.Reference(), Cause: t.Cause, By: r.By, At: t.Deleted,
			Standing: r.Standing(d.Now()), Decided: r.Decided, Settling: d.Deleting(t.Conversation),
		}
		for _, step := range retention.Steps() {
			if at, ok := r.Erased[step]; ok {
				out[i].Erased = append(out[i].Erased, Erasure{string(step), at})
			}
		}
		for who, at := range r.Holders {
			out[i].Consoles = append(out[i].Consoles, Erasure{who, at})
		}
		slices.SortFunc(out[i].Consoles, func(a, b Erasure) int { return strings.Compare(a.Name, b.Name) })
	}
	return out
}

// unanswered says which consoles have still to erase a conversation, and false when none has (C23).
func unanswered(d *console.Desk, id conversation.ID) (view.Text, bool) {
	r, ok := d.Receipt(id)
	if !ok {
		return view.Text{}, false
	}
	who := strings.Join(r.Silent(), ", ")
	switch r.Standing(d.Now()) {
	case retention.Pending:
		return view.Text{Key: "inbox.note.pending", Name: who}, true
	case retention.Unconfirmed:
		return view.Text{Key: "inbox.note.unconfirmed", Name: who}, true
	}
	return view.Text{}, false
}
