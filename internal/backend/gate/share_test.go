package gate_test

import (
	"bytes"
	"testing"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

func share(n byte) []byte { return bytes.Repeat([]byte{n}, 32) }

func (o *officer) deposits(id conversation.ID, g conversation.Generation, n byte) {
	o.t.Helper()
	must[struct{}](o.line, wire.TypeDeposit, wire.Deposit{Conversation: id, Generation: g, Share: share(n)}, wire.TypeOK)
}

// The share of a cache key goes to the holder who has deposited it, and to nobody else (C21).
func TestC21_AShareIsForItsHolderAlone(t *testing.T) {
	_, anna, ben, d := two(t, vigied.Options{})
	anna.refused(wire.TypeRecall, wire.Recall{Conversation: d.id}, "missing")
	ben.refused(wire.TypeDeposit, wire.Deposit{Conversation: d.id, Generation: 1, Share: share(9)}, "taken")
	anna.refused(wire.TypeDeposit, wire.Deposit{Conversation: d.id, Generation: 2, Share: share(9)}, "taken")
	anna.refused(wire.TypeDeposit, wire.Deposit{Conversation: d.id, Generation: 1, Share: share(9)[1:]}, "invalid")
	anna.deposits(d.id, 1, 1)
	anna.deposits(d.id, 1, 2) // in the place of the one before: the console began anew
	if got := must[wire.Share](anna.line, wire.TypeRecall, wire.Recall{Conversation: d.id}, wire.TypeShare); !bytes.Equal(got.Share, share(2)) || got.Generation != 1 {
		t.Errorf("got %+v", got)
	}
	ben.refused(wire.TypeRecall, wire.Recall{Conversation: d.id}, "taken")
}

func TestC21_ATransferDropsTheShare(t *testing.T) {
	b, anna, ben, d := two(t, vigied.Options{})
	anna.deposits(d.id, 1, 1)
	anna.asks(d.id, 1, ben)
	ben.told(d.id, "asked")
	ben.accepts(d.id, 1)
	accepted := anna.told(d.id, "accepted")
	must[struct{}](anna.line, wire.TypeHistory, anna.history(d.id, 1, *accepted.Receiver), wire.TypeOK)
	awaitThat(ben.line, wire.TypeSummary, func(s wire.Summary) bool { return s.Conversation == d.id && s.Holder == "op-2" })
	anna.refused(wire.TypeRecall, wire.Recall{Conversation: d.id}, "taken")
	ben.refused(wire.TypeRecall, wire.Recall{Conversation: d.id}, "missing")
	anna.refused(wire.TypeDeposit, wire.Deposit{Conversation: d.id, Generation: 1, Share: share(1)}, "taken")
	noShare(t, b, d.id)
	ben.deposits(d.id, 2, 2)
}

func TestC21_DeletionDropsTheShare(t *testing.T) {
	b, anna, _, d := two(t, vigied.Options{})
	anna.deposits(d.id, 1, 1)
	must[struct{}](anna.line, wire.TypePlan, wire.Plan{Conversation: d.id, Choice: "now", Seen: 3}, wire.TypeOK)
	awaitThat(anna.line, wire.TypeDeleted, func(x wire.Deleted) bool { return x.Conversation == d.id })
	anna.refused(wire.TypeRecall, wire.Recall{Conversation: d.id}, "missing")
	anna.refused(wire.TypeDeposit, wire.Deposit{Conversation: d.id, Generation: 1, Share: share(1)}, "missing")
	noShare(t, b, d.id)
}

func TestC21_AReleaseDropsTheShare(t *testing.T) {
	b, anna, _, d := two(t, vigied.Options{Grace: 200 * time.Millisecond})
	anna.deposits(d.id, 1, 1)
	anna.line.cut()
	d.await(wire.TypeReleased)
	noShare(t, b, d.id)
}

// noShare looks into the store itself.
func noShare(t *testing.T, b *vigied.Backend, id conversation.ID) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		_, err := b.Store.Memory().Get(t.Context(), string(id)+".c-share")
		if fault.Is(err, fault.Missing) {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("the store still has the share: %v", err)
		}
	}
}
