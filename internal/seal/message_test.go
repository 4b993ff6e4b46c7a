package seal_test

import (
	"strings"
	"testing"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

func (w *world) text(from seal.Sender, secret seal.Secret, head wire.Send, text string) wire.Send {
	w.t.Helper()
	if head.ID == "" {
		head.ID = newMessageID()
	}
	m, err := seal.SealText(from, secret, head, text)
	must(w.t, err)
	return m
}

func TestB11_AMessageHoldsOnlyInItsPlace(t *testing.T) {
	w, other := newWorld(t), newWorld(t)
	secret := seal.NewSecret()
	good := w.text(w.consoleSender(), secret, wire.Send{Key: 1, Generation: 1, N: 2, Seen: 3}, "Je suis là.")
	foreign := other.text(other.consoleSender(), secret, wire.Send{Key: 1, Generation: 1, N: 2, Seen: 3, ID: good.ID}, "Partez.")
	change := func(set func(*wire.Send)) wire.Send { m := good; set(&m); return m }
	for _, tt := range []struct {
		name string
		peer seal.Peer
		m    wire.Send
		want fault.Kind
	}{
		{"swapped between conversations", w.operator(1), foreign, fault.Untrusted},
		{"swapped and renamed", w.operator(1), func() wire.Send { m := foreign; m.Conversation = w.id; return m }(), fault.Untrusted},
		{"under another identifier", w.operator(1), change(func(m *wire.Send) { m.ID = newMessageID() }), fault.Untrusted},
		{"another number", w.operator(1), change(func(m *wire.Send) { m.N = 1 }), fault.Untrusted},
		{"another seen", w.operator(1), change(func(m *wire.Send) { m.Seen = 4 }), fault.Untrusted},
		{"another key", w.operator(1), change(func(m *wire.Send) { m.Key = 0 }), fault.Untrusted},
		{"another generation", w.operator(2), change(func(m *wire.Send) { m.Generation = 2 }), fault.Untrusted},
		{"an older generation", w.operator(2), good, fault.Untrusted},
		{"said to be the declarant's", w.declarant(), good, fault.Untrusted},
		{"of another operator", func() seal.Peer { v := *w; v.hire("A-18", "operator"); return v.operator(1) }(), good, fault.Untrusted},
		{"another body", w.operator(1), change(func(m *wire.Send) { m.Body = foreign.Body }), fault.Untrusted},
		{"a flipped body", w.operator(1), change(func(m *wire.Send) { m.Body = append([]byte{m.Body[0] ^ 1}, m.Body[1:]...) }), fault.Untrusted},
		{"a mark's signature", w.operator(1), change(func(m *wire.Send) {
			mark, err := seal.SealMark(w.consoleSender(), secret, wire.Mark{ID: m.ID, Key: 1, Generation: 1, N: 2}, seal.Counts{})
			must(t, err)
			m.Body, m.Signature, m.Seen = mark.Body, mark.Signature, 0
		}), fault.Untrusted},
		{"nobody's", seal.Peer{}, good, fault.Invalid},
		{"a truncated body", w.operator(1), change(func(m *wire.Send) { m.Body = m.Body[:283] }), fault.Invalid},
		{"a body of no bucket", w.operator(1), change(func(m *wire.Send) { m.Body = append(m.Body[:284:284], 0) }), fault.Invalid},
		{"another bucket", w.operator(1), change(func(m *wire.Send) { m.Body = append(m.Body[:284:284], make([]byte, 768)...) }), fault.Untrusted},
		{"no body", w.operator(1), change(func(m *wire.Send) { m.Body = nil }), fault.Invalid},
		{"no signature", w.operator(1), change(func(m *wire.Send) { m.Signature = nil }), fault.Untrusted},
		{"number 0", w.operator(1), change(func(m *wire.Send) { m.N = 0 }), fault.Invalid},
		{"a number beyond all", w.operator(1), change(func(m *wire.Send) { m.N = seal.MaxMessages + 1 }), fault.Invalid},
		{"an identifier that is none", w.operator(1), change(func(m *wire.Send) { m.ID = "../../x" }), fault.Invalid},
		{"an operator before any claim", w.operator(0), change(func(m *wire.Send) { m.Generation = 0 }), fault.Invalid},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := seal.VerifyText(tt.peer, tt.m); !fault.Is(err, tt.want) {
				t.Errorf("error %v, want %s", err, tt.want)
			}
		})
	}
	if text, err := seal.OpenText(w.operator(1), secret, good); err != nil || text != "Je suis là." {
		t.Errorf("the message itself: %q, %v", text, err)
	}
}

// The same operator holds two conversations: what was said in one does not hold in the other.
func TestC9_OneOperatorsConversationsStayApart(t *testing.T) {
	w, secret := newWorld(t), seal.NewSecret()
	second := seal.ConversationID(newKey(t).Public())
	from := w.consoleSender()
	from.Conversation = second
	m := w.text(from, secret, wire.Send{Key: 1, Generation: 1, N: 1}, "Partez.")
	if _, err := seal.VerifyText(w.operator(1), m); !fault.Is(err, fault.Untrusted) {
		t.Errorf("verified in the other conversation: %v", err)
	}
	checked, err := seal.VerifyText(w.recipient().Peer(second, 1), m)
	must(t, err)
	if v := seal.NewOrder(w.id, conversation.Operator).Accept(checked, seal.Sent{}); v.Judgement != seal.Forgery {
		t.Errorf("accepted in the other conversation: %v", v)
	}
	nowhere := w.pageSender()
	nowhere.Conversation = "x"
	if _, err := seal.SealText(nowhere, secret, sendOne(), "x"); !fault.Is(err, fault.Invalid) {
		t.Errorf("sealed for no conversation: %v", err)
	}
}

