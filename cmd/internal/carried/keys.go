// Package carried joins the console's ports for what people carry with the packages that speak to security keys and to service
// cards: the two do not know each other.
package carried

import (
	"context"
	"crypto/sha256"
	"slices"
	"sync"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/authn/ceremony"
	"vigie.example/internal/authn/fido"
	"vigie.example/internal/console"
	"vigie.example/internal/fault"
)

// Keys are this machine's security keys as the console asks them.
type Keys struct {
	keys  *fido.Keys
	party ceremony.Party
	now   func() time.Time

	mu    sync.Mutex
	paths []string // that were described last
	seen  console.Presence
	at    time.Time
}

var _ console.Carried = (*Keys)(nil)

// NewKeys returns the keys of a bus (nil: this machine's sockets), for the service of an authority.
func NewKeys(bus fido.Bus, authority []byte, now func() time.Time) *Keys {
	return &Keys{keys: fido.Open(bus), party: ceremony.PartyOf(authority), now: now}
}

// describeEvery is how often a key that cannot be used is spoken to again: its holder may set a PIN meanwhile.
const describeEvery = 5 * time.Second

// Look implements console.Carried. A key is spoken to when it has just been plugged in, and not every second.
func (k *Keys) Look(context.Context) console.Presence {
	paths, err := k.keys.Paths()
	if err != nil || len(paths) == 0 {
		k.remember(nil, console.Presence{Problem: fido.Absent})
		return console.Presence{Problem: fido.Absent}
	}
	if seen, fresh := k.recall(paths); fresh {
		return seen
	}
	devices, err := k.keys.Devices()
	out := console.Presence{Devices: paths}
	if err != nil {
		out.Problem = fault.PublicOf(err).Key
	}
	for _, d := range devices {
		out.PIN, out.Finger, out.Sensor = out.PIN || d.PIN, out.Finger || d.Finger, out.Sensor || d.Sensor
	}
	k.remember(paths, out)
	return out
}

func (k *Keys) recall(paths []string) (console.Presence, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	usable := k.seen.Problem == "" && k.seen.PIN
	return k.seen, slices.Equal(paths, k.paths) && (usable || k.now().Sub(k.at) < describeEvery)
}

func (k *Keys) remember(paths []string, p console.Presence) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.paths, k.seen, k.at = paths, p, k.now()
}

// Prove implements console.Carried.
func (k *Keys) Prove(ctx context.Context, q console.Question) (console.Proof, error) {
	const op = "carried.Keys.Prove"
	data, digest, err := k.clientData(ceremony.ToAssert, q)
	if err != nil {
		return console.Proof{}, err
	}
	p, err := k.keys.Assert(ctx, fido.Ask{Party: k.party.ID(), Digest: digest, Allow: q.Means, Verify: k.verification(q), Blink: q.Touch})
	if err != nil {
		return console.Proof{}, fault.Wrap(op, err)
	}
	return console.Proof{ID: p.KeyID, AuthData: p.AuthData, ClientData: data, Sig: p.Signature, Device: p.Path}, nil
}

// Make implements console.Carried.
func (k *Keys) Make(ctx context.Context, q console.Question) (console.Made, error) {
	const op = "carried.Keys.Make"
	data, digest, err := k.clientData(ceremony.ToEnrol, q)
	if err != nil {
		return console.Made{}, err
	}
	made, err := k.keys.Create(ctx, fido.New{
		Party: k.party.ID(), Digest: digest, Handle: k.party.Handle(q.Actor), Exclude: q.Means, Verify: k.verification(q), Blink: q.Touch,
	})
	if err != nil {
		return console.Made{}, fault.Wrap(op, err)
	}
	return console.Made{AuthData: made.AuthData, ClientData: data}, nil
}

func (k *Keys) clientData(p ceremony.Purpose, q console.Question) (data, digest []byte, err error) {
	data, err = k.party.ClientData(p, q.Challenge[:])
	sum := sha256.Sum256(data)
	return data, sum[:], err
}

// verification is the finger only where the question brings a permission for it that is good now; otherwise the PIN.
func (k *Keys) verification(q console.Question) fido.Verification {
	if v, err := fido.Finger(q.Finger, access.ActorCode(q.Actor), k.now()); err == nil {
		return v
	}
	return fido.PIN(q.PIN)
}
