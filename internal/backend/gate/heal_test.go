package gate_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"vigie.example/internal/backend"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/memstore"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// forgetful is a store whose memory can begin empty while its disk stays, as that of a server that was started again.
type forgetful struct {
	*memstore.Store // what is on disk
	mu              sync.Mutex
	memory          *memstore.Store
	gone            chan struct{}                        // closed when memory is replaced
	before          func(position conversation.Position) // an entry is appended; may be nil
}

func newForgetful() *forgetful {
	return &forgetful{Store: memstore.New(), memory: memstore.New(), gone: make(chan struct{})}
}

func (s *forgetful) now() (*memstore.Store, chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.memory, s.gone
}

func (s *forgetful) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.memory = memstore.New()
	close(s.gone)
	s.gone = make(chan struct{})
}

func (s *forgetful) Memory() backend.Cells { return forgetfulCells{s} }
func (s *forgetful) Log() backend.Log {
	m, gone := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	return forgetfulLog{m.Log(), gone, s.before}
}

type forgetfulLog struct {
	backend.Log
	gone   chan struct{}
	before func(conversation.Position)
}

func (l forgetfulLog) Append(ctx context.Context, id conversation.ID, after conversation.Position, data []byte) error {
	if l.before != nil {
		l.before(after + 1)
	}
	return l.Log.Append(ctx, id, after, data)
}

func (l forgetfulLog) Follow(ctx context.Context, deliver func(backend.Logged), caughtUp func()) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-l.gone:
			cancel()
		case <-ctx.Done():
		}
	}()
	err := l.Log.Follow(ctx, deliver, caughtUp)
	select {
	case <-l.gone:
		return fault.New(fault.Gone, "test")
	default:
		return err
	}
}

// forgetfulCells are those of the present memory, whatever it was when somebody asked for them.
type forgetfulCells struct{ s *forgetful }

func (c forgetfulCells) memory() backend.Cells { m, _ := c.s.now(); return m.Memory() }

func (c forgetfulCells) Get(ctx context.Context, name string) (backend.Cell, error) {
	return c.memory().Get(ctx, name)
}

func (c forgetfulCells) Put(ctx context.Context, name string, data []byte, revision uint64, life time.Duration) (uint64, error) {
	return c.memory().Put(ctx, name, data, revision, life)
}

func (c forgetfulCells) Delete(ctx context.Context, name string) error {
	return c.memory().Delete(ctx, name)
}

func (c forgetfulCells) DeleteGroup(ctx context.Context, group string) error {
	return c.memory().DeleteGroup(ctx, group)
}

func (c forgetfulCells) List(ctx context.Context, group string) ([]backend.Cell, error) {
	return c.memory().List(ctx, group)
}

func (c forgetfulCells) Follow(ctx context.Context, group string, deliver func(backend.Cell), caughtUp func()) error {
	m, gone := c.s.now()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-gone:
			cancel()
		case <-ctx.Done():
		}
	}()
	err := m.Memory().Follow(ctx, group, deliver, caughtUp)
	select {
	case <-gone:
		return fault.New(fault.Gone, "test")
	default:
		return err
	}
}

// healed is a conversation that was talked in, with the proofs that its ends have.
type healed struct {
	store *forgetful
	b     *vigied.Backend
	o     *officer
	d     *declarant
	page  wire.Ledger
	now   *clock // nil: the machine's
}

// talked has a message of each side, and then the store forgets.
func talked(t *testing.T, o vigied.Options) *healed {
	t.Helper()
	h := &healed{store: newForgetful(), now: newClock()}
	if o.Clock == nil {
		o.Clock = h.now
	}
	o.Store = h.store
	h.b = vigied.Start(t, o)
	h.o = onDuty(t, h.b, h.b.AddOperator(t, "op-1", bordeaux(t, h.b)))
	d, c := talk(t, h.b, h.o)
	h.d = d
	m := d.text("first")
	ack := must[wire.Ack](d.line, wire.TypeSend, m, wire.TypeAck)
	h.page.Acknowledged(m, conversation.Declarant, ack)
	must[wire.Ack](h.o.line, wire.TypeSend, h.o.text(d.id, c.Generation, 1, 1, "second"), wire.TypeAck)
	h.page.Received(data[wire.Message](t, d.await(wire.TypeMessage)))
	for range 2 { // the opening and the claim
		h.page.Keep(data[wire.Kept](t, d.await(wire.TypeKept)))
	}
	if h.page.Len() != 4 {
		t.Fatalf("the page can prove %d entries", h.page.Len())
	}
	return h
}

func (h *healed) forget(t *testing.T) {
	t.Helper()
	before := h.b.Service.Epoch()
	h.store.forget()
	eventually(t, "the service goes on with an empty memory", func() bool {
		return h.b.Service.Serving() && h.b.Service.Epoch() != before
	})
	h.d.line = dial(t, h.b, h.b.Page)
}

