package gate_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/backend"
	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/memstore"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

// Crashes around a claim, one step after the other: the entry, its announcement to the page, the page's envelope, its way to the console.

// claimed is a conversation whose page has sealed the claimant's key, and in which nobody has written.
func claimed(t *testing.T) *healed {
	t.Helper()
	h := &healed{store: newForgetful(), now: newClock()}
	h.b = vigied.Start(t, vigied.Options{Store: h.store, Clock: h.now})
	h.o = onDuty(t, h.b, h.b.AddOperator(t, "op-1", bordeaux(t, h.b)))
	h.d, _ = talk(t, h.b, h.o)
	for range 2 { // the opening and the claim
		h.page.Keep(data[wire.Kept](t, h.d.await(wire.TypeKept)))
	}
	return h
}

// comes brings the console back on its ticket, without anything that it does next.
func (h *healed) comes(t *testing.T) {
	t.Helper()
	if f := h.o.again(); f.T != wire.TypeSignedIn {
		t.Fatalf("the session was answered by %s", f.T)
	}
}

// offers gives back what the page knows up to a position.
func (h *healed) offers(t *testing.T, up int) {
	t.Helper()
	r := h.page.Offer(h.d.id, wire.MaxFrameBytes)[0]
	r.Entries = r.Entries[:up]
	must[wire.Restored](h.d.line, wire.TypeRestore, h.signed(t, r), wire.TypeRestored)
}

// restores gives back everything, as the console.
func (h *healed) restores(t *testing.T) {
	t.Helper()
	must[wire.Restored](h.o.line, wire.TypeRestore, h.page.Offer(h.d.id, wire.MaxConsoleBytes)[0], wire.TypeRestored)
}

// The crash came between the claim and its announcement: the console alone knows of it. The page is told, and seals.
func TestB13_APageThatWasNotToldOfTheClaimIsTold(t *testing.T) {
	h := claimed(t)
	h.forget(t)
	h.comes(t)
	h.o.publish()
	h.offers(t, 1)
	h.restores(t)
	o := h.back(t)
	if o.State != "held" || o.Generation != 1 || len(o.Roster) != 1 || o.Roster[0].Hourly.ID != h.o.hourly.ID() {
		t.Errorf("came back as %+v", o)
	}
	if c := data[wire.Claimed](t, h.d.await(wire.TypeClaimed)); c.Generation != 1 || c.Position != 2 {
		t.Errorf("was told %+v", c)
	}
}

// The crash came between the announcement and the answer to the claim: the page alone knows of it. A console that knows nothing of what it
// holds does not go on with it; it is claimed anew.
func TestB12_WhoWasNeverToldThatTheyHoldItBeginsAnew(t *testing.T) {
	h := claimed(t)
	h.forget(t)
	h.comes(t)
	h.o.publish()
	h.o.duty("on")
	h.o.sync(nil)
	h.offers(t, 2)
	h.now.add(backend.DefaultHealing)
	s := awaitThat(h.o.line, wire.TypeSummary, func(s wire.Summary) bool { return s.Conversation == h.d.id })
	if s.State != "waiting" || s.Generation != 1 {
		t.Fatalf("came back as %+v", s)
	}
	h.d.gen = 1
	h.d.sealTo(h.back(t).Roster)
	h.o.key(h.d.id, 1, h.d.key.Public())
	if held := h.o.claim(h.d.id); held.Summary.Generation != 2 {
		t.Errorf("claimed anew: %+v", held.Summary)
	}
}

