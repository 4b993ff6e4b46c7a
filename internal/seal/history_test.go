package seal_test

import (
	"fmt"
	"strings"
	"testing"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// handOver is a transfer from the operator of one world to that of another.
type handOver struct {
	from, to *world
	history  seal.History
	sealed   wire.History
}

func newHandOver(t testing.TB) *handOver {
	t.Helper()
	x := &handOver{from: newWorld(t), to: newWorld(t)}
	x.to.hire("A-18", seal.RoleOperator)
	x.history = seal.History{
		Keys:     []seal.HeldKey{{Number: 0, Secret: seal.NewSecret()}, {Number: 1, Generation: 1, Secret: seal.NewSecret()}},
		NotesKey: seal.NewSecret(), Notes: []byte("sealed notes"), Partial: true, Unsent: "Je vous",
	}
	var err error
	x.sealed, err = seal.SealHistory(x.from.shift, "A-17", x.to.recipient(), x.from.id, 1, x.history)
	must(t, err)
	return x
}

func TestB12_AHistoryComesAsItWasSealed(t *testing.T) {
	x := newHandOver(t)
	got, err := x.to.hourly.OpenHistory(x.from.operator(1), "A-18", x.sealed)
	must(t, err)
	if len(got.Keys) != 2 || !got.Keys[1].Secret.Equal(x.history.Keys[1].Secret) || got.Keys[1].Generation != 1 || got.Keys[1].Number != 1 {
		t.Error("the keys are others")
	}
	if !got.NotesKey.Equal(x.history.NotesKey) || string(got.Notes) != "sealed notes" || !got.Partial || got.Unsent != "Je vous" {
		t.Error("notes or unsent text are others")
	}
	if s := fmt.Sprintf("%v %+v %#v", got, got, got); strings.Contains(s, "vous") {
		t.Errorf("C8: printed: %s", s)
	}
	empty, err := seal.SealHistory(x.from.shift, "A-17", x.to.recipient(), x.from.id, 1, seal.History{})
	must(t, err)
	if len(empty.Body) != len(x.sealed.Body) {
		t.Errorf("sizes tell what is in them: %d and %d bytes", len(empty.Body), len(x.sealed.Body))
	}
}

func TestB12_AHistoryHoldsForOneTransferOnly(t *testing.T) {
	x, other := newHandOver(t), newHandOver(t)
	change := func(set func(*wire.History)) wire.History { h := x.sealed; set(&h); return h }
	peer := x.from.operator(1)
	stranger := newWorld(t)
	for _, tt := range []struct {
		name string
		h    wire.History
		from seal.Peer
		to   string
		want fault.Kind
	}{
		{"by somebody who did not hold it", x.sealed, stranger.recipient().Peer(x.from.id, 1), "A-18", fault.Untrusted},
		{"of another conversation", other.sealed, peer, "A-18", fault.Untrusted},
		{"renamed to another conversation", change(func(h *wire.History) { h.Conversation = other.from.id }), x.from.recipient().Peer(other.from.id, 1), "A-18", fault.Untrusted},
		{"of an older generation", x.sealed, x.from.operator(2), "A-18", fault.Untrusted},
		{"lifted to a later generation", change(func(h *wire.History) { h.Generation = 2 }), x.from.operator(2), "A-18", fault.Untrusted},
		{"for another receiver", x.sealed, peer, "A-19", fault.Untrusted},
		{"renamed to another receiver", change(func(h *wire.History) { h.To = "A-19" }), peer, "A-19", fault.Untrusted},
		{"renamed to another sender", change(func(h *wire.History) { h.From = "A-19" }), peer, "A-18", fault.Untrusted},
		{"renamed to another key", change(func(h *wire.History) { h.Hourly = other.to.hourly.ID() }), peer, "A-18", fault.Untrusted},
		{"a body of another", change(func(h *wire.History) { h.Body = other.sealed.Body }), peer, "A-18", fault.Untrusted},
		{"no signature", change(func(h *wire.History) { h.Signature = nil }), peer, "A-18", fault.Untrusted},
		{"by the declarant", x.sealed, x.from.declarant(), "A-18", fault.Untrusted},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := x.to.hourly.OpenHistory(tt.from, tt.to, tt.h); !fault.Is(err, tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
	if _, err := other.to.hourly.OpenHistory(peer, "A-18", x.sealed); !fault.Is(err, fault.Missing) {
		t.Errorf("another hourly key: %v", err)
	}
	x.to.hourly.Destroy()
	if _, err := x.to.hourly.OpenHistory(peer, "A-18", x.sealed); !fault.Is(err, fault.Gone) {
		t.Errorf("a destroyed key: %v", err)
	}
}

func TestB12_AHistoryThatIsTooLongIsNotCut(t *testing.T) {
	x := newHandOver(t)
	long := seal.History{NotesKey: seal.NewSecret(), Notes: make([]byte, wire.MaxHistoryBytes)}
	if _, err := seal.SealHistory(x.from.shift, "A-17", x.to.recipient(), x.from.id, 1, long); !fault.Is(err, fault.TooLarge) {
		t.Errorf("too long: %v", err)
	}
	if _, err := seal.SealHistory(x.from.shift, "A-18", x.to.recipient(), x.from.id, 1, seal.History{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("to oneself: %v", err)
	}
	gone := seal.NewSecret()
	gone.Destroy()
	broken := seal.History{Keys: []seal.HeldKey{{Number: conversation.KeyNumber(1), Secret: gone}}}
	if _, err := seal.SealHistory(x.from.shift, "A-17", x.to.recipient(), x.from.id, 1, broken); !fault.Is(err, fault.Gone) {
		t.Errorf("a destroyed key: %v", err)
	}
}
