package declarant_test

import (
	"testing"
	"time"

	"go.uber.org/goleak"

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

func chain(t *testing.T, authority *seal.SigningKey, now time.Time) (c wire.Chain) {
	t.Helper()
	workstation, shift := key(t), key(t)
	c.Credential = wire.Credential{
		Actor: "op-1", Role: seal.RoleOperator, Unit: "national", Key: workstation.Public(),
		NotBefore: wire.At(now.Add(-time.Hour)), NotAfter: wire.At(now.Add(24 * time.Hour)),
	}
	c.Shift = wire.Shift{Actor: "op-1", Console: "c", Key: shift.Public(), Nonce: make([]byte, 32), Expires: wire.At(now.Add(8 * time.Hour))}
	hourly, err := seal.NewRecipientKey(now, now.Add(time.Hour))
	for _, step := range []func() error{
		func() error { return err },
		func() error { return seal.SignCredential(authority, &c.Credential) },
		func() error { return seal.SignShift(workstation, &c.Shift, now) },
		func() error { c.Hourly = hourly.Statement(); return seal.SignHourly(shift, c.Shift, &c.Hourly) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	return c
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
