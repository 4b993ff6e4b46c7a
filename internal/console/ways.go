package console

import (
	"context"
	"slices"

	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
)

// Way is a way in. All are equal: this console shows those that the service offers side by side, in the order in which they
// were used here last (L3).
type Way string

// The ways. The first two are one to the service: what a security key signs does not tell how its holder was verified.
const (
	WayFinger     Way = "key_finger" // a security key, by the fingerprint that is on it alone (L13)
	WayPIN        Way = "key_pin"    // a security key, by its PIN
	WayCard       Way = "card"       // a service card, by its PIN
	WayReader     Way = "reader"     // the workstation's fingerprint reader, with what the person holds that opens their template (L9)
	WayPassphrase Way = "passphrase" // what a person knows, with the workstation's key
)

var ways = []Way{WayFinger, WayPIN, WayCard, WayReader, WayPassphrase}

// Ways returns every way that this console knows, in a fixed order.
func Ways() []Way { return slices.Clone(ways) }

// kind is a kind of thing that people carry.
type kind string

// The kinds. They are on the wire, as ways and as means.
const (
	kindKey        kind = "key"
	kindCard       kind = "card"
	kindReader     kind = "reader"
	kindPassphrase kind = "passphrase" // which nobody carries
)

// kind returns what the way needs, and what the service calls it.
func (w Way) kind() kind {
	switch w {
	case WayFinger, WayPIN:
		return kindKey
	case WayCard:
		return kindCard
	case WayReader:
		return kindReader
	}
	return kindPassphrase
}

// Attempt is what somebody does to be let in.
type Attempt struct {
	Actor  string // who they say they are; in a session that is locked, whose it is
	Way    Way
	Secret string // passphrase or PIN; passed on, and kept nowhere
}

// Carried is what people carry to prove who they are, of one kind, as far as it is in this machine. Methods are called by one
// goroutine at a time but for Look, may take as long as a person, and end with their context. Faults carry a text key of what the
// person has to know.
type Carried interface {
	// Look tells what is here; it asks nobody for anything.
	Look(ctx context.Context) Presence

	// Prove answers a challenge with one of the means that the question names.
	Prove(ctx context.Context, q Question) (Proof, error)

	// Make makes a new means for the person.
	Make(ctx context.Context, q Question) (Made, error)
}

// Presence is what there is of a kind.
type Presence struct {
	Devices []string      // that are here, by names that mean nothing; the first of several is asked
	Problem fault.TextKey // why it could not be used; "" when it can
	PIN     bool          // one is set
	Finger  bool          // somebody's fingerprint is on it
	Sensor  bool          // one has a sensor
}

// Question is what is asked of a means.
type Question struct {
	Challenge [32]byte
	Actor     string
	Means     [][]byte             // of the person: those that may answer, or to a new one, those that are there already
	PIN       string               // ignored with a permission
	Finger    biometric.Permission // to ask for a fingerprint instead; without one that is good, the PIN is asked for (L17)
	Touch     func()               // called when the person has to touch it; does not block
}

// Proof is a means' answer.
type Proof struct {
	ID, AuthData, ClientData, Sig []byte
	Device                        string
}

// Made is a new means: of a key AuthData and ClientData, of a card SPKI and Sig.
type Made struct {
	AuthData, ClientData []byte
	SPKI, Sig            []byte
}

// Habits remembers, for whoever uses this account of the workstation, in which order the ways were used. It holds nobody's name.
type Habits interface {
	Load(ctx context.Context) ([]string, error)
	Save(ctx context.Context, ways []string) error
}

// recall reads the order of the ways.
func (d *Desk) recall() {
	habits := d.options.Habits
	if habits == nil {
		return
	}
	go func() {
		ctx, cancel := context.WithTimeout(d.life, keyringTime)
		defer cancel()
		order, err := habits.Load(ctx)
		if err != nil {
			return // the fixed order serves
		}
		d.console.Do(func(d *Desk) {
			for _, w := range slices.Backward(order) {
				d.prefer(Way(w))
			}
		})
	}()
}

// prefer puts a way first.
func (d *Desk) prefer(w Way) {
	if i := slices.Index(d.ways, w); i > 0 {
		d.ways = slices.Insert(slices.Delete(slices.Clone(d.ways), i, i+1), 0, w)
		d.change.Session = true
	}
}

// remember stores the order after a way was used.
func (d *Desk) remember(w Way) {
	if d.ways[0] == w {
		return
	}
	d.prefer(w)
	habits, order := d.options.Habits, make([]string, len(d.ways))
	for i, w := range d.ways {
		order[i] = string(w)
	}
	if habits == nil {
		return
	}
	go func() {
		ctx, cancel := context.WithTimeout(d.life, keyringTime)
		defer cancel()
		_ = habits.Save(ctx, order) // the next time it is another order
	}()
}
