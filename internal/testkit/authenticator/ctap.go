package authenticator

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/fxamacker/cbor/v2"
)

// CTAP 2 (sections 6 and 8).
const (
	cmdMakeCredential = 0x01
	cmdGetAssertion   = 0x02
	cmdGetInfo        = 0x04
	cmdClientPIN      = 0x06

	ok                  = 0x00
	errInvalidCommand   = 0x01
	errInvalidParameter = 0x02
	errInvalidCBOR      = 0x12
	errExcluded         = 0x19
	errDenied           = 0x27
	errUnsupported      = 0x2b
	errCancelled        = 0x2d
	errNoCredentials    = 0x2e
	errTimeout          = 0x2f
	errPINInvalid       = 0x31
	errPINBlocked       = 0x32
	errPINAuth          = 0x33
	errPINAuthBlocked   = 0x34
	errPINNotSet        = 0x35
	errPINRequired      = 0x36

	flagPresent  = 0x01
	flagVerified = 0x04
	flagEligible = 0x08
	flagAttested = 0x40
	flagExtended = 0x80

	algES256 = -7

	flagsAt = 32 // in authenticator data
)

var coding = func() cbor.EncMode {
	mode, err := cbor.CTAP2EncOptions().EncMode()
	if err != nil {
		panic(err) // the options are the library's own
	}
	return mode
}()

func encode(v any) []byte {
	raw, err := coding.Marshal(v)
	if err != nil {
		panic(err) // maps of numbers and bytes
	}
	return raw
}

// request answers one message of the console.
func (a *Authenticator) request(message []byte, touch func() Gesture) (status byte, body []byte) {
	if len(message) == 0 {
		return errInvalidCommand, nil
	}
	switch message[0] {
	case cmdGetInfo:
		return ok, encode(a.info())
	case cmdClientPIN:
		return a.clientPIN(message[1:])
	case cmdMakeCredential:
		return a.makeCredential(message[1:], touch)
	case cmdGetAssertion:
		return a.getAssertion(message[1:], touch)
	case cmdBio, cmdBioPreview:
		if preview := message[0] == cmdBioPreview; preview && !a.o.Final || !preview && a.newer() {
			return a.bioEnrollment(message[1:], touch)
		}
	}
	return errInvalidCommand, nil
}

// newer reports whether it is a key of CTAP 2.1.
func (a *Authenticator) newer() bool { return a.o.Always || a.o.Purposes || a.o.Final }

func (a *Authenticator) info() map[int]any {
	a.mu.Lock()
	defer a.mu.Unlock()
	options := map[string]bool{"rk": true, "up": true, "plat": false, "clientPin": a.pin != ""}
	versions := []string{"FIDO_2_0"}
	if a.senses() {
		options["uv"] = a.finger()
		if a.newer() {
			options["bioEnroll"] = a.finger()
		}
		if !a.o.Final {
			options["userVerificationMgmtPreview"], versions = a.finger(), append(versions, "FIDO_2_1_PRE")
		}
	}
	numbers := []int{}
	if a.newer() {
		versions = append(versions, "FIDO_2_1")
	}
	if a.o.Always {
		options["alwaysUv"] = true
	}
	if a.o.Purposes {
		options["pinUvAuthToken"] = true
	}
	for _, p := range a.protocols {
		numbers = append(numbers, p.number)
	}
	out := map[int]any{1: versions, 3: make([]byte, 16), 4: options, 5: 1200, 6: numbers}
	if !a.o.NoSecrets {
		out[2] = []string{hmacSecret}
	}
	return out
}

type descriptor struct {
	ID   []byte `cbor:"id"`
	Type string `cbor:"type"`
}

// verification is how a request says that its holder is to be verified.
type verification struct {
	Options  map[string]bool
	Proof    []byte
	Protocol int
}

