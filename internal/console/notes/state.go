package notes

import (
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
)

// State is everything that the pane shows. Conversation is empty while none is selected. It is content.
type State struct {
	Conversation conversation.ID
	Notes        []Note // the oldest first; never changed
	Draft        Private
	Enabled      bool      // a note can be written
	Why          view.Text // why not
	Problem      view.Text // why the last note was not written; none otherwise
}

// Intents is what the pane may ask for; all of it is about the selected conversation, and none of it blocks. What names another
// one is dropped, but for drafts, which stay where they belong.
type Intents interface {
	// Add writes a note, and empties the draft.
	Add(in conversation.ID, text Private)

	// Remove erases a note.
	Remove(in conversation.ID, note ID)

	// Draft keeps what is being written.
	Draft(in conversation.ID, text Private)
}