// offer returns the page's one frame, signed.
func (h *healed) offer(t *testing.T) wire.Restore {
	t.Helper()
	frames := h.page.Offer(h.d.id, wire.MaxFrameBytes)
	if len(frames) != 1 {
		t.Fatalf("%d frames", len(frames))
	}
	return h.signed(t, frames[0])
}

func (h *healed) signed(t *testing.T, r wire.Restore) wire.Restore {
	t.Helper()
	proof := wire.Resume{Conversation: h.d.id, Position: r.From}
	check(t, seal.SignResume(h.d.key, h.d.welcome.Nonce, &proof))
	r.Key, r.Signature = h.d.key.Public(), proof.Signature
	return r
}

// back is how the page finds the conversation, once it is there.
func (h *healed) back(t *testing.T) wire.Opened {
	t.Helper()
	var f wire.Frame
	eventually(t, "the conversation is there again", func() bool {
		if h.now != nil {
			h.now.add(time.Second)
		}
		r := wire.Resume{Conversation: h.d.id, Ticket: h.d.opened.Ticket}
		check(t, seal.SignResume(h.d.key, h.d.welcome.Nonce, &r))
		if f = h.d.ask(wire.TypeResume, r); f.T != wire.TypeOpened {
			time.Sleep(200 * time.Millisecond) // as a page does: a page that asks all the time is told to wait
		}
		return f.T == wire.TypeOpened
	})
	return data[wire.Opened](t, f)
}

// One end is enough: the page alone brings the conversation back as it was, and what it says twice is there once.
func TestB13_ThePageAloneHeals(t *testing.T) {
	h := talked(t, vigied.Options{})
	before := h.d.opened
	h.forget(t)
	r := h.offer(t)
	for range 3 {
		if out := must[wire.Restored](h.d.line, wire.TypeRestore, r, wire.TypeRestored); out.Position != 4 {
			t.Errorf("understood up to %d", out.Position)
		}
	}
	o := h.back(t)
	if o.State != "held" || o.Generation != 1 || o.Position != 4 || o.Sent != 1 || o.Reference != before.Reference || o.Deadline < before.Deadline {
		t.Errorf("came back as %+v", o)
	}
	must[wire.Restored](h.d.line, wire.TypeRestore, r, wire.TypeRestored) // late: nothing changes
	entries, err := h.store.Log().Read(context.Background(), h.d.id, 0)
	if check(t, err); len(entries) != 4 {
		t.Errorf("%d entries", len(entries))
	}
	if again := data[wire.Message](t, h.d.await(wire.TypeMessage)); again.Position != 3 && again.Position != 4 {
		t.Errorf("told again at %d", again.Position)
	}
}

// The console alone is enough, too; while one end is awaited nobody sees the conversation, and nothing new comes before it.
func TestB13_TheConsoleAloneHeals(t *testing.T) {
	h := talked(t, vigied.Options{})
	h.forget(t)
	if f := h.o.again(); f.T != wire.TypeSignedIn {
		t.Fatalf("the session was answered by %s", f.T)
	}
	out := must[wire.Restored](h.o.line, wire.TypeRestore, h.page.Offer(h.d.id, wire.MaxConsoleBytes)[0], wire.TypeRestored)
	if out.WaitMS == 0 {
		t.Error("the page was not waited for")
	}
	h.o.refused(wire.TypeSend, h.o.text(h.d.id, 1, 1, 1, "too early"), "missing")
	h.o.sync(nil)
	h.now.add(backend.DefaultHealing)
	s := awaitThat(h.o.line, wire.TypeSummary, func(s wire.Summary) bool { return s.Conversation == h.d.id })
	if s.State != "held" || s.Holder != "op-1" || s.Sent != 1 || s.Position != 4 {
		t.Errorf("came back as %+v", s)
	}
}

// A console that had closed a conversation and put it away does not give it back; the page, which had not heard of the end, does. The
// console could not go on with it: it is claimed anew, and what the declarant has written is read then.
func TestB13_AHolderWhoHasPutItAwayBeginsAnew(t *testing.T) {
	h := talked(t, vigied.Options{})
	h.forget(t)
	if f := h.o.again(); f.T != wire.TypeSignedIn {
		t.Fatalf("the session was answered by %s", f.T)
	}
	h.o.publish()
	h.o.duty("on")
	h.o.sync(nil)
	must[wire.Restored](h.d.line, wire.TypeRestore, h.offer(t), wire.TypeRestored)
	h.now.add(backend.DefaultHealing)
	s := awaitThat(h.o.line, wire.TypeSummary, func(s wire.Summary) bool { return s.Conversation == h.d.id })
	if s.State != "waiting" || s.Holder != "" || s.Generation != 1 {
		t.Errorf("came back as %+v", s)
	}
	if h.o.has(wire.TypeMessage) {
		t.Error("the console was told what it does not know any more, as its own")
	}
	o := h.back(t)
	h.d.gen = 1
	h.d.sealTo(o.Roster)
	h.o.key(h.d.id, conversation.KeyNumber(len(h.d.secret)-1), h.d.key.Public())
	if held := h.o.claim(h.d.id); held.Summary.Generation != 2 || held.Summary.Sent != 0 {
		t.Errorf("claimed anew: %+v", held.Summary)
	}
}

