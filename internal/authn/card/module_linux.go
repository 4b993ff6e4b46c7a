//go:build linux && cgo

package card

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"sync"

	"github.com/miekg/pkcs11"

	"vigie.example/internal/fault"
)

// Cards are the cards that a module reaches. Safe for concurrent use.
type Cards struct {
	module string
	mu     sync.Mutex // held while a card is spoken to
	ctx    *pkcs11.Ctx
}

// Open returns the cards of a module, given by its file. Nothing is loaded yet.
func Open(module string) *Cards { return &Cards{module: module} }

// load loads the module at the first use, and again after it could not be. It must be called under mu.
func (c *Cards) load() (*pkcs11.Ctx, error) {
	const op = "card.load"
	if c.ctx != nil {
		return c.ctx, nil
	}
	if c.module == "" {
		return nil, fault.New(fault.Unavailable, op, fault.Key(NoModule))
	}
	ctx := pkcs11.New(c.module)
	if ctx == nil {
		return nil, fault.New(fault.Unavailable, op, fault.Key(NoModule))
	}
	if err := ctx.Initialize(); err != nil && err != pkcs11.Error(pkcs11.CKR_CRYPTOKI_ALREADY_INITIALIZED) {
		ctx.Destroy()
		return nil, fault.New(fault.Unavailable, op, fault.Key(NoModule))
	}
	c.ctx = ctx
	return ctx, nil
}

// Close unloads the module.
func (c *Cards) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ctx != nil {
		_ = c.ctx.Finalize() // nothing is open
		c.ctx.Destroy()
		c.ctx = nil
	}
}

// Tokens returns the cards that are in readers. The fault says whether a reader is missing, or the card alone.
func (c *Cards) Tokens(context.Context) ([]Token, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	all, err := c.tokens()
	out := make([]Token, len(all))
	for i, t := range all {
		out[i] = t.Token
	}
	return out, err
}

// token is a card and the slot that it is in.
type token struct {
	Token
	slot uint
	last bool // one try is left
}

// tokens must be called under mu.
func (c *Cards) tokens() ([]token, error) {
	const op = "card.Tokens"
	ctx, err := c.load()
	if err != nil {
		return nil, err
	}
	slots, err := ctx.GetSlotList(true)
	if err != nil {
		return nil, faultOf(op, err)
	}
	var out []token
	for _, slot := range slots {
		info, err := ctx.GetTokenInfo(slot)
		if err != nil || info.Flags&pkcs11.CKF_TOKEN_INITIALIZED == 0 {
			continue
		}
		sum := sha256.Sum256([]byte(info.ManufacturerID + "\x00" + info.Model + "\x00" + info.SerialNumber))
		out = append(out, token{Token{
			Name: base64.RawURLEncoding.EncodeToString(sum[:12]), PIN: info.Flags&pkcs11.CKF_USER_PIN_INITIALIZED != 0,
			Locked: info.Flags&pkcs11.CKF_USER_PIN_LOCKED != 0,
		}, slot, info.Flags&pkcs11.CKF_USER_PIN_FINAL_TRY != 0})
	}
	if len(out) > 0 {
		return out, nil
	}
	readers, err := ctx.GetSlotList(false)
	if err == nil && len(readers) == 0 {
		return nil, fault.New(fault.Unavailable, op, fault.Key(NoReader))
	}
	return nil, fault.New(fault.Unavailable, op, fault.Key(Absent))
}

// faultOf tells what a person has to know of a module's error.
func faultOf(op fault.Op, err error) error {
	kind, key := fault.Unavailable, Failed
	code, _ := err.(pkcs11.Error)
	switch code {
	case pkcs11.CKR_PIN_INCORRECT, pkcs11.CKR_PIN_INVALID, pkcs11.CKR_PIN_LEN_RANGE:
		kind, key = fault.Unauthenticated, WrongPIN
	case pkcs11.CKR_PIN_LOCKED:
		kind, key = fault.Unauthenticated, LockedPIN
	case pkcs11.CKR_USER_PIN_NOT_INITIALIZED:
		key = NoPIN
	case pkcs11.CKR_TOKEN_NOT_PRESENT, pkcs11.CKR_DEVICE_REMOVED, pkcs11.CKR_SESSION_HANDLE_INVALID, pkcs11.CKR_SLOT_ID_INVALID:
		key = Removed
	}
	return fault.New(kind, op, fault.Key(key))
}
