package console

import (
	"cmp"
	"slices"
	"time"

	"vigie.example/internal/console/exchange"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// Transfer is how a transfer stands that concerns this operator. It holds nothing of what was said (C8).
type Transfer struct {
	Conversation conversation.ID
	Generation   conversation.Generation // of the asker
	Phase        TransferPhase
	Asker        bool   // we ask; otherwise we are asked
	Name         string // of the other one, for this window only
	UnitName     string
	Language     string
	Urgent       bool
	Reason       conversation.TransferReason
	Refusal      conversation.Refusal
	Until        time.Time // when the question lapses, on the service's clock
	Sending      bool      // something about it is on its way
	Problem      error     // of the last intent about it

	told  wire.TransferTold
	since time.Time // on this machine's clock
}

// TransferPhase is how far a transfer has come. The values are on the wire.
type TransferPhase string

// The phases.
const (
	TransferAsked     TransferPhase = "asked"
	TransferAccepted  TransferPhase = "accepted"
	TransferRefused   TransferPhase = "refused"
	TransferLapsed    TransferPhase = "lapsed"
	TransferWithdrawn TransferPhase = "withdrawn"
	TransferDone      TransferPhase = "done"
	TransferMoot      TransferPhase = "moot"
)

// Open reports whether it is not decided yet.
func (t Transfer) Open() bool { return t.Phase == TransferAsked || t.Phase == TransferAccepted }

// Takers are the colleagues who could take a conversation over, as they were when it was asked.
type Takers struct {
	Conversation conversation.ID
	Loaded       bool
	List         []wire.Taker
	Problem      error
}

// transfers is what the Desk knows of them.
type transfers struct {
	all    map[conversation.ID]*Transfer
	takers Takers
	notes  Carrier
}

// outcomeStays is how long the outcome of a transfer is shown, if nobody sends it away.
const outcomeStays = time.Minute

// Transfers returns those that concern this operator, the oldest first.
func (d *Desk) Transfers() []Transfer {
	out := make([]Transfer, 0, len(d.transfers.all))
	for _, t := range d.transfers.all {
		out = append(out, *t)
	}
	oldestFirst(out, func(t Transfer) (time.Time, string) { return t.since, string(t.Conversation) })
	return out
}

// oldestFirst puts questions in the order in which they came.
func oldestFirst[T any](all []T, came func(T) (time.Time, string)) {
	slices.SortFunc(all, func(a, b T) int {
		at, name := came(a)
		otherAt, other := came(b)
		return cmp.Or(at.Compare(otherAt), cmp.Compare(name, other))
	})
}

// Takers returns who could take over the conversation that was asked about last.
func (d *Desk) Takers() Takers { return d.transfers.takers }

// FindTakers asks who could take a conversation over.
func (d *Desk) FindTakers(id conversation.ID) {
	d.transfers.takers = Takers{Conversation: id}
	d.change.Session = true
	d.ask(wire.TypeColleagues, wire.Colleagues{Conversation: id}, func(d *Desk, f wire.Frame, err error) {
		if d.transfers.takers.Conversation != id {
			return
		}
		d.change.Session = true
		list, ok := data[wire.Takers](f)
		if err == nil && !ok {
			err = fault.New(fault.Invalid, "console.FindTakers")
		}
		d.transfers.takers = Takers{Conversation: id, Loaded: true, List: list.Takers, Problem: err}
	})
}

// MayTransfer reports whether a colleague can be asked to take a conversation over now.
func (d *Desk) MayTransfer(id conversation.ID) bool {
	x, known := d.options.Cache.Find(id)
	if !known || !d.ready() || d.closing[id] {
		return false
	}
	t := d.transfers.all[id]
	p := x.Phase()
	return (p == exchange.Held || p == exchange.Opening) && (t == nil || !t.Open() && !t.Sending)
}

// AskTransfer asks a colleague, named by their code, to take a conversation over.
func (d *Desk) AskTransfer(id conversation.ID, to string, reason conversation.TransferReason) {
	x, _ := d.options.Cache.Find(id)
	if !d.MayTransfer(id) || !slices.Contains(conversation.TransferReasons(), reason) {
		return
	}
	name := to
	for _, taker := range d.transfers.takers.List {
		if taker.Actor == to {
			name = taker.Name
		}
	}
	d.transfers.all[id] = &Transfer{
		Conversation: id, Generation: x.Generation(), Phase: TransferAsked, Asker: true, Name: name, Reason: reason, Sending: true,
		Urgent: x.Urgent(), Language: x.Language(), Until: d.Now().Add(conversation.TransferTime), since: d.local(),
	}
	request := wire.Transfer{Conversation: id, Generation: x.Generation(), To: to, Reason: string(reason)}
	d.tellTransfer(id, wire.TypeTransfer, request, TransferRefused)
}

// WithdrawTransfer takes the question back.
func (d *Desk) WithdrawTransfer(id conversation.ID) {
	if t := d.transfers.all[id]; t != nil && t.Asker && t.Phase == TransferAsked && !t.Sending {
		d.tellTransfer(id, wire.TypeTransferWithdraw, wire.TransferWithdraw{Conversation: id, Generation: t.Generation}, t.Phase)
	}
}

// AnswerTransfer accepts, or refuses for a coded reason.
func (d *Desk) AnswerTransfer(id conversation.ID, accept bool, refusal conversation.Refusal) {
	t := d.transfers.all[id]
	if t == nil || t.Asker || t.Phase != TransferAsked || t.Sending || !accept && !slices.Contains(conversation.Refusals(), refusal) {
		return
	}
	answer := wire.TransferAnswer{Conversation: id, Generation: t.Generation, Accept: accept, Refusal: string(refusal)}
	d.tellTransfer(id, wire.TypeTransferAnswer, answer, t.Phase)
}

// tellTransfer sends something about a transfer. When it is refused, the transfer is in the phase.
func (d *Desk) tellTransfer(id conversation.ID, of wire.Type, request any, refused TransferPhase) {
	t := d.transfers.all[id]
	t.Sending, t.Problem = true, nil
	d.change.Session = true
	d.ask(of, request, func(d *Desk, _ wire.Frame, err error) {
		if d.transfers.all[id] != t {
			return
		}
		d.change.Session = true
		t.Sending = false
		if err != nil {
			t.Problem, t.since = err, d.local()
			if t.Phase == TransferAsked {
				t.Phase = refused
			}
		}
	})
}

// ForgetTransfer sends the outcome of a transfer away.
func (d *Desk) ForgetTransfer(id conversation.ID) {
	if t := d.transfers.all[id]; t != nil && !t.Open() {
		delete(d.transfers.all, id)
		d.change.Session = true
	}
}

// transferTold takes in how a transfer stands.
func (d *Desk) transferTold(told wire.TransferTold) {
	self := d.session.shift.Actor
	asker := told.From == self
	if !asker && told.To != self {
		return
	}
	old := d.transfers.all[told.Conversation]
	phase := TransferPhase(told.Phase)
	silent := phase == TransferWithdrawn && asker || phase == TransferRefused && !asker
	if silent || old == nil && phase == TransferDone {
		delete(d.transfers.all, told.Conversation)
		d.change.Session = true
		return
	}
	t := &Transfer{
		Conversation: told.Conversation, Generation: told.Generation, Phase: phase, Asker: asker, Name: told.FromName, UnitName: told.UnitName,
		Language: told.Language, Urgent: told.Urgent, Reason: conversation.TransferReason(told.Reason),
		Refusal: conversation.Refusal(told.Refusal), Until: told.Until.Time(), told: told, since: d.local(),
	}
	if asker {
		t.Name = told.ToName
	}
	d.transfers.all[told.Conversation] = t
	d.change.Session = true
	switch {
	case phase == TransferAsked && !asker && (old == nil || !old.Open()):
		d.signal(TransferRequested)
	case phase == TransferAccepted && asker:
		d.handOver(told.Conversation)
	case asker && !t.Open():
		d.with(told.Conversation, func(x *exchange.Exchange) { x.KeepOn(); d.touch(x) })
	}
}

// dropTransfers ends what the service has forgotten with its memory: a question is to be asked again, and whoever was handing over keeps on.
// One that was decided before it forgot comes back with the log.
func (d *Desk) dropTransfers() {
	for id, t := range d.transfers.all {
		if !t.Open() {
			continue
		}
		t.Phase, t.Sending, t.since = TransferMoot, false, d.local()
		d.with(id, func(x *exchange.Exchange) { x.KeepOn(); d.touch(x) })
		d.change.Session = true
	}
}

// tickTransfers sends away what is over, also when the service says nothing any more.
func (d *Desk) tickTransfers(now time.Time) {
	for id, t := range d.transfers.all {
		switch {
		case t.Phase == TransferAsked && now.After(t.Until.Add(5*time.Second)):
			t.Phase, t.since = TransferLapsed, d.local()
			d.change.Session = true
		case t.Phase == TransferAccepted && now.After(t.Until.Add(5*time.Second)):
			t.Phase, t.since = TransferMoot, d.local()
			d.with(id, func(x *exchange.Exchange) { x.KeepOn(); d.touch(x) })
			d.change.Session = true
		case !t.Open() && d.local().Sub(t.since) >= outcomeStays:
			delete(d.transfers.all, id)
			d.change.Session = true
		}
	}
}