// Both ends: the one that knows more is believed, whoever comes first, without waiting.
func TestB13_BothEndsHeal(t *testing.T) {
	for _, pageFirst := range []bool{true, false} {
		h := talked(t, vigied.Options{})
		h.forget(t)
		if f := h.o.again(); f.T != wire.TypeSignedIn {
			t.Fatal(f.T)
		}
		whole := h.page.Offer(h.d.id, wire.MaxFrameBytes)[0]
		less := whole
		less.Entries = whole.Entries[:2]
		page := func() { must[wire.Restored](h.d.line, wire.TypeRestore, h.signed(t, less), wire.TypeRestored) }
		if pageFirst {
			page()
		}
		must[wire.Restored](h.o.line, wire.TypeRestore, whole, wire.TypeRestored)
		if !pageFirst {
			page()
		}
		if o := h.back(t); o.Position != 4 {
			t.Errorf("page first %t: %d entries", pageFirst, o.Position)
		}
	}
}

// A hostile end gets nothing: whatever is not byte for byte what the service said is refused, and the rest of the offer with it.
func TestB13_NobodyInventsHistory(t *testing.T) {
	h := talked(t, vigied.Options{})
	other := talked(t, vigied.Options{}) // another service, with another secret
	h.forget(t)
	whole := h.page.Offer(h.d.id, wire.MaxFrameBytes)[0]
	message := slices.IndexFunc(whole.Entries, func(p wire.Past) bool { return p.Message != nil })
	changed := func(f func(*wire.Message)) func(*wire.Restore) {
		return func(r *wire.Restore) {
			m := *r.Entries[message].Message
			f(&m)
			r.Entries[message].Message = &m
		}
	}
	for name, lie := range map[string]func(*wire.Restore){
		"text":           changed(func(m *wire.Message) { m.Body = slices.Clone(m.Body); m.Body[20] ^= 1 }),
		"side":           changed(func(m *wire.Message) { m.Side = conversation.Operator }),
		"number":         changed(func(m *wire.Message) { m.N++ }),
		"signature":      changed(func(m *wire.Message) { m.Signature = slices.Clone(m.Signature); m.Signature[3] ^= 1 }),
		"time":           changed(func(m *wire.Message) { m.Time += 1 }),
		"deadline":       changed(func(m *wire.Message) { m.Deadline += 3_600_000 }),
		"place in order": func(r *wire.Restore) { r.Entries[2], r.Entries[3] = r.Entries[3], r.Entries[2] },
		"urgency, unit or time of arrival": func(r *wire.Restore) {
			r.Entries[0].Token = slices.Clone(r.Entries[0].Token)
			r.Entries[0].Token[30] ^= 1
		},
		"holder or generation":     func(r *wire.Restore) { r.Entries[1].Token = r.Entries[0].Token },
		"another service's token":  func(r *wire.Restore) { r.Entries[0] = other.page.Offer(other.d.id, wire.MaxFrameBytes)[0].Entries[0] },
		"a beginning that is not":  func(r *wire.Restore) { r.From, r.Entries = 2, r.Entries[1:] },
		"an entry that is missing": func(r *wire.Restore) { r.Entries = append(r.Entries[:1], r.Entries[2:]...) },
	} {
		r := whole
		r.Entries = slices.Clone(whole.Entries)
		lie(&r)
		h.d.refused(wire.TypeRestore, h.signed(t, r), "invalid")
		if exists, _ := h.b.Service.Knows(h.d.id); exists {
			t.Fatalf("%s: was believed", name)
		}
	}
	stranger := arrive(t, h.b, "33000")
	r := h.offer(t)
	r.Key = stranger.key.Public()
	h.d.refused(wire.TypeRestore, r, "missing")
	h.d.refused(wire.TypeRestore, whole, "missing") // unsigned
	thief := onDuty(t, h.b, h.b.AddOperator(t, "op-2", bordeaux(t, h.b)))
	thief.refused(wire.TypeRestore, whole, "missing") // not the holder
	if exists, _ := h.b.Service.Knows(h.d.id); exists {
		t.Error("a stranger has brought it back")
	}
}

// Nothing comes back from behind its deadline, nor from behind its tombstone (B1, C23).
func TestB1_NothingHealsPastItsEnd(t *testing.T) {
	now := newClock()
	h := talked(t, vigied.Options{Clock: now})
	h.forget(t)
	now.add(4*time.Hour + time.Second)
	h.d.refused(wire.TypeRestore, h.offer(t), "gone")

	h = talked(t, vigied.Options{})
	var d wire.Delete
	check(t, seal.SignDelete(h.d.key, &d))
	must[wire.Deleted](h.d.line, wire.TypeDelete, d, wire.TypeDeleted)
	h.forget(t)
	h.d.refused(wire.TypeRestore, h.offer(t), "gone")
	if exists, _ := h.b.Service.Knows(h.d.id); exists {
		t.Error("it came back")
	}
}
