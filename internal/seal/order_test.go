package seal_test

import (
	"math/rand/v2"
	"testing"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// script drives one side of a conversation, so that a test reads as what the lying service does.
type script struct {
	*world
	from   seal.Sender
	peer   func(conversation.Generation) seal.Peer
	secret seal.Secret
	order  *seal.Order
}

func operatorScript(t *testing.T) *script {
	w := newWorld(t)
	return &script{world: w, from: w.consoleSender(), peer: w.operator, secret: seal.NewSecret(), order: seal.NewOrder(w.id, conversation.Operator)}
}

func declarantScript(t *testing.T) *script {
	w := newWorld(t)
	p := func(conversation.Generation) seal.Peer { return w.declarant() }
	return &script{world: w, from: w.pageSender(), peer: p, secret: seal.NewSecret(), order: seal.NewOrder(w.id, conversation.Declarant)}
}

// say seals message n of generation g, with a count of seen.
func (s *script) say(g conversation.Generation, n, seen uint64) seal.Message {
	s.t.Helper()
	sent := s.text(s.from, s.secret, wire.Send{Key: 1, Generation: g, N: n, Seen: seen}, "…")
	m, err := seal.VerifyText(s.peer(g), sent)
	must(s.t, err)
	return m
}

func (s *script) mark(g conversation.Generation, n uint64, c seal.Counts) seal.Receipt {
	s.t.Helper()
	m, err := seal.SealMark(s.from, s.secret, wire.Mark{ID: newMessageID(), Key: 1, Generation: g, N: n}, c)
	must(s.t, err)
	r, err := seal.OpenMark(s.peer(g), s.secret, m)
	must(s.t, err)
	return r
}

func (s *script) end(g conversation.Generation, sent, seen uint64) seal.Ending {
	s.t.Helper()
	c := wire.Close{Generation: g, Sent: sent, Seen: seen, Reason: "done"}
	must(s.t, seal.SignClose(s.from, &c))
	e, err := seal.VerifyClose(s.peer(g), c)
	must(s.t, err)
	return e
}

func (s *script) want(what string, got seal.Verdict, judgement seal.Judgement, missing uint64) {
	s.t.Helper()
	if got.Judgement != judgement || got.Missing != missing {
		s.t.Errorf("%s: judgement %d with %d missing, want %d with %d", what, got.Judgement, got.Missing, judgement, missing)
	}
}

var sentNine = seal.Sent{Generation: 1, Count: 9}

func TestB11_ReplayedMessagesAreDroppedInSilence(t *testing.T) {
	s := operatorScript(t)
	one, two := s.say(1, 1, 0), s.say(1, 2, 0)
	s.want("first", s.order.Accept(one, sentNine), seal.Accepted, 0)
	s.want("second", s.order.Accept(two, sentNine), seal.Accepted, 0)
	v := s.order.Accept(one, sentNine)
	s.want("first again", v, seal.Repeat, 0)
	if v.Use() || s.order.Seen(1) != 2 {
		t.Error("a repeat counts")
	}
}

func TestB11_TwoMessagesInOnePlaceAreAForgery(t *testing.T) {
	s := operatorScript(t)
	s.want("first", s.order.Accept(s.say(1, 1, 0), sentNine), seal.Accepted, 0)
	v := s.order.Accept(s.say(1, 1, 0), sentNine)
	s.want("another first", v, seal.Forgery, 0)
	if v.Use() {
		t.Error("a forgery is to be used")
	}
}

func TestB11_DroppedMessagesShow(t *testing.T) {
	s := operatorScript(t)
	s.want("first", s.order.Accept(s.say(1, 1, 0), sentNine), seal.Accepted, 0)
	v := s.order.Accept(s.say(1, 4, 0), sentNine)
	s.want("two dropped", v, seal.Gap, 2)
	if !v.Use() || s.order.Seen(1) != 1 || s.order.Missing() != 2 {
		t.Errorf("use %v, seen %d, missing %d", v.Use(), s.order.Seen(1), s.order.Missing())
	}
	s.want("after the gap", s.order.Accept(s.say(1, 5, 0), sentNine), seal.Accepted, 0)
}

func TestB11_ReorderedMessagesShow(t *testing.T) {
	s := operatorScript(t)
	one, two, three := s.say(1, 1, 1), s.say(1, 2, 2), s.say(1, 3, 3)
	s.want("third first", s.order.Accept(three, sentNine), seal.Gap, 2)
	s.want("then the first", s.order.Accept(one, sentNine), seal.Late, 0)
	s.want("then the second", s.order.Accept(two, sentNine), seal.Late, 0)
	if s.order.Seen(1) != 3 || s.order.Missing() != 0 {
		t.Errorf("seen %d, missing %d", s.order.Seen(1), s.order.Missing())
	}
}

func TestB11_TheLastMessageCannotBeDroppedUnnoticed(t *testing.T) {
	s := operatorScript(t)
	s.want("first", s.order.Accept(s.say(1, 1, 0), sentNine), seal.Accepted, 0)
	s.want("a mark that counts two", s.order.AcceptMark(s.mark(1, 1, seal.Counts{Sent: 2}), sentNine), seal.Gap, 1)
	s.want("a close that counts three", s.order.AcceptClose(s.end(1, 3, 0), sentNine), seal.Gap, 2)
	s.want("the second arrives", s.order.Accept(s.say(1, 2, 0), sentNine), seal.Accepted, 0)
	if s.order.Missing() != 1 {
		t.Errorf("missing %d", s.order.Missing())
	}
	s.want("more than the close counted", s.order.Accept(s.say(1, 4, 0), sentNine), seal.Forgery, 0)
	s.want("a mark that counts more", s.order.AcceptMark(s.mark(1, 2, seal.Counts{Sent: 4}), sentNine), seal.Forgery, 0)

	whole := operatorScript(t)
	whole.want("all dropped, the mark too", whole.order.AcceptClose(whole.end(1, 1, 0), sentNine), seal.Gap, 1)
}

func TestB11_AlteredCountsAreAForgery(t *testing.T) {
	one := seal.Sent{Generation: 1, Count: 1}
	s := operatorScript(t)
	s.want("seen more than was sent", s.order.Accept(s.say(1, 1, 2), one), seal.Forgery, 0)
	s.want("received more than was sent", s.order.AcceptMark(s.mark(1, 1, seal.Counts{Received: 2}), one), seal.Forgery, 0)
	s.want("closed on more than was sent", s.order.AcceptClose(s.end(1, 0, 2), one), seal.Forgery, 0)
	s.want("seen what was sent", s.order.Accept(s.say(1, 1, 1), one), seal.Accepted, 0)
	s.want("seen less than before", s.order.Accept(s.say(1, 2, 0), one), seal.Forgery, 0)
	s.want("closed on less seen than before", s.order.AcceptClose(s.end(1, 1, 0), one), seal.Forgery, 0)
	s.want("a mark", s.order.AcceptMark(s.mark(1, 1, seal.Counts{Sent: 1}), one), seal.Accepted, 0)
	s.want("closed on fewer than a mark said", s.order.AcceptClose(s.end(1, 0, 1), one), seal.Forgery, 0)
	s.want("a late one that saw more than its followers", func() seal.Verdict {
		s.want("third", s.order.Accept(s.say(1, 3, 2), sentNine), seal.Gap, 1)
		return s.order.Accept(s.say(1, 2, 3), sentNine)
	}(), seal.Forgery, 0)
}

// Who closes does not count a message that is on its way and not acknowledged, although it may have arrived.
func TestB11_ACloseMayCountFewerThanArrived(t *testing.T) {
	s := operatorScript(t)
	s.want("first", s.order.Accept(s.say(1, 1, 0), sentNine), seal.Accepted, 0)
	s.want("second", s.order.Accept(s.say(1, 2, 0), sentNine), seal.Accepted, 0)
	s.want("closed on one", s.order.AcceptClose(s.end(1, 1, 0), sentNine), seal.Accepted, 0)
	s.want("a third after it", s.order.Accept(s.say(1, 3, 0), sentNine), seal.Forgery, 0)
	if s.order.Missing() != 0 {
		t.Errorf("missing %d", s.order.Missing())
	}
}

func TestB11_ReplayedMarksRollNothingBack(t *testing.T) {
	s := operatorScript(t)
	old, latest := s.mark(1, 1, seal.Counts{Received: 1}), s.mark(1, 2, seal.Counts{Received: 3, Read: 2})
	s.want("first", s.order.AcceptMark(old, sentNine), seal.Accepted, 0)
	s.want("second", s.order.AcceptMark(latest, sentNine), seal.Accepted, 0)
	s.want("second again", s.order.AcceptMark(latest, sentNine), seal.Repeat, 0)
	s.want("first again", s.order.AcceptMark(old, sentNine), seal.Repeat, 0)
	s.want("another second", s.order.AcceptMark(s.mark(1, 2, seal.Counts{Received: 3}), sentNine), seal.Forgery, 0)
	s.want("a third with fewer received", s.order.AcceptMark(s.mark(1, 3, seal.Counts{Received: 2, Read: 2}), sentNine), seal.Forgery, 0)
	s.want("a third with fewer read", s.order.AcceptMark(s.mark(1, 3, seal.Counts{Received: 3, Read: 1}), sentNine), seal.Forgery, 0)
	if c := s.order.Receipts(1); c != (seal.Counts{Received: 3, Read: 2}) {
		t.Errorf("receipts %+v", c)
	}
	sent := operatorScript(t)
	sent.want("counts two", sent.order.AcceptMark(sent.mark(1, 1, seal.Counts{Sent: 2}), sentNine), seal.Gap, 2)
	sent.want("then one", sent.order.AcceptMark(sent.mark(1, 2, seal.Counts{Sent: 1}), sentNine), seal.Forgery, 0)
}

// A mark may overtake the message that it counts, or be overtaken: neither is a lie.
func TestB11_MarksAndMessagesMayOvertakeEachOther(t *testing.T) {
	s := operatorScript(t)
	early := s.mark(1, 1, seal.Counts{Sent: 1})
	s.want("first", s.order.Accept(s.say(1, 1, 0), sentNine), seal.Accepted, 0)
	s.want("second", s.order.Accept(s.say(1, 2, 0), sentNine), seal.Accepted, 0)
	s.want("a mark from between", s.order.AcceptMark(early, sentNine), seal.Accepted, 0)
}

func TestB12_EachGenerationOfOperatorsCountsFromOne(t *testing.T) {
	s := operatorScript(t)
	s.want("first holder", s.order.Accept(s.say(1, 1, 5), sentNine), seal.Accepted, 0)
	s.want("second holder", s.order.Accept(s.say(2, 1, 0), sentNine), seal.Accepted, 0)
	s.want("another in a place of the first", s.order.Accept(s.say(1, 1, 5), sentNine), seal.Forgery, 0)
	if s.order.Seen(1) != 1 || s.order.Seen(2) != 1 || s.order.Seen(3) != 0 {
		t.Error("generations are mixed")
	}
	s.want("second holder's mark", s.order.AcceptMark(s.mark(2, 1, seal.Counts{Sent: 1, Received: 2}), sentNine), seal.Accepted, 0)
	if s.order.Receipts(1) != (seal.Counts{}) || s.order.Receipts(2).Received != 2 {
		t.Error("receipts are mixed")
	}
}

func TestB12_ADeclarantCountsThroughAllGenerations(t *testing.T) {
	s := declarantScript(t)
	mine := seal.Sent{Generation: 2, Count: 1}
	s.want("while waiting", s.order.Accept(s.say(0, 1, 0), mine), seal.Accepted, 0)
	s.want("saw something before anybody answered", s.order.Accept(s.say(0, 2, 1), mine), seal.Forgery, 0)
	s.want("to the first holder", s.order.Accept(s.say(1, 2, 7), mine), seal.Accepted, 0)
	s.want("to this one", s.order.Accept(s.say(2, 3, 0), mine), seal.Accepted, 0)
	s.want("saw more of this one than was sent", s.order.Accept(s.say(2, 4, 2), mine), seal.Forgery, 0)
	s.want("back to the first", s.order.Accept(s.say(1, 4, 7), mine), seal.Forgery, 0)
	s.want("next", s.order.Accept(s.say(2, 4, 1), mine), seal.Accepted, 0)
	if s.order.Seen(2) != 4 {
		t.Errorf("seen %d", s.order.Seen(2))
	}
	s.want("a mark", s.order.AcceptMark(s.mark(2, 1, seal.Counts{Sent: 4, Received: 1}), mine), seal.Accepted, 0)
	s.want("a newer mark of an older generation", s.order.AcceptMark(s.mark(1, 2, seal.Counts{Sent: 4, Received: 1}), mine), seal.Forgery, 0)
	s.want("close of an older generation", s.order.AcceptClose(s.end(1, 4, 7), mine), seal.Forgery, 0)
	end := s.end(2, 4, 1)
	s.want("close", s.order.AcceptClose(end, mine), seal.Accepted, 0)
	s.want("close again", s.order.AcceptClose(end, mine), seal.Repeat, 0)
	s.want("another close", s.order.AcceptClose(s.end(2, 5, 1), mine), seal.Forgery, 0)
}

func TestB11_AnOrderFollowsOneSenderOnly(t *testing.T) {
	s, other := operatorScript(t), declarantScript(t)
	s.want("another conversation's", s.order.Accept(other.say(1, 1, 0), sentNine), seal.Forgery, 0)
	s.want("its mark", s.order.AcceptMark(other.mark(1, 1, seal.Counts{}), sentNine), seal.Forgery, 0)
	s.want("its close", s.order.AcceptClose(other.end(1, 0, 0), sentNine), seal.Forgery, 0)
	s.want("nothing", s.order.Accept(seal.Message{}, sentNine), seal.Forgery, 0)
}

// Whatever order the service delivers in, and however often: all is used once, and nothing is missing in the end.
func TestB13_NothingIsUsedTwice(t *testing.T) {
	s := declarantScript(t)
	const n = 12
	var all []seal.Message
	for i := uint64(1); i <= n; i++ {
		all = append(all, s.say(1, i, i/3))
	}
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 200 {
		order, used := seal.NewOrder(s.id, conversation.Declarant), 0
		deliveries := append(random.Perm(n), random.Perm(n)...)
		for _, i := range deliveries {
			v := order.Accept(all[i], sentNine)
			if v.Judgement == seal.Forgery {
				t.Fatalf("round %d: a forgery among true messages", round)
			}
			if v.Use() {
				used++
			}
		}
		if used != n || order.Missing() != 0 || order.Seen(1) != n {
			t.Fatalf("round %d: used %d, missing %d, seen %d", round, used, order.Missing(), order.Seen(1))
		}
	}
}

func TestB13_ARestartContinuesTheOrder(t *testing.T) {
	s := operatorScript(t)
	one, four := s.say(1, 1, 2), s.say(1, 4, 3)
	mark := s.mark(1, 3, seal.Counts{Sent: 5, Received: 3, Read: 1})
	s.order.Accept(one, sentNine)
	s.order.Accept(four, sentNine)
	s.order.AcceptMark(mark, sentNine)
	s.order.Accept(s.say(2, 1, 0), sentNine)
	restart := func() {
		t.Helper()
		raw, err := s.order.MarshalBinary()
		must(t, err)
		s.order = new(seal.Order)
		must(t, s.order.UnmarshalBinary(raw))
	}
	restart()
	s.want("known", s.order.Accept(one, sentNine), seal.Repeat, 0)
	s.want("known mark", s.order.AcceptMark(mark, sentNine), seal.Repeat, 0)
	s.want("another in its place", s.order.Accept(s.say(1, 4, 3), sentNine), seal.Forgery, 0)
	s.want("late", s.order.Accept(s.say(1, 2, 2), sentNine), seal.Late, 0)
	if s.order.Missing() != 2 || s.order.Seen(1) != 2 || s.order.Seen(2) != 1 || s.order.Receipts(1).Received != 3 {
		t.Errorf("missing %d, seen %d and %d", s.order.Missing(), s.order.Seen(1), s.order.Seen(2))
	}
	end := s.end(1, 5, 3)
	s.want("close", s.order.AcceptClose(end, sentNine), seal.Gap, 2)
	restart()
	s.want("close again", s.order.AcceptClose(end, sentNine), seal.Repeat, 0)
	s.want("after the close", s.order.Accept(s.say(1, 6, 3), sentNine), seal.Forgery, 0)
}

func FuzzOrderState(f *testing.F) {
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"conversation":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","side":"operator","streams":[{"generation":1,"records":[{},{"digest":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=","seen":3}],"claimed":4,"mark":{"number":2,"digest":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE="}}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var o seal.Order
		if err := o.UnmarshalBinary(raw); err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		first, err := o.MarshalBinary()
		must(t, err)
		var again seal.Order
		must(t, again.UnmarshalBinary(first))
		second, err := again.MarshalBinary()
		must(t, err)
		if string(first) != string(second) || o.Missing() != again.Missing() {
			t.Fatalf("%s\n%s", first, second)
		}
		if o.Missing() > seal.MaxMessages*1000 {
			t.Fatal("impossible count")
		}
	})
}