// The crash came before the page knew that the store has its envelope, or before the console had it, and the console comes back after the
// page. The page is told of the claim again as soon as there is a key to seal to, once, and with the key of now.
func TestB13_AHolderWhoComesBackAfterThePageIsSealedToAgain(t *testing.T) {
	h := claimed(t)
	h.forget(t)
	h.offers(t, 2)
	o := h.back(t)
	if o.State != "held" || len(o.Roster) != 0 {
		t.Fatalf("came back as %+v", o)
	}
	told := data[wire.Claimed](t, h.d.await(wire.TypeClaimed)) // the log's line, with the keys of then
	h.comes(t)
	h.o.publish()
	c := awaitThat(h.d.line, wire.TypeClaimed, func(c wire.Claimed) bool { return c.Operator.Hourly.ID == h.o.hourly.ID() })
	if c.Generation != 1 || c.Position != told.Position || c.Time != told.Time || c.Operator.Hourly.ID == told.Operator.Hourly.ID {
		t.Errorf("was told %+v", c)
	}
	h.o.sync(map[conversation.ID]conversation.Position{h.d.id: 1})
	h.d.sealTo([]wire.Chain{c.Operator})
	h.o.key(h.d.id, 1, h.d.key.Public())
	h.d.say("after all")
	if h.d.has(wire.TypeClaimed) {
		t.Error("the page was told again what the store has")
	}
	was := h.o.hourly.ID()
	h.o.publish() // the next one: what was sealed to the one before may have come too late
	c = awaitThat(h.d.line, wire.TypeClaimed, func(c wire.Claimed) bool { return c.Operator.Hourly.ID != was })
	if c.Generation != 1 || c.Operator.Hourly.ID != h.o.hourly.ID() {
		t.Errorf("was told %+v", c)
	}
}

// A console that is back but has not said its key yet is nobody to seal to: a chain without one would look like a lie.
func TestB11_AHolderWithoutAKeyIsNotNamedToThePage(t *testing.T) {
	h := claimed(t)
	h.forget(t)
	h.offers(t, 2)
	h.comes(t)
	if o := h.back(t); o.State != "held" || len(o.Roster) != 0 {
		t.Errorf("%d are named: %s", len(o.Roster), o.State)
	}
	h.o.publish()
	awaitThat(h.d.line, wire.TypeClaimed, func(c wire.Claimed) bool { return c.Operator.Hourly.ID == h.o.hourly.ID() })
}

// Two claims over one crash: neither end could prove the first one, and another operator holds the conversation when its console comes back.
// That one offers its claim, and changes nothing.
func TestB12_AClaimThatWasLostDoesNotComeBackOverAnother(t *testing.T) {
	h := claimed(t)
	other := onDuty(t, h.b, h.b.AddOperator(t, "op-2", bordeaux(t, h.b)))
	h.forget(t)
	if f := other.again(); f.T != wire.TypeSignedIn {
		t.Fatal(f.T)
	}
	other.publish()
	other.duty("on")
	other.sync(nil)
	h.offers(t, 1)
	h.d.secret, h.d.gen = h.d.secret[:1], 0 // nor had the page heard of it
	h.d.sealTo(h.back(t).Roster)
	other.key(h.d.id, 0, h.d.key.Public())
	if held := other.claim(h.d.id); held.Summary.Generation != 1 {
		t.Fatalf("claimed as %+v", held.Summary)
	}
	h.comes(t)
	h.o.publish()
	h.restores(t)
	h.o.sync(map[conversation.ID]conversation.Position{h.d.id: 1})
	awaitThat(h.o.line, wire.TypeHidden, func(g wire.Hidden) bool { return g.Conversation == h.d.id })
	if o, err := h.b.Service.Opened(h.d.id); err != nil || o.Generation != 1 || len(o.Roster) != 1 || o.Roster[0].Credential.Actor != "op-2" {
		t.Errorf("held as %+v, %v", o, err)
	}
}

// What an end has seen of the other may be lost with the memory: whoever wrote it sends it again, and nothing else waits for that.
func TestB13_WhatWasSeenAndLostDoesNotRefuseWhatFollows(t *testing.T) {
	h := talked(t, vigied.Options{})
	h.forget(t)
	h.offers(t, 2)
	h.back(t)
	h.comes(t)
	h.o.sent[h.d.id] = 0
	if a := must[wire.Ack](h.o.line, wire.TypeSend, h.o.text(h.d.id, 1, 1, 1, "second"), wire.TypeAck); a.Position != 3 {
		t.Errorf("the operator's message is at %d", a.Position)
	}
	h.d.sent, h.d.seen = 0, 1
	if a := h.d.say("first"); a.Position != 4 {
		t.Errorf("the declarant's message is at %d", a.Position)
	}
}

