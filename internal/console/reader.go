package console

import (
	"context"
	"slices"
	"time"

	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
)

// FingerReader is this workstation's fingerprint reader and what it keeps, as far as the workstation has one. Enrol, Verify, Erase and Wipe are called by one
// goroutine at a time, may take as long as a person, and end with their context. Faults carry a text key of what the person has to know.
type FingerReader interface {
	// Look tells what is here; it asks nobody for anything, and starts nothing.
	Look(ctx context.Context) ReaderPresence

	// Enrol makes the secret of a new template by what the person holds, scans a finger several times and once more to see that it matches, and
	// keeps the template, as its last step: after any fault there is none. Without a permission that is good nobody is asked for anything (L17).
	Enrol(ctx context.Context, c Capture) (NewTemplate, error)

	// Verify compares a finger with the template of c.Code alone (L2). The fault of another finger has the key WrongFinger.
	Verify(ctx context.Context, c Capture) (Match, error)

	// Erase returns when a template is gone and was looked for (L8); what is not there is gone.
	Erase(ctx context.Context, code biometric.Code) error

	// Wipe erases every template and destroys the reader's own key (L14). Done twice, or again after a crash, it ends the same.
	Wipe(ctx context.Context) error
}

// ReaderPresence is what there is of a reader.
type ReaderPresence struct {
	Reader  biometric.ReaderCode // of its label; empty where the workstation has none
	Key     biometric.Digest     // of its own key, or of the one that Wipe has destroyed
	Codes   []biometric.Code     // that have a template here
	Held    []Held               // what opens them: each kind once
	PIN     bool                 // of some of them it has a PIN that has to be typed
	Wiped   bool                 // there is nothing here any more, and there was
	Problem fault.TextKey        // why it could not be used; "" when it can
}

// Held is what a person holds that opens their template: the machine alone cannot (L9, L13).
type Held string

// The kinds. They are those of the means, but need not be one.
const (
	HeldKey  Held = "key"  // a security key, by a touch
	HeldCard Held = "card" // a service card, by its PIN
)

// Capture is what a finger is scanned for.
type Capture struct {
	Permission biometric.Permission
	Request    biometric.Request // of the permission
	Model      biometric.Model   // of the reader, as the inventory has it
	Code       biometric.Code    // of the enrolment
	Challenge  [32]byte          // that a match signs
	By         Held              // to enrol; what was enrolled says itself what opens it
	Keys       [][]byte          // of the person, in force: what they hold is one of these keys,
	Cards      [][]byte          // or one of these cards
	PIN        string            // of a card, and of a key that asks for it each time
	Touch      func()            // called when the person has to touch what they hold; does not block
	Scan       func(Scan)        // called when they have to put the finger on the reader, and after each scan; does not block
}

// Scan is what a person wants to know while a finger is scanned. The zero value: it has not begun.
type Scan struct {
	Stage, Of int
	Check     bool      // to enrol: they are done, and the finger is compared once
	Again     ScanAgain // why the last one is to be repeated
}

// ScanAgain says why a scan is to be repeated; "" if it was good. There are texts for each.
type ScanAgain string

// The reasons.
const (
	AgainUnknown ScanAgain = "once"
	AgainShort   ScanAgain = "short"  // lifted too soon
	AgainCentre  ScanAgain = "centre" // not in the middle
	AgainLift    ScanAgain = "lift"   // not lifted since the last one
)

// NewTemplate is what Enrol has kept: the key that its matches sign with, and the first such signature.
type NewTemplate struct{ Public, Sig []byte }

// Match is a finger that is the template's.
type Match struct {
	Sig    []byte
	Device string // what the person held, as Carried names it; "" where it cannot be told
}

// WrongFinger is the text of a finger that is not the template's.
const WrongFinger fault.TextKey = "signin.problem.reader.wrong"

// ReaderAbsent is the text of a workstation that has no reader of its own.
const ReaderAbsent fault.TextKey = "signin.problem.reader.absent"

