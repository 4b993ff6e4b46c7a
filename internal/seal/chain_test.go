package seal_test

import (
	"bytes"
	"testing"
	"time"

	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// resignShift and the like make what a holder of that key could make: a change that only a signature gives away is
// tested without them, a change that must fail although every signature is right, with them.
func (w *world) resignCredential() { must(w.t, seal.SignCredential(w.authority, &w.chain.Credential)) }

func (w *world) resignShift() {
	challenge := seal.ShiftChallenge(w.chain.Shift)
	proof, err := w.workstation.Sign(challenge[:])
	must(w.t, err)
	w.chain.Shift.Proof = proof
}

func (w *world) resignHourly() {
	h, s := &w.chain.Hourly, w.chain.Shift
	sig, err := w.shift.Sign(seal.Transcript("vigie/1 hourly",
		[]byte(s.Actor), []byte(s.Console), h.Public, seal.Moment(h.NotBefore), seal.Moment(h.NotAfter)))
	must(w.t, err)
	h.Signature = sig
}

func TestB11_AChainThatHoldsIsSealedTo(t *testing.T) {
	w := newWorld(t)
	r := w.recipient()
	if r.Actor() != "A-17" || r.Unit() != "police-33" || r.Role() != "operator" || r.Console() != "console-1" {
		t.Errorf("recipient %s %s %s %s", r.Actor(), r.Unit(), r.Role(), r.Console())
	}
	if r.Hourly() != w.hourly.ID() || !bytes.Equal(r.ShiftKey(), w.shift.Public()) || !r.NotAfter().Equal(now.Add(time.Hour)) {
		t.Error("the recipient is not the one of the chain")
	}
	if _, err := seal.SealEnvelope(w.page, seal.Recipient{}, 0, 0, seal.NewSecret(), ""); err == nil {
		t.Error("sealed to a recipient that nobody has verified")
	}
}

func TestB11_NothingIsSealedOutsideTheChain(t *testing.T) {
	mallory := newWorld(t)
	mallory.hire("M-1", seal.RoleOperator)
	for _, tt := range []struct {
		name   string
		change func(w *world)
		want   fault.Kind
	}{
		{"another authority", func(w *world) { w.authority = mallory.authority }, fault.Untrusted},
		{"a chain of another authority", func(w *world) { w.chain = mallory.chain }, fault.Untrusted},
		{"empty", func(w *world) { w.chain = wire.Chain{} }, fault.Untrusted},
		{"another actor in the credential", func(w *world) { w.chain.Credential.Actor = "A-18" }, fault.Untrusted},
		{"another role", func(w *world) { w.chain.Credential.Role = "supervisor" }, fault.Untrusted},
		{"another unit", func(w *world) { w.chain.Credential.Unit = "police-13" }, fault.Untrusted},
		{"another workstation key", func(w *world) { w.chain.Credential.Key = mallory.workstation.Public() }, fault.Untrusted},
		{"a longer credential", func(w *world) { w.chain.Credential.NotAfter++ }, fault.Untrusted},
		{"an earlier credential", func(w *world) { w.chain.Credential.NotBefore-- }, fault.Untrusted},
		{"fields run into each other", func(w *world) { w.chain.Credential.Actor, w.chain.Credential.Role = "A-17o", "perator" }, fault.Untrusted},
		{"somebody else's shift", func(w *world) { w.chain.Shift = mallory.chain.Shift }, fault.Untrusted},
		{"another shift key", func(w *world) { w.chain.Shift.Key = mallory.shift.Public() }, fault.Untrusted},
		{"another console", func(w *world) { w.chain.Shift.Console = "console-2" }, fault.Untrusted},
		{"another nonce", func(w *world) { w.chain.Shift.Nonce = random(seal.NonceBytes) }, fault.Untrusted},
		{"a longer shift", func(w *world) { w.chain.Shift.Expires++ }, fault.Untrusted},
		{"an unknown way in", func(w *world) { w.chain.Shift.Way = "trust me" }, fault.Untrusted},
		{"no proof", func(w *world) { w.chain.Shift.Proof = nil }, fault.Untrusted},
		{"another hourly key", func(w *world) { w.chain.Hourly.Public = mallory.chain.Hourly.Public }, fault.Untrusted},
		{"somebody else's hourly", func(w *world) { w.chain.Hourly = mallory.chain.Hourly }, fault.Untrusted},
		{"another hourly identifier", func(w *world) { w.chain.Hourly.ID = mallory.chain.Hourly.ID }, fault.Untrusted},
		{"a longer hourly", func(w *world) { w.chain.Hourly.NotAfter++ }, fault.Untrusted},
		{"a cut signature", func(w *world) { w.chain.Hourly.Signature = w.chain.Hourly.Signature[:63] }, fault.Untrusted},
		{"signed by the workstation only", func(w *world) { w.shift = w.workstation; w.resignHourly() }, fault.Untrusted},

		// Everything below is signed by the right keys, and still refused.
		{"signed shift of another actor", func(w *world) { w.chain.Shift.Actor = "A-18"; w.resignShift(); w.resignHourly() }, fault.Untrusted},
		{"signed supervisor", func(w *world) { w.chain.Credential.Role = "supervisor"; w.resignCredential() }, fault.Untrusted},
		{"signed psychologist", func(w *world) { w.chain.Credential.Role = "psychologist"; w.resignCredential() }, fault.Untrusted},
		{"signed endless shift", func(w *world) {
			w.chain.Shift.Expires = wire.At(now.Add(17 * time.Hour))
			w.resignShift()
		}, fault.Untrusted},
		{"signed endless hourly", func(w *world) {
			w.chain.Hourly.NotAfter = w.chain.Hourly.NotBefore + wire.Millis(seal.MaxHourly/time.Millisecond) + 1
			w.resignHourly()
		}, fault.Untrusted},
		{"signed hourly that ends before it begins", func(w *world) {
			w.chain.Hourly.NotAfter = w.chain.Hourly.NotBefore
			w.resignHourly()
		}, fault.Untrusted},
		{"signed hourly that outlasts the shift", func(w *world) {
			w.chain.Shift.Expires = wire.At(now.Add(30 * time.Minute))
			w.resignShift()
			w.resignHourly()
		}, fault.Untrusted},
		{"signed hourly that outlasts the credential", func(w *world) {
			w.chain.Credential.NotAfter = wire.At(now.Add(30 * time.Minute))
			w.resignCredential()
		}, fault.Untrusted},
		{"signed key that is no point", func(w *world) {
			w.chain.Shift.Key = append([]byte{4}, make([]byte, 64)...)
			w.resignShift()
			w.resignHourly()
		}, fault.Untrusted},
		{"signed hourly that is no key", func(w *world) {
			w.chain.Hourly.Public = bytes.Repeat([]byte{0xff}, seal.HourlyPublicBytes)
			w.chain.Hourly.ID = seal.HourlyID(w.chain.Hourly.Public)
			w.resignHourly()
		}, fault.Untrusted},
		{"signed empty console", func(w *world) { w.chain.Shift.Console = ""; w.resignShift(); w.resignHourly() }, fault.Untrusted},

		{"expired credential", func(w *world) {
			w.chain.Credential.NotAfter = wire.At(now)
			w.resignCredential()
		}, fault.Expired},
		{"credential of tomorrow", func(w *world) {
			w.chain.Credential.NotBefore = wire.At(now.Add(seal.Skew + time.Second))
			w.resignCredential()
		}, fault.Expired},
		{"expired shift", func(w *world) { w.chain.Shift.Expires = wire.At(now); w.resignShift() }, fault.Expired},
		{"expired hourly", func(w *world) { w.chain.Hourly.NotAfter = wire.At(now); w.resignHourly() }, fault.Expired},
		{"hourly of the next hour", func(w *world) {
			w.chain.Hourly.NotBefore = wire.At(now.Add(seal.Skew + time.Second))
			w.resignHourly()
		}, fault.Expired},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			tt.change(w)
			if _, err := seal.VerifyChain(w.authority.Public(), w.chain, now); !fault.Is(err, tt.want) {
				t.Errorf("error %v, want %s", err, tt.want)
			}
		})
	}
}

