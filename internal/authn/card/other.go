//go:build !linux || !cgo

package card

import (
	"context"

	"vigie.example/internal/fault"
)

// Cards are none in this build.
type Cards struct{}

// Open returns no cards.
func Open(string) *Cards { return &Cards{} }

// Close does nothing.
func (*Cards) Close() {}

// Tokens fails: there is no module.
func (*Cards) Tokens(context.Context) ([]Token, error) { return nil, missing() }

// Sign fails: there is no module.
func (*Cards) Sign(context.Context, Ask) (Proof, error) { return Proof{}, missing() }

// Make fails: there is no module.
func (*Cards) Make(context.Context, string, []byte) (Made, error) { return Made{}, missing() }

func missing() error { return fault.New(fault.Unavailable, "card", fault.Key(NoModule)) }

// NewSecret fails: there is no module.
func (*Cards) NewSecret(context.Context, SecretAsk) (Deposit, *[SecretBytes]byte, error) {
	return Deposit{}, nil, missing()
}

// Secret fails: there is no module.
func (*Cards) Secret(context.Context, Deposit, SecretAsk) (*[SecretBytes]byte, error) {
	return nil, missing()
}