// Reader returns what there is of this workstation's reader; false while that is not known, or where a console has none.
func (d *Desk) Reader() (ReaderPresence, bool) {
	return d.stock.presence, d.stock.known && d.stock.presence.Reader != ""
}

// lookReaderEvery is how often the reader is looked at: it changes by what this console does, and by who sets it up.
const lookReaderEvery = 5 * time.Second

// lookAtReader looks at the reader, again and again, beside the Desk.
func (d *Desk) lookAtReader() {
	d.besideReader(func(context.Context) error { return nil }, func(d *Desk, _ error) {
		d.options.Clock.AfterFunc(lookReaderEvery, func() { d.console.Do((*Desk).lookAtReader) })
	})
}

// beginReader begins to look at the reader, once the keyring has given the workstation's key: nobody is asked twice to open it.
func (d *Desk) beginReader() {
	if d.options.Reader != nil && !d.stock.looks {
		d.stock.looks = true
		d.lookAtReader()
	}
}

// besideReader does something with the reader, beside the Desk, and looks at what is there afterwards.
func (d *Desk) besideReader(work func(context.Context) error, then func(*Desk, error)) {
	device, life := d.options.Reader, d.life
	go func() {
		ctx, cancel := context.WithTimeout(life, keyringTime)
		defer cancel()
		err := work(ctx)
		found := device.Look(ctx)
		d.console.Do(func(d *Desk) {
			d.readerSeen(found)
			then(d, err)
		})
	}()
}

// readerSeen takes in what is there.
func (d *Desk) readerSeen(found ReaderPresence) {
	was := d.stock.presence
	if d.stock.known && was.Reader == found.Reader && was.Key == found.Key && was.Problem == found.Problem && was.Wiped == found.Wiped &&
		was.PIN == found.PIN && slices.Equal(was.Codes, found.Codes) && slices.Equal(was.Held, found.Held) {
		return
	}
	d.stock.presence, d.stock.known, d.change.Session = found, true, true
	d.tidy()
}

// readerOpen reports whether this service lets anybody sign in by a workstation's reader at present (L17, L18).
func (d *Desk) readerOpen() bool {
	return d.connection.Phase == Online && !d.biometric.Suspended && d.biometric.Allows(string(biometric.OnReader))
}

// readerExists reports whether the way is there at all: while the gate is shut it is not, but for whom it opened before a suspension, or before the
// connection went, is told why it is shut.
func (d *Desk) readerExists() bool {
	p, here := d.Reader()
	if !here || p.Wiped {
		return false
	}
	return d.readerOpen() || len(p.Codes) > 0 && (d.connection.Phase != Online || d.biometric.Suspended)
}

// offeredReader tells how the way by the reader stands, to sign in.
func (d *Desk) offeredReader() fault.TextKey {
	p, here := d.Reader()
	switch problem := d.readerShut(); {
	case !here || p.Wiped:
		return ReaderAbsent
	case problem != "":
		return problem
	case p.Problem != "":
		return p.Problem
	case len(p.Codes) == 0:
		return "signin.problem.reader.nobody"
	case !slices.ContainsFunc(p.Held, func(h Held) bool { return d.heldProblem(h) == "" }):
		return "signin.problem.reader.held"
	}
	return ""
}

// readerShut says why nobody's finger may be scanned now; "" when whose permission is good may.
func (d *Desk) readerShut() fault.TextKey {
	switch {
	case d.connection.Phase != Online:
		return "signin.problem.offline"
	case d.biometric.Suspended:
		return "signin.problem.reader.suspended"
	case !d.readerOpen():
		return "signin.problem.finger.not_permitted"
	}
	return ""
}

// heldProblem says why what somebody holds could not open a template here and now.
func (d *Desk) heldProblem(h Held) fault.TextKey {
	state := d.carried[kind(h)]
	switch {
	case state == nil:
		return fault.TextKey("signin.problem." + string(h) + ".unsupported")
	case len(state.presence.Devices) == 0:
		if state.presence.Problem != "" {
			return state.presence.Problem
		}
		return fault.TextKey("signin.problem.reader.held")
	}
	return ""
}
