//go:build linux && cgo

package carried_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"vigie.example/cmd/internal/carried"
	"vigie.example/internal/authn/reader"
	"vigie.example/internal/biometric"
	"vigie.example/internal/console"
	"vigie.example/internal/console/account"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/testkit/authenticator"
	"vigie.example/internal/testkit/prints"
)

// helpers are the processes that scan for this place.
func (p *readerPlace) helpers() (pids []int) {
	p.t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		p.t.Fatal(err)
	}
	for _, path := range all {
		line, err := os.ReadFile(path)
		if err != nil || !bytes.HasPrefix(line, []byte(p.options.Helper.Path+"\x00")) || !bytes.Contains(line, []byte(p.hand.glass.Socket())) {
			continue
		}
		if pid, err := strconv.Atoi(strings.Split(path, "/")[2]); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}

// kill kills the helper that runs.
func (p *readerPlace) kill() {
	p.t.Helper()
	p.eventually("a helper", func() bool { return len(p.helpers()) == 1 })
	if err := syscall.Kill(p.helpers()[0], syscall.SIGKILL); err != nil {
		p.t.Fatal(err)
	}
}

// scanning waits until an enrolment is so far.
func (p *readerPlace) scanning(ok func(console.Scan) bool) {
	p.t.Helper()
	until(p.place, &p.account.Publisher, "the scan", func(s account.State) bool { return s.Stage == console.Scanning && ok(s.Scan) })
}

// nothingKept is what an enrolment that came to nothing leaves.
func (p *readerPlace) nothingKept(why string) {
	p.t.Helper()
	if s := p.comesTo(); s.Problem.Key != why {
		p.t.Errorf("ended by %q, want %q", s.Problem.Key, why)
	}
	p.nothingLeft()
	p.eventually("no helper", func() bool { return len(p.helpers()) == 0 })
	list, err := p.backend.Service.ListMeans(p.t.Context(), p.admin, "op-1")
	if err != nil || slices.ContainsFunc(list.List, p.isReader) {
		p.t.Errorf("%+v, %v", list.List, err)
	}
}

// The product as it ships: no such way, no such means, and nothing is started, whatever is asked for (L17).
func TestL17_AReaderWithoutPermissionIsNoWay(t *testing.T) {
	p := newReaderPlace(t)
	p.ready()
	if err := p.backend.Service.ReportRisk(t.Context(), p.admin); err != nil {
		t.Fatal(err)
	}
	p.account.Open()
	until(p.place, &p.account.Publisher, "no reader", func(s account.State) bool {
		return s.Phase == account.Ready && len(s.Own) > 0 && !slices.ContainsFunc(s.Enrol, func(k account.Kind) bool { return k.Way == console.WayReader })
	})
	touched := p.key.Touches()
	p.account.Enrol(console.Enrolling{Way: console.WayReader, By: console.HeldKey, Code: p.invited()})
	until(p.place, &p.account.Publisher, "refused", func(s account.State) bool {
		return s.Stage == console.Idle && s.Problem.Key == "signin.problem.finger.not_permitted"
	})
	p.account.Close()
	p.signOut()
	p.comes(console.WayPIN)
	if w := wayOf(p.op.SignIn.State()); w.Code != "" {
		t.Errorf("offered: %+v", w)
	}
	p.enter(console.WayReader, "")
	p.refused("signin.problem.finger.not_permitted")
	if p.key.Touches() != touched || len(p.helpers()) > 0 {
		t.Error("somebody was asked for something")
	}
}

