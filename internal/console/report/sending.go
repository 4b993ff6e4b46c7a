package report

import (
	"context"
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

const (
	tryFor      = time.Minute      // one try to hand a package over, and to take it back
	firstRest   = 5 * time.Second  // between two tries, doubled each time
	longestRest = time.Minute      //
	warnBefore  = 30 * time.Minute // the deadline
	goneBefore  = 2 * time.Minute  // the deadline: then everything of a package goes, answered or not
)

// The order is what makes it exactly once: the package is on the disk before anybody is told of it, the trace is durable before it leaves,
// and it is always the same package under the same name until somebody says what became of it. Whatever is cut off between two of these
// steps goes on at the next start from what is on the disk.

// Send implements Intents.
func (m *Model) Send(in conversation.ID) {
	m.do(in, func(d *console.Desk, r *draft) error {
		if why := m.mayNotSend(d, in, r); !why.None() {
			return fault.New(fault.Denied, "report.Send", fault.Key(fault.TextKey(why.Key)))
		}
		x, _ := d.Conversation(in)
		if m.void(d, x, r) {
			return nil
		}
		o := console.Order{Clearance: r.sending.clearance, Doctrine: d.Doctrine(), At: d.Now(), Until: x.Deadline()}
		certificate, key, err := d.ReportSigner()
		if err != nil {
			return err
		}
		o.Certificate, o.Key = certificate, key
		ctx, run := r.sending.begin()
		r.sending.enter(Preparing, o.At)
		go func() {
			p, err := m.options.Courier.Build(ctx, o)
			m.back(in, run, func(d *console.Desk, r *draft) { m.built(d, in, r, p, err) })
		}()
		return nil
	})
}

// built keeps the package before anybody is told of it.
func (m *Model) built(d *console.Desk, id conversation.ID, r *draft, p console.Package, err error) {
	x, ok := d.Conversation(id)
	switch {
	case err != nil:
		r.sending.enter(Cleared, d.Now())
		r.problem, r.hint = view.OfFault(err)
		return
	case !ok || m.void(d, x, r): // the declarant has written meanwhile
		return
	}
	s := &r.sending
	s.parcel, s.position, s.lines = p, s.clearance.Position(), nil
	for _, l := range s.clearance.Outgoing().Lines {
		s.lines = append(s.lines, l.Element)
	}
	run := s.run
	s.busy = true
	d.KeepThen(id, func(d *console.Desk) {
		if r := m.drafts[id]; r != nil && r.sending.run == run {
			r.sending.kept = d.OnDisk()
			m.announce(d, id, r)
		}
	})
}

// announce tells the service that a package is about to leave: it answers once the trace is durable.
func (m *Model) announce(d *console.Desk, id conversation.ID, r *draft) {
	run := r.sending.run
	r.sending.busy = true
	d.Export(id, r.sending.parcel, wire.ExportSent, func(d *console.Desk, err error) {
		r := m.drafts[id]
		if r == nil || r.sending.run != run {
			return
		}
		r.sending.busy = false
		if err != nil { // nothing has left; attend announces it again
			r.sending.problem, _ = view.OfFault(err)
			m.again(d, id)
			return
		}
		m.deliver(d, id, r)
	})
}

// deliver hands the package over, once more or for the first time.
func (m *Model) deliver(d *console.Desk, id conversation.ID, r *draft) {
	if m.options.Courier == nil {
		r.sending.enter(Waiting, d.Now())
		r.sending.problem = view.T("reporting.unsendable.courier")
		return
	}
	ctx, run := r.sending.begin()
	if r.sending.phase != OnItsWay {
		r.sending.enter(OnItsWay, d.Now())
	}
	r.sending.tries++
	p := copyOf(r.sending.parcel)
	go func() {
		ctx, cancel := context.WithTimeout(ctx, tryFor)
		defer cancel()
		out, err := m.options.Courier.Send(ctx, p)
		m.back(id, run, func(d *console.Desk, r *draft) {
			if m.answered(d, id, r, out) {
				return
			}
			r.sending.enter(Waiting, d.Now())
			if err != nil {
				r.sending.problem, _ = view.OfFault(err)
			}
		})
	}()
	m.again(d, id)
}

// copyOf returns a package whose bytes are its own: those of the draft are cleared when its conversation goes.
func copyOf(p console.Package) console.Package {
	p.Sealed = append([]byte(nil), p.Sealed...)
	return p
}

// answered takes in what the target has said; false when it has said nothing.
func (m *Model) answered(d *console.Desk, id conversation.ID, r *draft, out console.Delivery) bool {
	switch out.Outcome {
	case console.Accepted:
		r.sending.receipt, r.sending.received = out.Receipt, out.Received
		r.sending.enter(Arrived, d.Now())
		run := r.sending.run
		d.KeepThen(id, func(d *console.Desk) {
			if r := m.drafts[id]; r != nil && r.sending.run == run {
				m.finish(d, id, r)
			}
		})
	case console.Refused:
		m.tell(d, id, r.sending.parcel, wire.ExportRefused)
		r.stand(out.Reasons)
		r.sending.drop()
		r.sending.enter(Returned, d.Now())
		d.KeepSoon(id)
	case console.Withdrawn:
		m.tell(d, id, r.sending.parcel, wire.ExportWithdrawn)
		m.acknowledge(d, id, r.sending.parcel, ReceiptWithdrawn, "", d.Now())
		r.sending.drop()
		r.sending.enter(Writing, d.Now())
		d.KeepSoon(id)
	default:
		return false
	}
	return true
}

// stand puts a target's reasons beside the elements that they are about.
func (r *draft) stand(reasons []console.Reason) {
	for _, reason := range reasons {
		text := view.Text{Key: "reporting.refusal." + known(reason.Code), Name: reason.Code}
		if at := reason.Line - 1; at >= 0 && at < len(r.sending.lines) {
			id := r.sending.lines[at]
			r.refusals[id] = append(r.refusals[id], text)
		} else {
			r.whole = append(r.whole, text)
		}
	}
}

// tell leaves the trace of what became of a package; nothing depends on it here.
func (m *Model) tell(d *console.Desk, id conversation.ID, p console.Package, outcome string) {
	p = copyOf(p)
	d.Export(id, p, outcome, func(d *console.Desk, err error) {
		if fault.KindOf(err).Retryable() {
			d.After(firstRest, func(d *console.Desk) {
				if _, there := d.Conversation(id); there {
					m.tell(d, id, p, outcome)
				}
			})
		}
	})
}

// finish closes and deletes the conversation of an accepted report (C15), unless the declarant has written since: then once that is read
// and the operator says so.
func (m *Model) finish(d *console.Desk, id conversation.ID, r *draft) {
	x, ok := d.Conversation(id)
	if !ok || r.sending.busy {
		return
	}
	if !r.sending.shown { // also after a restart
		r.sending.shown = true
		m.acknowledge(d, id, r.sending.parcel, ReceiptAccepted, r.sending.receipt, d.Now())
	}
	if x.Heard() > r.sending.position || x.Unread() > 0 {
		if r.sending.phase != Unread {
			r.sending.enter(Unread, d.Now())
			m.again(d, id)
		}
		return
	}
	if queued, _ := x.Unsent(); queued > 0 || !d.Ready() || x.Phase() == exchange.Lost {
		return // attend comes back to it
	}
	run := r.sending.run
	r.sending.busy = true
	d.Export(id, r.sending.parcel, wire.ExportAccepted, func(d *console.Desk, err error) {
		r := m.drafts[id]
		if r == nil || r.sending.run != run {
			return
		}
		r.sending.busy = false
		switch {
		case fault.Is(err, fault.Taken): // a message is on its way here
			r.sending.enter(Unread, d.Now())
		case err != nil:
			r.sending.problem, _ = view.OfFault(err)
			r.sending.after = d.Now().Add(firstRest)
		}
		m.again(d, id)
	})
}

// CloseNow implements Intents.
func (m *Model) CloseNow(in conversation.ID) {
	m.do(in, func(d *console.Desk, r *draft) error {
		x, _ := d.Conversation(in)
		if r.sending.phase != Unread {
			return nil
		}
		if x.Unread() > 0 {
			return fault.New(fault.Taken, "report.CloseNow", fault.Key("reporting.problem.messages_unread"))
		}
		r.sending.position = x.Heard()
		r.sending.enter(Arrived, d.Now())
		m.finish(d, in, r)
		return nil
	})
}
