package backend

import (
	"context"

	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// Way is a way in (L3). It judges only what its own proof says; that the shift key is vouched for by the account's
// credential is checked for every way.
type Way interface {
	// Name is what SignIn.Way says.
	Name() string

	// Check returns nil if in proves that the account's holder is there. For an account that is a decoy it takes as long
	// as for a real one, and fails. The error is never shown.
	Check(ctx context.Context, account Account, in wire.SignIn) error
}

// Passphrases is the way "passphrase" (B9).
type Passphrases struct {
	matches func(hash, passphrase string) bool
	decoy   string
	slots   chan struct{}
}

// parallelPassphrases bounds how many are hashed at once: each takes tens of megabytes.
const parallelPassphrases = 2

// NewPassphrases returns the way. matches compares a passphrase with an encoded hash; decoy is a hash that costs as much as
// the accounts' own and that nobody knows the passphrase of.
func NewPassphrases(matches func(hash, passphrase string) bool, decoy string) *Passphrases {
	return &Passphrases{matches: matches, decoy: decoy, slots: make(chan struct{}, parallelPassphrases)}
}

// Name returns "passphrase".
func (p *Passphrases) Name() string { return "passphrase" }

// Check compares the passphrase with the account's; an account without one never matches.
func (p *Passphrases) Check(ctx context.Context, account Account, in wire.SignIn) error {
	const op = "backend.Passphrases.Check"
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return fault.As(fault.Unavailable, op, ctx.Err())
	}
	hash := account.PassphraseHash
	if hash == "" {
		hash = p.decoy
	}
	if !p.matches(hash, in.Passphrase) || account.PassphraseHash == "" {
		return fault.New(fault.Unauthenticated, op)
	}
	return nil
}
