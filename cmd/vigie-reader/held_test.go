package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"vigie.example/internal/authn/card"
	"vigie.example/internal/authn/ceremony"
	"vigie.example/internal/authn/fido"
	"vigie.example/internal/authn/held"
	"vigie.example/internal/authn/reader"
	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/authenticator"
	"vigie.example/internal/testkit/holding"
	"vigie.example/internal/testkit/judged"
	"vigie.example/internal/testkit/prints"
	"vigie.example/internal/testkit/softcard"
)

// bus brings software keys to libfido2.
type bus struct{ *authenticator.Socket }

func (b bus) Open(path string) (fido.Pipe, error) { return b.Plugged(path) }

// person is somebody at the desk, with what they hold, a finger, and what was kept of their enrolment.
type person struct {
	holder  held.Holder
	pin     string
	finger  *prints.Finger
	code    biometric.Code
	binding []byte
	public  []byte
}

const keyPIN = "271828"

func withKey(t *testing.T, finger uint64) *person {
	t.Helper()
	party := ceremony.PartyOf([]byte("authority"))
	keys := fido.Open(bus{authenticator.NewSocket(authenticator.New(authenticator.Options{PIN: keyPIN}))})
	challenge := make([]byte, ceremony.ChallengeBytes)
	_, _ = rand.Read(challenge)
	data, err := party.ClientData(ceremony.ToEnrol, challenge)
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256(data)
	made, err := keys.Create(t.Context(), fido.New{Party: party.ID(), Digest: digest[:], Handle: party.Handle("op-1"), Verify: fido.PIN(keyPIN)})
	if err != nil {
		t.Fatal(err)
	}
	is, err := party.Enrol(challenge, "op-1", ceremony.Creation{AuthData: made.AuthData, ClientData: data})
	if err != nil {
		t.Fatal(err)
	}
	return &person{holder: held.Key(keys, party.ID(), [][]byte{is.ID}), finger: prints.New(finger), code: holding.Code(t)}
}

// withCards are people whose cards are in as many slots.
func withCards(t *testing.T, fingers ...uint64) (out []*person) {
	t.Helper()
	r := softcard.New(t)
	for range fingers {
		r.Insert(softcard.P256Agrees)
	}
	cards := card.Open(r.Module)
	t.Cleanup(cards.Close)
	for i, public := range r.Public() {
		is, err := ceremony.CardOf(public)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, &person{holder: held.Card(cards, [][]byte{is.ID}), pin: softcard.PIN, finger: prints.New(fingers[i]), code: holding.Code(t)})
	}
	return out
}

// counter is a desk whose reader has a key of its own, in a keyring, and a store of templates.
type counter struct {
	*desk
	folder string
	store  *reader.Store
}

