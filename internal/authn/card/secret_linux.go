//go:build linux && cgo

package card

import (
	"bytes"
	"context"
	"slices"

	"github.com/miekg/pkcs11"

	"vigie.example/internal/fault"
)

// NewSecret makes a secret on a person's card, and what must be kept to have it again. A key that signs for nobody is taken first; the
// card's answer is checked before anything depends on it. The fault has the text key NoSecret for a card that can do none.
func (c *Cards) NewSecret(ctx context.Context, ask SecretAsk) (Deposit, *[SecretBytes]byte, error) {
	const op = "card.NewSecret"
	var deposit Deposit
	var secret *[SecretBytes]byte
	err := c.theirs(ctx, ask, func(session pkcs11.SessionHandle, all []keyPair) error {
		for _, k := range apart(all, ask.Keys) {
			for _, m := range k.means() {
				made, come, err := c.deposit(session, k, m, ask.PIN)
				if err == nil {
					deposit = made
					secret, err = secretFrom(come, made, ask.Label)
					return err
				}
				if fault.PublicOf(err).Key == Removed {
					return err
				}
			}
		}
		return fault.New(fault.Unavailable, op, fault.Key(NoSecret))
	})
	return deposit, secret, err
}

// Secret has a person's card give a secret again.
func (c *Cards) Secret(ctx context.Context, d Deposit, ask SecretAsk) (*[SecretBytes]byte, error) {
	const op = "card.Secret"
	if !d.Valid() {
		return nil, fault.New(fault.Invalid, op)
	}
	var secret *[SecretBytes]byte
	err := c.theirs(ctx, ask, func(session pkcs11.SessionHandle, all []keyPair) error {
		for _, k := range all {
			if !bytes.Equal(k.id(), d.Key) || !slices.Contains(k.means(), d.Means) {
				continue
			}
			come, err := c.come(session, k, d, ask.PIN)
			if err == nil {
				secret, err = secretFrom(come, d, ask.Label)
			}
			return err
		}
		return fault.New(fault.Missing, op, fault.Key(Unknown))
	})
	return secret, err
}

// theirs logs in to the first card that has a key of who was named.
func (c *Cards) theirs(ctx context.Context, ask SecretAsk, use func(pkcs11.SessionHandle, []keyPair) error) error {
	if len(ask.Keys) == 0 {
		return fault.New(fault.Invalid, "card.theirs")
	}
	return c.first(ctx, ask.PIN, Unknown, func(k keyPair) bool { return k.among(ask.Keys) },
		func(_ token, session pkcs11.SessionHandle, all []keyPair) (bool, error) {
			return true, use(session, all)
		})
}

// apart puts the keys that are not those of who was named, and so sign nothing for the service, in front.
func apart(all []keyPair, signing [][]byte) []keyPair {
	out := slices.Clone(all)
	slices.SortStableFunc(out, func(a, b keyPair) int {
		switch signs := a.among(signing); {
		case signs == b.among(signing):
			return 0
		case signs:
			return 1
		}
		return -1
	})
	return out
}

func (k keyPair) among(ids [][]byte) bool {
	return slices.ContainsFunc(ids, func(id []byte) bool { return bytes.Equal(id, k.id()) })
}

// means are those that the kind of key allows, the best first; whether the card allows them shows when they are tried.
func (k keyPair) means() []Means {
	if k.rsa {
		return []Means{Unwrap, UnwrapOld}
	}
	return []Means{Agreement}
}
