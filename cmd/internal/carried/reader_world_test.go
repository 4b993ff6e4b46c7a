//go:build linux && cgo

package carried_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"vigie.example/cmd/internal/carried"
	"vigie.example/internal/access"
	"vigie.example/internal/authn/reader"
	"vigie.example/internal/biometric"
	"vigie.example/internal/console"
	"vigie.example/internal/console/account"
	"vigie.example/internal/console/fingers"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/authenticator"
	"vigie.example/internal/testkit/judged"
	"vigie.example/internal/testkit/prints"
	"vigie.example/internal/wire"
)

// helper builds vigie-reader, as it ships, once.
var helper = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "vigie-reader")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "vigie-reader")
	build := exec.Command("go", "build", "-o", path, "vigie.example/cmd/vigie-reader")
	build.Env = append(os.Environ(), "GOEXPERIMENT=runtimesecret")
	if out, err := build.CombinedOutput(); err != nil {
		return "", &os.PathError{Op: string(out), Path: path, Err: err}
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := helper(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// hand is whose finger lies on the glass of the virtual reader: it is pressed again and again, as libfprint loses a press that comes too soon.
type hand struct {
	glass prints.Glass
	mu    sync.Mutex
	next  func() prints.Image
}

func newHand(t *testing.T) *hand {
	t.Helper()
	h := &hand{glass: prints.NewGlass(t.TempDir())}
	ctx, cancel := context.WithCancel(t.Context())
	var done sync.WaitGroup
	done.Go(func() {
		for ctx.Err() == nil {
			h.mu.Lock() // so that no press of one finger comes after another was laid down
			if h.next != nil {
				press, over := context.WithTimeout(ctx, 300*time.Millisecond)
				_ = h.glass.Press(press, h.next()) // nobody listens: again
				over()
			}
			h.mu.Unlock()
			time.Sleep(100 * time.Millisecond)
		}
	})
	t.Cleanup(func() { cancel(); done.Wait() })
	return h
}

// lay puts a finger on the glass; nil takes it away.
func (h *hand) lay(f *prints.Finger) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.next = nil; f != nil {
		h.next = f.Impression
	}
}

// readerPlace is a workstation with a fingerprint reader, at a service whose gate is open to who has read the notice.
type readerPlace struct {
	*place
	admin   access.Actor
	hand    *hand
	folder  string // the workstation's state
	secrets *testkit.Secrets
	options carried.ReaderOptions
	key     *authenticator.Authenticator
	fingers *fingers.Model
}

const ownReader = judged.Reader

// newReaderPlace has a key and a reader of its own, in the inventory.
func newReaderPlace(t *testing.T, change ...func(*carried.ReaderOptions)) *readerPlace {
	t.Helper()
	path, err := helper()
	if err != nil {
		t.Fatal(err)
	}
	b, admin := startJudged(t)
	p := &readerPlace{admin: admin, hand: newHand(t), folder: t.TempDir(), secrets: testkit.NewSecrets()}
	digest, err := reader.MakeOwnKey(t.Context(), p.secrets, ownReader)
	if err != nil {
		t.Fatal(err)
	}
	r := biometric.Reader{Code: ownReader, Model: "virtual_image:swipe", Unit: "police-33", Administrators: []access.ActorCode{"tech-1"}, Key: digest}
	if err := b.Service.PutReader(t.Context(), admin, r); err != nil {
		t.Fatal(err)
	}
	p.place = &place{t: t, backend: b, who: b.AddOperator(t, "op-1", "national"), socket: authenticator.NewSocket()}
	p.options = carried.ReaderOptions{
		Code: ownReader, Folder: filepath.Join(p.folder, "readers", string(ownReader)), Secrets: p.secrets,
		Helper: reader.Helper{Path: path, Flags: []string{"-virtual", p.hand.glass.Socket()}},
		Keys:   carried.NewKeys(bus{p.socket}, b.Authority.Public(), time.Now), Now: time.Now,
	}
	for _, c := range change {
		c(&p.options)
	}
	p.key = authenticator.New(authenticator.Options{PIN: pin})
	p.socket.Add(p.key)
	p.begin()
	return p
}

// begin starts the console, for the first time or again.
func (p *readerPlace) begin() {
	p.t.Helper()
	op, err := testkit.StartOperator(testkit.OperatorOptions{
		URL: p.backend.Console, Roots: p.backend.Roots, Authority: p.backend.Authority.Public(), Workstation: p.who.Workstation,
		Secrets: p.secrets, Keys: p.options.Keys, Card: p.card(), Reader: carried.NewReader(p.options),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(op.Close)
	p.op, p.account, p.fingers = op, account.New(op.Console), fingers.New(op.Console)
}

// ready signs in by passphrase, enrols the key and reads the notice.
func (p *readerPlace) ready() {
	p.t.Helper()
	if err := p.op.Enter(p.t.Context(), "op-1", p.who.Passphrase); err != nil {
		p.t.Fatal(err)
	}
	p.enrol(console.WayPIN, pin)
	p.read()
}

func (p *readerPlace) read() {
	p.t.Helper()
	p.fingers.Open()
	shown := until(p.place, &p.fingers.Publisher, "the notice", func(s fingers.State) bool { return s.Phase == fingers.Ready && s.HasNotice })
	p.fingers.Shown(shown.Digest, "fr")
	p.fingers.Read(shown.Digest, "fr")
	until(p.place, &p.fingers.Publisher, "acknowledged", func(s fingers.State) bool { return s.Acknowledged })
}

// invited is a code for another means.
func (p *readerPlace) invited() string {
	p.t.Helper()
	i, err := p.backend.Service.Invite(p.t.Context(), p.admin, "op-1")
	if err != nil {
		p.t.Fatal(err)
	}
	return i.Code
}

// offersReader waits until the account page offers the reader, and says how it stands.
func (p *readerPlace) offersReader(ok func(account.Kind) bool) {
	p.t.Helper()
	p.account.Open()
	until(p.place, &p.account.Publisher, "the reader on the account page", func(s account.State) bool {
		return s.Phase == account.Ready && slices.ContainsFunc(s.Enrol, func(k account.Kind) bool { return k.Way == console.WayReader && ok(k) })
	})
}

// begins begins to enrol a finger.
func (p *readerPlace) begins() {
	p.t.Helper()
	p.offersReader(func(k account.Kind) bool { return k.Ready })
	p.account.Enrol(console.Enrolling{Way: console.WayReader, By: console.HeldKey, Code: p.invited(), Name: "index droit"})
	until(p.place, &p.account.Publisher, "it begins", func(s account.State) bool { return s.Stage != console.Idle })
}

// comesTo waits for the end of an enrolment.
func (p *readerPlace) comesTo() account.State {
	p.t.Helper()
	return until(p.place, &p.account.Publisher, "the end of it", func(s account.State) bool {
		return s.Stage == console.Idle && (!s.Problem.None() || slices.ContainsFunc(s.Own, func(m account.Means) bool { return m.Kind == "reader" && m.State == account.InForce }))
	})
}

// enrolFinger enrols a finger, and must.
func (p *readerPlace) enrolFinger(f *prints.Finger) {
	p.t.Helper()
	p.hand.lay(f)
	defer p.hand.lay(nil)
	p.begins()
	if s := p.comesTo(); !s.Problem.None() {
		p.t.Fatalf("not enrolled: %s", s.Problem.Key)
	}
}

// templates are the files of templates, whole or not.
func (p *readerPlace) templates() (out []string) {
	p.t.Helper()
	_ = filepath.WalkDir(p.options.Folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, path)
		}
		return nil
	})
	return out
}

