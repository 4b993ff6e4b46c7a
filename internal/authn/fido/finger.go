package fido

import (
	"context"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
)

// Template is a fingerprint on a key: what the key calls it, and the pseudonym that it was given when it was enrolled through us; "" for one
// that was not. Nothing of the finger leaves the key (L13).
type Template struct {
	ID   []byte
	Code biometric.Code
}

// Holder says whose key is asked, and knows its PIN.
type Holder struct {
	Party string   // as ceremony.Party.ID
	Allow [][]byte // credentials of the person who is signed in
	PIN   string
}

// Captured is what has come of an enrolment: what is on the key now, or after a fault, whether something of the finger may be.
type Captured struct {
	On     []Template
	Unsure bool
}

// Scan is how one touch of the sensor went.
type Scan struct {
	Left  int   // good touches that are wanted still
	Of    int   // that were wanted at first
	Again Again // why this one does not count; None if it does
}

// Again says why a touch is to be repeated.
type Again string

// Never renumber or re-use: there are texts for them.
const (
	None       Again = ""
	TooHigh    Again = "high"
	TooLow     Again = "low"
	TooLeft    Again = "left"
	TooRight   Again = "right"
	TooFast    Again = "fast"
	TooSlow    Again = "slow"
	TooSkewed  Again = "skewed"
	TooShort   Again = "short"
	Poor       Again = "poor"
	NobodyThen Again = "nobody" // nobody touched it
	Lift       Again = "lift"   // it was not lifted since the last touch
	Once       Again = "once"   // no reason is known
)

// Agains returns every reason, in a fixed order.
func Agains() []Again {
	return []Again{TooHigh, TooLow, TooLeft, TooRight, TooFast, TooSlow, TooSkewed, TooShort, Poor, NobodyThen, Lift, Once}
}

// Text keys of what can be wrong with a finger that is to be enrolled, or taken away.
const (
	NoSensor   fault.TextKey = "carried.key.sensor.none"     // this key has no sensor
	NoRoom     fault.TextKey = "carried.key.finger.full"     // for another template
	KnownPrint fault.TextKey = "carried.key.finger.known"    // this finger is on the key
	Unclear    fault.TextKey = "carried.key.finger.unclear"  // too many touches did not count
	NotOnIt    fault.TextKey = "carried.key.finger.absent"   // there is no such template on this key
	NotYours   fault.TextKey = "carried.key.finger.not_mine" // the key is not one of the person's
)

// Capture is a finger to be enrolled on a key. Make one with Capturing: nothing else enrols.
type Capture struct {
	code biometric.Code
	left time.Duration // that the permission lasts
}

// Capturing permits one enrolment, if that is permitted for this person now (L17). The error is the permission's, or Invalid for what is no
// pseudonym. It is to be used at once: the enrolment ends with the permission.
func Capturing(p biometric.Permission, person access.ActorCode, code biometric.Code, now time.Time) (Capture, error) {
	const op = "fido.Capturing"
	if err := p.Check(biometric.Request{Person: person, Method: biometric.OnKey}, now); err != nil {
		return Capture{}, fault.Wrap(op, err)
	}
	if !code.Valid() {
		return Capture{}, fault.New(fault.Invalid, op)
	}
	return Capture{code: code, left: p.Until().Sub(now)}, nil
}

// within bounds a capture by its permission.
func (c Capture) within(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, c.left)
}

// mostTouches bounds how often a key may ask for another touch, good ones included.
const mostTouches = 40
