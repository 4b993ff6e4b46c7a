package backend

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// transferPhase is how far a transfer has come. The values are on the wire.
type transferPhase string

const (
	transferAsked     transferPhase = "asked"
	transferAccepted  transferPhase = "accepted" // the old console hands over
	transferRefused   transferPhase = "refused"
	transferLapsed    transferPhase = "lapsed"
	transferWithdrawn transferPhase = "withdrawn"
	transferDone      transferPhase = "done"
	transferMoot      transferPhase = "moot" // the conversation, or the receiver, has gone elsewhere
)

// transfer is the last question about a conversation, a cell in memory: codes and times, nothing of anybody's words.
type transfer struct {
	Generation conversation.Generation     `json:"gen"` // of the asker
	From       conversation.Holder         `json:"from"`
	To         conversation.Holder         `json:"to"`
	Phase      transferPhase               `json:"phase"`
	Reason     conversation.TransferReason `json:"reason"`
	Refusal    conversation.Refusal        `json:"refusal,omitempty"`
	Until      wire.Millis                 `json:"until"`
	Changed    wire.Millis                 `json:"changed"`
}

// transferName is its cell.
const transferName = "t-transfer"

// toldFor is how long the end of a transfer is told to a console that was away.
const toldFor = 2 * time.Minute

func (t transfer) open() bool { return t.Phase == transferAsked || t.Phase == transferAccepted }

func (t transfer) to(phase transferPhase, now time.Time) transfer {
	t.Phase, t.Changed = phase, wire.At(now)
	return t
}

// errSame ends a change that has nothing to change.
var errSame = errors.New("backend: nothing to change")

// transferNow returns the last question about the conversation, zero if there was none, and the revision of its cell.
func (l *live) transferNow() (transfer, uint64) {
	return l.transfer.now(&l.mu)
}

// changeTransfer replaces the last question by what f makes of it. f may be called more than once; its error ends the change.
func (s *Service) changeTransfer(ctx context.Context, l *live, f func(transfer) (transfer, error)) error {
	return changeCell(ctx, s.cfg.Store.Memory(), string(l.id)+"."+transferName, l.transferNow, func(c Cell) { s.transferCell(l, c) }, f)
}

// changeCell replaces the value of a cell by what f makes of what is known of it, by compare-and-set. Whoever was slower takes in what came
// between, and f decides again; its error ends the change, and errSame well.
func changeCell[T any](ctx context.Context, cells Cells, name string, now func() (T, uint64), take func(Cell), f func(T) (T, error)) error {
	const op = "backend.changeCell"
	for range maxTries {
		old, revision := now()
		next, err := f(old)
		if err == errSame {
			return nil
		}
		if err != nil {
			return err
		}
		data, err := json.Marshal(next)
		if err != nil {
			return fault.As(fault.Internal, op, err)
		}
		revision, err = cells.Put(ctx, name, data, revision, cellLife)
		if err == nil {
			take(Cell{Name: name, Data: data, Revision: revision})
			return nil
		}
		if !fault.Is(err, fault.Taken) {
			return fault.Wrap(op, err)
		}
		cell, err := cells.Get(ctx, name)
		if err != nil {
			return fault.Wrap(op, err)
		}
		take(cell)
	}
	return fault.New(fault.Unavailable, op)
}

// transferCell takes a question's cell in, and tells both whom it concerns.
func (s *Service) transferCell(l *live, cell Cell) {
	if _, t, fresh := l.transfer.take(&l.mu, cell); fresh {
		s.transfers.add(l.id)
		s.transfers.tell(access.ActorCode(t.From.Actor), l.id)
		s.transfers.tell(access.ActorCode(t.To.Actor), l.id)
	}
}

// setHistory takes the cell of a history in. Who gets it looks at the entry that follows.
func (l *live) setHistory(cell Cell) {
	var h wire.History
	if json.Unmarshal(cell.Data, &h) != nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if cell.Revision > l.history.revision {
		l.history = held[wire.History]{h, cell.Revision}
		for f := range l.feeds {
			f.follower.Changed()
		}
	}
}

// transfers knows which conversations somebody was asked to take, and who wants to know. Safe for concurrent use.
type transfers struct {
	mu       sync.Mutex
	all      map[conversation.ID]struct{}
	watchers map[access.ActorCode]map[*func(conversation.ID)]struct{}
}

func newTransfers() *transfers {
	return &transfers{all: make(map[conversation.ID]struct{}), watchers: make(map[access.ActorCode]map[*func(conversation.ID)]struct{})}
}

func (t *transfers) add(id conversation.ID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all[id] = struct{}{}
}

func (t *transfers) drop(id conversation.ID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.all, id)
}

func (t *transfers) ids() []conversation.ID {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := make([]conversation.ID, 0, len(t.all))
	for id := range t.all {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// tell tells who watches for an actor that something of a conversation concerns them.
func (t *transfers) tell(actor access.ActorCode, id conversation.ID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for f := range t.watchers[actor] {
		(*f)(id)
	}
}

// WatchTransfers calls changed, which must not block, for each conversation that an operator is asked to take, asks somebody to
// take, or was given.
func (s *Service) WatchTransfers(actor access.ActorCode, changed func(conversation.ID)) (stop func()) {
	t := s.transfers
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.watchers[actor] == nil {
		t.watchers[actor] = make(map[*func(conversation.ID)]struct{})
	}
	key := &changed
	t.watchers[actor][key] = struct{}{}
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if delete(t.watchers[actor], key); len(t.watchers[actor]) == 0 {
			delete(t.watchers, actor)
		}
	}
}

// TransferIDs returns the conversations that somebody was asked to take over.
func (s *Service) TransferIDs() []conversation.ID { return s.transfers.ids() }

// TransferOf returns how the transfer of a conversation stands, as it concerns the session's operator; false when it does
// not, or not any more.
func (s *Service) TransferOf(x *Session, id conversation.ID) (wire.TransferTold, bool) {
	l, err := s.book.get(id)
	if err != nil {
		return wire.TransferTold{}, false
	}
	now := s.Now()
	t, revision := l.transferNow()
	over := !t.open() && now.Sub(t.Changed.Time()) >= toldFor
	if revision == 0 || over || (t.From != x.holder && t.To != x.holder) {
		return wire.TransferTold{}, false
	}
	return s.toldOf(l, t, t.From == x.holder), true
}

func (s *Service) toldOf(l *live, t transfer, asker bool) wire.TransferTold {
	from, _ := s.accounts.Get(access.ActorCode(t.From.Actor))
	to, _ := s.accounts.Get(access.ActorCode(t.To.Actor))
	out := wire.TransferTold{
		Conversation: l.id, Generation: t.Generation, Phase: string(t.Phase), From: string(t.From.Actor), FromName: from.Name,
		To: string(t.To.Actor), ToName: to.Name, Reason: string(t.Reason), Refusal: string(t.Refusal), Until: t.Until,
	}
	l.read(func(c *conversation.Conversation) {
		out.Unit, out.Language, out.Urgent = string(c.Unit()), c.Language(), c.Urgent()
	})
	out.UnitName = s.UnitName(access.UnitCode(out.Unit), "fr")
	if x, working := s.shifts.get(to.Actor); asker && t.Phase == transferAccepted && working {
		chain := x.chain()
		out.Receiver = &chain
	}
	return out
}
