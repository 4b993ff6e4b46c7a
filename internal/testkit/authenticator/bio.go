package authenticator

import (
	"bytes"
	"crypto/rand"
	"slices"

	"github.com/fxamacker/cbor/v2"
)

// authenticatorBioEnrollment (CTAP 2.1 section 6.7), and its preview, which asks the same.
const (
	cmdBio        = 0x09
	cmdBioPreview = 0x40

	bioBegin  = 1
	bioNext   = 2
	bioCancel = 3
	bioList   = 4
	bioName   = 5
	bioRemove = 6
	bioSensor = 7

	sampleGood       = 0x00
	sampleLow        = 0x02
	sampleFast       = 0x05
	samplePoor       = 0x07
	sampleKnown      = 0x0b
	sampleNobody     = 0x0d
	errFull          = 0x17
	errInvalidOption = 0x2c
	errNotAllowed    = 0x30

	modalityFinger = 1
	templateBytes  = 16
)

// What a key's sensor takes.
const (
	Samples    = 5 // good touches that make a template
	MostPrints = 5 // templates that there is room for
)

// Print is a template on a key: what the key calls it, and the name that was given to it.
type Print struct {
	ID   []byte
	Name string
}

// enrolling is an enrolment under way.
type enrolling struct {
	id   []byte
	left int
}

// Prints returns the templates on the key.
func (a *Authenticator) Prints() []Print {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.prints)
}

// senses reports whether the key has a sensor, finger whether somebody is enrolled on it. They must be called under mu.
func (a *Authenticator) senses() bool { return a.o.Sensor || a.o.Finger }
func (a *Authenticator) finger() bool { return len(a.prints) > 0 }

// addPrint must be called under mu, or before anybody else has a.
func (a *Authenticator) addPrint(id []byte) { a.prints = append(a.prints, Print{ID: id}) }

func newPrint() []byte {
	id := make([]byte, templateBytes)
	_, _ = rand.Read(id)
	return id
}

type bioParams struct {
	ID   []byte `cbor:"1,keyasint"`
	Name string `cbor:"2,keyasint"`
}

func (a *Authenticator) bioEnrollment(raw []byte, touch func() Gesture) (byte, []byte) {
	var in struct {
		Modality int             `cbor:"1,keyasint"`
		Command  int             `cbor:"2,keyasint"`
		Params   cbor.RawMessage `cbor:"3,keyasint"`
		Protocol int             `cbor:"4,keyasint"`
		Proof    []byte          `cbor:"5,keyasint"`
	}
	var p bioParams
	if cbor.Unmarshal(raw, &in) != nil || len(in.Params) > 0 && cbor.Unmarshal(in.Params, &p) != nil {
		return errInvalidCBOR, nil
	}
	a.mu.Lock()
	senses := a.senses()
	a.mu.Unlock()
	switch {
	case !senses:
		return errInvalidCommand, nil
	case in.Modality != modalityFinger:
		return errInvalidOption, nil
	case in.Command == bioSensor:
		return ok, encode(map[int]any{2: 1, 3: Samples})
	case in.Command == bioCancel:
		a.mu.Lock()
		defer a.mu.Unlock()
		a.enrols = nil
		return ok, nil
	case in.Proof == nil:
		return errPINRequired, nil
	case !a.proves(in.Protocol, append([]byte{modalityFinger, byte(in.Command)}, in.Params...), in.Proof), !a.permits(in.Protocol, mayEnrol):
		return errPINAuth, nil
	}
	switch in.Command {
	case bioBegin:
		return a.beginPrint(touch)
	case bioNext:
		return a.samplePrint(p.ID, touch)
	}
	return a.tidyPrints(in.Command, p)
}

// tidyPrints lists, names and removes templates.
func (a *Authenticator) tidyPrints(command int, p bioParams) (byte, []byte) {
	a.mu.Lock()
	defer a.mu.Unlock()
	at := slices.IndexFunc(a.prints, func(one Print) bool { return bytes.Equal(one.ID, p.ID) })
	switch command {
	case bioList:
		if len(a.prints) == 0 {
			return errInvalidOption, nil
		}
		var all []map[int]any
		for _, one := range a.prints {
			all = append(all, map[int]any{1: one.ID, 2: one.Name})
		}
		return ok, encode(map[int]any{7: all})
	case bioName, bioRemove:
		switch {
		case at < 0:
			return errInvalidOption, nil
		case command == bioName:
			a.prints[at].Name = p.Name
		default:
			a.prints = slices.Delete(a.prints, at, at+1)
		}
		return ok, nil
	}
	return errInvalidCommand, nil
}

func (a *Authenticator) beginPrint(touch func() Gesture) (byte, []byte) {
	a.mu.Lock()
	if len(a.prints) >= MostPrints {
		a.mu.Unlock()
		return errFull, nil
	}
	a.enrols = &enrolling{newPrint(), Samples}
	id := a.enrols.id
	a.mu.Unlock()
	return a.samplePrint(id, touch)
}

// samplePrint takes one touch. The last good one makes the template.
func (a *Authenticator) samplePrint(id []byte, touch func() Gesture) (byte, []byte) {
	a.mu.Lock()
	under := a.enrols
	a.mu.Unlock()
	if under == nil || !bytes.Equal(under.id, id) {
		return errNotAllowed, nil
	}
	status, known := map[Gesture]int{
		Touch: sampleGood, WrongFinger: samplePoor, TooFast: sampleFast, TooLow: sampleLow, SameFinger: sampleKnown, Nothing: sampleNobody,
	}[touch()]
	if !known {
		return errDenied, nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if status == sampleGood {
		under.left--
	}
	if under.left == 0 {
		a.addPrint(under.id)
		a.enrols = nil
	}
	return ok, encode(map[int]any{4: under.id, 5: status, 6: under.left})
}
