package gate_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/backend"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

func stranger(t *testing.T, b *vigied.Backend, who vigied.Operator) *officer {
	t.Helper()
	return &officer{b: b, who: who, line: dial(t, b, b.Console)}
}

func TestB9_EveryRefusalIsTheSame(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	known := b.AddOperator(t, "op-1", "police-33")
	revoked := b.AddOperator(t, "op-2", "police-33")
	check(t, b.Service.Accounts().Revoke(context.Background(), "op-2", b.Service.Now()))
	otherKey, err := seal.NewSigningKey()
	check(t, err)
	unknown := known
	unknown.Actor = "op-9"
	stolen := known
	stolen.Workstation = otherKey
	for name, try := range map[string]struct {
		who        vigied.Operator
		passphrase string
	}{
		"wrong passphrase":   {known, "pas la bonne"},
		"no passphrase":      {known, ""},
		"unknown name":       {unknown, known.Passphrase},
		"another key":        {stolen, known.Passphrase},
		"an account revoked": {revoked, revoked.Passphrase},
	} {
		t.Run(name, func(t *testing.T) {
			f := stranger(t, b, try.who).signInWith(try.passphrase)
			if f.T != wire.TypeError {
				t.Fatalf("answered by %s", f.T)
			}
			want := wire.Error{Code: "unauthenticated", Message: "fault.signin.refused", Hint: "hint.signin.again"}
			if got := data[wire.Error](t, f); got != want {
				t.Errorf("%+v, want %+v", got, want)
			}
		})
	}
	onDuty(t, b, known)
}

func TestB9_GuessingIsSlowedDown(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	who := b.AddOperator(t, "op-1", "police-33")
	last := ""
	for range 8 {
		f := stranger(t, b, who).signInWith("essai")
		last = data[wire.Error](t, f).Code
	}
	if last != "too_many" {
		t.Errorf("the eighth guess was answered by %s", last)
	}
	// A stranger without the workstation's key does not lock its owner out.
	b2 := vigied.Start(t, vigied.Options{})
	who = b2.AddOperator(t, "op-1", "police-33")
	thief := who
	key, err := seal.NewSigningKey()
	check(t, err)
	thief.Workstation = key
	for range 8 {
		stranger(t, b2, thief).signInWith("essai")
	}
	onDuty(t, b2, who)
}

// hashing stands for a way that costs much, and counts how often.
type hashing struct{ times atomic.Int32 }

func (*hashing) Name() string { return "passphrase" }

func (h *hashing) Check(context.Context, backend.Account, wire.SignIn) error {
	h.times.Add(1)
	return fault.New(fault.Unauthenticated, "test")
}

// Strangers cannot make the service hash passphrases, and learn from no answer, nor from its time, which names exist.
func TestB9_StrangersCauseNoHashing(t *testing.T) {
	way := &hashing{}
	b := vigied.Start(t, vigied.Options{Ways: []backend.Way{way}})
	who := b.AddOperator(t, "op-1", "police-33")
	key, err := seal.NewSigningKey()
	check(t, err)
	stolen, unknown := who, who
	stolen.Workstation = key
	unknown.Actor, unknown.Workstation = "op-9", key
	var answers []wire.Error
	for _, try := range []vigied.Operator{stolen, unknown} {
		o := stranger(t, b, try)
		began := time.Now()
		answers = append(answers, data[wire.Error](t, o.signInWith("essai")))
		if took := time.Since(began); took < 300*time.Millisecond { // what the work took does not show
			t.Errorf("%s was answered after %v", try.Actor, took)
		}
	}
	if answers[0] != answers[1] || answers[0].Code != "unauthenticated" {
		t.Errorf("answers %+v", answers)
	}
	if n := way.times.Load(); n != 0 {
		t.Errorf("strangers caused %d hashes", n)
	}
	stranger(t, b, who).signInWith("essai")
	if n := way.times.Load(); n != 1 {
		t.Errorf("the workstation's own sign-in caused %d hashes", n)
	}
}

