package thread

import (
	"fyne.io/fyne/v2"

	"vigie.example/internal/console/thread"
)

// FocusMessages is where the keyboard goes to read; nil while there is nothing to read.
func (v *View) FocusMessages() fyne.Focusable {
	if !shows(v.state) {
		return nil
	}
	return v.messages
}

// FocusComposer is where the keyboard goes to answer; nil while nothing can be written.
func (v *View) FocusComposer() fyne.Focusable {
	if !live(v.state) {
		return nil
	}
	return v.composer.Field()
}

// moveKeyboard puts the keyboard where an answer is written, once there can be one. Whoever was writing to somebody else at
// this moment must not go on here without noticing (C22): then it is among the messages.
func (v *View) moveKeyboard(before thread.State, typing bool) {
	switch s := v.state; {
	case !v.looked:
	case s.Conversation == before.Conversation && live(before) == live(s):
	case s.Conversation != before.Conversation && typing:
		v.window.Focus(v.messages)
	case live(s):
		v.composer.Focus()
	case s.Phase == thread.Waiting:
		v.window.Focus(v.claim)
	case v.window.Focused() == v.composer.Field(): // nothing can be written any more
		v.window.Focus(v.messages)
	}
}

// hasKeyboard reports whether the keyboard is in the conversation.
func (v *View) hasKeyboard() bool {
	at := v.window.Focused()
	return at != nil && (at == v.composer.Field() || at == fyne.Focusable(v.messages) || at == fyne.Focusable(v.claim))
}
