package signin

import (
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/view"
)

// State is everything that the sign-in screen shows.
type State struct {
	Phase       Phase
	Reachable   bool      // the service answers; the shell's state line says more when it does not
	Ways        []Way     // in the order in which they were used here last
	Stage       Stage     // of an attempt that is under way
	Way         string    // by which: the Code of one of Ways
	Scan        Scan      // of a finger, while Stage is Scanning
	Locked      view.Text // why the session is locked: its person unlocks it; none when this is a sign-in
	Name        string    // of whose session it is; empty at a sign-in
	Holding     int       // conversations that the locked session holds
	Workstation Workstation
	Problem     view.Text // why the last attempt failed; never tells whether a name exists (B9)
	Hint        view.Text // what to do next
	RetryAt     time.Time // no attempt is taken before it, on this machine's clock; zero: at once
	Ended       view.Text // why the last session ended; none before the first
}

// Phase is where a sign-in stands.
type Phase int

// The phases of a sign-in.
const (
	Preparing Phase = iota // the workstation key is being read
	Ready                  // the form can be sent
	Working                // an attempt is under way: the form waits
	SignedIn               // the shell shows the desk now
)

// Way is a way in, all of them equal (L3).
type Way struct {
	Code      string    // a console.Way
	Title     view.Text // what it is called
	Needs     view.Text // what it needs
	Available bool      // it can be used here and now
	Looking   bool      // whether it can is not known yet
	Problem   view.Text // why it cannot
	Secret    view.Text // what has to be typed for it; none when nothing has
	Optional  bool      // it need not be, by everybody
}

// Stage is where an attempt stands.
type Stage = console.Stage

// The stages; console says what each means.
const (
	Idle     = console.Idle
	Asking   = console.Asking
	Proving  = console.Proving
	Touching = console.Touching
	Scanning = console.Scanning
)

// Scan is how far the scanning of a finger is.
type Scan = console.Scan

// Workstation tells how this workstation's key stands in the operating system's keyring.
type Workstation struct {
	State   KeyState
	Public  string // for the registration of this workstation, as vigiectl takes it; empty while there is no key
	New     bool   // made just now: it has to be registered before anybody can sign in here
	Problem view.Text
	Hint    view.Text
}

// KeyState tells the ways apart in which the keyring gives the workstation key, or does not.
type KeyState = console.KeyState

// The key states; console says what each means. Every one but KeyReading and KeyPresent has a problem and a hint.
const (
	KeyReading = console.KeyReading
	KeyPresent = console.KeyPresent
	KeyAbsent  = console.KeyAbsent
	KeyNoBus   = console.KeyNoBus
	KeyLocked  = console.KeyLocked
	KeySlow    = console.KeySlow
	KeyDamaged = console.KeyDamaged
	KeyRefused = console.KeyRefused
)

// Intents is what the sign-in screen may ask for. None of it blocks.
type Intents interface {
	// Enter proves who is there, to sign in or to unlock. The model does not keep the secret. A session that is locked is its
	// own actor's, whoever is named.
	Enter(a console.Attempt)

	// GiveUp ends an attempt that waits for a key or a card.
	GiveUp()

	// SignOut ends a locked session that holds nothing, so that somebody else can sign in.
	SignOut()

	// ReadKey asks the keyring again, after the person has unlocked or started it.
	ReadKey()

	// ReplaceKey makes a new workstation key in the place of a damaged one. It has to be registered like a first one.
	ReplaceKey()
}
