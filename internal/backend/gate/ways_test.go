package gate_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"fmt"
	"slices"
	"testing"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/authn/ceremony"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// plastic is a service card of software.
type plastic struct {
	key      *ecdsa.PrivateKey
	spki, id []byte
}

func newCard(t *testing.T) *plastic {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(t, err)
	spki, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	check(t, err)
	is, err := ceremony.CardOf(spki)
	check(t, err)
	return &plastic{key, spki, is.ID}
}

func (p *plastic) sign(t *testing.T, purpose ceremony.Purpose, challenge [32]byte) []byte {
	t.Helper()
	digest := ceremony.CardDigest(purpose, challenge[:])
	r, s, err := ecdsa.Sign(rand.Reader, p.key, digest[:])
	check(t, err)
	sig := make([]byte, 64)
	r.FillBytes(sig[:32])
	s.FillBytes(sig[32:])
	return sig
}

// somebody is a member of staff with everything that can be enrolled.
type somebody struct {
	who  vigied.Operator
	key  *carried
	card *plastic
}

// equip enrols a key and a card for somebody.
func equip(t *testing.T, b *vigied.Backend, who vigied.Operator) *somebody {
	t.Helper()
	s := &somebody{who, newKey(b), newCard(t)}
	admin := access.Actor{Kind: access.Staff, Code: "local-administration", Role: access.Technical, Authorised: true}
	o := stranger(t, b, who)
	o.signIn()
	for i := range 2 {
		invited, err := b.Service.Invite(t.Context(), admin, who.Actor)
		check(t, err)
		e := must[wire.Enrolment](o.line, wire.TypeEnrol, wire.Enrol{Code: invited.Code}, wire.TypeEnrolment)
		var m wire.EnrolMeans
		if i == 0 {
			m = wire.EnrolMeans{Key: s.key.creation(t, o.proof, e)}
		} else {
			m = wire.EnrolMeans{Card: &wire.NewCard{SPKI: s.card.spki, Sig: s.card.sign(t, ceremony.ToEnrol, seal.EnrolmentChallenge(o.proof, e.Nonce, e.Expires))}}
		}
		list := must[wire.Means](o.line, wire.TypeEnrolMeans, m, wire.TypeMeans)
		if i == 0 {
			check(t, b.Service.ConfirmMeans(t.Context(), admin, wire.MeansConfirm{Actor: string(who.Actor), Number: list.List[0].Number}))
		}
	}
	return s
}

// by answers the challenge of a sign-in by a way.
func (s *somebody) by(t *testing.T, way string, o *officer) wire.SignIn {
	in := wire.SignIn{Way: way, Shift: o.proof}
	switch way {
	case "passphrase":
		in.Passphrase = s.who.Passphrase
	case "key":
		in.Key = s.key.proof(t, seal.ShiftChallenge(o.proof))
	case "card":
		in.Card = &wire.CardProof{ID: s.card.id, Sig: s.card.sign(t, ceremony.ToAssert, seal.ShiftChallenge(o.proof))}
	}
	return in
}

// Every way lets everybody in, whatever their role, whether fingerprints are permitted or not, and gives the same session: none is
// second-class (L3). The same ways unlock.
func TestL3_EveryWayForEveryRole(t *testing.T) {
	for _, permitted := range []bool{false, true} {
		b := vigied.Start(t, vigied.Options{Finger: func(access.ActorCode, time.Time) bool { return permitted }})
		unit := bordeaux(t, b)
		for i, role := range []access.Role{access.Operator, access.Psychologist, access.Supervisor} {
			s := equip(t, b, b.AddStaff(t, access.ActorCode(fmt.Sprintf("staff-%d", i)), role, unit))
			var first wire.SignedIn
			for _, way := range []string{"passphrase", "key", "card"} {
				o := stranger(t, b, s.who)
				c := o.beginAnew()
				if c.Finger != permitted || !slices.Contains(c.Ways, way) {
					t.Errorf("%s %s: finger %v, ways %v", role, way, c.Finger, c.Ways)
				}
				f := o.ask(wire.TypeSignIn, s.by(t, way, o))
				if f.T != wire.TypeSignedIn {
					t.Errorf("%s by %s, fingerprints permitted %v: %s %s", role, way, permitted, f.T, f.Data)
					continue
				}
				in := data[wire.SignedIn](t, f)
				if way == "passphrase" {
					first = in
				}
				if in.Name != first.Name || in.Capacity != first.Capacity || in.Locked != "" || in.Expires/1000/60 < first.Expires/1000/60 {
					t.Errorf("%s by %s has %+v, by passphrase %+v", role, way, in, first)
				}
				must[struct{}](o.line, wire.TypeLock, wire.Lock{Cause: "asked"}, wire.TypeOK)
				for _, other := range []string{"passphrase", "key", "card"} {
					o.begin(s.who.Workstation, o.shift)
					if f := o.ask(wire.TypeSignIn, s.by(t, other, o)); f.T != wire.TypeSignedIn {
						t.Errorf("%s: %s does not unlock what began by %s: %s", role, other, way, f.Data)
					}
					must[struct{}](o.line, wire.TypeLock, wire.Lock{Cause: "asked"}, wire.TypeOK)
				}
			}
		}
	}
}

