package thread

import (
	"strings"

	"vigie.example/internal/conversation"
)

// Insert puts a text into the draft, as a paragraph of its own, and the keyboard behind it: it is read over there, and sent by
// whoever sends it. It reports false, and does nothing, when another conversation is on screen or nothing can be written in
// this one (C22).
func (v *View) Insert(in conversation.ID, text string) bool {
	if in != v.state.Conversation || !live(v.state) {
		return false
	}
	if draft := v.composer.Draft(); strings.TrimSpace(draft) != "" && !strings.HasSuffix(draft, "\n\n") {
		text = "\n\n" + text
	}
	v.composer.Insert(text)
	v.composer.Focus()
	return true
}
