package declarant_test

import (
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// One chain that the authority did not sign, and nothing is sealed to anybody.
func TestB11_AForgedRosterGetsNothing(t *testing.T) {
	authority, stranger := key(t), key(t)
	v, err := declarant.NewVoice(authority.Public(), "")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	envelopes, err := v.SealTo([]wire.Chain{chain(t, authority, now), chain(t, stranger, now)}, now)
	if !fault.Is(err, fault.Untrusted) || len(envelopes) != 0 {
		t.Errorf("%d envelopes, %v", len(envelopes), err)
	}
	expired := chain(t, authority, now.Add(-3*time.Hour))
	envelopes, err = v.SealTo([]wire.Chain{expired, chain(t, authority, now)}, now)
	if err != nil || len(envelopes) != 1 {
		t.Errorf("%d envelopes, %v", len(envelopes), err)
	}
	if e, err := v.Claimed(chain(t, stranger, now), 1, now); !fault.Is(err, fault.Untrusted) || e != nil {
		t.Errorf("a key for a stranger: %v", err)
	}
}

func key(t *testing.T) *seal.SigningKey {
	t.Helper()
	k, err := seal.NewSigningKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func chain(t *testing.T, authority *seal.SigningKey, now time.Time) wire.Chain {
	t.Helper()
	return hire(t, authority, now).chain
}

// operator is somebody in a shift.
type operator struct {
	shift *seal.SigningKey
	chain wire.Chain
}

func hire(t *testing.T, authority *seal.SigningKey, now time.Time) operator {
	t.Helper()
	workstation, o := key(t), operator{shift: key(t)}
	c := &o.chain
	c.Credential = wire.Credential{
		Actor: "op-1", Role: seal.RoleOperator, Unit: "national", Key: workstation.Public(),
		NotBefore: wire.At(now.Add(-time.Hour)), NotAfter: wire.At(now.Add(24 * time.Hour)),
	}
	c.Shift = wire.Shift{Actor: "op-1", Console: "c", Key: o.shift.Public(), Nonce: make([]byte, 32), Expires: wire.At(now.Add(8 * time.Hour))}
	for _, step := range []func() error{
		func() error { return seal.SignCredential(authority, &c.Credential) },
		func() error { return seal.SignShift(workstation, &c.Shift, now) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	c.Hourly = o.rekeyed(t, o.shift, now).Hourly
	return o
}

// rekeyed is the operator's chain with the next hourly key, signed by a shift key.
func (o operator) rekeyed(t *testing.T, by *seal.SigningKey, now time.Time) wire.Chain {
	t.Helper()
	c := o.chain
	hourly, err := seal.NewRecipientKey(now, now.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	c.Hourly = hourly.Statement()
	if err := seal.SignHourly(by, c.Shift, &c.Hourly); err != nil {
		t.Fatal(err)
	}
	return c
}

// After a loss the holder of the generation gets every key again, under whatever hourly key they have now; nobody else gets any. Without
// a loss only a claimant's key that the store does not have goes out twice.
func TestB13_OnlyTheHolderIsSealedToAgain(t *testing.T) {
	authority := key(t)
	now := time.Now()
	v, err := declarant.NewVoice(authority.Public(), "")
	if err != nil {
		t.Fatal(err)
	}
	holder := hire(t, authority, now)
	again := func(what string, c wire.Chain, want ...conversation.KeyNumber) {
		t.Helper()
		envelopes, err := v.SealAgain(c, now)
		var got []conversation.KeyNumber
		for _, e := range envelopes {
			got = append(got, e.Key)
			v.Kept(e)
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: keys %v, %v", what, got, err)
		}
	}
	again("nobody holds it", holder.chain)
	e, err := v.Claimed(holder.chain, 1, now)
	if err != nil || e == nil || v.Ready() {
		t.Fatalf("claimed: %v", err)
	}
	next := holder.rekeyed(t, holder.shift, now)
	again("another shift of the same person", chain(t, authority, now))
	again("the store has not said that it has the claimant's key, and there is another hourly key", next, 1)
	if !v.Ready() {
		t.Error("the claimant's key is there, and not used")
	}
	again("the store has it", holder.chain)
	v.Forgotten()
	again("an hourly key that has run out", holder.rekeyed(t, holder.shift, now.Add(-2*time.Hour)))
	again("everything was lost", next, 0, 1)
	again("it is there again", next)
	if envelopes, err := v.SealAgain(holder.rekeyed(t, key(t), now), now); !fault.Is(err, fault.Untrusted) || len(envelopes) > 0 {
		t.Errorf("an hourly key that the shift did not sign: %d envelopes, %v", len(envelopes), err)
	}
	v.Forgotten()
	v.Released(1)
	again("nobody holds it any more", next)
}

// Without anybody on duty the declarant waits; the service has the messages, and a vanished page comes to no harm.
func TestAWaitingDeclarantIsHeardByTheService(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	events := make(chan declarant.Event, 100)
	d, err := declarant.Start(declarant.Options{
		URL: b.Page, Roots: b.Roots, Authority: b.Authority.Public(), Place: "33000", Observe: func(e declarant.Event) { events <- e },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Vanish()
	d.Say("un")
	d.Say("deux")
	var stored []string
	for len(stored) < 2 {
		select {
		case e := <-events:
			if e.Kind == declarant.Stored {
				stored = append(stored, e.Text)
			}
		case <-time.After(15 * time.Second):
			t.Fatalf("stored %v", stored)
		}
	}
	if stored[0] != "un" || stored[1] != "deux" {
		t.Errorf("order %v", stored)
	}
	d.Erase()
	for e := range events {
		if e.Kind == declarant.Erased {
			break
		}
	}
	d.Vanish()
}