// verify takes the PIN's token or the finger, and always the touch. Without either it says so in the flags, as real keys do: it
// is for the service to refuse that.
func (a *Authenticator) verify(by verification, digest []byte, touch func() Gesture) (flags, status byte) {
	built := by.Options["uv"]
	switch {
	case by.Proof != nil:
		if !a.proves(by.Protocol, digest, by.Proof) || !a.permits(by.Protocol, mayMake|mayAssert) {
			return 0, errPINAuth
		}
		flags |= flagVerified
	case !built && a.always() && len(a.Prints()) == 0:
		return 0, errPINRequired
	case !built && a.always():
		built = true // as CTAP 2.1 section 6.2.2 has it
	case built && len(a.Prints()) == 0:
		return 0, errUnsupported
	}
	switch touch() {
	case WrongFinger:
		if built {
			return 0, errDenied
		}
	case Nothing:
		return 0, errTimeout
	}
	if built {
		flags |= flagVerified
	}
	return flags | flagPresent, ok
}

func (a *Authenticator) makeCredential(raw []byte, touch func() Gesture) (byte, []byte) {
	var in struct {
		Digest []byte `cbor:"1,keyasint"`
		Party  struct {
			ID string `cbor:"id"`
		} `cbor:"2,keyasint"`
		User struct {
			ID []byte `cbor:"id"`
		} `cbor:"3,keyasint"`
		Exclude  []descriptor               `cbor:"5,keyasint"`
		Extend   map[string]cbor.RawMessage `cbor:"6,keyasint"`
		Options  map[string]bool            `cbor:"7,keyasint"`
		Proof    []byte                     `cbor:"8,keyasint"`
		Protocol int                        `cbor:"9,keyasint"`
	}
	if cbor.Unmarshal(raw, &in) != nil {
		return errInvalidCBOR, nil
	}
	for _, d := range in.Exclude {
		if a.find(d.ID, in.Party.ID) != nil {
			return errExcluded, nil
		}
	}
	if a.o.PIN != "" && in.Proof == nil && !in.Options["uv"] {
		return errPINRequired, nil
	}
	flags, status := a.verify(verification{in.Options, in.Proof, in.Protocol}, in.Digest, touch)
	if status != ok {
		return status, nil
	}
	id, c := a.create(in.Party.ID, in.User.ID)
	data := a.attested(in.Party.ID, flags, id, c)
	if extension := a.extends(c, in.Extend); extension != nil {
		data = append(data, extension...)
		data[flagsAt] |= flagExtended
	}
	return ok, encode(map[int]any{1: "none", 2: data, 3: map[string]any{}})
}

func (a *Authenticator) getAssertion(raw []byte, touch func() Gesture) (byte, []byte) {
	var in struct {
		Party    string                     `cbor:"1,keyasint"`
		Digest   []byte                     `cbor:"2,keyasint"`
		Allow    []descriptor               `cbor:"3,keyasint"`
		Extend   map[string]cbor.RawMessage `cbor:"4,keyasint"`
		Options  map[string]bool            `cbor:"5,keyasint"`
		Proof    []byte                     `cbor:"6,keyasint"`
		Protocol int                        `cbor:"7,keyasint"`
	}
	if cbor.Unmarshal(raw, &in) != nil {
		return errInvalidCBOR, nil
	}
	flags, status := byte(0), byte(ok)
	if present, said := in.Options["up"]; present || !said {
		flags, status = a.verify(verification{in.Options, in.Proof, in.Protocol}, in.Digest, touch)
	}
	if status != ok {
		return status, nil
	}
	for _, d := range in.Allow {
		c := a.find(d.ID, in.Party)
		if c == nil {
			continue
		}
		extension, status := a.derive(c, in.Extend, flags&flagVerified != 0, flags&flagPresent != 0)
		if status != ok {
			return status, nil
		}
		if extension != nil {
			flags |= flagExtended
		}
		if len(in.Extend) > 0 {
			flags, extension = a.extended(flags, extension)
		}
		data := append(a.data(in.Party, flags), extension...)
		return ok, encode(map[int]any{1: map[string]any{"id": d.ID, "type": "public-key"}, 2: data, 3: c.sign(data, in.Digest)})
	}
	return errNoCredentials, nil
}

// data returns the authenticator data up to the counter, which goes on.
func (a *Authenticator) data(party string, flags byte) []byte {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.count++
	if a.o.SyncedKeys {
		flags |= flagEligible
	}
	digest := sha256.Sum256([]byte(party))
	return binary.BigEndian.AppendUint32(append(digest[:], flags), a.count)
}