func TestB9_AnswersToOtherChallengesAreRefused(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	who := b.AddOperator(t, "op-1", "police-33")
	first := stranger(t, b, who)
	if f := first.signInWith(who.Passphrase); f.T != wire.TypeSignedIn {
		t.Fatalf("%s %s", f.T, f.Data)
	}
	replay := stranger(t, b, who)
	in := wire.SignIn{Way: "passphrase", Passphrase: who.Passphrase, Shift: first.proof}
	replay.refused(wire.TypeSignIn, in, "expired") // nothing was begun here
	must[wire.Challenge](replay.line, wire.TypeBegin,
		wire.Begin{Actor: "op-1", Console: first.proof.Console, ShiftKey: first.shift.Public()}, wire.TypeChallenge)
	replay.refused(wire.TypeSignIn, in, "unauthenticated") // another nonce
	replay.refused(wire.TypeSignIn, in, "expired")         // used up
	in.Way = "biometric"
	fresh := stranger(t, b, who)
	fresh.signInWith("x")
	fresh.refused(wire.TypeSignIn, in, "expired")
}

func TestB13_ATicketIsForOneSession(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	who := b.AddOperator(t, "op-1", "police-33")
	o := onDuty(t, b, who)
	o.cut()
	if f := o.again(); f.T != wire.TypeSignedIn {
		t.Fatalf("return: %s %s", f.T, f.Data)
	}

	forged := *o
	forged.in.Ticket = append([]byte{}, o.in.Ticket...)
	forged.in.Ticket[4] ^= 1
	refusedReturn(t, &forged, "a changed ticket")
	otherShift := *o
	key, err := seal.NewSigningKey()
	check(t, err)
	otherShift.shift = key
	refusedReturn(t, &otherShift, "another shift key")

	must[struct{}](o.line, wire.TypeSignOut, nil, wire.TypeOK)
	refusedReturn(t, o, "after the sign-out")

	o = onDuty(t, b, who)
	old := *o
	onDuty(t, b, who)
	refusedReturn(t, &old, "after another sign-in")

	o = onDuty(t, b, who)
	check(t, b.Service.Accounts().Revoke(context.Background(), "op-1", b.Service.Now()))
	if s := data[wire.SessionEnded](t, o.await(wire.TypeSession)); s.Cause != "revoked" {
		t.Errorf("session ended: %s", s.Cause)
	}
	refusedReturn(t, o, "after the revocation")
}

func refusedReturn(t *testing.T, o *officer, what string) {
	t.Helper()
	copied := *o
	f := copied.again()
	if f.T != wire.TypeError || data[wire.Error](t, f).Code != "unauthenticated" {
		t.Errorf("%s: %s %s", what, f.T, f.Data)
	}
}

