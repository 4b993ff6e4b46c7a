package exchange

import (
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// key is one symmetric key of the conversation, and the generation that it was made for.
type key struct {
	secret     seal.Secret
	generation conversation.Generation
}

// Opener opens envelopes with the hourly keys of this console.
type Opener interface {
	Open(id conversation.ID, declarant []byte, e wire.Envelope) (seal.Secret, string, error)
}

// Envelope takes in a key. It reports whether the key is new here and believed; what waited for it is opened then.
func (x *Exchange) Envelope(e wire.Envelope, with Opener, now time.Time) bool {
	if x.gone {
		return false
	}
	secret, pseudonym, err := with.Open(x.id, x.summary.Key, e)
	switch {
	case fault.Is(err, fault.Missing), fault.Is(err, fault.Gone):
		return false // sealed to an hourly key that is dead here: the page seals again
	case err != nil, e.Actor != x.self.Actor, (e.Key == 0) != (e.Generation == 0):
		secret.Destroy()
		x.alarms.raise(WrongKey, now)
		return false
	}
	if known, again := x.keys[e.Key]; again {
		if !known.secret.Equal(secret) || known.generation != e.Generation {
			x.alarms.raise(WrongKey, now)
		}
		secret.Destroy()
		return false
	}
	if e.Generation > x.generation && x.mine {
		secret.Destroy()
		x.alarms.raise(OtherHolder, now) // a key for a claim that this console knows nothing of
		return false
	}
	x.keys[e.Key] = key{secret, e.Generation}
	if pseudonym != "" || x.pseudonym == "" {
		x.pseudonym = pseudonym
	}
	x.openSealed(e.Key, now)
	return true
}

// fresh reports whether the key that the page made for this operator alone is here.
func (x *Exchange) fresh() bool {
	_, _, ok := x.sendingKey()
	return ok
}

// sendingKey is the newest key of the generation that this operator holds.
func (x *Exchange) sendingKey() (conversation.KeyNumber, seal.Secret, bool) {
	var best conversation.KeyNumber
	var secret seal.Secret
	found := false
	for n, k := range x.keys {
		if x.mine && k.generation == x.generation && n >= best {
			best, secret, found = n, k.secret, true
		}
	}
	return best, secret, found
}
