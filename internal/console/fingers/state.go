package fingers

import (
	"vigie.example/internal/biometric"
	"vigie.example/internal/console/view"
)

// State is everything that the page shows.
type State struct {
	Phase     Phase
	Asking    bool // an answer is awaited
	Problem   view.Text
	Hint      view.Text
	Suspended bool
	Reason    view.Text
	Ways      []Way

	HasNotice    bool
	Digest       biometric.Digest               // of the notice
	Notice       map[string][]biometric.Passage // by language: what is read, to its end
	ShownIn      string                         // the language in which its last word has been on the screen, so that it can be acknowledged
	Acknowledged bool
	Templates    int // that this person has
	Key          Key

	Supervises bool
	Version    string            // of the draft
	Answers    map[string]string // of the draft, by the code of the question
	Gaps       map[string]view.Text
	Sections   []Section
	Signed     Signed
}

// Phase is where the page stands.
type Phase int

// The phases.
const (
	Closed  Phase = iota // nobody asked for the page, or nobody is signed in
	Loading              // the service is asked
	Ready
	Offline // what was known is shown; nothing can be changed, and nothing is open
)

// Way is a method, and what is in its way.
type Way struct {
	Title     view.Text
	Open      bool
	Obstacles []view.Text // each once
	Here      view.Text   // whether this workstation could, of an open method that depends on it
}

// Section is a part of the assessment's form.
type Section struct {
	Code string
	Left int // questions that are not answered, or not well
}

// Signed is the assessment that counts, if there is one.
type Signed struct {
	Version string
	Passed  bool
	Until   string // a date
}

// Intents is what the page may ask for. None of it blocks.
type Intents interface {
	// Open asks for everything, which is told whenever it changes from then on. Close forgets it.
	Open()
	Close()

	// Shown says that the last word of the notice of this digest is on the screen, in a language. Nothing else lets it be acknowledged.
	Shown(end biometric.Digest, language string)

	// Read says that the notice of this digest was read to its end, in a language; Withdraw asks for the erasure of every template.
	Read(shown biometric.Digest, language string)
	Withdraw()

	// Key looks at the person's key, enrols a finger on it, or takes fingers off it.
	Key(a AtKey)

	// Supervise is what a supervisor asks for.
	Supervise(s Supervision)
}

// Supervision is one intent of a supervisor.
type Supervision struct {
	Do      Deed
	Reason  biometric.SuspensionReason // with Suspend
	Version string                     // with Save
	Answers map[string]string          // with Save: those that were changed
}

// Deed is what a supervisor does.
type Deed int

// The deeds.
const (
	Save        Deed = iota // keep the draft
	Suspend                 // stop all biometric login at once
	Resume                  // lift it, through every condition again
	RiskChanged             // the assessment is open again
)