// A card proves its own challenge, as itself, and nothing else.
func TestL2_AttacksWithCards(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	unit := bordeaux(t, b)
	mine, theirs := equip(t, b, b.AddOperator(t, "op-1", unit)), equip(t, b, b.AddOperator(t, "op-2", unit))
	earlier := stranger(t, b, mine.who)
	earlier.beginAnew()
	overheard := mine.by(t, "card", earlier).Card
	for name, forge := range map[string]func(o *officer) *wire.CardProof{
		"an answer that was overheard": func(*officer) *wire.CardProof { return overheard },
		"a colleague's card":           func(o *officer) *wire.CardProof { return theirs.by(t, "card", o).Card },
		"a colleague's card under this one's name": func(o *officer) *wire.CardProof {
			p := theirs.by(t, "card", o).Card
			p.ID = mine.card.id
			return p
		},
		"a signature for an enrolment": func(o *officer) *wire.CardProof {
			return &wire.CardProof{ID: mine.card.id, Sig: mine.card.sign(t, ceremony.ToEnrol, seal.ShiftChallenge(o.proof))}
		},
		"a signature of the challenge itself": func(o *officer) *wire.CardProof {
			challenge := seal.ShiftChallenge(o.proof)
			r, s, err := ecdsa.Sign(rand.Reader, mine.card.key, challenge[:])
			check(t, err)
			sig := make([]byte, 64)
			r.FillBytes(sig[:32])
			s.FillBytes(sig[32:])
			return &wire.CardProof{ID: mine.card.id, Sig: sig}
		},
		"nothing": func(*officer) *wire.CardProof { return nil },
	} {
		o := stranger(t, b, mine.who)
		o.beginAnew()
		if f := o.ask(wire.TypeSignIn, wire.SignIn{Way: "card", Card: forge(o), Shift: o.proof}); f.T != wire.TypeError || data[wire.Error](t, f).Message != "fault.signin.refused" {
			t.Errorf("%s: %s %s", name, f.T, f.Data)
		}
		o = stranger(t, b, mine.who) // the control, which also makes an end of the throttling
		o.beginAnew()
		if f := o.ask(wire.TypeSignIn, mine.by(t, "card", o)); f.T != wire.TypeSignedIn {
			t.Fatalf("the control: %s %s", f.T, f.Data)
		}
	}
}

// The answer to a stranger takes as long for a name that exists as for one that does not: measured as a ratio of medians, with
// room for noise.
func TestL2_StrangersLearnNothingFromTheClock(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	s := equip(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	thief, err := seal.NewSigningKey()
	check(t, err)
	o := stranger(t, b, s.who)
	ask := func(actor string) time.Duration {
		begin := wire.Begin{Actor: actor, Console: "console-1", ShiftKey: thief.Public()}
		check(t, seal.SignBegin(thief, o.welcome.Nonce, &begin))
		began := time.Now()
		_, _, err := b.Service.Begin(o.welcome.Nonce, begin)
		check(t, err)
		return time.Since(began)
	}
	var known, unknown []time.Duration
	for range 200 {
		known, unknown = append(known, ask("op-1")), append(unknown, ask("op-9"))
	}
	slices.Sort(known)
	slices.Sort(unknown)
	if a, b := known[100], unknown[100]; a > 2*b || b > 2*a {
		t.Errorf("a known name takes %v, an unknown one %v", a, b)
	}
}