func TestB11_AChainEndsOnTime(t *testing.T) {
	w := newWorld(t)
	ends := now.Add(time.Hour)
	if _, err := seal.VerifyChain(w.authority.Public(), w.chain, ends.Add(-time.Millisecond)); err != nil {
		t.Errorf("just before the end: %v", err)
	}
	if _, err := seal.VerifyChain(w.authority.Public(), w.chain, ends); !fault.Is(err, fault.Expired) {
		t.Errorf("at the end: %v", err)
	}
	begins := now.Add(-10*time.Minute - seal.Skew)
	if _, err := seal.VerifyChain(w.authority.Public(), w.chain, begins); err != nil {
		t.Errorf("a clock that is behind by the tolerance: %v", err)
	}
	if _, err := seal.VerifyChain(w.authority.Public(), w.chain, begins.Add(-time.Millisecond)); !fault.Is(err, fault.Expired) {
		t.Errorf("before the beginning: %v", err)
	}
}

func TestB11_AConsoleSignsNoShiftThatItWouldNotBelieve(t *testing.T) {
	w := newWorld(t)
	for name, expires := range map[string]time.Time{
		"over": now, "next week": now.AddDate(0, 0, 7),
	} {
		s := w.chain.Shift
		s.Expires = wire.At(expires)
		if err := seal.SignShift(w.workstation, &s, now); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	h := w.chain.Hourly
	h.NotAfter = h.NotBefore + wire.Millis(3*time.Hour/time.Millisecond)
	if err := seal.SignHourly(w.shift, w.chain.Shift, &h); !fault.Is(err, fault.Invalid) {
		t.Errorf("an hourly key for three hours: %v", err)
	}
	if _, err := seal.NewRecipientKey(now, now.Add(3*time.Hour)); !fault.Is(err, fault.Invalid) {
		t.Errorf("an hourly key for three hours: %v", err)
	}
}

func TestB11_AServiceKnowsSupervisorsWithoutSealingToThem(t *testing.T) {
	w := newWorld(t)
	w.hire("S-1", "supervisor")
	b, err := seal.VerifyShift(w.authority.Public(), w.chain.Credential, w.chain.Shift, now)
	if err != nil || b.Role() != "supervisor" || b.Actor() != "S-1" {
		t.Errorf("bearer %+v, %v", b, err)
	}
	if _, err := seal.VerifyChain(w.authority.Public(), w.chain, now); !fault.Is(err, fault.Untrusted) {
		t.Errorf("sealed to a supervisor: %v", err)
	}
}
