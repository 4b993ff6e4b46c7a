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

// theirs logs in to the first card that has a key of who was named. Nobody stays logged in.
func (c *Cards) theirs(ctx context.Context, ask SecretAsk, use func(pkcs11.SessionHandle, []keyPair) error) error {
	const op = "card.theirs"
	if len(ask.Keys) == 0 {
		return fault.New(fault.Invalid, op)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if ctx.Err() != nil {
		return fault.As(fault.Expired, op, ctx.Err(), fault.Key(Failed))
	}
	tokens, err := c.tokens()
	if err != nil {
		return err
	}
	for _, t := range tokens {
		done, err := c.within(t, ask, use)
		if done || err != nil {
			return err
		}
	}
	return fault.New(fault.Missing, op, fault.Key(Unknown))
}

func (c *Cards) within(t token, ask SecretAsk, use func(pkcs11.SessionHandle, []keyPair) error) (done bool, err error) {
	session, err := c.ctx.OpenSession(t.slot, pkcs11.CKF_SERIAL_SESSION)
	if err != nil {
		return false, faultOf("card.within", err)
	}
	defer func() { _ = c.ctx.CloseSession(session) }() // the card may have gone
	all := keys(c.ctx, session)
	if !slices.ContainsFunc(all, func(k keyPair) bool { return k.among(ask.Keys) }) {
		return false, nil
	}
	if err := c.login(session, t, ask.PIN); err != nil {
		return true, err
	}
	defer func() { _ = c.ctx.Logout(session) }()
	return true, use(session, all)
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
