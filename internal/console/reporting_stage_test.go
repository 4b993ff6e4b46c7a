package console_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	words "vigie.example/assets/detector"
	data "vigie.example/assets/doctrine"
	"vigie.example/internal/console"
	"vigie.example/internal/console/contract"
	"vigie.example/internal/console/inbox"
	reporting "vigie.example/internal/console/report"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
	rules "vigie.example/internal/report"
	"vigie.example/internal/report/detector"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/declarant"
	world "vigie.example/internal/testkit/reporting"
	"vigie.example/internal/wire"
)

const told = "canari-5d20 : il m'a frappée deux fois dans la cuisine"

// target takes packages over, each once, and says what it is told to say. It is a console.Courier without a way; it passes the suite that
// the real one passes (package contract).
type target struct {
	mu     sync.Mutex
	taken  map[string]int // packages that were taken over, by name
	sent   map[string]int // how often each came
	back   map[string]bool
	built  int
	silent bool                                                             // nothing is known of what is taken back
	build  func(context.Context)                                            // of Build; may be nil
	before func(context.Context)                                            // of Send, before it is taken; may be nil
	answer func(context.Context, console.Package) (console.Delivery, error) // of Send, after it was taken; accepts if nil
	backs  []string                                                         // packages that Withdraw was called for
}

func newTarget() *target {
	return &target{taken: map[string]int{}, sent: map[string]int{}, back: map[string]bool{}}
}

func (g *target) set(change func(*target)) { g.mu.Lock(); defer g.mu.Unlock(); change(g) }

func (g *target) Reaches(t doctrine.Target) error {
	if t.Code == "elsewhere" {
		return fault.New(fault.Missing, "test", fault.Key("reporting.unsendable.unreached"))
	}
	return nil
}

func (g *target) Build(ctx context.Context, o console.Order) (console.Package, error) {
	g.mu.Lock()
	g.built++
	n, wait := g.built, g.build
	g.mu.Unlock()
	if wait != nil {
		wait(ctx)
	}
	if err := o.Clearance.Check(); err != nil {
		return console.Package{}, err
	}
	sealed := o.Clearance.Outgoing().Canonical()
	digest := sha256.Sum256(append(sealed, byte(n)))
	return console.Package{Name: hex.EncodeToString(digest[:16]), Target: o.Clearance.Target(), Digest: digest, Sealed: sealed}, nil
}

func (g *target) Print(_ context.Context, c rules.Clearance, _ *doctrine.Doctrine) ([]byte, error) {
	return []byte("%PDF"), c.Check()
}

func (g *target) Send(ctx context.Context, p console.Package) (console.Delivery, error) {
	g.mu.Lock()
	before, answer := g.before, g.answer
	g.mu.Unlock()
	if before != nil {
		before(ctx)
	}
	if ctx.Err() != nil {
		return console.Delivery{}, fault.Wrap("test", ctx.Err())
	}
	g.mu.Lock()
	g.sent[p.Name]++
	g.mu.Unlock()
	if answer != nil {
		return answer(ctx, p)
	}
	return g.take(p)
}

func (g *target) take(p console.Package) (console.Delivery, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.back[p.Name] {
		return console.Delivery{Outcome: console.Withdrawn}, nil
	}
	g.taken[p.Name] = 1
	return console.Delivery{Outcome: console.Accepted, Receipt: "R-" + p.Name[:6], Received: noon}, nil
}

func (g *target) Withdraw(_ context.Context, p console.Package) (console.Delivery, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.backs = append(g.backs, p.Name)
	switch {
	case g.silent:
		return console.Delivery{}, fault.New(fault.Unavailable, "test")
	case g.taken[p.Name] > 0:
		return console.Delivery{Outcome: console.Accepted, Receipt: "R-" + p.Name[:6], Received: noon}, nil
	}
	g.back[p.Name] = true
	return console.Delivery{Outcome: console.Withdrawn}, nil
}

