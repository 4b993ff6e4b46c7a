package console

import (
	"context"

	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
)

// KeysWithSensor are security keys on which fingers can be enrolled, and from which they can be taken. A Carried of keys may be one. Nothing of
// a finger leaves the key (L13).
type KeysWithSensor interface {
	// EnrolFinger enrols a finger under the question's pseudonym, with its permission.
	EnrolFinger(ctx context.Context, q KeyQuestion, scanned func(KeyScan)) (KeyCapture, error)

	// Fingers tells what is on the key.
	Fingers(ctx context.Context, q KeyQuestion) ([]KeyFinger, error)

	// RemoveFingers takes fingers off the key, looks that they are gone, and tells what is left.
	RemoveFingers(ctx context.Context, q KeyQuestion, ids [][]byte) ([]KeyFinger, error)
}

// KeyQuestion is what is asked of a key with a sensor.
type KeyQuestion struct {
	Actor  string
	Means  [][]byte // credentials of the person
	PIN    string
	Code   biometric.Code       // with EnrolFinger
	Finger biometric.Permission // with EnrolFinger
}

// KeyFinger is a fingerprint on a key, by the key's own name for it; Code is empty for one that was not enrolled through us.
type KeyFinger struct {
	ID   []byte
	Code biometric.Code
}

// KeyScan is how one touch went; Again is a code, "" when it counts.
type KeyScan struct {
	Left, Of int
	Again    string
}

// KeyCapture is what is on the key after an enrolment; after a fault, whether something of the finger may be.
type KeyCapture struct {
	On     []KeyFinger
	Unsure bool
}

// KeyDeed is what is done with the fingers on a key.
type KeyDeed string

// The deeds.
const (
	KeyLooking  KeyDeed = "look"
	KeyEnrols   KeyDeed = "enrol"
	KeyRemoving KeyDeed = "remove"
)

// KeyDeeds returns every deed, in a fixed order.
func KeyDeeds() []KeyDeed { return []KeyDeed{KeyLooking, KeyEnrols, KeyRemoving} }

// onKey is what goes on between the person and the fingers on their key.
type onKey struct {
	attempt attempt
	deed    KeyDeed
	scan    KeyScan
	known   bool // what is on the key, as it was when it was looked at last
	fingers []KeyFinger
	problem error
	gone    []biometric.Code // taken off the key, and the service has not been told
	telling bool
}

// OnKey is what view-models may know of it. It must not be changed.
type OnKey struct {
	Supported bool          // this console can speak to keys
	Absent    fault.TextKey // why no key can be asked; "" when one can
	Stage     Stage         // of what is under way
	Deed      KeyDeed
	Scan      KeyScan
	Known     bool
	Fingers   []KeyFinger
	Problem   error
}

// OnKey returns how it stands.
func (d *Desk) OnKey() OnKey {
	k := &d.onKey
	out := OnKey{Stage: k.attempt.stage, Deed: k.deed, Scan: k.scan, Known: k.known, Fingers: k.fingers, Problem: k.problem}
	if state := d.carried[kindKey]; state != nil {
		_, out.Supported = state.device.(KeysWithSensor)
		switch p := state.presence; {
		case !state.known:
		case p.Problem != "":
			out.Absent = p.Problem
		case !p.Sensor:
			out.Absent = "carried.key.sensor.none"
		case !p.PIN:
			out.Absent = "carried.key.pin.unset"
		}
	}
	return out
}

// ForgetKey ends what is under way, and forgets what was seen on the key. What the service has to be told stays.
func (d *Desk) ForgetKey() {
	d.onKey.attempt.cancel()
	d.onKey = onKey{gone: d.onKey.gone}
	d.change.Session = true
}

// GiveUpKey ends what waits for a key.
func (d *Desk) GiveUpKey() { d.onKey.attempt.cancel() }

// LookAtKey tells what is on the person's key. Nobody has to permit it, and it needs no connection.
func (d *Desk) LookAtKey(pin string) {
	d.atKey(KeyLooking, pin, func(ctx context.Context, keys KeysWithSensor, q KeyQuestion) ([]KeyFinger, error) {
		return keys.Fingers(ctx, q)
	}, func(*Desk) {})
}

// RemoveFromKey takes fingers off the person's key, at once and whatever the gate says: who gave a finger may always take it away (L11).
func (d *Desk) RemoveFromKey(pin string, ids [][]byte) {
	var codes []biometric.Code
	for _, f := range d.onKey.fingers {
		if f.Code != "" && among(ids, f.ID) {
			codes = append(codes, f.Code)
		}
	}
	d.atKey(KeyRemoving, pin, func(ctx context.Context, keys KeysWithSensor, q KeyQuestion) ([]KeyFinger, error) {
		return keys.RemoveFingers(ctx, q, ids)
	}, func(d *Desk) {
		d.onKey.gone = append(d.onKey.gone, codes...)
		d.tellGone()
	})
}
