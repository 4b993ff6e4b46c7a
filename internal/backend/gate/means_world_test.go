package gate_test

import (
	"testing"

	"vigie.example/internal/access"
	"vigie.example/internal/authn/ceremony"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/authenticator"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// carried is a software security key in somebody's hand.
type carried struct {
	*authenticator.Authenticator
	party ceremony.Party
	id    []byte
}

func newKey(b *vigied.Backend) *carried {
	return &carried{authenticator.New(authenticator.Options{PIN: "1234"}), ceremony.PartyOf(b.Authority.Public()), nil}
}

// proof answers a challenge with PIN and touch.
func (k *carried) proof(t testing.TB, challenge [32]byte) *wire.KeyProof {
	t.Helper()
	data, err := k.party.ClientData(ceremony.ToAssert, challenge[:])
	check(t, err)
	a := k.Prove(k.party.ID(), k.id, data)
	return &wire.KeyProof{ID: k.id, AuthData: a.AuthData, ClientData: data, Sig: a.Signature}
}

// creation makes the credential that an enrolment asks for.
func (k *carried) creation(t testing.TB, of wire.Shift, e wire.Enrolment) *wire.NewKey {
	t.Helper()
	challenge := seal.EnrolmentChallenge(of, e.Nonce, e.Expires)
	data, err := k.party.ClientData(ceremony.ToEnrol, challenge[:])
	check(t, err)
	id, authData := k.Enrol(k.party.ID(), k.party.Handle(of.Actor))
	k.id = id
	return &wire.NewKey{AuthData: authData, ClientData: data}
}

// begin starts a sign-in with a shift key; workstation, if there is one, shows that it is here.
func (o *officer) begin(workstation, shift *seal.SigningKey) wire.Challenge {
	o.t.Helper()
	b := wire.Begin{Actor: string(o.who.Actor), Console: "console-" + string(o.who.Actor), ShiftKey: shift.Public()}
	if workstation != nil {
		check(o.t, seal.SignBegin(workstation, o.welcome.Nonce, &b))
	}
	c := must[wire.Challenge](o.line, wire.TypeBegin, b, wire.TypeChallenge)
	o.shift = shift
	o.proof = wire.Shift{Actor: b.Actor, Console: b.Console, Key: b.ShiftKey, Nonce: c.Nonce, Expires: c.Expires}
	check(o.t, seal.SignShift(o.who.Workstation, &o.proof, o.b.Now()))
	return c
}

func (o *officer) beginAnew() wire.Challenge {
	o.t.Helper()
	shift, err := seal.NewSigningKey()
	check(o.t, err)
	return o.begin(o.who.Workstation, shift)
}

// withKey signs in by key.
func (o *officer) withKey(k *carried) wire.Frame {
	o.t.Helper()
	return o.ask(wire.TypeSignIn, wire.SignIn{Way: "key", Key: k.proof(o.t, seal.ShiftChallenge(o.proof)), Shift: o.proof})
}

// desk is a unit with a supervisor and an operator, both at work.
type desk struct {
	b        *vigied.Backend
	sup, op  *officer
	operator vigied.Operator
}

func newDesk(t *testing.T, o vigied.Options) *desk {
	t.Helper()
	b := vigied.Start(t, o)
	unit := bordeaux(t, b)
	d := &desk{b: b, operator: b.AddOperator(t, "op-1", unit)}
	d.sup = stranger(t, b, b.AddStaff(t, "sup-1", access.Supervisor, unit))
	d.sup.signIn()
	d.op = onDuty(t, b, d.operator)
	return d
}

func (d *desk) invite() string {
	d.sup.t.Helper()
	return must[wire.Invited](d.sup.line, wire.TypeInvite, wire.Invite{Actor: "op-1"}, wire.TypeInvited).Code
}

// enrol enrols a key by a fresh invitation and, if it has to be, confirms it.
func (d *desk) enrol(t *testing.T, name string) *carried {
	t.Helper()
	k := newKey(d.b)
	e := must[wire.Enrolment](d.op.line, wire.TypeEnrol, wire.Enrol{Code: d.invite()}, wire.TypeEnrolment)
	list := must[wire.Means](d.op.line, wire.TypeEnrolMeans, wire.EnrolMeans{Name: name, Key: k.creation(t, d.op.proof, e)}, wire.TypeMeans)
	if one := list.List[len(list.List)-1]; one.Waits {
		must[wire.Means](d.sup.line, wire.TypeMeansConfirm, wire.MeansConfirm{Actor: "op-1", Number: one.Number}, wire.TypeMeans)
	}
	return k
}
