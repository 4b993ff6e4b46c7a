//go:build linux && cgo

package fido_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/authn/fido"
	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit/authenticator"
	"vigie.example/internal/testkit/judged"
)

var now = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)

func codeOf(n byte) biometric.Code {
	c, _ := biometric.NewCode(bytes.Repeat([]byte{n}, biometric.CodeBytes))
	return c
}

func permission(t *testing.T) biometric.Permission {
	t.Helper()
	dossier, _ := judged.Dossier(actor, now)
	p, obstacles := dossier.Permit(biometric.Request{Person: actor, Method: biometric.OnKey}, now)
	if len(obstacles) > 0 {
		t.Fatal(obstacles)
	}
	return p
}

func capturing(t *testing.T, n byte) fido.Capture {
	t.Helper()
	c, err := fido.Capturing(permission(t), actor, codeOf(n), now)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// sensed is a key with a sensor that is op-1's, and what its holder does, touch by touch; then only touches.
func sensed(t *testing.T, o authenticator.Options, hand ...authenticator.Gesture) (*fido.Keys, *authenticator.Authenticator, fido.Holder) {
	t.Helper()
	o.PIN, o.Sensor = pin, true
	soft := authenticator.New(o)
	made := soft.Make(party.ID(), party.Handle(actor))
	soft.Behave(func() authenticator.Gesture {
		if len(hand) == 0 {
			return authenticator.Touch
		}
		next := hand[0]
		hand = hand[1:]
		return next
	})
	return fido.Open(bus{authenticator.NewSocket(soft)}), soft, fido.Holder{Party: party.ID(), Allow: [][]byte{made.ID}, PIN: pin}
}

// A finger comes onto a key through libfido2, touch by touch, under its pseudonym alone; the key says how each touch went; and it goes again.
func TestL13_AFingerComesOntoAKeyAndLeavesIt(t *testing.T) {
	for name, o := range map[string]authenticator.Options{
		"a key of CTAP 2.1-PRE": {}, "with PIN protocol 2": {Protocol2: true},
		"a key of CTAP 2.1": {Protocol2: true, Purposes: true}, "one with protocol 1 alone": {Purposes: true},
		"one that never knew the preview": {Protocol2: true, Purposes: true, Final: true},
	} {
		t.Run(name, func(t *testing.T) { comesAndLeaves(t, o) })
	}
}

func comesAndLeaves(t *testing.T, o authenticator.Options) {
	keys, soft, me := sensed(t, o, authenticator.Touch, authenticator.TooFast, authenticator.TooLow, authenticator.WrongFinger, authenticator.Touch)
	if all, err := keys.Fingers(soon(t), me); err != nil || len(all) > 0 {
		t.Fatalf("a new key has %v, %v", all, err)
	}
	var scans []fido.Scan
	first, err := keys.EnrolFinger(soon(t), capturing(t, 1), me, func(s fido.Scan) { scans = append(scans, s) })
	if err != nil {
		t.Fatal(err)
	}
	want := []fido.Scan{
		{Left: 5, Of: 5}, {Left: 4, Of: 5}, {Left: 4, Of: 5, Again: fido.TooFast}, {Left: 4, Of: 5, Again: fido.TooLow}, {Left: 4, Of: 5, Again: fido.Poor},
		{Left: 3, Of: 5}, {Left: 2, Of: 5}, {Left: 1, Of: 5}, {Left: 0, Of: 5},
	}
	if !slices.Equal(scans, want) {
		t.Errorf("scans %v", scans)
	}
	on := soft.Prints()
	if len(on) != 1 || on[0].Name != string(codeOf(1)) || len(first.On) != 1 || !bytes.Equal(on[0].ID, first.On[0].ID) || first.On[0].Code != codeOf(1) {
		t.Errorf("on the key %v, returned %v", on, first)
	}
	if is, err := keys.Devices(); err != nil || !is[0].Finger {
		t.Errorf("devices %+v, %v", is, err)
	}
	second, err := keys.EnrolFinger(soon(t), capturing(t, 2), me, func(fido.Scan) {})
	if err != nil {
		t.Fatal(err)
	}
	left, err := keys.RemoveFingers(soon(t), me, [][]byte{on[0].ID, []byte("no such template")})
	if err != nil || len(left) != 1 || left[0].Code != codeOf(2) || !bytes.Equal(left[0].ID, second.On[1].ID) {
		t.Errorf("left %v, %v", left, err)
	}
	if left, err = keys.RemoveFingers(soon(t), me, [][]byte{left[0].ID}); err != nil || len(left) > 0 || len(soft.Prints()) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

// Without a permission for exactly this there is no capture, and a capture that nobody permitted enrols nothing; listing and removing want none
// (L11, L17).
func TestL17_NoFingerComesOntoAKeyWithoutAPermission(t *testing.T) {
	keys, soft, me := sensed(t, authenticator.Options{Finger: true})
	good := permission(t)
	for name, try := range map[string]func() (fido.Capture, error){
		"none":           func() (fido.Capture, error) { return fido.Capturing(biometric.Permission{}, actor, codeOf(1), now) },
		"another person": func() (fido.Capture, error) { return fido.Capturing(good, "op-2", codeOf(1), now) },
		"run out":        func() (fido.Capture, error) { return fido.Capturing(good, actor, codeOf(1), now.Add(biometric.Lease)) },
		"turned back":    func() (fido.Capture, error) { return fido.Capturing(good, actor, codeOf(1), now.Add(-time.Second)) },
		"a name":         func() (fido.Capture, error) { return fido.Capturing(good, actor, "Camille Roche", now) },
	} {
		c, err := try()
		if err == nil {
			t.Errorf("%s: permitted", name)
		}
		if _, err := keys.EnrolFinger(soon(t), c, me, func(fido.Scan) {}); !fault.Is(err, fault.Denied) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if soft.Touches() > 0 || len(soft.Prints()) != 1 {
		t.Errorf("%d touches, %d prints", soft.Touches(), len(soft.Prints()))
	}
	all, err := keys.Fingers(soon(t), me)
	if err != nil || len(all) != 1 || all[0].Code != "" {
		t.Fatalf("the one that was there: %v, %v", all, err)
	}
	if _, err := keys.RemoveFingers(soon(t), me, [][]byte{all[0].ID}); err != nil || len(soft.Prints()) > 0 {
		t.Errorf("%d prints, %v", len(soft.Prints()), err)
	}
	// A permission that runs out while the person touches ends the enrolment.
	slow, err := fido.Capturing(good, actor, codeOf(1), good.Until().Add(-400*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	soft.Behave(func() authenticator.Gesture { return authenticator.Nothing })
	if _, err := keys.EnrolFinger(soon(t), slow, me, func(fido.Scan) {}); !fault.Is(err, fault.Expired) || len(soft.Prints()) > 0 {
		t.Errorf("after the permission: %v, %d prints", err, len(soft.Prints()))
	}
}

// What the person has to know is told apart, and whatever goes wrong, nothing is left on the key.
func TestL13_WhatGoesWrongWithAFingerIsToldApart(t *testing.T) {
	touch := authenticator.Touch
	for name, c := range map[string]struct {
		change func(*authenticator.Authenticator, *fido.Holder)
		hand   []authenticator.Gesture
		want   fault.TextKey
	}{
		"a wrong PIN":        {func(_ *authenticator.Authenticator, h *fido.Holder) { h.PIN = "0000" }, nil, fido.WrongPIN},
		"no PIN":             {func(_ *authenticator.Authenticator, h *fido.Holder) { h.PIN = "" }, nil, fido.WrongPIN},
		"a colleague's key":  {func(_ *authenticator.Authenticator, h *fido.Holder) { h.Allow = [][]byte{[]byte("mine, elsewhere")} }, nil, fido.NotYours},
		"on the key already": {nil, []authenticator.Gesture{touch, touch, authenticator.SameFinger}, fido.KnownPrint},
		"pulled out":         {nil, []authenticator.Gesture{touch, authenticator.Unplug}, fido.Removed},
		"never a good touch": {nil, slices.Repeat([]authenticator.Gesture{authenticator.TooFast}, 60), fido.Unclear},
		"no key":             {func(a *authenticator.Authenticator, _ *fido.Holder) { a.Remove() }, nil, fido.Absent},
	} {
		t.Run(name, func(t *testing.T) {
			keys, soft, me := sensed(t, authenticator.Options{}, c.hand...)
			if c.change != nil {
				c.change(soft, &me)
			}
			out, err := keys.EnrolFinger(soon(t), capturing(t, 1), me, func(fido.Scan) {})
			if got := fault.PublicOf(err).Key; got != c.want || len(soft.Prints()) > 0 || out.Unsure != (name == "pulled out") {
				t.Errorf("%q, want %q; %d prints, %+v", got, c.want, len(soft.Prints()), out)
			}
		})
	}
	t.Run("given up", func(t *testing.T) {
		keys, soft, me := sensed(t, authenticator.Options{}, touch, touch, authenticator.Nothing)
		ctx, cancel := context.WithCancel(t.Context())
		_, err := keys.EnrolFinger(ctx, capturing(t, 1), me, func(s fido.Scan) {
			if s.Left == 3 {
				time.AfterFunc(300*time.Millisecond, cancel)
			}
		})
		if got := fault.PublicOf(err).Key; got != fido.Cancelled || len(soft.Prints()) > 0 {
			t.Errorf("%q, %d prints", got, len(soft.Prints()))
		}
		if _, err := keys.EnrolFinger(soon(t), capturing(t, 1), me, func(fido.Scan) {}); err != nil {
			t.Errorf("the next time: %v", err)
		}
	})
	t.Run("full", func(t *testing.T) {
		keys, soft, me := sensed(t, authenticator.Options{})
		for n := range byte(authenticator.MostPrints) {
			if _, err := keys.EnrolFinger(soon(t), capturing(t, n+1), me, func(fido.Scan) {}); err != nil {
				t.Fatal(err)
			}
		}
		_, err := keys.EnrolFinger(soon(t), capturing(t, 9), me, func(fido.Scan) {})
		if got := fault.PublicOf(err).Key; got != fido.NoRoom || len(soft.Prints()) != authenticator.MostPrints {
			t.Errorf("%q, %d prints", got, len(soft.Prints()))
		}
	})
	t.Run("no sensor", func(t *testing.T) {
		soft := authenticator.New(authenticator.Options{PIN: pin})
		keys, made := fido.Open(bus{authenticator.NewSocket(soft)}), soft.Make(party.ID(), party.Handle(actor))
		me := fido.Holder{Party: party.ID(), Allow: [][]byte{made.ID}, PIN: pin}
		_, err := keys.EnrolFinger(soon(t), capturing(t, 1), me, func(fido.Scan) {})
		_, listed := keys.Fingers(soon(t), me)
		if a, b := fault.PublicOf(err).Key, fault.PublicOf(listed).Key; a != fido.NoSensor || b != fido.NoSensor {
			t.Errorf("%q, %q", a, b)
		}
	})
}

// A key that says it has a template, and has none, is not believed; nor one that says it has erased it, and has not.
func TestL8_AKeyIsNotTakenAtItsWord(t *testing.T) {
	hasty, _, me := sensed(t, authenticator.Options{Tamper: func(command byte, answer []byte) []byte {
		if (command == 9 || command == 0x40) && len(answer) > 1 && answer[1] == 0xa3 {
			return append(bytes.Clone(answer[:len(answer)-1]), 0) // no touch is left
		}
		return answer
	}})
	if _, err := hasty.EnrolFinger(soon(t), capturing(t, 1), me, func(fido.Scan) {}); err == nil {
		t.Error("a template after one touch was believed")
	}
	var frozen []byte
	keys, _, me := sensed(t, authenticator.Options{Tamper: func(command byte, answer []byte) []byte {
		if (command == 9 || command == 0x40) && len(answer) > 2 && answer[1] == 0xa1 && answer[2] == 7 {
			if frozen == nil {
				frozen = bytes.Clone(answer)
			}
			return frozen
		}
		return answer
	}})
	one, err := keys.EnrolFinger(soon(t), capturing(t, 1), me, func(fido.Scan) {})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := keys.EnrolFinger(soon(t), capturing(t, 2), me, func(fido.Scan) {}); err == nil {
		t.Error("a template that is not listed was believed")
	}
	frozen = nil
	two, err := keys.EnrolFinger(soon(t), capturing(t, 3), me, func(fido.Scan) {})
	if err != nil {
		t.Fatal(err)
	}
	if left, err := keys.RemoveFingers(soon(t), me, [][]byte{one.On[0].ID}); !fault.Is(err, fault.Untrusted) {
		t.Errorf("listed after the erasure: %v, %v; %v stays", left, err, two.On)
	}
}

// A template whose enrolment ends badly after the last touch is taken away again: nothing stays on the key that the service does not know of (L11).
func TestL11_NothingStaysAfterABadEnd(t *testing.T) {
	for name, spoil := range map[string]func(last bool, answer []byte) bool{
		"the last answer is lost":         func(last bool, _ []byte) bool { return last },
		"it does not take the pseudonym":  func(_ bool, answer []byte) bool { return len(answer) == 1 },
		"it does not say what is on it":   func(_ bool, answer []byte) bool { return len(answer) > 2 && answer[1] == 0xa1 && answer[2] == 7 },
		"the control: it does everything": func(bool, []byte) bool { return false },
	} {
		over, spoilt := false, false
		keys, soft, me := sensed(t, authenticator.Options{Tamper: func(command byte, answer []byte) []byte {
			if command != 9 && command != 0x40 || spoilt {
				return answer
			}
			last := len(answer) > 2 && answer[1] == 0xa3 && answer[len(answer)-1] == 0
			over = over || last
			if over && spoil(last, answer) {
				spoilt = true
				return []byte{0x7f}
			}
			return answer
		}})
		_, err := keys.EnrolFinger(soon(t), capturing(t, 1), me, func(fido.Scan) {})
		if (err == nil) == spoilt || (len(soft.Prints()) > 0) != (err == nil) {
			t.Errorf("%s: %v, %d prints, spoilt %v", name, err, len(soft.Prints()), spoilt)
		}
	}
}

func holds(all []fido.Template, id []byte) bool {
	return slices.ContainsFunc(all, func(t fido.Template) bool { return bytes.Equal(t.ID, id) })
}

// FuzzL13_BioAnswers: whatever a key answers about fingers, nothing crashes, hangs, tells the PIN, or makes a template believed that is not there.
func FuzzL13_BioAnswers(f *testing.F) {
	f.Add(byte(0), 3, []byte{0xff})
	f.Add(byte(1), 1, []byte{0xa1, 0x07, 0x9a, 0x25, 0xfe, 0xf6, 0x21}) // 637 million templates
	f.Add(byte(2), 1, []byte{0xa2, 0x05, 0x00, 0x06, 0x00})             // done, and no name for it
	f.Add(byte(3), 20, []byte{0x06, 0x18, 0xff})
	f.Add(byte(4), 1, []byte{0xa1, 0x07, 0x81, 0xa2, 0x01, 0x41, 0x01, 0x01, 0x41, 0x02}) // two names for one
	f.Add(byte(5), 1, []byte{0xa1, 0x07, 0x82, 0xa1, 0x01, 0x41, 0x01, 0xa1, 0x01, 0x41, 0x01})
	f.Add(byte(6), 1, []byte{0xa1, 0x07, 0x81, 0xa2, 0x01, 0x41, 0x01, 0x02, 0x78, 0xff})
	f.Add(byte(7), 0, []byte{0x2c})
	f.Fuzz(func(t *testing.T, which byte, at int, with []byte) {
		if len(with) > 1024 {
			return
		}
		n := byte(0)
		keys, soft, me := sensed(t, authenticator.Options{Tamper: func(c byte, answer []byte) []byte {
			if c != 9 && c != 0x40 {
				return answer
			}
			if n++; n != which%16 {
				return answer
			}
			i := 0
			if at > 0 {
				i = at % (len(answer) + 1)
			}
			return append(append(bytes.Clone(answer[:i]), with...), answer[min(len(answer), i+len(with)):]...)
		}})
		began := time.Now()
		made, err := keys.EnrolFinger(soon(t), capturing(t, 1), me, func(s fido.Scan) {
			if s.Left < 0 || s.Left > s.Of || s.Of > 255 {
				t.Errorf("scan %+v", s)
			}
		})
		if err == nil && !slices.ContainsFunc(soft.Prints(), func(p authenticator.Print) bool { return holds(made.On, p.ID) && p.Name == string(codeOf(1)) }) {
			t.Logf("believed: %v", made.On)
			if n < which%16 || which%16 == 0 {
				t.Error("a template that is not there was believed, of a key that told no lie")
			}
		}
		all, listed := keys.Fingers(soon(t), me)
		if len(all) > 256 {
			t.Errorf("%d templates", len(all))
		}
		var ids [][]byte
		for _, one := range all {
			ids = append(ids, one.ID)
		}
		_, removed := keys.RemoveFingers(soon(t), me, ids)
		for _, err := range []error{err, listed, removed} {
			if err != nil && strings.Contains(err.Error(), pin) {
				t.Error("an error holds the PIN")
			}
		}
		if time.Since(began) > time.Minute {
			t.Error("it hung")
		}
	})
}
