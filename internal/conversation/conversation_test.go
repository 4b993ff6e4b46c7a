package conversation_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"testing"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
)

var (
	start = time.Date(2026, 3, 9, 14, 2, 0, 0, time.UTC)
	anna  = conversation.Holder{Actor: "op-1", Console: "c1", Shift: "s1"}
	ben   = conversation.Holder{Actor: "op-2", Console: "c2", Shift: "s2"}
)

func identifier(n uint64) conversation.ID {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, n))
	return conversation.ID(base64.RawURLEncoding.EncodeToString(sum[:]))
}

func messageID(n uint64) conversation.MessageID {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, n))
	return conversation.MessageID(base64.RawURLEncoding.EncodeToString(sum[:16]))
}

func message(n uint64, g conversation.Generation, count uint64) conversation.Message {
	return conversation.Message{ID: messageID(n), Generation: g, N: count, Body: []byte{byte(n)}, Signature: []byte{1}}
}

func opening() conversation.Opened {
	return conversation.Opened{Key: []byte{4}, Unit: "police-33", Language: "fr"}
}

// history builds a conversation step by step and fails the test when a step is refused.
type history struct {
	t   *testing.T
	c   *conversation.Conversation
	now time.Time
}

func begin(t *testing.T) *history {
	h := &history{t: t, c: conversation.New(identifier(1)), now: start}
	return h.add(h.c.Open(opening(), h.now))
}

