package authenticator

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"slices"
	"sync"
)

// Gesture is what the holder does when the key blinks.
type Gesture int

// The gestures.
const (
	Touch       Gesture = iota // touches it, with the right finger where a finger is asked for
	WrongFinger                // the sensor does not recognise it
	Nothing                    // lets the time pass, or until the console gives up
	Unplug                     // pulls the key out
	TooFast                    // while a finger is enrolled: lifts it too soon
	TooLow                     // holds it too low
	SameFinger                 // shows one that is on the key already
)

// Options say what kind of key it is.
type Options struct {
	PIN        string         // empty: none set
	Sensor     bool           // it has a sensor
	Finger     bool           // it has a sensor with a finger enrolled
	Hand       func() Gesture // called at each request for a touch; Touch if nil
	SyncedKeys bool           // says that its secrets can leave it ("backup eligible")
	Algorithm  int64          // of what it makes; 0: ES256
	Protocol2  bool           // speaks PIN/UV auth protocol 2, and 1
	NoSecrets  bool           // has no hmac-secret
	Purposes   bool           // its PIN tokens are for what they were asked for, and for nothing else ("pinUvAuthToken", CTAP 2.1)
	Final      bool           // knows bioEnrollment as CTAP 2.1 has it, and not its preview
	Always     bool           // verifies its holder at every touch ("alwaysUv")
	Tamper     func(command byte, answer []byte) []byte
}

// Authenticator is a key. Safe for concurrent use.
type Authenticator struct {
	o Options

	mu        sync.Mutex
	pin       string
	retries   int
	since     int // wrong PINs since it was plugged in
	protocols []*protocol
	made      map[string]*credential
	extend    func(byte, []byte) (byte, []byte) // what an attacker answers
	count     uint32
	gone      bool
	touches   int
	prints    []Print
	enrols    *enrolling
}

type credential struct {
	key     *ecdsa.PrivateKey
	party   string
	user    []byte
	randoms *randoms // nil for one that was made without hmac-secret
}

// The PIN tries of a new key, and how many before it must be plugged in again.
const (
	pinTries     = 8
	triesAtATime = 3
)

// New returns a key that nobody has enrolled.
func New(o Options) *Authenticator {
	a := &Authenticator{o: o, pin: o.PIN, retries: pinTries, made: make(map[string]*credential)}
	if a.o.Hand == nil {
		a.o.Hand = func() Gesture { return Touch }
	}
	if o.Finger {
		a.addPrint(newPrint())
	}
	a.renew()
	return a
}

// renew makes new key agreements and PIN tokens. It must be called under mu, or before anybody else has a.
func (a *Authenticator) renew() {
	a.protocols = []*protocol{newProtocol(1)}
	if a.o.Protocol2 {
		a.protocols = []*protocol{newProtocol(2), newProtocol(1)}
	}
}

// Clone returns a second key with the same secrets and count: what an attacker with a copy has.
func (a *Authenticator) Clone() *Authenticator {
	a.mu.Lock()
	defer a.mu.Unlock()
	b := New(a.o)
	b.count, b.prints = a.count, slices.Clone(a.prints)
	for id, c := range a.made {
		b.made[id] = c
	}
	return b
}

// Touches returns how often a touch was asked for.
func (a *Authenticator) Touches() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.touches
}

// Behave changes what the holder does from now on.
func (a *Authenticator) Behave(hand func() Gesture) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.o.Hand = hand
}

// SetAlways changes whether the key verifies its holder at every touch, as its maker's tool does.
func (a *Authenticator) SetAlways(always bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.o.Always = always
}

func (a *Authenticator) always() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.o.Always
}

// Remove pulls the key out; Insert plugs it in again.
func (a *Authenticator) Remove() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.gone = true
}

// Insert plugs the key in again.
func (a *Authenticator) Insert() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.gone, a.since = false, 0
	a.renew()
}

// Here reports whether the key is plugged in.
func (a *Authenticator) Here() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return !a.gone
}

// hand is what the holder does now.
func (a *Authenticator) hand() Gesture {
	a.mu.Lock()
	a.touches++
	hand := a.o.Hand
	a.mu.Unlock()
	g := hand()
	if g == Unplug {
		a.Remove()
	}
	return g
}

func (a *Authenticator) create(party string, user []byte) (id []byte, c *credential) {
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader) // never fails
	id = make([]byte, 48)
	_, _ = rand.Read(id)
	c = &credential{key: key, party: party, user: user}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.made[string(id)] = c
	return id, c
}

func (a *Authenticator) find(id []byte, party string) *credential {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c := a.made[string(id)]; c != nil && c.party == party {
		return c
	}
	return nil
}