// TestAccess_AtTheSocket asks for everything as everybody: nobody gets by with more than access.Decide allows.
func TestAccess_AtTheSocket(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	unit := bordeaux(t, b)
	holder := onDuty(t, b, b.AddOperator(t, "op-1", unit))
	d, _ := talk(t, b, holder)
	waiting := arrive(t, b, "33000")
	waiting.sealTo(waiting.opened.Roster)

	signed := func(o *officer) { o.signIn() }
	nobody := stranger(t, b, vigied.Operator{})
	colleague := onDuty(t, b, b.AddOperator(t, "op-2", unit))
	elsewhere := onDuty(t, b, b.AddOperator(t, "op-3", "police-75"))
	supervisor := stranger(t, b, b.AddStaff(t, "sup-1", access.Supervisor, unit))
	signed(supervisor)
	psychologist := stranger(t, b, b.AddStaff(t, "psy-1", access.Psychologist, unit))
	signed(psychologist)

	textFor := func(o *officer) wire.Send {
		if o.shift == nil {
			o.shift = holder.shift
		}
		m, err := seal.SealText(seal.Sender{Conversation: d.id, Side: "operator", Key: o.shift}, d.secret[1],
			wire.Send{ID: newMessageID(), Key: 1, Generation: 1, N: 1}, "bonjour")
		check(t, err)
		return m
	}
	for _, tt := range []struct {
		who  string
		o    *officer
		ask  wire.Type
		d    any
		want string
	}{
		{"nobody", nobody, wire.TypeSync, wire.Sync{}, "unauthenticated"},
		{"nobody", nobody, wire.TypeClaim, wire.Claim{Conversation: waiting.id}, "unauthenticated"},
		{"nobody", nobody, wire.TypeSend, textFor(nobody), "unauthenticated"},
		{"nobody", nobody, wire.TypeDuty, wire.Duty{State: "on"}, "unauthenticated"},
		{"a colleague", colleague, wire.TypeSend, textFor(colleague), "missing"},
		{"a colleague", colleague, wire.TypeClaim, wire.Claim{Conversation: d.id}, "taken"},
		{"somebody elsewhere", elsewhere, wire.TypeSend, textFor(elsewhere), "missing"},
		{"somebody elsewhere", elsewhere, wire.TypeClaim, wire.Claim{Conversation: waiting.id}, "missing"},
		{"somebody elsewhere", elsewhere, wire.TypeClaim, wire.Claim{Conversation: other()}, "missing"},
		{"a supervisor", supervisor, wire.TypeClaim, wire.Claim{Conversation: waiting.id}, "missing"},
		{"a supervisor", supervisor, wire.TypeDuty, wire.Duty{State: "on"}, "missing"},
		{"a supervisor", supervisor, wire.TypeSync, wire.Sync{}, ""},
		{"a psychologist", psychologist, wire.TypeSync, wire.Sync{}, "missing"},
		{"a psychologist", psychologist, wire.TypeClaim, wire.Claim{Conversation: waiting.id}, "missing"},
	} {
		t.Run(tt.who+" "+string(tt.ask), func(t *testing.T) {
			if tt.want == "" {
				must[struct{}](tt.o.line, tt.ask, tt.d, wire.TypeOK)
				return
			}
			tt.o.refused(tt.ask, tt.d, tt.want)
		})
	}
	// Nobody but the holder was shown anything of the conversation; a supervisor sees that somebody waits, and no key.
	for name, o := range map[string]*officer{"colleague": colleague, "elsewhere": elsewhere, "supervisor": supervisor} {
		o.mu.Lock()
		for _, f := range o.frames {
			switch f.T {
			case wire.TypeSummary:
				if s := data[wire.Summary](t, f); s.Conversation == d.id || name == "elsewhere" {
					t.Errorf("%s was shown %s %s", name, s.State, s.Reference)
				}
			case wire.TypeMessage, wire.TypeMark:
				t.Errorf("%s got a %s", name, f.T)
			case wire.TypeEnvelope:
				if name != "colleague" || data[wire.SealedKey](t, f).Conversation == d.id {
					t.Errorf("%s got a key", name)
				}
			}
		}
		o.mu.Unlock()
	}
}

// The service carries the certificate with which a person signs reports, at sign-in and on every return; it believes nothing of it.
func TestTheCertificateForReportsIsHandedOn(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	who := b.AddOperator(t, "op-1", "police-33")
	account, _ := b.Service.Accounts().Get("op-1")
	account.Certificate = []byte("a certificate")
	if err := b.Service.Accounts().Put(t.Context(), account, b.Now()); err != nil {
		t.Fatal(err)
	}
	o := stranger(t, b, who)
	if in := data[wire.SignedIn](t, o.signInWith(who.Passphrase)); string(in.Certificate) != "a certificate" {
		t.Errorf("at sign-in: %q", in.Certificate)
	}
	account.Certificate = make([]byte, 5000)
	if err := b.Service.Accounts().Put(t.Context(), account, b.Now()); !fault.Is(err, fault.Invalid) {
		t.Errorf("one that is too large: %v", err)
	}
}
