package console

import (
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// Self returns who works here, and in which unit; both are empty while nobody is signed in.
func (d *Desk) Self() (access.ActorCode, access.UnitCode) {
	if !d.session.active() {
		return "", ""
	}
	return access.ActorCode(d.session.credential.Actor), access.UnitCode(d.session.credential.Unit)
}

// Ready reports whether requests reach the service now.
func (d *Desk) Ready() bool { return d.ready() }

// Safe reports whether what is written beside a conversation outlives the program: its share is deposited, or nothing is kept on disk
// anyway (KeptInMemory says so).
func (d *Desk) Safe(id conversation.ID) bool {
	k := d.keeping.shares[id]
	return d.keeping.shelf == nil || k != nil && k.deposited
}

// OnDisk reports whether what is beside a conversation is kept on the disk.
func (d *Desk) OnDisk() bool { return d.keeping.shelf != nil }

// KeepThen keeps a conversation, and what is beside it, now, and does something once that is on the disk; at once where nothing is
// kept there.
func (d *Desk) KeepThen(id conversation.ID, then func(*Desk)) {
	if d.keeping.shelf == nil {
		then(d)
		return
	}
	delete(d.keeping.dirty, id)
	if x, ok := d.options.Cache.Find(id); ok && x.Mine() && x.Phase() != exchange.Gone {
		d.keep(x)
	}
	d.keeping.work.do(func() { d.console.Do(then) })
}

// Ended reports whether the console is closing: what is erased from memory then is still in the vault.
func (c *Console) Ended() bool { return c.desk.life.Err() != nil }

// After does something on the Desk's goroutine after a while, if the same session still lives.
func (d *Desk) After(wait time.Duration, job func(*Desk)) { d.later(wait, job) }

// Export tells the service what becomes of a report (C15), and then what it answered. With wire.ExportAccepted, which ends and deletes the
// conversation, the declarant's last message that has come here counts as read: the caller has made sure of it. The deletion itself
// is told as every other.
func (d *Desk) Export(id conversation.ID, p Package, outcome string, told func(*Desk, error)) {
	x, ok := d.options.Cache.Find(id)
	if !ok || x.Phase() == exchange.Gone {
		told(d, fault.New(fault.Gone, "console.Export"))
		return
	}
	e := wire.Export{Conversation: id, Target: string(p.Target), Package: p.Name, Digest: p.Digest[:], Outcome: outcome, Heard: x.Heard()}
	if outcome == wire.ExportAccepted && x.Phase() != exchange.Closed {
		end, err := x.Finish(string(conversation.Done))
		if err != nil {
			told(d, fault.Wrap("console.Export", err))
			return
		}
		e.Close = &end
	}
	d.ask(wire.TypeExport, e, func(d *Desk, _ wire.Frame, err error) { told(d, err) })
}