// An end that the page states right after it alone has healed the conversation waits for the operator's console: what that had written last
// could not follow it. Without that console it waits for as long as that has to come back.
func TestB13_ThePagesEndWaitsForWhatTheConsoleHas(t *testing.T) {
	now := newClock()
	for _, comes := range []bool{true, false} {
		h := talked(t, vigied.Options{Clock: now})
		now.add(time.Minute)
		h.forget(t)
		h.offers(t, 3)
		eventually(t, "nobody is waited for any more", func() bool { now.add(time.Second); exists, _ := h.b.Service.Knows(h.d.id); return exists })
		h.back(t)
		end := wire.Close{Conversation: h.d.id, Generation: 1, Sent: 1, Reason: "left"}
		check(t, seal.SignClose(seal.Sender{Conversation: h.d.id, Side: conversation.Declarant, Key: h.d.key}, &end))
		h.d.refused(wire.TypeClose, end, "unavailable")
		if comes {
			h.comes(t)
			h.restores(t)
			if m := awaitThat(h.d.line, wire.TypeMessage, func(m wire.Message) bool { return m.Side == conversation.Operator }); m.Position != 4 {
				t.Errorf("the operator's last message is at %d", m.Position)
			}
		} else {
			now.add(time.Minute)
		}
		must[struct{}](h.d.line, wire.TypeClose, end, wire.TypeOK)
	}
}

// While the entries come back one after the other, a console that synchronises in the middle is not told that the conversation is somebody
// else's: it would erase its keys and its texts, and find itself the holder of what it cannot read.
func TestB13_NobodyConcludesAnythingWhileItComesBack(t *testing.T) {
	h := talked(t, vigied.Options{})
	h.forget(t)
	h.comes(t)
	h.o.publish()
	reached, on := make(chan struct{}), make(chan struct{})
	h.store.mu.Lock()
	h.store.before = func(at conversation.Position) {
		if at == 2 { // the opening is back, the claim is not
			close(reached)
			<-on
		}
	}
	h.store.mu.Unlock()
	h.restores(t)
	r := h.offer(t)
	n := h.d.send(wire.TypeRestore, r)
	<-reached
	h.o.sync(map[conversation.ID]conversation.Position{h.d.id: 1})
	h.o.await(wire.TypeSynced)
	if h.o.has(wire.TypeHidden) || h.o.has(wire.TypeSummary) {
		t.Error("the console was told something of a conversation that comes back")
	}
	close(on)
	if f, err := h.d.take("answer", func(f wire.Frame) bool { return f.Re == n }); err != nil || f.T != wire.TypeRestored {
		t.Fatalf("the page's offer was answered by %s, %v", f.T, err)
	}
	s := awaitThat(h.o.line, wire.TypeSummary, func(s wire.Summary) bool { return s.Conversation == h.d.id })
	if s.State != "held" || s.Holder != "op-1" || s.Position != 4 {
		t.Errorf("came back as %+v", s)
	}
	if h.o.has(wire.TypeHidden) {
		t.Error("it was hidden")
	}
}

