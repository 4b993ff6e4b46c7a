package shell

import (
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
)

// State is everything that the frame shows.
type State struct {
	Screen     Screen
	Now        time.Time // on the service's clock once it is known, otherwise on this machine's
	Connection Connection
	Name       string // of the operator, as their own window shows it; empty while nobody is signed in
	UnitName   string
	Duty       Duty // empty for who conducts no conversations: a supervisor
	Changing   bool // a change of duty is on its way
	Held       int  // conversations that this operator holds
	Next       Deadline
	Warnings   []Warning // what is wrong, the worst first
	Line       view.Text // the state line: the worst warning in words; none when nothing is wrong
	LineHint   view.Text // what to do about it
	Doctrine   Doctrine
	Notice     view.Text // why the last intent of the shell did not happen; none otherwise
}

// Screen is what the window shows inside the frame.
type Screen int

// The screens.
const (
	SignIn Screen = iota
	Desk
	Locked // somebody's session, covered until they have proved again who they are
)

// Connection is how the service can be reached.
type Connection struct {
	Phase  ConnectionPhase
	Since  time.Time // of the phase, on this machine's clock
	Retry  time.Time // when the next attempt begins, on this machine's clock; zero: now
	Reason view.Text // why there is none
}

// ConnectionPhase tells the phases of a connection apart.
type ConnectionPhase int

// The phases of a connection.
const (
	Connecting ConnectionPhase = iota
	Online
	Offline
)

// Duty is whether the operator takes conversations (C25). The values are on the wire.
type Duty string

// The duty states.
const (
	OnDuty Duty = "on"
	Break  Duty = "break"
	Ending Duty = "ending"
)

// Deadline is the nearest end of a conversation that this operator holds. At is zero when there is none.
type Deadline struct {
	Conversation conversation.ID
	Reference    conversation.Reference
	At           time.Time
	Life         view.Life
}

// Warning is a lasting condition that somebody should know of.
type Warning struct {
	Code         string // stable, for tests
	Severity     Severity
	Conversation conversation.ID // that it is about; empty: about all
	Text         view.Text
	Hint         view.Text // what to do
	Since        time.Time
}

// Doctrine is the doctrine of use that this console works by (C3). Version is empty while there is none that is valid: no report can
// be sent then, and a warning says why.
type Doctrine struct {
	Version  string
	Starting bool // the ministry's own has still to replace it
}

// Severity orders warnings.
type Severity int

// The severities.
const (
	Info Severity = iota
	Medium
	High
)

// Signal is something that may sound or be shown by the system. It says what kind of thing happened and nothing else
// (C8).
type Signal = console.Signal

// The signals; console says what each means.
const (
	NewWaiting    = console.NewWaiting
	UrgentWaiting = console.UrgentWaiting
	NewMessage    = console.NewMessage
	DeclarantLeft = console.DeclarantLeft
	NearDeadline  = console.NearDeadline
	WentOffline   = console.WentOffline
	CameOnline    = console.CameOnline
	Alarm         = console.SomethingWrong
	Requested     = console.TransferRequested
	Consulted     = console.AdviceRequested
	Advised       = console.AdviceGiven
	Summoned      = console.SupervisorCalled
	Comes         = console.SupervisorComes
)

// Intents is what the frame may ask for. None of it blocks.
type Intents interface {
	// SetDuty changes whether this operator takes conversations.
	SetDuty(d Duty)

	// SignOut ends the session. It is refused while conversations are held (B13): Notice says so.
	SignOut()

	// Lock covers everything, and lets nobody act until the operator has proved again who they are.
	Lock()

	// Attended tells that somebody uses the window: a session that nobody uses is locked after a while.
	Attended()

	// Reconnect tries the connection now instead of later.
	Reconnect()

	// Signals calls heard for each signal, on one goroutine of its own, until stop is called.
	Signals(heard func(Signal)) (stop func())
}
