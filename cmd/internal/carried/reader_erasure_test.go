//go:build linux && cgo

package carried_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"vigie.example/cmd/internal/carried"
	"vigie.example/internal/authn/reader"
	"vigie.example/internal/biometric"
	"vigie.example/internal/console"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/prints"
)

// gone waits until no template is left on the workstation.
func (p *readerPlace) gone() {
	p.t.Helper()
	p.eventually("nothing left", func() bool { return len(p.templates()) == 0 })
}

func (p *readerPlace) receipt(cause biometric.Cause) {
	p.t.Helper()
	p.eventually("the receipt", func() bool { r := p.evidence(); return r.State == biometric.Erased && r.Cause == cause })
}

// again is the console from its start to the desk, by passphrase.
func (p *readerPlace) again() {
	p.t.Helper()
	p.begin()
	if err := p.op.Enter(p.t.Context(), "op-1", p.who.Passphrase); err != nil {
		p.t.Fatal(err)
	}
}

// What is kept and comes to nothing is erased at once: the invitation was replaced while the finger was scanned. What a crash, or a copy of the disk, brings
// back is erased at the next start, before anybody has signed in.
func TestL11_WhatNobodyHasEnrolledIsErased(t *testing.T) {
	p := newReaderPlace(t)
	p.ready()
	finger := prints.New(3)
	p.hand.lay(finger)
	p.begins()
	p.scanning(func(s console.Scan) bool { return s.Check })
	p.invited() // another code: the one that the enrolment began with is not good any more
	if s := p.comesTo(); s.Problem.Key != "fault.means.code" {
		t.Fatalf("ended by %q", s.Problem.Key)
	}
	p.gone()

	p.enrolFinger(finger)
	p.hand.lay(nil)
	path := p.templates()[0]
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p.op.Close()
	stray := filepath.Join(filepath.Dir(path), "AQAAAAAAAAAAAAAAAAAAAA.sealed") // of an enrolment that the service never heard of
	half := path + ".part"
	for _, f := range []string{stray, half} {
		if err := os.WriteFile(f, file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p.begin()
	p.eventually("the stray one is gone, and the one in force stays", func() bool { return slices.Equal(p.templates(), []string{path}) })
	p.again()
	p.fingers.Open()
	p.fingers.Withdraw()
	p.receipt(biometric.Withdrawn)
	p.op.Close()

	if err := os.WriteFile(path, file, 0o600); err != nil { // a copy of the disk comes back
		t.Fatal(err)
	}
	p.begin()
	p.gone()
}

// Withdrawn, or revoked by a supervisor, while the console is away: the console erases when it is back, and that is the receipt.
func TestL11_ErasedAfterBeingAway(t *testing.T) {
	p := newReaderPlace(t)
	p.ready()
	p.enrolFinger(prints.New(3))
	p.op.Close()
	list, err := p.backend.Service.ListMeans(t.Context(), p.admin, "op-1")
	if err != nil {
		t.Fatal(err)
	}
	id := list.List[slices.IndexFunc(list.List, p.isReader)].ID
	if err := p.backend.Service.RevokeMeans(t.Context(), p.admin, revoke(id)); err != nil {
		t.Fatal(err)
	}
	if r := p.evidence(); r.State != biometric.Pending || len(p.templates()) != 1 {
		t.Errorf("%+v, %v", r, p.templates())
	}
	p.again()
	p.receipt(biometric.Revoked)
	p.nothingLeft()
}

// Who leaves can sign in no more: their template goes at the next start all the same.
func TestL11_WhoLeavesLeavesNothing(t *testing.T) {
	p := newReaderPlace(t)
	p.ready()
	p.enrolFinger(prints.New(3))
	if err := p.backend.Service.Accounts().Revoke(t.Context(), "op-1", p.backend.Now()); err != nil {
		t.Fatal(err)
	}
	until(p.place, &p.op.SignIn.Publisher, "the end of the session", func(s signin.State) bool { return !s.Ended.None() })
	p.gone() // the console has come back to the sign-in screen by itself
	p.nothingLeft()
}

// A reader that is removed is wiped, with its own key, by its console, at once, or when that comes back; a crash in the middle of it is gone on from (L14).
func TestL14_ARemovedReaderIsWiped(t *testing.T) {
	remove := func(p *readerPlace) {
		if err := p.backend.Service.RemoveReader(t.Context(), p.admin, ownReader); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]func(p *readerPlace){
		"at once": remove,
		"while it is away": func(p *readerPlace) {
			p.op.Close()
			remove(p)
			p.again()
		},
		"after a crash that left the key": func(p *readerPlace) {
			p.op.Close()
			remove(p)
			digest, err := reader.MakeOwnKey(t.Context(), p.secrets, ownReader)
			if err != nil {
				t.Fatal(err)
			}
			p.leaves(digest, true)
			p.again()
		},
		"after a crash that left the receipt alone": func(p *readerPlace) {
			p.op.Close()
			remove(p)
			digest, err := reader.MakeOwnKey(t.Context(), p.secrets, ownReader)
			if err != nil {
				t.Fatal(err)
			}
			p.leaves(digest, false)
			p.again()
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newReaderPlace(t)
			p.ready()
			p.enrolFinger(prints.New(3))
			file, err := os.ReadFile(p.templates()[0])
			if err != nil {
				t.Fatal(err)
			}
			c(p)
			p.receipt(biometric.Removed)
			p.eventually("the reader's receipt", func() bool {
				e, err := p.backend.Service.Evidence(t.Context(), p.admin)
				return err == nil && !e.Readers[0].Wiped.IsZero()
			})
			p.nothingLeft(bytes.Clone(file[40:72]))
			if _, err := reader.OwnKey(t.Context(), p.secrets, ownReader); !fault.Is(err, fault.Missing) {
				t.Errorf("the reader's own key is still there: %v", err)
			}
			if _, err := os.Stat(p.options.Folder); !os.IsNotExist(err) {
				t.Errorf("its folder is still there: %v", err)
			}
		})
	}
}

// leaves makes the workstation as a crash in the middle of wiping leaves it.
func (p *readerPlace) leaves(digest biometric.Digest, key bool) {
	p.t.Helper()
	if err := os.WriteFile(p.options.Folder+".wiped", []byte(digest), 0o600); err != nil {
		p.t.Fatal(err)
	}
	if err := os.RemoveAll(p.options.Folder); err != nil {
		p.t.Fatal(err)
	}
	if key {
		return
	}
	if err := reader.DestroyOwnKey(p.t.Context(), p.secrets, ownReader); err != nil {
		p.t.Fatal(err)
	}
}

// stubborn is a keyring that does not let go of a key the first time.
type stubborn struct {
	*testkit.Secrets
	asked int
}

func (s *stubborn) Delete(ctx context.Context, name string) error {
	if s.asked++; s.asked == 1 {
		return fault.New(fault.Unavailable, "test", fault.Key("keyring.locked"))
	}
	return s.Secrets.Delete(ctx, name)
}

// A wipe that fails halfway is no receipt, and is gone on from (L14).
func TestL14_AWipeThatFailsHalfway(t *testing.T) {
	secrets := &stubborn{Secrets: testkit.NewSecrets()}
	digest, err := reader.MakeOwnKey(t.Context(), secrets, ownReader)
	if err != nil {
		t.Fatal(err)
	}
	r := carried.NewReader(carried.ReaderOptions{Code: ownReader, Folder: filepath.Join(t.TempDir(), "readers", string(ownReader)), Secrets: secrets})
	if p := r.Look(t.Context()); p.Key != digest || p.Wiped {
		t.Fatalf("%+v", p)
	}
	if err := r.Wipe(t.Context()); err == nil {
		t.Fatal("wiped, and the key is there")
	}
	if p := r.Look(t.Context()); p.Key != digest || p.Wiped {
		t.Errorf("after a failure: %+v", p)
	}
	if err := r.Wipe(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p := r.Look(t.Context()); p.Key != digest || !p.Wiped || len(p.Codes) > 0 {
		t.Errorf("wiped: %+v", p)
	}
	if err := r.Wipe(t.Context()); err != nil { // told again
		t.Error(err)
	}
}