// What goes on from what one end has given back stays in sight meanwhile.
func TestB13_WhatComesLateHidesNothing(t *testing.T) {
	h := talked(t, vigied.Options{})
	h.forget(t)
	h.comes(t)
	h.o.publish()
	h.offers(t, 3)
	h.back(t)
	h.o.sync(map[conversation.ID]conversation.Position{h.d.id: 1})
	awaitThat(h.o.line, wire.TypeSummary, func(s wire.Summary) bool { return s.Conversation == h.d.id && s.Position == 3 })
	reached, on := make(chan struct{}), make(chan struct{})
	h.store.mu.Lock()
	h.store.before = func(at conversation.Position) {
		if at == 4 {
			close(reached)
			<-on
		}
	}
	h.store.mu.Unlock()
	n := h.d.send(wire.TypeRestore, h.offer(t)) // the page is the late one here: the console's reader must go on
	<-reached
	h.o.sync(map[conversation.ID]conversation.Position{h.d.id: 3})
	if s := awaitThat(h.o.line, wire.TypeSummary, func(s wire.Summary) bool { return s.Conversation == h.d.id }); s.State != "held" || s.Position != 3 {
		t.Errorf("in the middle: %+v", s)
	}
	close(on)
	if f, err := h.d.take("answer", func(f wire.Frame) bool { return f.Re == n }); err != nil || f.T != wire.TypeRestored {
		t.Fatalf("answered by %s, %v", f.T, err)
	}
	if h.o.has(wire.TypeHidden) {
		t.Error("it was hidden")
	}
}

// patient is a store whose records of sent messages become durable when the test says so.
type patient struct {
	*memstore.Store
	waits   atomic.Int32
	durable chan struct{}
}

func (s *patient) Traces() backend.Traces { return patientTraces{s.Store.Traces(), s} }

type patientTraces struct {
	backend.Traces
	s *patient
}

func (p patientTraces) Record(ctx context.Context, records ...trace.Record) error {
	for _, r := range records {
		if r.Action == access.Send {
			p.s.waits.Add(1)
			<-p.s.durable
		}
	}
	return p.Traces.Record(ctx, records...)
}

// What an end knows is a beginning of the log, however long an acknowledgement takes: nothing that comes after a message of its own
// overtakes it. Otherwise that end could give back nothing from the hole on.
func TestB13_NothingOvertakesOnesOwnMessage(t *testing.T) {
	store := &patient{Store: memstore.New(), durable: make(chan struct{})}
	b := vigied.Start(t, vigied.Options{Store: store})
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	d, c := talk(t, b, o)
	sent := func(l *line, m wire.Send) (answer uint64) {
		before := store.waits.Load()
		answer = l.send(wire.TypeSend, m)
		eventually(t, "the record of a message waits", func() bool { return store.waits.Load() > before })
		return answer
	}
	mine, yours := d.text("mine"), o.text(d.id, c.Generation, 1, 0, "yours")
	first := sent(d.line, mine)
	second := sent(o.line, yours)
	if m := data[wire.Message](t, d.await(wire.TypeMessage)); m.ID != mine.ID || len(m.MAC) == 0 {
		t.Errorf("the operator's message has overtaken the page's own: %+v", m)
	}
	if m := data[wire.Message](t, d.await(wire.TypeMessage)); m.ID != yours.ID {
		t.Errorf("then came %+v", m)
	}
	awaitThat(o.line, wire.TypeMessage, func(m wire.Message) bool { return m.ID == mine.ID })
	if o.has(wire.TypeAck) || d.has(wire.TypeAck) {
		t.Error("acknowledged before the record was durable")
	}
	acknowledged := func(l *line, n uint64) {
		t.Helper()
		if f, err := l.take("answer", func(f wire.Frame) bool { return f.Re == n }); err != nil || f.T != wire.TypeAck {
			t.Errorf("answered by %s, %v", f.T, err)
		}
	}
	store.durable <- struct{}{} // the page's record, which waited first
	acknowledged(d.line, first)
	d.say("and on")
	if m := data[wire.Message](t, o.await(wire.TypeMessage)); m.ID != yours.ID || len(m.MAC) == 0 {
		t.Errorf("the declarant's message has overtaken the console's own: %+v", m)
	}
	awaitThat(o.line, wire.TypeMessage, func(m wire.Message) bool { return m.N == 2 && m.Side == conversation.Declarant })
	close(store.durable)
	acknowledged(o.line, second)
	d.say("and on")
	awaitThat(o.line, wire.TypeMessage, func(m wire.Message) bool { return m.N == 3 && m.Side == conversation.Declarant })
	if o.has(wire.TypeMessage) || d.has(wire.TypeMessage) {
		t.Error("what was acknowledged is told again")
	}
}
