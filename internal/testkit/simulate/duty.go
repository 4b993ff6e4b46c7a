package main

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/conversation"
	"vigie.example/internal/testkit"
)

// duty is the automatic operator: the real console, answered by a list of sentences.
type duty struct {
	op      *testkit.Operator
	replies map[string]replies
	ledger  *ledger
	pace    float64
	most    int             // conversations at once
	closing context.Context // when it ends, nobody is answered any more: what is under way is shown
}

// work answers everybody who waits until the context ends.
func (d *duty) work(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	var talks sync.WaitGroup
	defer talks.Wait()
	defer cancel()
	attended := attended{all: map[conversation.ID]bool{}}
	states := make(chan inbox.State, 1)
	stop := d.op.Inbox.Subscribe(func(s inbox.State) {
		select {
		case states <- s:
		case <-ctx.Done():
		}
	})
	defer stop()
	defer cancel()
	for {
		var s inbox.State
		select {
		case <-ctx.Done():
			return
		case s = <-states:
		}
		for _, row := range append(s.Mine, s.Ended...) {
			if id := row.Conversation; row.Status != inbox.Deleted && attended.begin(id) {
				talks.Go(func() { defer attended.end(id); d.attend(ctx, id) })
			}
		}
		if d.closing.Err() == nil && len(s.Mine) < d.most && len(s.Waiting) > 0 && !anyClaiming(s.Waiting) {
			d.op.Inbox.ClaimNext()
		}
	}
}

// attended are the conversations that somebody looks at. One that was put away may come back: a service that crashed after its
// end was told gets it from the page, which had not heard of it.
type attended struct {
	mu  sync.Mutex
	all map[conversation.ID]bool // guarded by mu
}

func (a *attended) begin(id conversation.ID) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.all[id] {
		return false
	}
	a.all[id] = true
	return true
}

func (a *attended) end(id conversation.ID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.all, id)
}

func anyClaiming(rows []inbox.Row) bool {
	for _, r := range rows {
		if r.Claim == inbox.Claiming {
			return true
		}
	}
	return false
}

// talk is one conversation in the operator's hands.
type talk struct {
	*duty
	id       conversation.ID
	model    *thread.Model
	answered int // messages of the declarant that were answered
	said     int
	reply    <-chan time.Time // when to answer
	idle     <-chan time.Time // when to close
}

// attend reads, answers and closes one conversation.
func (d *duty) attend(ctx context.Context, id conversation.ID) {
	t := &talk{duty: d, id: id, model: thread.Of(d.op.Console, id)}
	defer t.model.Stop()
	ctx, cancel := context.WithCancel(ctx)
	states := make(chan thread.State, 1)
	stop := t.model.Subscribe(func(s thread.State) {
		select {
		case states <- s:
		case <-ctx.Done():
		}
	})
	defer stop()
	defer cancel() // first, so that nobody waits to be heard
	var now thread.State
	for {
		select {
		case <-ctx.Done():
			return
		case now = <-states:
			if !t.look(now) {
				return
			}
		case <-t.reply:
			t.answer(now)
		case <-t.idle:
			t.idle = nil
			if now.CanClose {
				t.model.Close(id, string(conversation.Done))
			} else {
				t.idle = time.After(time.Second)
			}
		}
	}
}

// look notes what is on the screen, and reports whether there is more to do.
func (t *talk) look(s thread.State) bool {
	if s.Now.IsZero() {
		return true // nothing was published yet
	}
	heard := t.record(s)
	switch s.Phase {
	case thread.Opening, thread.Held, thread.Waiting:
	case thread.Closed:
		t.op.Inbox.Dismiss(t.id)
		t.ledger.putAway(t.id)
		return false
	default:
		return false
	}
	t.model.Shown(t.id, s.Items.Len())
	if heard > t.answered && t.reply == nil {
		t.reply = time.After(time.Duration((1 + 2*rand.Float64()) * t.pace * float64(time.Second)))
		t.idle = nil
	}
	return true
}

func (t *talk) answer(s thread.State) {
	t.reply = nil
	if t.closing.Err() != nil {
		return
	}
	r := t.replies[s.Language]
	text := r.Greeting
	if t.said > 0 {
		text = r.Lines[(t.said-1)%len(r.Lines)]
	}
	t.said++
	t.answered = t.record(s)
	t.model.Send(t.id, text)
	t.idle = time.After(time.Duration(45 * t.pace * float64(time.Second)))
}

// record notes which texts are shown and stored, and returns how many are the declarant's.
func (t *talk) record(s thread.State) (heard int) {
	shown := map[conversation.MessageID]int{}
	t.ledger.change(t.id, func(e *entry) {
		for _, it := range s.Items.All() {
			if it.Kind != thread.Message {
				continue
			}
			text := e.text(it.ID, it.Side)
			if it.Side == conversation.Declarant {
				heard++
				shown[it.ID]++
				text.shown = max(text.shown, shown[it.ID])
				continue
			}
			switch it.Delivery {
			case thread.Stored, thread.Received, thread.Read, thread.Unconfirmed:
				t.ledger.keep(text)
			}
		}
	})
	return heard
}
