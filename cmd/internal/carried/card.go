package carried

import (
	"context"

	"vigie.example/internal/authn/card"
	"vigie.example/internal/authn/ceremony"
	"vigie.example/internal/console"
	"vigie.example/internal/fault"
)

// Card is this machine's service card as the console asks it.
type Card struct{ cards *card.Cards }

var _ console.Carried = (*Card)(nil)

// NewCard returns the cards that a PKCS#11 module reaches; none with an empty name.
func NewCard(module string) *Card { return &Card{card.Open(module)} }

// Close unloads the module.
func (c *Card) Close() { c.cards.Close() }

// Look implements console.Carried.
func (c *Card) Look(ctx context.Context) console.Presence {
	tokens, err := c.cards.Tokens(ctx)
	if err != nil {
		return console.Presence{Problem: fault.PublicOf(err).Key}
	}
	var out console.Presence
	locked := true
	for _, t := range tokens {
		out.Devices = append(out.Devices, t.Name)
		out.PIN = out.PIN || t.PIN
		locked = locked && t.Locked
	}
	if locked {
		out.Problem = card.LockedPIN
	}
	return out
}

// Prove implements console.Carried.
func (c *Card) Prove(ctx context.Context, q console.Question) (console.Proof, error) {
	digest := ceremony.CardDigest(ceremony.ToAssert, q.Challenge[:])
	p, err := c.cards.Sign(ctx, card.Ask{Keys: q.Means, Digest: digest[:], PIN: q.PIN})
	if err != nil {
		return console.Proof{}, fault.Wrap("carried.Card.Prove", err)
	}
	return console.Proof{ID: p.ID, Sig: p.Signature, Device: p.Token}, nil
}

// Make implements console.Carried.
func (c *Card) Make(ctx context.Context, q console.Question) (console.Made, error) {
	digest := ceremony.CardDigest(ceremony.ToEnrol, q.Challenge[:])
	made, err := c.cards.Make(ctx, q.PIN, digest[:])
	if err != nil {
		return console.Made{}, fault.Wrap("carried.Card.Make", err)
	}
	return console.Made{SPKI: made.Public, Sig: made.Signature}, nil
}
