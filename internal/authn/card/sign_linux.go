//go:build linux && cgo

package card

import (
	"context"
	"slices"

	"github.com/miekg/pkcs11"

	"vigie.example/internal/fault"
)

// Sign asks the card of who was named for a signature. A card cannot be interrupted: the context is looked at before.
func (c *Cards) Sign(ctx context.Context, ask Ask) (Proof, error) {
	const op = "card.Sign"
	if len(ask.Keys) == 0 || len(ask.Digest) != 32 {
		return Proof{}, fault.New(fault.Invalid, op)
	}
	var out Proof
	err := c.each(ctx, ask.PIN, Unknown, func(k keyPair) bool { return k.among(ask.Keys) }, func(t token, k keyPair, sign func([]byte) ([]byte, error)) error {
		signature, err := sign(ask.Digest)
		out = Proof{ID: k.id(), Signature: signature, Token: t.Name}
		return err
	})
	return out, err
}

// Make shows a card's own key, with its signature of a digest.
func (c *Cards) Make(ctx context.Context, pin string, digest []byte) (Made, error) {
	const op = "card.Make"
	if len(digest) != 32 {
		return Made{}, fault.New(fault.Invalid, op)
	}
	var out Made
	err := c.each(ctx, pin, Unfit, func(keyPair) bool { return true }, func(t token, k keyPair, sign func([]byte) ([]byte, error)) error {
		signature, err := sign(digest)
		out = Made{Public: k.spki, Signature: signature, Token: t.Name}
		return err
	})
	return out, err
}

// each uses the first card with a key that suits and may sign. If there is none, the fault has the text key none.
func (c *Cards) each(ctx context.Context, pin string, none fault.TextKey, suits func(keyPair) bool, use func(token, keyPair, func([]byte) ([]byte, error)) error) error {
	return c.first(ctx, pin, none, suits, func(t token, session pkcs11.SessionHandle, all []keyPair) (done bool, err error) {
		for _, k := range all { // a card may have others, that sign nothing
			if !suits(k) {
				continue
			}
			if private := c.private(session, k, pkcs11.CKA_SIGN); len(private) > 0 {
				return true, use(t, k, func(digest []byte) ([]byte, error) { return c.sign(session, private[0], k, digest, pin) })
			}
		}
		return false, nil
	})
}

// private finds the private half of a key, if it may be used so.
func (c *Cards) private(session pkcs11.SessionHandle, k keyPair, may uint) []pkcs11.ObjectHandle {
	return find(c.ctx, session, pkcs11.NewAttribute(pkcs11.CKA_CLASS, pkcs11.CKO_PRIVATE_KEY), pkcs11.NewAttribute(pkcs11.CKA_ID, k.handle), pkcs11.NewAttribute(may, true))
}

// first logs in to the cards that have a key that suits, one after the other, until one is done with. If none is, the fault has the text key
// none. Nobody stays logged in.
func (c *Cards) first(ctx context.Context, pin string, none fault.TextKey, suits func(keyPair) bool, use func(token, pkcs11.SessionHandle, []keyPair) (done bool, err error)) error {
	const op = "card.first"
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
		done, err := c.on(t, pin, suits, use)
		if done || err != nil {
			return err
		}
	}
	return fault.New(fault.Missing, op, fault.Key(none))
}

// on looks at one card, and uses it if a key suits.
func (c *Cards) on(t token, pin string, suits func(keyPair) bool, use func(token, pkcs11.SessionHandle, []keyPair) (bool, error)) (done bool, err error) {
	session, err := c.ctx.OpenSession(t.slot, pkcs11.CKF_SERIAL_SESSION)
	if err != nil {
		return false, faultOf("card.on", err)
	}
	defer func() { _ = c.ctx.CloseSession(session) }() // the card may have gone
	all := keys(c.ctx, session)
	if !slices.ContainsFunc(all, suits) {
		return false, nil
	}
	if err := c.login(session, t, pin); err != nil {
		return true, err
	}
	defer func() { _ = c.ctx.Logout(session) }()
	return use(t, session, all)
}

// login gives the PIN. Whoever is logged in already is logged out first: otherwise any PIN would do.
func (c *Cards) login(session pkcs11.SessionHandle, t token, pin string) error {
	const op = "card.login"
	switch {
	case t.Locked:
		return fault.New(fault.Unauthenticated, op, fault.Key(LockedPIN))
	case !t.PIN:
		return fault.New(fault.Unavailable, op, fault.Key(NoPIN))
	case pin == "":
		return fault.New(fault.Unauthenticated, op, fault.Key(WrongPIN))
	}
	_ = c.ctx.Logout(session) // there is nobody, as a rule
	err := c.ctx.Login(session, pkcs11.CKU_USER, pin)
	if err == nil {
		return nil
	}
	if err := faultOf(op, err); fault.PublicOf(err).Key != WrongPIN {
		return err
	}
	if info, err := c.ctx.GetTokenInfo(t.slot); err == nil {
		switch {
		case info.Flags&pkcs11.CKF_USER_PIN_LOCKED != 0:
			return fault.New(fault.Unauthenticated, op, fault.Key(LockedPIN))
		case info.Flags&pkcs11.CKF_USER_PIN_FINAL_TRY != 0:
			return fault.New(fault.Unauthenticated, op, fault.Key(LastPIN))
		}
	}
	return fault.New(fault.Unauthenticated, op, fault.Key(WrongPIN))
}

// sha256Info is what goes before a digest in PKCS #1 version 1.5 (RFC 8017 section 9.2).
var sha256Info = []byte{0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20}

func (c *Cards) sign(session pkcs11.SessionHandle, private pkcs11.ObjectHandle, k keyPair, digest []byte, pin string) ([]byte, error) {
	const op = "card.sign"
	mechanism, message := uint(pkcs11.CKM_ECDSA), digest
	if k.rsa {
		mechanism, message = pkcs11.CKM_RSA_PKCS, slices.Concat(sha256Info, digest)
	}
	if err := c.ctx.SignInit(session, []*pkcs11.Mechanism{pkcs11.NewMechanism(mechanism, nil)}, private); err != nil {
		return nil, faultOf(op, err)
	}
	if err := c.always(session, private, pin); err != nil {
		return nil, err
	}
	signature, err := c.ctx.Sign(session, message)
	if err != nil {
		return nil, faultOf(op, err)
	}
	return signature, nil
}

// always gives the PIN again, for a key that wants it at each use.
func (c *Cards) always(session pkcs11.SessionHandle, private pkcs11.ObjectHandle, pin string) error {
	if always := attribute(c.ctx, session, private, pkcs11.CKA_ALWAYS_AUTHENTICATE); len(always) == 1 && always[0] != 0 {
		if err := c.ctx.Login(session, pkcs11.CKU_CONTEXT_SPECIFIC, pin); err != nil {
			return faultOf("card.always", err)
		}
	}
	return nil
}
