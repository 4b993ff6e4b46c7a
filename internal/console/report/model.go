package report

import (
	"slices"
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	rules "vigie.example/internal/report"
	"vigie.example/internal/report/detector"
)

// Options are what a Model needs beside its console.
type Options struct {
	Detector *detector.Detector // marks what may be sensitive; nothing is marked if nil
	Courier  console.Courier    // takes reports to their targets; nothing can be sent if nil
}

// Model publishes the State of the report of the selected conversation.
type Model struct {
	view.Publisher[State]
	console *console.Console
	options Options

	drafts   map[conversation.ID]*draft // of the Desk's goroutine, as all below
	receipts []Receipt
	shown    conversation.ID
	held     bool // some receipt has not been put away, and is not old
}

var _ Intents = (*Model)(nil)

// New returns the model of a console that was not started yet.
func New(c *console.Console, o Options) *Model {
	m := &Model{console: c, options: o, drafts: map[conversation.ID]*draft{}}
	c.OnErase(m.erased)
	c.KeepBeside(console.BesideReport, keeper{m})
	c.HoldSpent(m.unseen)
	c.OnConcern(m.concern)
	c.Watch(m.seen)
	return m
}

// receiptStays is how long a receipt that nobody has put away keeps the program from starting again.
const receiptStays = 10 * time.Minute

// unseen reports whether there is a receipt that somebody has still to look at: only this run of the program knows it.
func (m *Model) unseen() bool { return m.held }

// PutAway implements Intents.
func (m *Model) PutAway(parcel string) {
	m.console.Do(func(d *console.Desk) {
		m.receipts = slices.DeleteFunc(slices.Clone(m.receipts), func(r Receipt) bool { return r.Package == parcel })
		m.show(d)
	})
}

// keeper keeps drafts, and packages on their way, in the vault. It is a console.Beside.
type keeper struct{ model *Model }

func (k keeper) Pack(id conversation.ID) []byte {
	if d := k.model.drafts[id]; d != nil {
		return d.encode()
	}
	return nil
}

func (k keeper) Unpack(id conversation.ID, packed []byte) {
	if d, err := decode(packed); err == nil { // what cannot be used is dropped
		k.model.drafts[id] = d
	}
}

// draft returns the draft of a conversation, a new one if there is none.
func (m *Model) draft(id conversation.ID) *draft {
	d := m.drafts[id]
	if d == nil {
		d = newDraft()
		m.drafts[id] = d
	}
	return d
}

// writable reports whether the conversation is ours, or was when it ended, and something of it is left.
func writable(d *console.Desk, id conversation.ID) bool {
	x, ok := d.Conversation(id)
	return ok && x.Mine() && x.Phase() != exchange.Gone
}

// do works an intent off. What is about a conversation that is not ours is dropped.
func (m *Model) do(in conversation.ID, intent func(*console.Desk, *draft) error) {
	m.console.Do(func(d *console.Desk) {
		if !writable(d, in) {
			return
		}
		r := m.draft(in)
		r.problem, r.hint = view.Text{}, view.Text{}
		if err := intent(d, r); err != nil {
			r.problem, r.hint = view.OfFault(err)
		}
		d.KeepSoon(in)
		m.show(d)
	})
}

// edit changes the report, unless a package is on its way. What was cleared is cleared no more.
func (m *Model) edit(in conversation.ID, change func(*draft) (rules.Report, error)) {
	m.editWith(in, func(_ *console.Desk, r *draft) (rules.Report, error) { return change(r) })
}

// editWith is edit for what needs the Desk.
func (m *Model) editWith(in conversation.ID, change func(*console.Desk, *draft) (rules.Report, error)) {
	m.do(in, func(d *console.Desk, r *draft) error {
		if !r.open() {
			return fault.New(fault.Denied, "report.edit", fault.Key("reporting.problem.on_its_way"))
		}
		next, err := change(d, r)
		if err != nil {
			return err
		}
		r.report = next
		if r.sending.phase == Cleared {
			r.sending.drop()
			r.sending.enter(Writing, d.Now())
		}
		return nil
	})
}

