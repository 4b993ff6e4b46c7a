package ceremony

import "vigie.example/internal/fault"

// Judge checks proofs for the service of an authority, in the plain terms of whoever asks.
type Judge struct{ authority func() []byte }

// NewJudge returns the judge of a service; authority gives the public key of its authority, nil while there is none: then nothing
// is believed.
func NewJudge(authority func() []byte) Judge { return Judge{authority} }

func (j Judge) party() (Party, error) {
	authority := j.authority()
	if authority == nil {
		return Party{}, fault.New(fault.Unavailable, "ceremony.Judge", fault.Key("fault.signin.no_authority"))
	}
	return PartyOf(authority), nil
}

// Key checks an assertion (Party.Assert).
func (j Judge) Key(challenge []byte, actor string, id, public []byte, count uint32, authData, clientData, sig []byte) (uint32, error) {
	p, err := j.party()
	if err != nil {
		return 0, err
	}
	return p.Assert(challenge, actor, Key{ID: id, Public: public, Count: count}, Assertion{id, authData, clientData, sig})
}

// NewKey checks a creation (Party.Enrol).
func (j Judge) NewKey(challenge []byte, actor string, authData, clientData []byte) (id, public []byte, count uint32, err error) {
	p, err := j.party()
	if err != nil {
		return nil, nil, 0, err
	}
	key, err := p.Enrol(challenge, actor, Creation{authData, clientData})
	return key.ID, key.Public, key.Count, err
}

// Card checks a card's signature (VerifyCard).
func (j Judge) Card(challenge, public, sig []byte) error {
	return VerifyCard(ToAssert, challenge, Card{Public: public}, sig)
}

// NewCard checks that a card holds the key that it shows, and names it (CardOf).
func (j Judge) NewCard(challenge, public, sig []byte) (id []byte, err error) {
	card, err := CardOf(public)
	if err == nil {
		err = VerifyCard(ToEnrol, challenge, card, sig)
	}
	return card.ID, err
}