// nothingLeft fails if anything of a template is on the workstation: a file of one, or any of these pieces in any file.
func (p *readerPlace) nothingLeft(pieces ...[]byte) {
	p.t.Helper()
	if left := p.templates(); len(left) > 0 {
		p.t.Errorf("left: %v", left)
	}
	_ = filepath.WalkDir(p.folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		raw, err := os.ReadFile(path)
		for _, piece := range pieces {
			if err == nil && bytes.Contains(raw, piece) {
				p.t.Errorf("%s holds a piece of a template", path)
			}
		}
		return nil
	})
}

func (p *readerPlace) evidence() biometric.Row {
	p.t.Helper()
	e, err := p.backend.Service.Evidence(p.t.Context(), p.admin)
	if err != nil {
		p.t.Fatal(err)
	}
	if len(e.Disorders) > 0 {
		p.t.Errorf("out of order: %v", e.Disorders)
	}
	if len(e.Reconciliation) == 0 {
		p.t.Fatal("no enrolment was recorded")
	}
	return e.Reconciliation[len(e.Reconciliation)-1]
}

// eventually waits for what the service or the disk shows.
func (p *readerPlace) eventually(what string, ok func() bool) {
	p.t.Helper()
	for until := time.Now().Add(30 * time.Second); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(until) {
			p.t.Fatalf("never: %s", what)
		}
	}
}

func (p *readerPlace) isReader(m wire.OneMeans) bool { return m.Kind == "reader" }

func revoke(id []byte) wire.MeansRevoke { return wire.MeansRevoke{Actor: "op-1", ID: id} }

// card is the place's card reader; none in most.
func (p *readerPlace) card() console.Carried {
	if p.options.Card == nil {
		return nil
	}
	return p.options.Card
}
