package conversation_test

import (
	"testing"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
)

func (h *history) transfer(to conversation.Holder, with bool) *history {
	h.t.Helper()
	return h.add(h.c.Transfer(h.c.Generation(), to, []byte("chain"), with, h.now))
}

func TestB12_Transfer(t *testing.T) {
	tests := []struct {
		name string
		make func(h *history) *history
		g    conversation.Generation
		to   conversation.Holder
		want fault.Kind
	}{
		{"held", func(h *history) *history { return h.claim(anna) }, 1, ben, ""},
		{"an older generation", func(h *history) *history { return h.claim(anna).release().claim(anna) }, 1, ben, fault.Taken},
		{"a generation to come", func(h *history) *history { return h.claim(anna) }, 2, ben, fault.Taken},
		{"transferred already", func(h *history) *history { return h.claim(anna).transfer(ben, true) }, 1, ben, fault.Taken},
		{"waiting", func(h *history) *history { return h }, 0, ben, fault.Taken},
		{"released", func(h *history) *history { return h.claim(anna).release() }, 1, ben, fault.Taken},
		{"closed", func(h *history) *history { return h.claim(anna).close(conversation.Operator, anna) }, 1, ben, fault.Taken},
		{"to its holder", func(h *history) *history { return h.claim(anna) }, 1, anna, fault.Invalid},
		{"to nobody", func(h *history) *history { return h.claim(anna) }, 1, conversation.Holder{}, fault.Invalid},
		{"over", func(h *history) *history { h.claim(anna); h.now = h.now.Add(4 * time.Hour); return h }, 1, ben, fault.Gone},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := tt.make(begin(t))
			if _, err := h.c.Transfer(tt.g, tt.to, nil, true, h.now); fault.KindOf(err) != tt.want {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestB12_ATransferFencesTheOldHolder(t *testing.T) {
	h := begin(t).claim(anna).text(conversation.Operator, message(1, 1, 1), anna)
	deadline := h.c.Deadline()
	h.transfer(ben, true)
	if who, held := h.c.Holder(); !held || who != ben || h.c.Generation() != 2 || h.c.State() != conversation.Held {
		t.Errorf("held by %+v in generation %d", who, h.c.Generation())
	}
	if h.c.Came() != conversation.WithHistory || !h.c.Deadline().Equal(deadline) || !h.c.Begun().Equal(start) {
		t.Errorf("came %q, deadline %v, begun %v", h.c.Came(), h.c.Deadline(), h.c.Begun())
	}
	for name, m := range map[string]conversation.Message{"old generation": message(2, 1, 2), "new generation": message(2, 2, 1)} {
		if _, err := h.c.Accept(conversation.Operator, m, anna, h.now); !fault.Is(err, fault.Taken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := h.c.Release(1, conversation.HolderLost, h.now); !fault.Is(err, fault.Taken) {
		t.Errorf("a release that was on its way: %v", err)
	}
	end := conversation.Ending{Generation: 1, Reason: conversation.Done}
	if _, err := h.c.Close(conversation.Operator, end, anna, h.now); !fault.Is(err, fault.Taken) {
		t.Errorf("a close that was on its way: %v", err)
	}
	h.text(conversation.Declarant, message(3, 1, 1), conversation.Holder{}) // sealed before the page knew
	h.text(conversation.Operator, message(4, 2, 1), ben)                    // an operator's count begins again
	h.release().claim(anna)
	if h.c.Came() != conversation.FromQueue || h.c.Generation() != 3 {
		t.Errorf("claimed again: came %q in generation %d", h.c.Came(), h.c.Generation())
	}
}
