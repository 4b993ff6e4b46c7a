package conversation_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
)

// TestB12_AnyHistoryHasOneHolderAndOneOrder throws random requests, honest and not, at a conversation, keeps what it
// accepts, and folds the log a second time.
func TestB12_AnyHistoryHasOneHolderAndOneOrder(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 7))
		run := &randomRun{t: t, r: r, c: conversation.New(identifier(seed)), now: start}
		run.try(run.c.Open(opening(), run.now))
		for range 120 {
			run.step()
		}
		again := conversation.New(identifier(seed))
		for _, e := range run.log {
			if err := again.Apply(e); err != nil {
				t.Fatalf("seed %d: the log does not fold: %v", seed, err)
			}
		}
		if again.State() != run.c.State() || again.Position() != run.c.Position() || again.Generation() != run.c.Generation() ||
			!again.Deadline().Equal(run.c.Deadline()) {
			t.Fatalf("seed %d: the second fold differs", seed)
		}
		checkLog(t, seed, run.log)
	}
}

type randomRun struct {
	t    *testing.T
	r    *rand.Rand
	c    *conversation.Conversation
	now  time.Time
	log  []conversation.Entry
	next uint64
	sent []conversation.Message
}

func (run *randomRun) try(e conversation.Entry, err error) {
	if err != nil {
		if fault.Is(err, fault.Internal) {
			run.t.Fatalf("a refusal is never internal: %v", err)
		}
		return
	}
	if err := run.c.Apply(e); err != nil {
		run.t.Fatalf("decided, but does not apply: %v", err)
	}
	run.log = append(run.log, e)
}

func (run *randomRun) step() {
	r := run.r
	run.now = run.now.Add(time.Duration(r.Int64N(int64(12*time.Minute))) - 2*time.Minute) // the clock steps back at times
	who := []conversation.Holder{anna, ben, {}}[r.IntN(3)]
	side := []conversation.Side{conversation.Declarant, conversation.Operator}[r.IntN(2)]
	g := conversation.Generation(r.IntN(4))
	switch r.IntN(9) {
	case 8:
		run.try(run.c.Transfer(g, who, nil, r.IntN(2) == 0, run.now))
	case 0:
		run.try(run.c.Claim(who, nil, run.now))
	case 1:
		run.try(run.c.Release(g, conversation.HolderLost, run.now))
	case 2:
		if r.IntN(12) == 0 {
			run.try(run.c.Close(side, conversation.Ending{Generation: g, Reason: conversation.Done}, who, run.now))
		}
	case 3:
		if len(run.sent) > 0 {
			m := run.sent[r.IntN(len(run.sent))]
			if a, err := run.c.Accept(side, m, who, run.now); err == nil && !a.Repeat {
				run.t.Fatal("a message was accepted twice")
			}
		}
	default:
		run.next++
		m := message(run.next, run.c.Generation(), run.c.Sent(side)+uint64(r.IntN(3)))
		a, err := run.c.Accept(side, m, who, run.now)
		if err == nil {
			run.sent = append(run.sent, m)
		}
		run.try(a.Entry, err)
	}
}

// checkLog states what must be true of every log, whatever was asked.
func checkLog(t *testing.T, seed uint64, log []conversation.Entry) {
	t.Helper()
	var holder conversation.Holder
	var counts = map[conversation.Side]uint64{}
	last := start
	for i, e := range log {
		if e.Position != conversation.Position(i+1) {
			t.Fatalf("seed %d: position %d at place %d", seed, e.Position, i+1)
		}
		switch ev := e.Event.(type) {
		case conversation.Claimed:
			if holder != (conversation.Holder{}) {
				t.Fatalf("seed %d: two holders at once", seed)
			}
			holder, counts[conversation.Operator] = ev.Holder, 0
		case conversation.Transferred:
			if holder == (conversation.Holder{}) || holder.Actor == ev.Holder.Actor {
				t.Fatalf("seed %d: a transfer from nobody, or to its own holder", seed)
			}
			holder, counts[conversation.Operator] = ev.Holder, 0
		case conversation.Released:
			holder = conversation.Holder{}
		case conversation.Text:
			counts[ev.Side]++
			if ev.Message.N != counts[ev.Side] {
				t.Fatalf("seed %d: number %d, want %d", seed, ev.Message.N, counts[ev.Side])
			}
			if ev.Side == conversation.Operator && holder == (conversation.Holder{}) {
				t.Fatalf("seed %d: an operator wrote who holds nothing", seed)
			}
			if retention.Expired(last.Add(retention.MaxCeiling), e.Time) {
				t.Fatalf("seed %d: a message after the end", seed)
			}
			last = e.Time
		case conversation.Closed:
			if i != len(log)-1 {
				t.Fatalf("seed %d: something follows the end", seed)
			}
		}
	}
}