// erased drops everything about a conversation at the moment in which it goes, whatever ended it; what may be with its target is taken
// back as far as possible.
func (m *Model) erased(id conversation.ID) {
	r := m.drafts[id]
	delete(m.drafts, id)
	if r != nil {
		m.abandon(id, r)
	}
	if m.shown == id {
		m.Publish(State{Conversation: id, Why: view.T("reporting.why.ended"), Receipts: m.listed()})
	}
}

func (m *Model) seen(d *console.Desk, change console.Change) {
	if change.Session && d.Session().Phase != console.SignedIn {
		m.receipts = nil
	}
	m.held = slices.ContainsFunc(m.receipts, func(r Receipt) bool { return d.Now().Sub(r.At) < receiptStays })
	if change.Second || change.Session {
		for id, r := range m.drafts {
			m.attend(d, id, r)
		}
	}
	for id := range change.Threads {
		if r := m.drafts[id]; r != nil {
			m.attend(d, id, r)
		}
	}
	_, touched := change.Threads[d.Selected()]
	if touched || change.Session || change.List || d.Selected() != m.shown {
		m.show(d)
	}
}

func (m *Model) show(d *console.Desk) {
	id := d.Selected()
	m.shown = id
	if id == "" {
		m.Publish(State{Receipts: m.listed()})
		return
	}
	if !writable(d, id) {
		why := view.T("reporting.why.ended")
		if x, ok := d.Conversation(id); ok && x.Phase() == exchange.Waiting {
			why = view.T("reporting.why.waiting")
		}
		m.Publish(State{Conversation: id, Why: why, Receipts: m.listed()})
		return
	}
	r := m.drafts[id]
	if r == nil {
		r = newDraft() // looked at, and not kept before something is written
	}
	m.Publish(m.render(d, id, r))
}

// list evaluates the report of a conversation.
func (m *Model) list(d *console.Desk, x *exchange.Exchange, r *draft) rules.Checklist {
	actor, unit := d.Self()
	var texts map[conversation.MessageID]string
	return rules.Evaluate(rules.Input{
		Report: r.report, Doctrine: d.Doctrine(), Conversation: x.ID(), Operator: actor, Unit: unit, Last: x.Heard(), Unread: x.Unread(),
		Said: func(id conversation.MessageID) (string, bool) {
			if texts == nil {
				texts = messages(x)
			}
			text, ok := texts[id]
			return text, ok
		},
	})
}

// messages returns what was said, by message.
func messages(x *exchange.Exchange) map[conversation.MessageID]string {
	out := map[conversation.MessageID]string{}
	for _, it := range x.Items().All() {
		if it.Kind == exchange.Message && it.ID != "" {
			out[it.ID] = it.Text
		}
	}
	return out
}

// mostReceipts bounds what a shift remembers.
const mostReceipts = 50

// acknowledge remembers how a report ended: codes and times.
func (m *Model) acknowledge(d *console.Desk, id conversation.ID, p console.Package, o ReceiptOutcome, receipt string, at time.Time) {
	out := Receipt{Reference: id.Reference(), Target: p.Target, Outcome: o, Receipt: receipt, At: at, Package: p.Name}
	if rules := d.Doctrine(); rules != nil {
		if t, ok := rules.Target(p.Target); ok {
			out.Name = t.Name
		}
	}
	others := slices.DeleteFunc(slices.Clone(m.receipts), func(r Receipt) bool { return r.Package == p.Name })
	m.receipts = append([]Receipt{out}, others...)
	m.receipts = m.receipts[:min(len(m.receipts), mostReceipts)]
	m.held = true
}

func (m *Model) listed() []Receipt { return m.receipts[:len(m.receipts):len(m.receipts)] }