func newCounter(t *testing.T) *counter {
	t.Helper()
	c := &counter{desk: newDesk(t), folder: filepath.Join(t.TempDir(), "templates")}
	secrets := testkit.NewSecrets()
	if _, err := reader.MakeOwnKey(t.Context(), secrets, judged.Reader); err != nil {
		t.Fatal(err)
	}
	own, err := reader.OwnKey(t.Context(), secrets, judged.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if c.store, err = reader.OpenStore(c.folder, judged.Reader, own); err != nil {
		t.Fatal(err)
	}
	return c
}

// enrols has a person's finger scanned and kept; progress is told of each scan.
func (c *counter) enrols(p *person, progress func(reader.Progress)) error {
	b, secret, err := p.holder.Make(c.t.Context(), held.Ask{Code: p.code, PIN: p.pin})
	if err != nil {
		return err
	}
	defer secret.Wipe()
	var made reader.Answer
	secret.Use(func(key []byte) {
		made, err = c.with(p.finger.Impression, func(ctx context.Context, scanned func(reader.Progress)) (reader.Answer, error) {
			return c.helper.Enrol(ctx, c.permission, c.request, now, reader.Ask{Model: model, Code: p.code, Key: key}, func(s reader.Progress) {
				scanned(s)
				progress(s)
			})
		})
	})
	if err != nil {
		return err
	}
	p.binding, p.public = b.Bytes(), made.Public
	return c.store.Put(p.code, reader.Kept{Sealed: made.Sealed, Binding: p.binding})
}

// verifies has whoever is there scan a finger against the template of a pseudonym, under what a holder makes of a binding.
func (c *counter) verifies(by *person, binding []byte, template, claimed biometric.Code, finger *prints.Finger) (reader.Answer, error) {
	b, err := held.ParseBinding(binding)
	if err != nil {
		c.t.Fatal(err)
	}
	secret, err := by.holder.Open(c.t.Context(), b, held.Ask{Code: claimed, PIN: by.pin})
	if err != nil {
		return reader.Answer{}, err
	}
	defer secret.Wipe()
	kept, err := c.store.Get(template)
	if err != nil {
		c.t.Fatal(err)
	}
	var next func() prints.Image
	if finger != nil {
		next = finger.Impression
	}
	var got reader.Answer
	secret.Use(func(key []byte) {
		got, err = c.verify(next, reader.Ask{Model: model, Code: claimed, Key: key, Challenge: challenge, Sealed: kept.Sealed})
	})
	return got, err
}

func nothing(reader.Progress) {}

// From what somebody holds to a signed match, through libfido2 or a PKCS#11 module, the helper, libfprint and the store: the template opens for
// who holds its key and has its finger, and for nobody else (L2, L9, L13).
func TestL9_ATemplateOpensForWhoHoldsItsKey(t *testing.T) {
	for name, two := range map[string]func(*testing.T) []*person{
		"security keys": func(t *testing.T) []*person { return []*person{withKey(t, 3), withKey(t, 4)} },
		"service cards": func(t *testing.T) []*person { return withCards(t, 3, 4) },
	} {
		t.Run(name, func(t *testing.T) {
			c, people := newCounter(t), two(t)
			alice, bob := people[0], people[1]
			for _, p := range people {
				if err := c.enrols(p, nothing); err != nil {
					t.Fatal(err)
				}
			}
			got, err := c.verifies(alice, alice.binding, alice.code, alice.code, alice.finger)
			if err != nil || !got.Match {
				t.Fatalf("her own: %v, %v", got.Match, err)
			}
			if err := reader.CheckProof(alice.public, alice.code, challenge, got.Proof); err != nil {
				t.Error(err)
			}
			if err := reader.CheckProof(bob.public, alice.code, challenge, got.Proof); err == nil {
				t.Error("it is signed by his template as well")
			}
			if got, err := c.verifies(alice, alice.binding, alice.code, alice.code, bob.finger); err != nil || got.Match || got.Proof != nil {
				t.Errorf("his finger with what she holds: %+v, %v", got, err)
			}
			if got, err := c.verifies(bob, alice.binding, alice.code, alice.code, nil); !fault.Is(err, fault.Missing) || got.Match {
				t.Errorf("her template by what he holds: %v", err)
			}
			changed := bytes.Clone(alice.binding)
			changed[4] ^= 1 // the salt
			for what, try := range map[string]struct {
				binding           []byte
				template, claimed biometric.Code
			}{
				"his template, under her pseudonym": {alice.binding, bob.code, alice.code},
				"his template, under his pseudonym": {alice.binding, bob.code, bob.code},
				"her template, under his pseudonym": {alice.binding, alice.code, bob.code},
				"a changed binding":                 {changed, alice.code, alice.code},
			} {
				if got, err := c.verifies(alice, try.binding, try.template, try.claimed, nil); !fault.Is(err, fault.Invalid) || fault.PublicOf(err).Key != "fault.reader.template" || got.Match {
					t.Errorf("%s: %+v, %v", what, got, err)
				}
			}
			if err := c.store.Erase(alice.code); err != nil {
				t.Fatal(err)
			}
			if _, err := c.store.Get(alice.code); !fault.Is(err, fault.Missing) {
				t.Errorf("after it was erased: %v", err)
			}
			if got, err := c.verifies(bob, bob.binding, bob.code, bob.code, bob.finger); err != nil || !got.Match {
				t.Errorf("his, after hers was erased: %v, %v", got.Match, err)
			}
		})
	}
}

// A helper that is killed in the middle of an enrolment leaves no template, no file and no binding; the person begins again.
func TestL9_AHelperThatIsKilledLeavesNothing(t *testing.T) {
	c, p := newCounter(t), withKey(t, 3)
	err := c.enrols(p, func(s reader.Progress) {
		if s.Stage == 2 {
			c.killHelper()
		}
	})
	if fault.PublicOf(err).Key != "fault.reader.gone" {
		t.Fatalf("killed: %v", err)
	}
	if codes, err := c.store.Codes(); err != nil || len(codes) != 0 || p.binding != nil {
		t.Errorf("%d templates, %d bytes of a binding, %v", len(codes), len(p.binding), err)
	}
	if files, err := os.ReadDir(c.folder); err != nil || len(files) != 0 {
		t.Errorf("%d files, %v", len(files), err)
	}
	if err := c.enrols(p, nothing); err != nil {
		t.Fatal(err)
	}
	if got, err := c.verifies(p, p.binding, p.code, p.code, p.finger); err != nil || !got.Match {
		t.Errorf("begun again: %v, %v", got.Match, err)
	}
}

// killHelper kills the helper that listens to this desk's reader.
func (c *counter) killHelper() {
	all, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		c.t.Fatal(err)
	}
	for _, file := range all {
		line, _ := os.ReadFile(file) // a process may have ended
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err == nil && pid != os.Getpid() && bytes.HasPrefix(line, []byte(built+"\x00")) && bytes.Contains(line, []byte(c.glass.Socket())) {
			_ = syscall.Kill(pid, syscall.SIGKILL)
			return
		}
	}
	c.t.Error("no helper runs")
}
