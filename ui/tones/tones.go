// Package tones says in which tone the kit shows what the view-models know.
package tones

import (
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/console/view"
	"vigie.example/ui/kit"
)

// Life is the tone of what remains of a conversation (C19); the figures stand beside it.
func Life(l view.Life) kit.Tone {
	switch l {
	case view.Warning:
		return kit.Warning
	case view.Urgent, view.Over:
		return kit.Urgent
	}
	return kit.Neutral
}

// Alarm is the tone of what is wrong with a conversation: red where somebody may be lying.
func Alarm(c thread.AlarmCode) kit.Tone {
	switch c {
	case thread.Silent, thread.BadDeadline, thread.Reordered:
		return kit.Warning
	}
	return kit.Urgent
}

// Severity is the tone of a warning.
func Severity(s shell.Severity) kit.Tone {
	switch s {
	case shell.High:
		return kit.Urgent
	case shell.Medium:
		return kit.Warning
	}
	return kit.Info
}