func (h *history) add(e conversation.Entry, err error) *history {
	h.t.Helper()
	if err == nil {
		err = h.c.Apply(e)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	h.now = h.now.Add(time.Minute)
	return h
}

func (h *history) claim(by conversation.Holder) *history {
	h.t.Helper()
	return h.add(h.c.Claim(by, nil, h.now))
}

func (h *history) text(side conversation.Side, m conversation.Message, by conversation.Holder) *history {
	h.t.Helper()
	a, err := h.c.Accept(side, m, by, h.now)
	return h.add(a.Entry, err)
}

func (h *history) release() *history {
	h.t.Helper()
	return h.add(h.c.Release(h.c.Generation(), conversation.HolderLost, h.now))
}

func (h *history) close(side conversation.Side, by conversation.Holder) *history {
	h.t.Helper()
	return h.add(h.c.Close(side, conversation.Ending{Generation: h.c.Generation(), Reason: conversation.Done}, by, h.now))
}

func TestB12_OperatorsOfOlderGenerationsCannotAct(t *testing.T) {
	h := begin(t).claim(anna).release().claim(ben)
	old := message(9, 1, 1)
	if _, err := h.c.Accept(conversation.Operator, old, anna, h.now); !fault.Is(err, fault.Taken) {
		t.Errorf("message of an older owner: %v", err)
	}
	if _, err := h.c.Accept(conversation.Operator, message(9, 2, 1), anna, h.now); !fault.Is(err, fault.Taken) {
		t.Errorf("message of an older owner under the new generation: %v", err)
	}
	if _, err := h.c.Release(1, conversation.HolderLost, h.now); !fault.Is(err, fault.Taken) {
		t.Errorf("release of an older generation: %v", err)
	}
	end := conversation.Ending{Generation: 1, Reason: conversation.Done}
	if _, err := h.c.Close(conversation.Operator, end, anna, h.now); !fault.Is(err, fault.Taken) {
		t.Errorf("close of an older owner: %v", err)
	}
	sameNewShift := anna
	sameNewShift.Shift = "s9"
	h2 := begin(t).claim(anna)
	if _, err := h2.c.Accept(conversation.Operator, message(9, 1, 1), sameNewShift, h2.now); !fault.Is(err, fault.Taken) {
		t.Errorf("the same person in another shift: %v", err)
	}
}

func TestB12_AReleasedConversationKeepsItsPlace(t *testing.T) {
	h := begin(t).claim(anna).release()
	if !h.c.Begun().Equal(start) || h.c.State() != conversation.Waiting {
		t.Errorf("begun %v, state %s", h.c.Begun(), h.c.State())
	}
	if _, held := h.c.Holder(); held {
		t.Error("a waiting conversation has a holder")
	}
}

func TestClaim(t *testing.T) {
	tests := []struct {
		name string
		make func(h *history) *history
		want fault.Kind
	}{
		{"waiting", func(h *history) *history { return h }, ""},
		{"held", func(h *history) *history { return h.claim(anna) }, fault.Taken},
		{"released", func(h *history) *history { return h.claim(anna).release() }, ""},
		{"closed", func(h *history) *history { return h.close(conversation.Declarant, conversation.Holder{}) }, fault.Taken},
		{"over", func(h *history) *history { h.now = h.now.Add(4 * time.Hour); return h }, fault.Gone},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := tt.make(begin(t))
			if _, err := h.c.Claim(ben, nil, h.now); fault.KindOf(err) != tt.want {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	if _, err := conversation.New(identifier(2)).Claim(ben, nil, start); !fault.Is(err, fault.Missing) {
		t.Errorf("never opened: %v", err)
	}
}

func TestB13_ARepeatIsRecognised(t *testing.T) {
	m := message(1, 0, 1)
	h := begin(t).text(conversation.Declarant, m, conversation.Holder{}).claim(anna)
	a, err := h.c.Accept(conversation.Declarant, m, conversation.Holder{}, h.now)
	if err != nil || !a.Repeat || a.Position != 2 || !a.Time.Equal(start.Add(time.Minute)) {
		t.Errorf("repeat: %+v, %v", a, err)
	}
	changed := m
	changed.Body = []byte("other")
	if _, err := h.c.Accept(conversation.Declarant, changed, conversation.Holder{}, h.now); !fault.Is(err, fault.Invalid) {
		t.Errorf("same identifier, other body: %v", err)
	}
	h.close(conversation.Operator, anna)
	if a, err := h.c.Accept(conversation.Declarant, m, conversation.Holder{}, h.now); err != nil || !a.Repeat {
		t.Errorf("a repeat after the end is still acknowledged: %+v, %v", a, err)
	}
}

func TestAccept(t *testing.T) {
	none := conversation.Holder{}
	tests := []struct {
		name string
		side conversation.Side
		m    conversation.Message
		by   conversation.Holder
		want fault.Kind
	}{
		{"next of the declarant", conversation.Declarant, message(5, 1, 2), none, ""},
		{"sealed before the claim was known", conversation.Declarant, message(5, 0, 2), none, ""},
		{"of a generation to come", conversation.Declarant, message(5, 2, 2), none, fault.Invalid},
		{"a number twice", conversation.Declarant, message(5, 1, 1), none, fault.Invalid},
		{"a gap", conversation.Declarant, message(5, 1, 3), none, fault.Invalid},
		{"has seen too many", conversation.Declarant, conversation.Message{ID: messageID(5), N: 2, Seen: 2}, none, fault.Invalid},
		{"no identifier", conversation.Declarant, conversation.Message{N: 2}, none, fault.Invalid},
		{"next of the holder", conversation.Operator, message(5, 1, 2), anna, ""},
		{"of a stranger", conversation.Operator, message(5, 1, 2), ben, fault.Taken},
		{"the other side's identifier", conversation.Operator, message(1, 1, 2), anna, fault.Invalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := begin(t).text(conversation.Declarant, message(1, 0, 1), none).claim(anna).
				text(conversation.Operator, message(2, 1, 1), anna)
			if _, err := h.c.Accept(tt.side, tt.m, tt.by, h.now); fault.KindOf(err) != tt.want {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

// A log that came back may lack what its ends have seen of each other; who says so is not refused, and everything else holds.
func TestB13_ALogThatCameBackMayLackWhatWasSeen(t *testing.T) {
	h := begin(t).text(conversation.Declarant, message(1, 0, 1), conversation.Holder{}).claim(anna)
	for side, by := range map[conversation.Side]conversation.Holder{conversation.Declarant: {}, conversation.Operator: anna} {
		n := h.c.Sent(side) + 1
		m := conversation.Message{ID: messageID(7), N: n, Generation: 1, Seen: 2}
		if _, err := h.c.Accept(side, m, by, h.now); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: a log that was never lost has what was seen: %v", side, err)
		}
	}
	h.c.CameBack()
	for side, by := range map[conversation.Side]conversation.Holder{conversation.Declarant: {}, conversation.Operator: anna} {
		n := h.c.Sent(side) + 1
		m := conversation.Message{ID: messageID(7), N: n, Generation: 1, Seen: 2}
		if _, err := h.c.Accept(side, m, by, h.now); err != nil {
			t.Errorf("%s: %v", side, err)
		}
		m.N++
		if _, err := h.c.Accept(side, m, by, h.now); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: a gap was accepted: %v", side, err)
		}
	}
}

func TestB1_OnlyMessagesMoveTheDeadline(t *testing.T) {
	h := begin(t)
	want := start.Add(retention.MaxCeiling)
	h.claim(anna)
	if !h.c.Deadline().Equal(want) {
		t.Errorf("a claim moved the deadline to %v", h.c.Deadline())
	}
	wrote := h.now
	h.text(conversation.Operator, message(1, 1, 1), anna)
	want = wrote.Add(retention.MaxCeiling)
	if !h.c.Deadline().Equal(want) || !h.c.LastMessage().Equal(wrote) {
		t.Errorf("a message: deadline %v, want %v", h.c.Deadline(), want)
	}
	h.release().close(conversation.Declarant, conversation.Holder{})
	if !h.c.Deadline().Equal(want) {
		t.Errorf("release or close moved the deadline to %v", h.c.Deadline())
	}
	if _, err := h.c.Accept(conversation.Declarant, message(7, 0, 1), conversation.Holder{}, want); !fault.Is(err, fault.Gone) {
		t.Errorf("at the deadline itself: %v", err)
	}
}

func TestC8_ClosingTakesACodeAndNothingElse(t *testing.T) {
	for _, reason := range []conversation.Reason{"", "Camille", "done ", "expired", "abuse"} {
		h := begin(t)
		end := conversation.Ending{Reason: reason}
		if _, err := h.c.Close(conversation.Declarant, end, conversation.Holder{}, h.now); !fault.Is(err, fault.Invalid) {
			t.Errorf("reason %q of the declarant: %v", reason, err)
		}
	}
}

func TestClose_OnceAndForAll(t *testing.T) {
	h := begin(t).claim(anna).close(conversation.Operator, anna)
	if who, held := h.c.Holder(); !held || who != anna {
		t.Errorf("holder after the end: %+v, %v", who, held)
	}
	end := conversation.Ending{Reason: conversation.Left}
	if _, err := h.c.Close(conversation.Declarant, end, conversation.Holder{}, h.now); !fault.Is(err, fault.Taken) {
		t.Errorf("closed twice: %v", err)
	}
	if _, err := h.c.Accept(conversation.Declarant, message(3, 1, 1), conversation.Holder{}, h.now); !fault.Is(err, fault.Taken) {
		t.Errorf("message after the end: %v", err)
	}
}

func TestApply_RefusesWhatCannotFollow(t *testing.T) {
	h := begin(t).claim(anna)
	next := h.c.Position() + 1
	for name, e := range map[string]conversation.Entry{
		"a gap":            {Position: next + 1, Time: h.now, Event: conversation.Released{Generation: 1}},
		"the past":         {Position: next, Time: start, Event: conversation.Released{Generation: 1}},
		"opened again":     {Position: next, Time: h.now, Event: opening()},
		"claimed twice":    {Position: next, Time: h.now, Event: conversation.Claimed{Generation: 2, Holder: ben}},
		"other generation": {Position: next, Time: h.now, Event: conversation.Released{Generation: 2}},
		"number":           {Position: next, Time: h.now, Event: conversation.Text{Side: conversation.Declarant, Message: message(1, 0, 2)}},
		"nothing":          {Position: next, Time: h.now},
		"too late": {Position: next, Time: h.now.Add(5 * time.Hour),
			Event: conversation.Text{Side: conversation.Declarant, Message: message(1, 0, 1)}},
	} {
		if err := h.c.Apply(e); !fault.Is(err, fault.Internal) || h.c.Position() != next-1 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := conversation.New(identifier(3)).Apply(conversation.Entry{Position: 1, Time: start, Event: conversation.Claimed{}}); err == nil {
		t.Error("a log that does not begin with its opening")
	}
}

func TestReference_IsDerivedAndShort(t *testing.T) {
	if a, b := identifier(1).Reference(), identifier(2).Reference(); len(a) != 6 || a == b || a != identifier(1).Reference() {
		t.Errorf("references %q, %q", a, b)
	}
}