// A suspension ends a capture at any moment, to enrol and to sign in; nothing is kept, the way says why it is shut, and the others go on (L18).
func TestL18_ASuspensionEndsACapture(t *testing.T) {
	p := newReaderPlace(t)
	p.ready()
	suspend := func() {
		if err := p.backend.Service.SuspendFingerprints(t.Context(), p.admin, biometric.Incident); err != nil {
			t.Fatal(err)
		}
	}
	resume := func() {
		if err := p.backend.Service.ResumeFingerprints(t.Context(), p.admin); err != nil {
			t.Fatal(err)
		}
	}
	finger := prints.New(3)
	p.begins()
	p.scanning(func(s console.Scan) bool { return s.Stage == 0 })
	suspend()
	p.nothingKept("signin.problem.reader.suspended")
	resume()
	p.hand.lay(finger)
	p.begins()
	p.scanning(func(s console.Scan) bool { return s.Stage >= 2 })
	p.hand.lay(nil)
	suspend()
	p.nothingKept("signin.problem.reader.suspended")
	resume()
	p.begins() // nobody's finger: it is given up by hand
	p.scanning(func(console.Scan) bool { return true })
	p.account.GiveUp()
	p.nothingKept("fault.reader.cancelled")

	p.enrolFinger(finger)
	p.account.Close()
	p.signOut()
	p.comes(console.WayReader)
	p.enter(console.WayReader, "")
	until(p.place, &p.op.SignIn.Publisher, "the scan", func(s signin.State) bool { return s.Stage == console.Scanning })
	suspend()
	p.refused("signin.problem.reader.suspended")
	p.eventually("no helper", func() bool { return len(p.helpers()) == 0 })
	until(p.place, &p.op.SignIn.Publisher, "the way says so", func(s signin.State) bool {
		return wayOf(s).Problem.Key == "signin.problem.reader.suspended" && !wayOf(s).Available
	})
	p.enter(console.WayPIN, pin) // work goes on
	p.in()
	resume()
	p.op.Shell.Lock()
	p.locked("asked")
	p.comes(console.WayReader)
	p.enter(console.WayReader, "")
	until(p.place, &p.op.SignIn.Publisher, "the scan", func(s signin.State) bool { return s.Stage == console.Scanning })
	p.op.SignIn.GiveUp()
	until(p.place, &p.op.SignIn.Publisher, "given up, and locked still", func(s signin.State) bool {
		return s.Stage == console.Idle && s.Problem.Key == "fault.reader.cancelled" && !s.Locked.None()
	})
}

// The helper killed at every step leaves clear words and nothing else; the next attempt is as the first.
func TestL8_TheHelperKilledAtEveryStep(t *testing.T) {
	p := newReaderPlace(t)
	p.ready()
	finger := prints.New(3)
	for _, step := range []func(console.Scan) bool{
		func(s console.Scan) bool { return s.Stage == 0 && !s.Check },
		func(s console.Scan) bool { return s.Stage == 2 && !s.Check },
		func(s console.Scan) bool { return s.Check },
	} {
		p.hand.lay(nil)
		p.begins()
		until(p.place, &p.account.Publisher, "it begins", func(s account.State) bool { return s.Stage == console.Scanning })
		if !step(console.Scan{}) {
			p.hand.lay(finger)
		}
		p.scanning(step)
		p.hand.lay(nil)
		p.kill()
		p.nothingKept("fault.reader.gone")
	}
	p.enrolFinger(finger)
	p.account.Close()
	p.signOut()
	p.comes(console.WayReader)
	p.enter(console.WayReader, "")
	until(p.place, &p.op.SignIn.Publisher, "the scan", func(s signin.State) bool { return s.Stage == console.Scanning })
	p.kill()
	p.refused("fault.reader.gone")
	p.hand.lay(finger)
	p.enter(console.WayReader, "")
	p.in()
}

// A reader that is not there, or is pulled out, is told apart; so is a key that is pulled out while it is asked.
func TestL3_WhatIsMissingIsSaid(t *testing.T) {
	p := newReaderPlace(t)
	p.ready()
	p.begins()
	p.scanning(func(console.Scan) bool { return true })
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := p.hand.glass.Sign(ctx, prints.Unplug, 0); err != nil {
		t.Fatal(err)
	}
	p.nothingKept("fault.reader.unplugged")
	p.key.Behave(func() authenticator.Gesture { return authenticator.Unplug })
	p.begins()
	p.nothingKept("carried.key.removed")
	p.key.Behave(nil)
	p.key.Insert()
	p.account.Close()
	p.signOut()
	p.op.Close()

	p.options.Helper.Path += "-is-not-here"
	p.begin()
	until(p.place, &p.op.SignIn.Publisher, "no helper", func(s signin.State) bool { return wayOf(s).Problem.Key == "fault.reader.not_installed" })
}

