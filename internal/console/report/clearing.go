package report

import (
	"vigie.example/internal/console"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
	rules "vigie.example/internal/report"
)

// ReadThrough implements Intents.
func (m *Model) ReadThrough(in conversation.ID, as [32]byte) {
	m.editWith(in, func(d *console.Desk, r *draft) (rules.Report, error) {
		x, _ := d.Conversation(in)
		if m.list(d, x, r).ReadAs() != as {
			return r.report, fault.New(fault.Taken, "report.ReadThrough", fault.Key("reporting.problem.changed"))
		}
		h := r.report.Head()
		h.Read = as
		return r.report.SetHead(h)
	})
}

// Clear implements Intents.
func (m *Model) Clear(in conversation.ID) {
	m.do(in, func(d *console.Desk, r *draft) error {
		x, _ := d.Conversation(in)
		if !r.open() || r.sending.phase == Cleared {
			return nil
		}
		c, err := m.list(d, x, r).Clear(d.Now())
		if err != nil {
			return err
		}
		r.refusals, r.whole = map[rules.ElementID][]view.Text{}, nil
		r.sending.drop()
		r.sending.clearance = c
		r.sending.enter(Cleared, d.Now())
		m.print(d, in, r)
		return nil
	})
}

// print makes the document beside the Desk, so that it can be looked at before it leaves.
func (m *Model) print(d *console.Desk, id conversation.ID, r *draft) {
	t, ok := d.Doctrine().Target(r.sending.clearance.Target())
	if m.options.Courier == nil || !ok || t.Connector == doctrine.ByVoice {
		return
	}
	ctx, run := r.sending.begin()
	c, use := r.sending.clearance, d.Doctrine()
	go func() {
		pdf, err := m.options.Courier.Print(ctx, c, use)
		m.back(id, run, func(d *console.Desk, r *draft) {
			r.sending.document = pdf
			if err != nil {
				r.sending.problem, _ = view.OfFault(err)
			}
		})
	}()
}

// back works off what a run has brought, unless it is not waited for any more.
func (m *Model) back(id conversation.ID, run int, then func(*console.Desk, *draft)) {
	m.console.Do(func(d *console.Desk) {
		r := m.drafts[id]
		if r == nil || r.sending.run != run {
			return
		}
		r.sending.busy = false
		then(d, r)
		m.again(d, id)
	})
}

// Reopen implements Intents.
func (m *Model) Reopen(in conversation.ID) {
	m.do(in, func(d *console.Desk, r *draft) error {
		if r.sending.phase == Cleared || r.sending.phase == Returned {
			r.sending.drop()
			r.sending.enter(Writing, d.Now())
		}
		return nil
	})
}

// void takes a clearance back that does not hold any more, and says why.
func (m *Model) void(d *console.Desk, x *exchange.Exchange, r *draft) bool {
	why := r.sending.clearance.Void(m.list(d, x, r))
	if why == rules.Holds {
		return false
	}
	r.sending.drop()
	r.sending.enter(Writing, d.Now())
	r.problem, r.hint = view.T("reporting.void."+string(why)), view.Text{}
	return true
}

// mayNotSend returns why what was cleared cannot be sent now; none if it can.
func (m *Model) mayNotSend(d *console.Desk, id conversation.ID, r *draft) view.Text {
	use := d.Doctrine()
	if r.sending.phase != Cleared || use == nil {
		return view.T("reporting.unsendable.not_cleared")
	}
	t, ok := use.Target(r.sending.clearance.Target())
	if !ok {
		return problemText(rules.TargetUnknown)
	}
	if why := m.unsendable(d, t); !why.None() {
		return why
	}
	switch {
	case !d.Ready():
		return view.T("reporting.unsendable.offline")
	case !d.Safe(id):
		return view.T("reporting.unsendable.not_kept")
	}
	return view.Text{}
}
