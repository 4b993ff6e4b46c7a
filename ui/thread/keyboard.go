package thread

import (
	"fyne.io/fyne/v2"

	"vigie.example/internal/console/thread"
	"vigie.example/ui/kit"
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
		kit.FocusIn(v.window, v.messages)
	case live(s):
		v.composer.Focus()
	case s.Phase == thread.Waiting:
		kit.FocusIn(v.window, v.claim)
	case v.window.Focused() == v.composer.Field(): // nothing can be written any more
		kit.FocusIn(v.window, v.messages)
	}
}

// hasKeyboard reports whether the keyboard is in the conversation.
func (v *View) hasKeyboard() bool {
	at := v.window.Focused()
	return at != nil && (at == v.composer.Field() || at == fyne.Focusable(v.messages) || at == fyne.Focusable(v.claim))
}
