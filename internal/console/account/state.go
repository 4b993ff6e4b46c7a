package account

import (
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/view"
)

// State is everything that the account page shows.
type State struct {
	Phase   Phase
	Name    string // of the operator, for their own window
	Unit    string
	Own     []Means // newest last
	Enrol   []Kind  // that could be enrolled here
	Stage   Stage   // of an enrolment that is under way
	Way     console.Way
	Scan    console.Scan               // of a finger, while Stage is Scanning
	Held    map[console.Held]view.Text // why a thing that protects a finger could not here and now; without an entry it could
	Asking  bool                       // an answer is awaited
	Problem view.Text
	Hint    view.Text
	Invites bool // a supervisor: may invite and confirm
	Invited Invited
	Theirs  Theirs
	Now     time.Time
}

// Phase is where the page stands.
type Phase int

// The phases.
const (
	Closed  Phase = iota // nobody asked for the page, or nobody is signed in
	Loading              // the service is asked
	Ready
	Offline // what was known is shown; nothing can be changed
)

// Means is something that somebody signs in with.
type Means struct {
	ID      string // opaque, for Revoke
	Kind    string // "key", "card", "reader"
	Title   view.Text
	Name    string // that its holder gave it
	Added   time.Time
	By      string    // who invited: a code
	Used    time.Time // last; zero: never
	State   MeansState
	Why     view.Text // of an end
	Number  string    // to read to who invited; only while it waits, on the holder's own page
	Present bool      // this session began with it
}

// MeansState tells whether somebody can sign in with it.
type MeansState int

// The states.
const (
	InForce MeansState = iota
	Waiting            // for the second person
	Over
)

// Kind is a kind that can be enrolled.
type Kind struct {
	Way     console.Way
	Title   view.Text
	Ready   bool
	Problem view.Text // why it cannot be enrolled here and now
}

// Stage is where an enrolment stands.
type Stage = console.Stage

// Invited is the code that was just given; Code is empty when there is none.
type Invited struct {
	Actor   string
	Code    string
	Expires time.Time
}

// Theirs is what a colleague signs in with, as the supervisor asked; Actor is empty when nobody was asked about.
type Theirs struct {
	Actor string
	Means []Means
}

// Intents is what the page may ask for. None of it blocks.
type Intents interface {
	// Open asks for the list, which is told whenever it changes from then on. Close forgets codes and colleagues.
	Open()
	Close()

	// Enrol enrols a key, a card or a finger on the reader with the code of an invitation; the PIN is kept nowhere. GiveUp ends it.
	Enrol(e console.Enrolling)
	GiveUp()

	// Revoke ends a means at once; actor is empty for one's own.
	Revoke(actor, id string)

	// Supervise is what a supervisor asks for.
	Supervise(s Supervision)
}

// Supervision is one intent of a supervisor.
type Supervision struct {
	Do     Deed
	Actor  string
	Number string // with Confirm
}

// Deed is what a supervisor does.
type Deed int

// The deeds.
const (
	Look    Deed = iota // list what a colleague has
	Invite              // give them a code
	Confirm             // put their first means in force
	Forget              // take the code off the screen
)
