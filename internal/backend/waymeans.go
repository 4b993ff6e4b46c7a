package backend

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// keyWay is the way "key": a security key, with its PIN or with a fingerprint. Its answer does not tell which, and nobody asks.
type keyWay struct{ service *Service }

// Name returns "key".
func (keyWay) Name() string { return MeansKey }

// Check judges the assertion. A key that there are two of is revoked at once.
func (w keyWay) Check(ctx context.Context, account Account, in wire.SignIn) error {
	const op = "backend.keyWay.Check"
	s := w.service
	if in.Key == nil {
		return fault.New(fault.Unauthenticated, op)
	}
	means, ok := s.means.find(account.Actor, MeansKey, in.Key.ID)
	if !ok {
		return fault.New(fault.Unauthenticated, op)
	}
	challenge, proof := seal.ShiftChallenge(in.Shift), in.Key
	count, err := s.cfg.Judge.Key(challenge[:], string(account.Actor), means.ID, means.Public, means.Count, proof.AuthData, proof.ClientData, proof.Sig)
	if fault.Is(err, fault.Taken) {
		s.cfg.Log.Warn("a security key was used whose counter had not gone on: it is revoked", "code", string(fault.Taken))
		failed := s.used(ctx, account.Actor, means, func(m *Means) { m.Revoked, m.Cause = wire.At(s.Now()), ByCloning })
		return errors.Join(err, failed, s.lockFor(ctx, account.Actor, means.ID))
	}
	if err != nil {
		return err
	}
	// Of two proofs with the same count, on two processes at once, one is refused.
	raced := false
	err = s.used(ctx, account.Actor, means, func(m *Means) {
		raced = count != 0 && m.Count >= count
		m.Count, m.Used = count, wire.At(s.Now())
	})
	if err == nil && raced {
		err = fault.New(fault.Taken, op)
	}
	return err
}

// cardWay is the way "card": a service card, whose PIN the console has asked for. Only its signature is believed.
type cardWay struct{ service *Service }

// Name returns "card".
func (cardWay) Name() string { return MeansCard }

// Check judges the signature.
func (w cardWay) Check(ctx context.Context, account Account, in wire.SignIn) error {
	const op = "backend.cardWay.Check"
	s := w.service
	if in.Card == nil {
		return fault.New(fault.Unauthenticated, op)
	}
	means, ok := s.means.find(account.Actor, MeansCard, in.Card.ID)
	if !ok {
		return fault.New(fault.Unauthenticated, op)
	}
	challenge := seal.ShiftChallenge(in.Shift)
	if err := s.cfg.Judge.Card(challenge[:], means.Public, in.Card.Sig); err != nil {
		return err
	}
	return s.used(ctx, account.Actor, means, func(m *Means) { m.Used = wire.At(s.Now()) })
}

// used keeps what the use of a means has changed.
func (s *Service) used(ctx context.Context, actor access.ActorCode, means Means, f func(*Means)) error {
	return s.means.change(ctx, actor, func(b belongings) (belongings, error) { return b.alter(means.ID, f) })
}

// offered adds to a challenge what the person's key and card have to know. Whoever has not shown the account's workstation key, and
// whoever has one for a person without keys, gets something of the same form that depends on the name alone.
func (s *Service) offered(c *wire.Challenge, actor access.ActorCode, known bool) {
	c.Keys, c.Cards = [][]byte{s.secrets.decoy(MeansKey, string(actor))}, [][]byte{s.secrets.decoy(MeansCard, string(actor))}
	if !known {
		return
	}
	for kind, list := range map[string]*[][]byte{MeansKey: &c.Keys, MeansCard: &c.Cards} {
		if means := s.means.inForce(actor, kind); len(means) > 0 {
			*list = nil
			for _, m := range means[:min(len(means), maxOffered)] {
				*list = append(*list, m.ID)
			}
		}
	}
	c.Finger = s.cfg.Finger(actor, s.Now())
	s.showDossier(c, actor)
}

// maxOffered is how many credentials most security keys take in one question.
const maxOffered = 8

// shown reports whether the workstation of the account began: for a name that does not exist it takes as long.
func (s *Service) shown(account Account, known bool, nonce []byte, b wire.Begin, now time.Time) bool {
	key := account.Credential.Key
	if !known || len(key) == 0 {
		key = s.secrets.nobody
	}
	return seal.VerifyBegin(key, nonce, b) == nil && known && account.InForce(now)
}

// decoy returns what stands for a credential that is none: the same for a name whenever it is asked for.
func (s secrets) decoy(kind, name string) []byte {
	mac := hmac.New(sha256.New, s.names)
	mac.Write([]byte(kind + "\x00" + name))
	first := mac.Sum(nil)
	if kind == MeansCard {
		return first
	}
	mac.Write(first)
	return append(first, mac.Sum(nil)...)
}
