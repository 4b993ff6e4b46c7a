package held

import (
	"context"
	"slices"

	"vigie.example/internal/authn/card"
	"vigie.example/internal/fault"
)

// cards is a person's service cards.
type cards struct {
	cards *card.Cards
	ids   [][]byte
}

// Card returns the holder that asks the cards of a machine for that of one person: ids are SHA-256 of their public keys in force. A card always
// wants its PIN.
func Card(all *card.Cards, ids [][]byte) Holder { return cards{all, slices.Clone(ids)} }

// Make implements Holder.
func (c cards) Make(ctx context.Context, a Ask) (Binding, Secret, error) {
	const op = "held.Card.Make"
	b := Binding{Kind: ServiceCard, Salt: drawn(), PIN: true}
	if !a.Code.Valid() || len(c.ids) == 0 {
		return Binding{}, Secret{}, fault.New(fault.Invalid, op)
	}
	d, value, err := c.cards.NewSecret(ctx, c.ask(b, a))
	if err != nil {
		return Binding{}, Secret{}, fault.Wrap(op, err)
	}
	b.ID, b.Means, b.Given = d.Key, d.Means, d.Given
	return b, NewSecret(value), nil
}

// Open implements Holder.
func (c cards) Open(ctx context.Context, b Binding, a Ask) (Secret, error) {
	const op = "held.Card.Open"
	if b.Kind != ServiceCard || !b.Valid() || !a.Code.Valid() || len(c.ids) == 0 {
		return Secret{}, fault.New(fault.Invalid, op)
	}
	value, err := c.cards.Secret(ctx, b.deposit(), c.ask(b, a))
	if err != nil {
		return Secret{}, fault.Wrap(op, err)
	}
	return NewSecret(value), nil
}

func (c cards) ask(b Binding, a Ask) card.SecretAsk {
	return card.SecretAsk{Keys: c.ids, Label: label(b, a.Code), PIN: a.PIN}
}