func TestB11_AnotherSecretOpensNothing(t *testing.T) {
	w := newWorld(t)
	m := w.text(w.pageSender(), seal.NewSecret(), wire.Send{N: 1}, "Allô")
	if _, err := seal.OpenText(w.declarant(), seal.NewSecret(), m); !fault.Is(err, fault.Untrusted) {
		t.Errorf("another secret: %v", err)
	}
	gone := seal.NewSecret()
	copied := gone
	gone.Destroy()
	if _, err := seal.OpenText(w.declarant(), copied, m); !fault.Is(err, fault.Gone) {
		t.Errorf("a copy of a destroyed secret: %v", err)
	}
	if _, err := seal.SealText(w.pageSender(), copied, wire.Send{ID: newMessageID(), N: 1}, "x"); !fault.Is(err, fault.Gone) {
		t.Errorf("sealed under a destroyed secret: %v", err)
	}
}

func TestB11_SizesShowBucketsOnly(t *testing.T) {
	w, secret := newWorld(t), seal.NewSecret()
	for size, want := range map[int]int{1: 256, 252: 256, 253: 1024, 1020: 1024, 1021: 4096, 4093: 16384, 12_000: 16384} {
		m := w.text(w.pageSender(), secret, wire.Send{N: 1}, strings.Repeat("a", size))
		if len(m.Body) != want+28 {
			t.Errorf("%d bytes of text make a body of %d", size, len(m.Body))
		}
		if text, err := seal.OpenText(w.declarant(), secret, m); err != nil || len(text) != size {
			t.Errorf("%d bytes: read %d, %v", size, len(text), err)
		}
	}
}

// What a person may type is not restricted, but for its size and being text (C6).
func TestC6_AnyTextIsSealed(t *testing.T) {
	w, secret := newWorld(t), seal.NewSecret()
	for _, text := range []string{" ", "\x00", "\u202e\u200b", "<script>", "\ufeffa", "👨‍👩‍👧‍👦", "\r\n"} {
		m := w.text(w.pageSender(), secret, wire.Send{N: 1}, text)
		if got, err := seal.OpenText(w.declarant(), secret, m); err != nil || got != text {
			t.Errorf("%q came as %q, %v", text, got, err)
		}
	}
	head := wire.Send{ID: newMessageID(), N: 1}
	for text, want := range map[string]fault.Kind{
		"": fault.Invalid, "\xff": fault.Invalid, strings.Repeat("a", wire.MaxTextBytes+1): fault.TooLarge,
	} {
		if _, err := seal.SealText(w.pageSender(), secret, head, text); !fault.Is(err, want) {
			t.Errorf("%d bytes: %v", len(text), err)
		}
	}
}

func TestB11_AMarkHoldsOnlyAsItWasSealed(t *testing.T) {
	w, other, secret := newWorld(t), newWorld(t), seal.NewSecret()
	head := wire.Mark{ID: newMessageID(), Key: 1, Generation: 1, N: 5}
	counts := seal.Counts{Sent: 4, Received: 3, Read: 2}
	good, err := seal.SealMark(w.consoleSender(), secret, head, counts)
	must(t, err)
	receipt, err := seal.OpenMark(w.operator(1), secret, good)
	if err != nil || receipt.Counts() != counts {
		t.Fatalf("%+v, %v", receipt.Counts(), err)
	}
	must(t, seal.VerifyMark(w.operator(1), good))
	foreign, err := seal.SealMark(other.consoleSender(), secret, head, counts)
	must(t, err)
	change := func(set func(*wire.Mark)) wire.Mark { m := good; set(&m); return m }
	for name, bad := range map[string]struct {
		m    wire.Mark
		want fault.Kind
	}{
		"of another conversation": {foreign, fault.Untrusted},
		"swapped and renamed":     {func() wire.Mark { m := foreign; m.Conversation = w.id; return m }(), fault.Untrusted},
		"another number":          {change(func(m *wire.Mark) { m.N = 6 }), fault.Untrusted},
		"another generation":      {change(func(m *wire.Mark) { m.Generation = 2 }), fault.Untrusted},
		"another key":             {change(func(m *wire.Mark) { m.Key = 0 }), fault.Untrusted},
		"a larger bucket":         {change(func(m *wire.Mark) { m.Body = make([]byte, 1024+28) }), fault.Invalid},
		"a truncated body":        {change(func(m *wire.Mark) { m.Body = m.Body[:200] }), fault.Invalid},
	} {
		if _, err := seal.OpenMark(w.operator(1), secret, bad.m); !fault.Is(err, bad.want) {
			t.Errorf("%s: %v", name, err)
		}
		if err := seal.VerifyMark(w.operator(1), bad.m); !fault.Is(err, bad.want) {
			t.Errorf("%s, unopened: %v", name, err)
		}
	}
	// The side that the service writes on a mark decides nothing.
	if _, err := seal.OpenMark(w.operator(1), secret, change(func(m *wire.Mark) { m.Side = conversation.Declarant })); err != nil {
		t.Errorf("the service's word for the side: %v", err)
	}
	for _, c := range []seal.Counts{{Received: 1, Read: 2}, {Sent: seal.MaxMessages + 1}} {
		if _, err := seal.SealMark(w.consoleSender(), secret, head, c); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func sendOne() wire.Send { return wire.Send{ID: newMessageID(), N: 1} }