func TestTheScriptedTargetKeepsTheContract(t *testing.T) {
	w := world.New(noon)
	to, _ := w.Doctrine.Target("lrpgn")
	contract.Courier(t, func(*testing.T) contract.Delivering {
		g := newTarget()
		return contract.Delivering{
			Courier: g, Target: to,
			Order: func() console.Order {
				return console.Order{Clearance: w.Clear("lrpgn"), Doctrine: w.Doctrine, At: noon}
			},
			Answer: func(answers bool) {
				g.before = func(ctx context.Context) { <-ctx.Done() }
				if answers {
					g.before = nil
				}
			},
			Refuse: func() {
				g.answer = func(context.Context, console.Package) (console.Delivery, error) {
					return console.Delivery{Outcome: console.Refused, Reasons: []console.Reason{{Line: 1, Code: "field"}}}, nil
				}
			},
			Taken: func(name string) int { return g.taken[name] },
		}
	})
}

// packages returns the names that were taken.
func (g *target) packages() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Sorted(maps.Keys(g.taken))
}

// disk is a console.Vault in memory, which a crash leaves as it is.
type disk struct {
	mu    sync.Mutex
	shift []byte
	all   map[conversation.ID]map[uint32][]byte
}

func newDisk() *disk { return &disk{all: map[conversation.ID]map[uint32][]byte{}} }

// as it is at this moment.
func (d *disk) copy() *disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := newDisk()
	out.shift = slices.Clone(d.shift)
	for id, parts := range d.all {
		out.all[id] = map[uint32][]byte{}
		for n, raw := range parts {
			out.all[id][n] = slices.Clone(raw)
		}
	}
	return out
}

func (d *disk) Resume(context.Context) (console.Shelf, []byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.shift == nil {
		return nil, nil, nil
	}
	return d, slices.Clone(d.shift), nil
}

func (d *disk) Begin(context.Context) (console.Shelf, error) { return d, d.End(context.Background()) }

func (d *disk) End(context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shift, d.all = nil, map[conversation.ID]map[uint32][]byte{}
	return nil
}

func (d *disk) Held() []conversation.ID {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Collect(maps.Keys(d.all))
}

func (d *disk) Unlock(id conversation.ID, _ []byte, _ time.Time) (map[uint32][]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.all[id] == nil {
		d.all[id] = map[uint32][]byte{}
	}
	out := map[uint32][]byte{}
	for n, raw := range d.all[id] {
		out[n] = slices.Clone(raw)
	}
	return out, nil
}

func (d *disk) Save(id conversation.ID, _ time.Time, parts map[uint32][]byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(parts) == 0 {
		delete(d.all, id)
		return nil
	}
	for n, raw := range parts {
		if raw == nil {
			delete(d.all[id], n)
		} else {
			d.all[id][n] = slices.Clone(raw)
		}
	}
	return nil
}

func (d *disk) KeepShift(raw []byte, _ time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shift = slices.Clone(raw)
	return nil
}

func (d *disk) Close() error { return nil }

// desk of an operator who reports, over a service, a target and a disk of which the test decides everything.
type reporter struct {
	*scripted
	report *reporting.Model
	target *target
	disk   *disk
	about  *declarant.Voice
}

// newReporter makes one that has not started.
func newReporter(t testing.TB, s *scripted, g *target, on *disk) *reporter {
	t.Helper()
	marks, err := detector.Parse(words.Lists())
	if err != nil {
		t.Fatal(err)
	}
	r := &reporter{scripted: s, target: g, disk: on}
	o := console.Options{
		Connect: func(to console.Receiver) (console.Link, error) { s.receiver = to; return s, nil },
		Secrets: s.secrets, Authority: s.authority.Public(), Clock: s.clock, Library: testkit.NewLibrary(),
	}
	if on != nil {
		o.Vault = on
	}
	c, err := console.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.console, s.shell, s.signin, s.inbox, s.thread = c, shell.New(c), signin.New(c), inbox.New(c), thread.New(c)
	r.report = reporting.New(c, reporting.Options{Detector: marks, Courier: g})
	t.Cleanup(c.Close)
	return r
}

