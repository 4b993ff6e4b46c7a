package thread

import (
	"fyne.io/fyne/v2"

	"vigie.example/internal/console/thread"
	"vigie.example/internal/conversation"
)

// Chosen returns the message that is chosen, as it was written; false while none is.
func (v *View) Chosen() (in conversation.ID, message conversation.MessageID, text string, ok bool) {
	return v.message(v.messages.Selected())
}

// Choose chooses a message and brings it into view.
func (v *View) Choose(id conversation.MessageID) { v.messages.Select(string(id)) }

// ChooseNewest chooses the newest message of the declarant, where none is chosen.
func (v *View) ChooseNewest() {
	if _, _, _, chosen := v.Chosen(); chosen {
		return
	}
	newest := conversation.MessageID("")
	for _, it := range v.state.Items.All() {
		if it.Kind == thread.Message && it.Side == conversation.Declarant && it.ID != "" {
			newest = it.ID
		}
	}
	if newest != "" {
		v.Choose(newest)
	}
}

func (v *View) message(id string) (conversation.ID, conversation.MessageID, string, bool) {
	for _, it := range v.state.Items.All() {
		if it.ID != "" && string(it.ID) == id && it.Kind == thread.Message {
			return v.state.Conversation, it.ID, it.Text, true
		}
	}
	return "", "", "", false
}

// takeMenu offers to take something of a message into the report.
func (v *View) takeMenu(id string) []*fyne.MenuItem {
	in, message, text, ok := v.message(id)
	if !ok || v.OnTake == nil {
		return nil
	}
	return []*fyne.MenuItem{fyne.NewMenuItem(v.words.T("report.pick.menu"), func() { v.OnTake(in, message, text) })}
}