// A template opens for its person's key, under its own pseudonym, on its own reader; whoever is named is compared with their own alone (L2, L9, L13).
func TestL9_AStolenTemplateOpensNothing(t *testing.T) {
	p := newReaderPlace(t)
	p.ready()
	mine := prints.New(3)
	p.enrolFinger(mine)
	p.account.Close()
	p.signOut()
	whole, file := p.templates()[0], []byte(nil)
	file, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}

	// Another key of another person, at this workstation: it has none of the credentials that are asked for.
	p.comes(console.WayReader)
	p.hand.lay(mine)
	p.key.Remove()
	thief := authenticator.New(authenticator.Options{PIN: pin})
	p.socket.Add(thief)
	p.comes(console.WayReader)
	p.enter(console.WayReader, "")
	p.refused("carried.key.unknown")
	thief.Remove()
	p.key.Insert()
	p.comes(console.WayReader)

	// Somebody else is named, who has a finger on this reader according to the service, or has none: the template of the first is not theirs.
	touched := p.key.Touches()
	for _, actor := range []string{"op-9"} {
		p.op.SignIn.Enter(console.Attempt{Actor: actor, Way: console.WayReader})
		p.refused("signin.problem.reader.not_enrolled")
	}
	if p.key.Touches() != touched {
		t.Error("the key was asked for somebody who has no template here")
	}

	// The file was changed, or is another's under this name.
	for _, spoilt := range [][]byte{append(bytes.Clone(file[:100]), file[99:len(file)-1]...), file[:len(file)-16], {}} {
		if err := os.WriteFile(whole, spoilt, 0o600); err != nil {
			t.Fatal(err)
		}
		p.enter(console.WayReader, "")
		p.refused("fault.reader.template")
	}
	if err := os.WriteFile(whole, file, 0o600); err != nil {
		t.Fatal(err)
	}

	// On a reader that has another key of its own the file opens not even halfway, and the service's inventory does not know that key.
	stolen := carried.ReaderOptions{Code: ownReader, Folder: p.options.Folder, Secrets: p.secrets, Helper: p.options.Helper, Keys: p.options.Keys, Now: time.Now}
	own, err := reader.OwnKey(t.Context(), p.secrets, ownReader)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.secrets.Set(t.Context(), reader.KeyName(ownReader), bytes.Repeat([]byte{7}, reader.KeyBytes)); err != nil {
		t.Fatal(err)
	}
	p.op.Close()
	p.options = stolen
	p.begin()
	p.op.SignIn.ReadKey()
	until(p.place, &p.op.SignIn.Publisher, "ready", func(s signin.State) bool { return s.Phase == signin.Ready && s.Reachable && wayOf(s).Code != "" })
	if w := wayOf(p.op.SignIn.State()); w.Available {
		t.Errorf("what opens the template is known: %+v", w)
	}
	if err := p.secrets.Set(t.Context(), reader.KeyName(ownReader), own); err != nil {
		t.Fatal(err)
	}
	p.op.Close()
	p.begin()
	p.comes(console.WayReader)
	p.enter(console.WayReader, "")
	p.in() // the control
}

// A matcher takes another's finger once in a while: whoever tries on and on has to wait, as who guesses passphrases has (B9).
func TestB9_WrongFingersAreCounted(t *testing.T) {
	p := newReaderPlace(t)
	p.ready()
	p.enrolFinger(prints.New(3))
	p.account.Close()
	p.signOut()
	p.comes(console.WayReader)
	other := prints.New(4)
	p.hand.lay(other)
	for range 10 {
		p.enter(console.WayReader, "")
		until(p.place, &p.op.SignIn.Publisher, "it begins", func(s signin.State) bool { return s.Stage != console.Idle || !s.RetryAt.IsZero() })
		s := until(p.place, &p.op.SignIn.Publisher, "refused", func(s signin.State) bool {
			return s.Phase == signin.Ready && s.Stage == console.Idle && !s.Problem.None()
		})
		if s.Problem.Key == "fault.signin.throttled" && !s.RetryAt.IsZero() {
			return
		}
		if s.Problem.Key != string(console.WrongFinger) {
			t.Fatalf("ended by %s", s.Problem.Key)
		}
	}
	t.Error("ten wrong fingers, and nobody has to wait")
}
