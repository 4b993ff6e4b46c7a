package gate_test

import (
	"sync/atomic"
	"testing"
	"time"

	"vigie.example/internal/backend"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// A locked session keeps what it holds and lets nobody act; any way in unlocks it, and the shift goes on as it was, no longer.
func TestL2_ALockedSessionKeepsItsConversations(t *testing.T) {
	d := newDesk(t, vigied.Options{})
	k := d.enrol(t, "")
	dec, claimed := talk(t, d.b, d.op)
	waiting := arrive(t, d.b, "33000")
	waiting.sealTo(waiting.opened.Roster)
	message := d.op.text(dec.id, claimed.Generation, 1, 0, "avant")
	must[struct{}](d.op.line, wire.TypeLock, wire.Lock{Cause: "idle"}, wire.TypeOK)

	d.op.refused(wire.TypeSend, message, "denied")
	d.op.refused(wire.TypeClaim, wire.Claim{Conversation: waiting.id}, "denied")
	d.op.refused(wire.TypeSignOut, nil, "taken") // who leaves for good hands over first (B13); nobody is locked in
	dec.say("je suis toujours là")
	awaitThat(d.op.line, wire.TypeMessage, func(m wire.Message) bool { return m.Conversation == dec.id })
	eventually(t, "nobody seals to a locked console", func() bool {
		late := arrive(t, d.b, "33000")
		return len(late.opened.Roster) == 0
	})

	expires := d.op.proof.Expires
	if c := d.op.begin(d.op.who.Workstation, d.op.shift); c.Expires != expires {
		t.Errorf("unlocking moves the end of the shift from %d to %d", expires, c.Expires)
	}
	if f := d.op.withKey(k); f.T != wire.TypeSignedIn {
		t.Fatalf("%s %s", f.T, f.Data)
	} else if in := data[wire.SignedIn](t, f); in.Locked != "" {
		t.Errorf("still locked for %s", in.Locked)
	}
	d.op.sync(nil)
	must[wire.Ack](d.op.line, wire.TypeSend, message, wire.TypeAck)
}

// Only who it belongs to unlocks a session: neither a colleague on that console, nor another shift key on that connection.
func TestL2_NobodyElseUnlocks(t *testing.T) {
	d := newDesk(t, vigied.Options{})
	colleague := d.b.AddOperator(t, "op-2", d.operatorUnit())
	must[struct{}](d.op.line, wire.TypeLock, wire.Lock{Cause: "screen"}, wire.TypeOK)
	locked := d.op.shift

	d.op.beginAnew()
	if f := d.op.ask(wire.TypeSignIn, wire.SignIn{Way: "passphrase", Passphrase: d.op.who.Passphrase, Shift: d.op.proof}); f.T != wire.TypeError {
		t.Error("another shift key was let in on the connection of a locked session")
	}
	who := d.op.who
	d.op.who = colleague
	d.op.begin(colleague.Workstation, locked)
	if f := d.op.ask(wire.TypeSignIn, wire.SignIn{Way: "passphrase", Passphrase: colleague.Passphrase, Shift: d.op.proof}); f.T != wire.TypeError {
		t.Error("a colleague unlocked it")
	}
	d.op.who = who
	d.op.begin(who.Workstation, locked)
	if f := d.op.ask(wire.TypeSignIn, wire.SignIn{Way: "passphrase", Passphrase: "essai", Shift: d.op.proof}); f.T != wire.TypeError {
		t.Error("a wrong passphrase unlocked it")
	}
	d.op.refused(wire.TypeDuty, wire.Duty{State: "nothing"}, "invalid") // the session is there
	d.op.refused(wire.TypeMeansAsk, wire.MeansAsk{}, "denied")          // and locked
	d.op.begin(who.Workstation, locked)
	if f := d.op.ask(wire.TypeSignIn, wire.SignIn{Way: "passphrase", Passphrase: who.Passphrase, Shift: d.op.proof}); f.T != wire.TypeSignedIn {
		t.Errorf("the control: %s %s", f.T, f.Data)
	}
}

// A session that was locked is still locked on the next connection.
func TestL2_ALockOutlivesTheConnection(t *testing.T) {
	d := newDesk(t, vigied.Options{})
	must[struct{}](d.op.line, wire.TypeLock, wire.Lock{Cause: "removed"}, wire.TypeOK)
	d.op.cut()
	f := d.op.again()
	if f.T != wire.TypeSignedIn || data[wire.SignedIn](t, f).Locked != "removed" {
		t.Fatalf("%s %s", f.T, f.Data)
	}
	d.op.refused(wire.TypeMeansAsk, wire.MeansAsk{}, "denied")
}

// turned is a clock that a test sets, as an administrator, or an attacker, might.
type turned struct {
	began         time.Time
	wall, elapsed atomic.Int64 // nanoseconds
}

func (c *turned) guarded() *backend.GuardedClock {
	return backend.NewGuardedClock(func() time.Time { return c.began.Add(time.Duration(c.wall.Load())) }, func() time.Duration { return time.Duration(c.elapsed.Load()) })
}

// A ticket lasts a quarter of an hour, renewed while the console is there; afterwards it takes a proof, and turning the clock back
// brings nothing back.
func TestL2_TicketsAreShort(t *testing.T) {
	c := &turned{began: time.Now()}
	b := vigied.Start(t, vigied.Options{Clock: c.guarded(), TicketLife: 15 * time.Minute})
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	o.cut()
	pass := func(d time.Duration) { c.wall.Add(int64(d)); c.elapsed.Add(int64(d)) }
	pass(14 * time.Minute)
	f := o.again()
	if f.T != wire.TypeSignedIn {
		t.Fatalf("after 14 minutes: %s %s", f.T, f.Data)
	}
	o.in = data[wire.SignedIn](t, f)
	o.cut()
	pass(16 * time.Minute)
	lapsed := func(when string) {
		t.Helper()
		if f := o.again(); f.T != wire.TypeError || data[wire.Error](t, f).Message != "fault.signin.lapsed" {
			t.Errorf("%s: %s %s", when, f.T, f.Data)
		}
	}
	lapsed("after 16 minutes")
	c.wall.Add(-int64(time.Hour))
	lapsed("with the clock turned back")

	shift := o.shift
	o.begin(o.who.Workstation, shift)
	if f := o.ask(wire.TypeSignIn, wire.SignIn{Way: "passphrase", Passphrase: o.who.Passphrase, Shift: o.proof}); f.T != wire.TypeSignedIn {
		t.Errorf("a proof: %s %s", f.T, f.Data)
	}
}

// A ticket that was stolen is worth nothing without the shift key, whatever console it is tried on.
func TestL2_AStolenTicketIsWorthNothing(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	thief, err := seal.NewSigningKey()
	check(t, err)
	stolen := *o
	stolen.shift = thief // he signs with what he has
	refusedReturn(t, &stolen, "with a key of the thief's")
	stolen.proof.Key = thief.Public()
	refusedReturn(t, &stolen, "with a shift of the thief's")
	stolen.proof = o.proof
	stolen.proof.Console = "console-of-the-thief"
	stolen.shift = o.shift
	refusedReturn(t, &stolen, "on another console, even with the shift key")
	if f := o.again(); f.T != wire.TypeSignedIn {
		t.Errorf("the control: %s %s", f.T, f.Data)
	}
}
