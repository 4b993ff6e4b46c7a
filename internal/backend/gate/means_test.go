package gate_test

import (
	"bytes"
	"context"
	"reflect"
	"strings"
	"testing"

	"vigie.example/internal/access"
	"vigie.example/internal/authn/ceremony"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// From the invitation to the sign-in: a code, a key, a second person, and then the key alone.
func TestL3_AKeyIsEnrolledByTwoPeople(t *testing.T) {
	d := newDesk(t, vigied.Options{})
	k := newKey(d.b)
	code := d.invite()
	e := must[wire.Enrolment](d.op.line, wire.TypeEnrol, wire.Enrol{Code: " " + strings.ToLower(strings.ReplaceAll(code, "-", ""))}, wire.TypeEnrolment)
	if !e.First {
		t.Error("the first key does not say so")
	}
	list := must[wire.Means](d.op.line, wire.TypeEnrolMeans, wire.EnrolMeans{Name: "Clé bleue", Key: k.creation(t, d.op.proof, e)}, wire.TypeMeans)
	if len(list.List) != 1 || !list.List[0].Waits || len(list.List[0].Number) != 6 || list.List[0].By != "sup-1" || list.List[0].Name != "Clé bleue" {
		t.Fatalf("listed %+v", list.List)
	}
	d.op.refused(wire.TypeEnrol, wire.Enrol{Code: code}, "denied") // used up

	o := stranger(t, d.b, d.operator)
	if c := o.beginAnew(); bytes.Equal(c.Keys[0], k.id) {
		t.Error("a key that waits is offered")
	}
	if f := o.withKey(k); f.T != wire.TypeError {
		t.Fatal("a key that waits lets somebody in")
	}
	theirs := must[wire.Means](d.sup.line, wire.TypeMeansAsk, wire.MeansAsk{Actor: "op-1"}, wire.TypeMeans)
	if len(theirs.List) != 1 || theirs.List[0].Number != "" || !theirs.List[0].Waits {
		t.Errorf("the supervisor sees %+v: the number is for the holder's screen", theirs.List)
	}
	d.sup.refused(wire.TypeMeansConfirm, wire.MeansConfirm{Actor: "op-1", Number: "000000"}, "denied")
	must[wire.Means](d.sup.line, wire.TypeMeansConfirm, wire.MeansConfirm{Actor: "op-1", Number: list.List[0].Number}, wire.TypeMeans)
	if got := awaitThat(d.op.line, wire.TypeMeans, func(m wire.Means) bool { return len(m.List) == 1 }); got.List[0].Waits {
		t.Error("the holder's console is not told")
	}

	c := o.beginAnew()
	if len(c.Keys) != 1 || !bytes.Equal(c.Keys[0], k.id) {
		t.Fatalf("offered %x", c.Keys)
	}
	if f := o.withKey(k); f.T != wire.TypeSignedIn {
		t.Fatalf("%s %s", f.T, f.Data)
	}
	own := must[wire.Means](o.line, wire.TypeMeansAsk, wire.MeansAsk{}, wire.TypeMeans)
	if !own.List[0].Present || own.List[0].Used == 0 {
		t.Errorf("after its use: %+v", own.List)
	}
	// A second key needs a code, and nobody's number.
	e = must[wire.Enrolment](o.line, wire.TypeEnrol, wire.Enrol{Code: d.invite()}, wire.TypeEnrolment)
	second := newKey(d.b)
	list = must[wire.Means](o.line, wire.TypeEnrolMeans, wire.EnrolMeans{Key: second.creation(t, o.proof, e)}, wire.TypeMeans)
	if e.First || len(e.Keys) != 1 || len(list.List) != 2 || list.List[1].Waits {
		t.Errorf("the second: %+v, %+v", e, list.List)
	}
}

// Codes and numbers are for one person, one use, one hour; guessing ends the matter.
func TestL2_WhatDoesNotEnrol(t *testing.T) {
	d := newDesk(t, vigied.Options{})
	code := d.invite()
	colleague := onDuty(t, d.b, d.b.AddOperator(t, "op-2", d.operatorUnit()))
	colleague.refused(wire.TypeEnrol, wire.Enrol{Code: code}, "denied") // another's code
	d.op.refused(wire.TypeInvite, wire.Invite{Actor: "op-2"}, "missing")
	d.sup.refused(wire.TypeInvite, wire.Invite{Actor: "sup-1"}, "missing")
	d.sup.refused(wire.TypeInvite, wire.Invite{Actor: "op-9"}, "missing")
	elsewhere := stranger(t, d.b, d.b.AddStaff(t, "sup-2", access.Supervisor, "police-75"))
	elsewhere.signIn()
	elsewhere.refused(wire.TypeInvite, wire.Invite{Actor: "op-1"}, "missing")
	elsewhere.refused(wire.TypeMeansAsk, wire.MeansAsk{Actor: "op-1"}, "missing")
	colleague.refused(wire.TypeMeansAsk, wire.MeansAsk{Actor: "op-1"}, "missing")

	again := d.invite() // replaces the first
	d.op.refused(wire.TypeEnrol, wire.Enrol{Code: code}, "denied")
	e := must[wire.Enrolment](d.op.line, wire.TypeEnrol, wire.Enrol{Code: again}, wire.TypeEnrolment)
	k := newKey(d.b)
	made := k.creation(t, d.op.proof, e)
	otherShift := d.op.proof
	otherShift.Key = colleague.proof.Key
	d.op.refused(wire.TypeEnrolMeans, wire.EnrolMeans{Key: newKey(d.b).creation(t, otherShift, e)}, "untrusted") // not for this shift
	d.op.refused(wire.TypeEnrolMeans, wire.EnrolMeans{Key: made}, "expired")                                     // one attempt for each begin

	e = must[wire.Enrolment](d.op.line, wire.TypeEnrol, wire.Enrol{Code: again}, wire.TypeEnrolment)
	must[wire.Means](d.op.line, wire.TypeEnrolMeans, wire.EnrolMeans{Key: k.creation(t, d.op.proof, e)}, wire.TypeMeans)
	other := stranger(t, d.b, d.b.AddStaff(t, "sup-3", access.Supervisor, d.operatorUnit()))
	other.signIn()
	other.refused(wire.TypeMeansConfirm, wire.MeansConfirm{Actor: "op-1", Number: "000000"}, "missing") // gave no code
	for range 3 {
		d.sup.refused(wire.TypeMeansConfirm, wire.MeansConfirm{Actor: "op-1", Number: "000001"}, "denied")
	}
	d.sup.refused(wire.TypeMeansConfirm, wire.MeansConfirm{Actor: "op-1", Number: "000001"}, "missing")
	list := must[wire.Means](d.sup.line, wire.TypeMeansAsk, wire.MeansAsk{Actor: "op-1"}, wire.TypeMeans)
	if len(list.List) != 1 || list.List[0].Cause != "refused" || list.List[0].Waits {
		t.Errorf("after three wrong numbers: %+v", list.List)
	}

	last := ""
	for range 8 {
		f := d.op.ask(wire.TypeEnrol, wire.Enrol{Code: "AAAA-BBBB-CCCC-DDDD"})
		last = data[wire.Error](t, f).Code
	}
	if last != "too_many" {
		t.Errorf("the eighth guess of a code was answered by %s", last)
	}
}

func (d *desk) operatorUnit() access.UnitCode { return access.UnitCode(d.operator.Credential.Unit) }

// Whoever has not the key of the account's workstation is told the same for every name, whatever it has (L2, B9).
func TestL2_NamesCannotBeProbed(t *testing.T) {
	d := newDesk(t, vigied.Options{})
	k := d.enrol(t, "")
	thief, err := seal.NewSigningKey()
	check(t, err)
	shift, err := seal.NewSigningKey()
	check(t, err)
	ask := func(actor string, workstation *seal.SigningKey) wire.Challenge {
		who := d.operator
		who.Actor = access.ActorCode(actor)
		return stranger(t, d.b, who).begin(workstation, shift)
	}
	for name, workstation := range map[string]*seal.SigningKey{"without a workstation key": nil, "with another workstation's": thief} {
		known, unknown := ask("op-1", workstation), ask("op-9", workstation)
		for _, c := range []*wire.Challenge{&known, &unknown} {
			if len(c.Keys) != 1 || len(c.Keys[0]) != 64 || len(c.Cards) != 1 || len(c.Cards[0]) != 32 || bytes.Equal(c.Keys[0], k.id) {
				t.Errorf("%s: offered %+v", name, c)
			}
		}
		if again := ask("op-9", workstation); !reflect.DeepEqual(again.Keys, unknown.Keys) || !reflect.DeepEqual(again.Cards, unknown.Cards) {
			t.Errorf("%s: an unknown name has other keys each time", name)
		}
		if again := ask("op-1", workstation); !reflect.DeepEqual(again.Keys, known.Keys) {
			t.Errorf("%s: a known name has other keys each time", name)
		}
	}
	if c := ask("op-1", d.operator.Workstation); !bytes.Equal(c.Keys[0], k.id) {
		t.Error("the control: its own workstation gets its own keys")
	}
	// A begin that was overheard is worth nothing on another connection.
	b := wire.Begin{Actor: "op-1", Console: "console-op-1", ShiftKey: shift.Public()}
	one, two := stranger(t, d.b, d.operator), stranger(t, d.b, d.operator)
	check(t, seal.SignBegin(d.operator.Workstation, one.welcome.Nonce, &b))
	if c := must[wire.Challenge](two.line, wire.TypeBegin, b, wire.TypeChallenge); bytes.Equal(c.Keys[0], k.id) {
		t.Error("a replayed begin is believed")
	}
}

// Every proof by key that is not the person's own answer to this sign-in is refused, in the words in which all are (L2, B9).
func TestL2_AttacksOnTheSignIn(t *testing.T) {
	d := newDesk(t, vigied.Options{})
	k := d.enrol(t, "")
	colleague := &desk{b: d.b, sup: d.sup, operator: d.b.AddOperator(t, "op-2", d.operatorUnit())}
	colleague.op = onDuty(t, d.b, colleague.operator)
	theirs := newKey(d.b)
	code := must[wire.Invited](d.sup.line, wire.TypeInvite, wire.Invite{Actor: "op-2"}, wire.TypeInvited).Code
	e := must[wire.Enrolment](colleague.op.line, wire.TypeEnrol, wire.Enrol{Code: code}, wire.TypeEnrolment)
	list := must[wire.Means](colleague.op.line, wire.TypeEnrolMeans, wire.EnrolMeans{Key: theirs.creation(t, colleague.op.proof, e)}, wire.TypeMeans)
	must[wire.Means](d.sup.line, wire.TypeMeansConfirm, wire.MeansConfirm{Actor: "op-2", Number: list.List[0].Number}, wire.TypeMeans)

	earlier := stranger(t, d.b, d.operator)
	earlier.beginAnew()
	overheard := k.proof(t, seal.ShiftChallenge(earlier.proof))

	for name, forge := range map[string]func(o *officer) wire.SignIn{
		"an answer that was overheard": func(o *officer) wire.SignIn { return wire.SignIn{Way: "key", Key: overheard} },
		"a colleague's key": func(o *officer) wire.SignIn {
			return wire.SignIn{Way: "key", Key: theirs.proof(t, seal.ShiftChallenge(o.proof))}
		},
		"a colleague's key under this one's name": func(o *officer) wire.SignIn {
			p := theirs.proof(t, seal.ShiftChallenge(o.proof))
			p.ID = k.id
			return wire.SignIn{Way: "key", Key: p}
		},
		"without verification": func(o *officer) wire.SignIn {
			c := seal.ShiftChallenge(o.proof)
			clientData, err := k.party.ClientData(ceremony.ToAssert, c[:])
			check(t, err)
			a := k.TouchAlone(k.party.ID(), k.id, clientData)
			return wire.SignIn{Way: "key", Key: &wire.KeyProof{ID: k.id, AuthData: a.AuthData, ClientData: clientData, Sig: a.Signature}}
		},
		"for another shift key": func(o *officer) wire.SignIn {
			other := o.proof
			other.Key = earlier.proof.Key
			return wire.SignIn{Way: "key", Key: k.proof(t, seal.ShiftChallenge(other))}
		},
		"for another console": func(o *officer) wire.SignIn {
			other := o.proof
			other.Console = "console-9"
			return wire.SignIn{Way: "key", Key: k.proof(t, seal.ShiftChallenge(other))}
		},
		"a key's proof as a card's": func(o *officer) wire.SignIn {
			return wire.SignIn{Way: "card", Key: k.proof(t, seal.ShiftChallenge(o.proof))}
		},
		"nothing":               func(*officer) wire.SignIn { return wire.SignIn{Way: "key"} },
		"a passphrase as a key": func(o *officer) wire.SignIn { return wire.SignIn{Way: "key", Passphrase: o.who.Passphrase} },
	} {
		o := stranger(t, d.b, d.operator)
		o.beginAnew()
		in := forge(o)
		in.Shift = o.proof
		f := o.ask(wire.TypeSignIn, in)
		want := wire.Error{Code: "unauthenticated", Message: "fault.signin.refused", Hint: "hint.signin.again"}
		if f.T != wire.TypeError || data[wire.Error](t, f) != want {
			t.Errorf("%s: %s %s", name, f.T, f.Data)
		}
		o = stranger(t, d.b, d.operator) // the control, which also makes an end of the throttling
		o.beginAnew()
		if f := o.withKey(k); f.T != wire.TypeSignedIn {
			t.Fatalf("the control: %s %s", f.T, f.Data)
		}
	}
}

// A copy of a key is noticed at the second of the two: the key is revoked, and the session that began with it is locked.
func TestL2_ACopyOfAKeyIsRevoked(t *testing.T) {
	d := newDesk(t, vigied.Options{})
	k := d.enrol(t, "")
	o := stranger(t, d.b, d.operator)
	o.beginAnew()
	copied := &carried{k.Clone(), k.party, k.id}
	if f := o.withKey(k); f.T != wire.TypeSignedIn {
		t.Fatalf("%s %s", f.T, f.Data)
	}
	thief := stranger(t, d.b, d.operator)
	thief.beginAnew()
	if f := thief.withKey(copied); f.T != wire.TypeError {
		t.Fatal("the copy lets somebody in")
	}
	if l := data[wire.Locked](t, o.await(wire.TypeLocked)); l.Cause != "means" {
		t.Errorf("locked for %q", l.Cause)
	}
	list := must[wire.Means](d.sup.line, wire.TypeMeansAsk, wire.MeansAsk{Actor: "op-1"}, wire.TypeMeans)
	if list.List[0].Cause != "cloned" {
		t.Errorf("the supervisor sees %+v", list.List)
	}
	fresh := stranger(t, d.b, d.operator)
	fresh.beginAnew()
	if f := fresh.withKey(k); f.T != wire.TypeError {
		t.Error("a revoked key lets somebody in")
	}
}

// A revocation is at once, on every console: the session that began with the key is locked, and another way opens it again.
func TestL18_ARevocationIsAtOnce(t *testing.T) {
	d := newDesk(t, vigied.Options{})
	k := d.enrol(t, "")
	o := stranger(t, d.b, d.operator)
	o.beginAnew()
	if f := o.withKey(k); f.T != wire.TypeSignedIn {
		t.Fatalf("%s %s", f.T, f.Data)
	}
	must[wire.Means](d.sup.line, wire.TypeMeansRevoke, wire.MeansRevoke{Actor: "op-1", ID: k.id}, wire.TypeMeans)
	if l := data[wire.Locked](t, o.await(wire.TypeLocked)); l.Cause != "means" {
		t.Errorf("locked for %q", l.Cause)
	}
	o.refused(wire.TypeMeansAsk, wire.MeansAsk{}, "denied")
	o.begin(o.who.Workstation, o.shift)
	if f := o.withKey(k); f.T != wire.TypeError {
		t.Error("a revoked key unlocks")
	}
	o.begin(o.who.Workstation, o.shift)
	if f := o.ask(wire.TypeSignIn, wire.SignIn{Way: "passphrase", Passphrase: o.who.Passphrase, Shift: o.proof}); f.T != wire.TypeSignedIn {
		t.Fatalf("another way: %s %s", f.T, f.Data)
	}
	must[wire.Means](o.line, wire.TypeMeansAsk, wire.MeansAsk{}, wire.TypeMeans)
}

// The administration is the second person where there is no supervisor yet, and stays out of what is a supervisor's.
func TestL2_TheFirstSupervisorsKey(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	sup := stranger(t, b, b.AddStaff(t, "sup-1", access.Supervisor, bordeaux(t, b)))
	sup.signIn()
	admin := access.Actor{Kind: access.Staff, Code: "local-administration", Role: access.Technical, Authorised: true}
	invited, err := b.Service.Invite(context.Background(), admin, "sup-1")
	check(t, err)
	e := must[wire.Enrolment](sup.line, wire.TypeEnrol, wire.Enrol{Code: invited.Code}, wire.TypeEnrolment)
	k := newKey(b)
	list := must[wire.Means](sup.line, wire.TypeEnrolMeans, wire.EnrolMeans{Key: k.creation(t, sup.proof, e)}, wire.TypeMeans)
	check(t, b.Service.ConfirmMeans(context.Background(), admin, wire.MeansConfirm{Actor: "sup-1", Number: list.List[0].Number}))
	again := stranger(t, b, sup.who)
	again.beginAnew()
	if f := again.withKey(k); f.T != wire.TypeSignedIn {
		t.Errorf("%s %s", f.T, f.Data)
	}
}

// A process that revoked a key, and ended before it locked the session, leaves nobody in: the others see that the key is not in force.
func TestL18_ARevocationIsSeenByEveryProcess(t *testing.T) {
	d := newDesk(t, vigied.Options{})
	k := d.enrol(t, "")
	o := stranger(t, d.b, d.operator)
	o.beginAnew()
	if f := o.withKey(k); f.T != wire.TypeSignedIn {
		t.Fatalf("%s %s", f.T, f.Data)
	}
	cell, err := d.b.Store.Disk().Get(t.Context(), "means.op-1")
	check(t, err)
	revoked := bytes.Replace(cell.Data, []byte(`"added":`), []byte(`"revoked":1,"cause":"supervisor","added":`), 1)
	_, err = d.b.Store.Disk().Put(t.Context(), "means.op-1", revoked, cell.Revision, 0)
	check(t, err)
	if l := data[wire.Locked](t, o.await(wire.TypeLocked)); l.Cause != "means" {
		t.Errorf("locked for %q", l.Cause)
	}
	o.refused(wire.TypeMeansAsk, wire.MeansAsk{}, "denied")
}