// reports is a reporter with a conversation of which one message has been read.
func reports(t testing.TB, on *disk) *reporter {
	t.Helper()
	s := &scripted{t: t, clock: testkit.NewClock(noon), secrets: testkit.NewSecrets(), authority: newKey(t), refuse: map[wire.Type]error{}, epoch: "one"}
	s.certificate = []byte("certificate")
	r := newReporter(t, s, newTarget(), on)
	r.signedIn()
	r.rules()
	r.about = r.held("Camille")
	r.says(r.about, 3, told)
	r.read(1)
	r.pass(time.Second)
	eventually(t, "it is kept", func() bool {
		safe := false
		r.desk(func(d *console.Desk) { safe = d.Safe(r.about.ID()) })
		return safe
	})
	return r
}

// rules brings the starting doctrine, in which each target has a certificate.
func (r *reporter) rules() {
	r.t.Helper()
	w := world.New(noon)
	d := wire.Doctrine{Version: w.Doctrine.Version(), Text: world.WithCertificate(startingDoctrine(), w.Certificate.Raw)}
	if err := seal.SignDoctrine(r.authority, &d); err != nil {
		r.t.Fatal(err)
	}
	r.push(wire.TypeDoctrine, d)
	until(r.t, r.shell, "the doctrine", func(s shell.State) bool { return s.Doctrine.Version == d.Version })
}

// read looks at so many messages.
func (r *reporter) read(n int) {
	r.t.Helper()
	until(r.t, r.thread, "the messages", func(s thread.State) bool { return len(texts(s)) >= n })
	r.thread.Shown(r.about.ID(), 100)
	r.settled()
}

// write fills in a report that passes.
func (r *reporter) write() {
	r.t.Helper()
	id, m := r.about.ID(), r.report
	m.Address(id, "lrpgn")
	m.Choose(id, "a", false)
	m.SetPurpose(id, "investigation")
	m.SetInformed(id, true)
	message := r.thread.State().Items.At(r.thread.State().Items.Len() - 1).ID
	m.Quote(id, message, rules.Span{Begin: 0, End: len(told)}, "facts.account", "")
	s := until(r.t, m, "the quotation", func(s reporting.State) bool { return len(s.Elements) == 1 })
	e := s.Elements[0].ID
	m.Include(id, e, true)
	m.Justify(id, e, "Ce sont les faits.")
	r.pass1()
}

// pass1 reads through and clears.
func (r *reporter) pass1() {
	r.t.Helper()
	id, m := r.about.ID(), r.report
	s := until(r.t, m, "all but the read-through", func(s reporting.State) bool { return len(s.Steps) > 0 && s.Done == len(s.Steps)-1 && s.Enabled })
	m.ReadThrough(id, s.ReadAs)
	until(r.t, m, "the checklist has passed", func(s reporting.State) bool { return s.Passed })
	m.Clear(id)
	until(r.t, m, "cleared", func(s reporting.State) bool {
		return s.Sending.Phase == reporting.Cleared && s.Sending.CanSend && len(s.Sending.Document) > 0
	})
}

func (r *reporter) phase(p reporting.Phase) reporting.State {
	r.t.Helper()
	return until(r.t, r.report, string(p), func(s reporting.State) bool { return s.Sending.Phase == p })
}

// exported returns the outcomes that the service was told.
func (r *reporter) exported() (out []string) {
	for _, f := range r.requests(wire.TypeExport) {
		var e wire.Export
		if err := json.Unmarshal(f.Data, &e); err != nil {
			r.t.Fatal(err)
		}
		out = append(out, e.Outcome)
	}
	return out
}

// gone is the service's word that it is deleted.
func (r *reporter) gone(cause string) {
	r.t.Helper()
	r.push(wire.TypeDeleted, wire.Deleted{Conversation: r.about.ID(), Cause: cause, Time: r.now()})
	r.settled()
}

// eventually waits for what no State tells.
func eventually(t testing.TB, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !is(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

func startingDoctrine() string { return data.Doctrine() }

// decodeLast reads the payload of the last of some frames.
func decodeLast(t testing.TB, frames []wire.Frame, into any) {
	t.Helper()
	if len(frames) == 0 {
		t.Fatal("nothing was asked")
	}
	if err := json.Unmarshal(frames[len(frames)-1].Data, into); err != nil {
		t.Fatal(err)
	}
}
