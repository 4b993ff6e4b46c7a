package report

import (
	"context"
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// attend does what time, the connection and new messages bring for a package on its way.
func (m *Model) attend(d *console.Desk, id conversation.ID, r *draft) {
	x, ok := d.Conversation(id)
	if !ok {
		return
	}
	s := &r.sending
	last := x.Deadline().Add(-goneBefore)
	switch {
	case s.phase == Cleared && (x.Heard() > s.clearance.Position() || x.Unread() > 0): // what a clearance did not see voids it
		m.void(d, x, r)
		m.again(d, id)
	case r.away() && s.phase != TakingBack && !d.Now().Before(last):
		m.takeBack(d, id, r, true)
	case s.phase == Preparing && s.parcel.Name != "" && !s.busy && d.Ready():
		m.announce(d, id, r)
	case s.phase == Waiting && !s.busy && !d.Now().Before(s.since.Add(rest(s.tries))):
		m.deliver(d, id, r)
	case s.phase == Arrived && !s.busy && !d.Now().Before(s.after):
		m.finish(d, id, r)
	}
	if s.phase != Writing && d.Selected() == id {
		m.again(d, id)
	}
}

func (m *Model) again(d *console.Desk, id conversation.ID) {
	if d.Selected() == id {
		m.show(d)
	}
}

// rest is how long to wait after so many tries.
func rest(tries int) time.Duration {
	wait := firstRest
	for i := 1; i < tries && wait < longestRest; i++ {
		wait *= 2
	}
	return min(wait, longestRest)
}

// TakeBack implements Intents.
func (m *Model) TakeBack(in conversation.ID) {
	m.do(in, func(d *console.Desk, r *draft) error {
		if !r.away() || r.sending.phase == TakingBack {
			return fault.New(fault.Denied, "report.TakeBack", fault.Key("reporting.problem.not_on_its_way"))
		}
		m.takeBack(d, in, r, false)
		return nil
	})
}

// takeBack asks for the package back. At the end, what nobody answers is unknown for good: the package goes, and its name and digest stay
// in the trace.
func (m *Model) takeBack(d *console.Desk, id conversation.ID, r *draft, end bool) {
	if m.options.Courier == nil {
		if end {
			m.lose(d, id, r)
		}
		return
	}
	ctx, run := r.sending.begin()
	r.sending.enter(TakingBack, d.Now())
	p := copyOf(r.sending.parcel)
	go func() {
		ctx, cancel := context.WithTimeout(ctx, tryFor)
		defer cancel()
		out, err := m.options.Courier.Withdraw(ctx, p)
		clear(p.Sealed)
		m.back(id, run, func(d *console.Desk, r *draft) {
			switch {
			case m.answered(d, id, r, out):
			case end:
				m.lose(d, id, r)
			default:
				r.sending.enter(Waiting, d.Now())
				if err != nil {
					r.sending.problem, _ = view.OfFault(err)
				}
			}
		})
	}()
	m.again(d, id)
}

// lose gives a package up at the end of its time.
func (m *Model) lose(d *console.Desk, id conversation.ID, r *draft) {
	p := r.sending.parcel
	m.tell(d, id, p, wire.ExportUnknown)
	m.acknowledge(d, id, p, ReceiptUnknown, "", d.Now())
	name := console.Package{Name: p.Name, Target: p.Target, Digest: p.Digest}
	r.sending.drop()
	r.sending.parcel = name // nothing can be sent in its place: nobody knows whether the target has it
	r.sending.enter(Lost, d.Now())
	d.KeepSoon(id)
}

// abandon takes back what may be with its target when its conversation goes: by the declarant's wish, at its deadline, at the end of the
// session. Nobody waits for the answer. At the end of the program what is on the disk stays as it is: the next run goes on with it.
func (m *Model) abandon(id conversation.ID, r *draft) {
	away, p := r.away() && !(r.sending.kept && m.console.Ended()), copyOf(r.sending.parcel)
	r.sending.drop()
	if !away || m.options.Courier == nil {
		clear(p.Sealed)
		return
	}
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), tryFor)
		defer cancel()
		out, err := m.options.Courier.Withdraw(ctx, p)
		clear(p.Sealed)
		end := ReceiptUnknown
		switch {
		case out.Outcome == console.Accepted:
			end = ReceiptAccepted
		case out.Outcome == console.Withdrawn && err == nil:
			end = ReceiptWithdrawn
		}
		m.console.Do(func(d *console.Desk) {
			if d.Session().Phase == console.SignedIn {
				m.acknowledge(d, id, p, end, out.Receipt, d.Now())
				m.show(d)
			}
		})
	}()
}
