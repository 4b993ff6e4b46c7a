package inbox

import (
	"fyne.io/fyne/v2"

	"vigie.example/internal/console/inbox"
	"vigie.example/internal/conversation"
)

// menu is what can be done about a line.
func (v *View) menu(id string) []*fyne.MenuItem {
	row, ok := v.rows[conversation.ID(id)]
	if !ok {
		return nil
	}
	switch row.Status {
	case inbox.Waiting:
		claim := fyne.NewMenuItem(v.words.T("inbox.claim"), func() { v.intents.Claim(row.Conversation) })
		claim.Disabled = row.Claim != inbox.Claimable
		return []*fyne.MenuItem{claim}
	case inbox.Mine:
		return v.colleagues(row.Conversation)
	case inbox.Closed, inbox.Lost, inbox.Deleted:
		items := []*fyne.MenuItem{fyne.NewMenuItem(v.words.T("inbox.dismiss"), func() { v.intents.Dismiss(row.Conversation) })}
		if row.Status == inbox.Deleted {
			items = append(items, fyne.NewMenuItem(v.words.T("inbox.receipt"), func() { v.ShowReceipts(row.Conversation) }))
		}
		return items
	}
	return nil
}

// colleagues is what may be asked of somebody about a conversation that is held: where the thread has no room for its buttons, here.
func (v *View) colleagues(id conversation.ID) []*fyne.MenuItem {
	var items []*fyne.MenuItem
	add := func(text string, may func(conversation.ID) bool, do func(conversation.ID)) {
		if do != nil {
			item := fyne.NewMenuItem(v.words.T(text), func() { do(id) })
			item.Disabled = may == nil || !may(id)
			items = append(items, item)
		}
	}
	add("advice.ask", v.MayAsk, v.OnAdvice)
	add("handover.transfer", v.MayTransfer, v.OnTransfer)
	return items
}
