package kit

import (
	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
)

// Side says whose an item is.
type Side int

// The sides.
const (
	Declarant Side = iota // left
	Operator              // right, with its state
	System                // centred and quiet: what happened, said by the service
	Note                  // whole width, on another ground: never sent (C22)
)

// State is how far a message of ours has come.
type State int

// The states. None draws nothing.
const (
	None State = iota
	Sending
	ReceivedByService
	ReceivedByDeclarant
	Read
	Failed
	NotConfirmed
)

// Item is one entry of a Thread, with every word already chosen and formatted by the caller. Items are values: to change one, give
// the Thread a new slice.
type Item struct {
	// ID identifies the item in its thread and never changes.
	ID   string
	Side Side
	// Text is shown through plaintext.Clean.
	Text string
	// Author is a quiet line above the bubble, where it says more than the side does (a colleague, before a transfer). May be "".
	Author string
	// Time is a short clock time; Day a date. A line with the date stands before the first item of each Day. Both may be "".
	Time, Day string
	// State and StateText go together: the icon and the words under a message of ours.
	State     State
	StateText string
	// Warning is a line in the warning colour below the text (for instance: the order could not be verified). May be "".
	Warning string
	// Action is what can be done about the item, in a word or two ("Send again"): a link below it, also on Enter. May be "".
	Action string
}

// icon and colour of a state's words.
func (s State) look() (icons.Name, fyne.ThemeColorName) {
	switch s {
	case Sending:
		return icons.Clock, ColorMuted
	case ReceivedByService:
		return icons.Check, ColorMuted
	case ReceivedByDeclarant:
		return icons.DoubleCheck, ColorMuted
	case Read:
		return icons.Eye, ColorMuted
	case Failed:
		return icons.Urgent, ColorUrgent
	case NotConfirmed:
		return icons.Warning, ColorWarning
	}
	return icons.None, ColorMuted
}

// ground is what an item's text stands on.
func (s Side) ground() fyne.ThemeColorName {
	switch s {
	case Operator:
		return ColorFromUs
	case Note:
		return ColorWarningGround
	case System:
		return ColorBackground
	}
	return ColorFromThem
}

// broken says whether a line of the service is itself a warning: it has no other words.
func (it Item) broken() bool { return it.Side == System && it.Text == "" && it.Warning != "" }
