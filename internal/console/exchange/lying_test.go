package exchange_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/console/exchange"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// The service between console and page lies, each time in another way; each time the console notices, shows it, and
// shows nothing that the declarant did not write to it.

func TestB11_AnHonestServiceRaisesNoAlarm(t *testing.T) {
	s := newStage(t).held()
	s.says("un")
	s.says("deux")
	s.hears(s.sends("réponse"))
	s.later(time.Minute)
	s.alarmed()
	if it := s.x.Items().At(s.x.Items().Len() - 1); it.Delivery != exchange.Read {
		t.Errorf("delivery %v", it.Delivery)
	}
	if got := s.texts(); !slices.Equal(got, []string{"un", "deux", "réponse"}) {
		t.Errorf("thread %q", got)
	}
}

func TestB11_LyingBackend_SwapsMessagesBetweenConversations(t *testing.T) {
	s, other := newStage(t).held(), newStage(t).held()
	m := other.writes("pas pour vous")
	s.x.Message(m, s.now) // under its own identifier
	m.Conversation = s.voice.ID()
	s.x.Message(m, s.now) // under ours
	s.alarmed(exchange.Forged)
	if len(s.texts()) != 0 {
		t.Errorf("shows another conversation's words")
	}
}

func TestB11_LyingBackend_Replays(t *testing.T) {
	s := newStage(t).held()
	m := s.writes("une fois")
	s.x.Message(m, s.now)
	s.x.Message(m, s.now) // after a resume: the same place, no lie
	s.alarmed()
	m.Position += 7
	s.x.Message(m, s.now)
	s.alarmed(exchange.Replayed)
	if len(s.texts()) != 1 {
		t.Errorf("shown %d times", len(s.texts()))
	}
}

func TestB11_LyingBackend_Drops(t *testing.T) {
	s := newStage(t).held()
	s.says("un")
	dropped := s.writes("deux")
	s.says("trois")
	s.alarmed(exchange.Gap)
	if it := s.x.Items().At(s.x.Items().Len() - 2); it.Kind != exchange.Broken || it.Event.Key != "thread.item.missing" {
		t.Errorf("the hole is not shown: %+v", it)
	}
	s.x.Message(dropped, s.now) // it was only late: shown in its place, and the disorder said
	s.alarmed(exchange.Reordered)
	if got := s.texts(); !slices.Equal(got, []string{"un", "deux", "trois"}) {
		t.Errorf("thread %q", got)
	}
}

func TestB11_LyingBackend_DropsTheLast_AMarkTells(t *testing.T) {
	s := newStage(t).held()
	s.says("un")
	s.writes("deux") // never delivered
	mark, _ := s.voice.Mark(2)
	s.x.Mark(mark, s.now)
	s.alarmed() // a mark may overtake a message
	s.later(time.Second)
	s.later(4 * time.Second)
	s.alarmed(exchange.Behind)
}

func TestB11_LyingBackend_DropsTheLast_TheEndTells(t *testing.T) {
	s := newStage(t).held()
	s.says("un")
	s.writes("deux") // never delivered
	end, err := s.voice.Close(2)
	must(t, err)
	s.x.Closed(wire.Closed{Close: end, By: conversation.Declarant, Deadline: wire.At(s.now.Add(time.Hour))}, s.now)
	s.alarmed(exchange.Behind)
	if s.x.Phase() != exchange.Closed || s.x.Cause() != "declarant" {
		t.Errorf("phase %s, cause %s", s.x.Phase(), s.x.Cause())
	}
}

func TestB11_LyingBackend_Reorders(t *testing.T) {
	s := newStage(t).held()
	first, second := s.writes("un"), s.writes("deux")
	s.x.Message(second, s.now)
	s.alarmed(exchange.Gap)
	s.x.Message(first, s.now)
	s.alarmed(exchange.Reordered)
	if got := s.texts(); !slices.Equal(got, []string{"un", "deux"}) {
		t.Errorf("thread %q", got)
	}
}

func TestB11_LyingBackend_ChangesAMessage(t *testing.T) {
	for name, change := range map[string]func(*wire.Message){
		"body":       func(m *wire.Message) { m.Body = slices.Clone(m.Body); m.Body[40] ^= 1 },
		"number":     func(m *wire.Message) { m.N++ },
		"seen":       func(m *wire.Message) { m.Seen++ },
		"generation": func(m *wire.Message) { m.Generation++ },
		"identifier": func(m *wire.Message) { m.ID = conversation.MessageID(strings.Repeat("A", 21) + "Q") },
		"signature":  func(m *wire.Message) { m.Signature = make([]byte, 64) },
		"side":       func(m *wire.Message) { m.Side = "service" },
		"key number": func(m *wire.Message) { m.Key = 0 },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t).held()
			m := s.writes("intact")
			change(&m)
			s.x.Message(m, s.now)
			s.alarmed(exchange.Forged)
			if len(s.texts()) != 0 {
				t.Error("shown all the same")
			}
		})
	}
}

func TestB11_LyingBackend_SpeaksAsTheOperator(t *testing.T) {
	s := newStage(t).held()
	mine := s.sends("de moi")
	forged := mine
	forged.ID, forged.N = conversation.MessageID(strings.Repeat("B", 21)+"Q"), 2
	s.x.Message(forged, s.now)
	s.alarmed(exchange.Forged)
	if len(s.texts()) != 1 {
		t.Errorf("thread %q", s.texts())
	}
}

func TestB11_LyingBackend_ForgesKeys(t *testing.T) {
	s := newStage(t)
	stranger := s.newVoice("Mallory")
	envelopes, err := stranger.SealTo([]wire.Chain{s.chain}, s.now)
	must(t, err)
	s.x.Envelope(envelopes[0], s, s.now) // sealed to us, by a key that is not the declarant's
	s.alarmed(exchange.WrongKey)
	if s.x.Pseudonym() != "Camille" {
		t.Errorf("believed the pseudonym %q", s.x.Pseudonym())
	}
}

func TestB11_LyingBackend_GivesAKeyOfAnotherGeneration(t *testing.T) {
	s := newStage(t)
	s.claim(1)
	e, err := s.voice.Claimed(s.chain, 2, s.now) // the page was told of another claim than the console
	must(t, err)
	s.x.Envelope(*e, s, s.now)
	s.alarmed(exchange.OtherHolder)
	if s.x.Phase() != exchange.Opening {
		t.Errorf("phase %s: would seal to a key that was made for another claim", s.x.Phase())
	}
}

func TestB11_LyingBackend_ChangesAnEnvelope(t *testing.T) {
	for name, change := range map[string]func(*wire.Envelope){
		"generation": func(e *wire.Envelope) { e.Generation++ },
		"key":        func(e *wire.Envelope) { e.Key++ },
		"actor":      func(e *wire.Envelope) { e.Actor = "op-2" },
		"body":       func(e *wire.Envelope) { e.Body = slices.Clone(e.Body); e.Body[0] ^= 1 },
		"enc":        func(e *wire.Envelope) { e.Enc = slices.Clone(e.Enc); e.Enc[0] ^= 1 },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.claim(1)
			e, err := s.voice.Claimed(s.chain, 1, s.now)
			must(t, err)
			change(e)
			s.x.Envelope(*e, s, s.now)
			s.alarmed(exchange.WrongKey)
			if s.x.Phase() != exchange.Opening {
				t.Errorf("phase %s", s.x.Phase())
			}
		})
	}
}

func TestB11_LyingBackend_NamesAKeyThatIsNotTheConversations(t *testing.T) {
	s := newStage(t)
	lie := s.summary
	lie.Key = s.newVoice("").Key()
	if _, err := exchange.New(exchange.Self{Actor: "op-1", Shift: s.shift}, lie, s.now); !fault.Is(err, fault.Untrusted) {
		t.Errorf("a new conversation with another's key: %v", err)
	}
	s.x.Summary(lie, s.now)
	s.alarmed(exchange.Forged)
}

func TestB12_LyingBackend_TurnsTheGenerationBack(t *testing.T) {
	s := newStage(t)
	s.claim(3)
	s.claim(2)
	s.alarmed(exchange.OtherHolder)
	if s.x.Generation() != 3 {
		t.Errorf("generation %d", s.x.Generation())
	}
}

func TestB1_LyingBackend_StatesADeadlineBeyondFourHours(t *testing.T) {
	s := newStage(t).held()
	m := s.writes("un")
	m.Deadline = wire.At(s.now.Add(6 * time.Hour))
	s.x.Message(m, s.now)
	s.alarmed(exchange.BadDeadline)
	if limit := s.now.Add(4 * time.Hour); s.x.Deadline().After(limit) {
		t.Errorf("deadline %v, at most %v", s.x.Deadline(), limit)
	}
}

// A little beyond, again and again, without a message of a person, is the same lie.
func TestB1_LyingBackend_PushesTheDeadlineWithoutAMessage(t *testing.T) {
	s := newStage(t).held()
	s.says("un")
	ours := s.x.Deadline()
	s.now = s.now.Add(time.Hour)
	s.summary.Deadline, s.summary.LastMessage = wire.At(s.now.Add(4*time.Hour)), wire.At(s.now)
	s.x.Summary(s.summary, s.now)
	s.later(time.Second)
	s.alarmed(exchange.BadDeadline)
	if !s.x.Deadline().Equal(ours) {
		t.Errorf("deadline %v, was %v", s.x.Deadline(), ours)
	}
	if !s.x.Expired(ours) {
		t.Error("it lives on")
	}
}

func TestB1_LyingBackend_WritesFromTheFuture(t *testing.T) {
	s := newStage(t).held()
	m := s.writes("un")
	m.Time, m.Deadline = wire.At(s.now.Add(24*time.Hour)), wire.At(s.now.Add(28*time.Hour))
	s.x.Message(m, s.now)
	s.alarmed(exchange.BadDeadline)
	if s.x.Deadline().After(s.now.Add(4 * time.Hour)) {
		t.Errorf("deadline %v", s.x.Deadline())
	}
}

func TestB11_LyingBackend_ForgesReceipts(t *testing.T) {
	s := newStage(t).held()
	s.sends("est-ce arrivé ?")
	forged, _ := s.newVoice("").Mark(0)
	forged.Conversation = s.voice.ID()
	s.x.Mark(forged, s.now)
	mark, _ := s.voice.Mark(0)
	mark.N++
	s.x.Mark(mark, s.now)
	s.alarmed(exchange.Forged)
	if d := s.x.Items().At(1).Delivery; d != exchange.Stored {
		t.Errorf("delivery %v", d)
	}
}

// Whoever drops our messages and all receipts is found out by silence, while the page is there.
func TestB13_LyingBackend_DropsOurMessagesAndTheReceipts(t *testing.T) {
	s := newStage(t).held()
	s.sends("jamais livré")
	s.later(30 * time.Second)
	s.alarmed()
	s.later(30 * time.Second)
	s.alarmed(exchange.Silent)
	if d := s.x.Items().At(1).Delivery; d != exchange.Unconfirmed {
		t.Errorf("delivery %v", d)
	}
}

func TestB11_LyingBackend_ClosesInTheDeclarantsName(t *testing.T) {
	s := newStage(t).held()
	stranger := s.newVoice("")
	end, err := stranger.Close(0)
	must(t, err)
	end.Conversation = s.voice.ID()
	s.x.Closed(wire.Closed{Close: end, By: conversation.Declarant}, s.now)
	s.alarmed(exchange.Forged)
}

func TestB11_LyingBackend_WithholdsTheKey(t *testing.T) {
	s := newStage(t).held()
	bare := newStage(t)
	bare.claim(1)
	s.x, s.voice = bare.x, bare.voice
	m := bare.writes("illisible") // under key 0, which is here
	bare.x.Message(m, bare.now)
	bare.alarmed()
	e, err := bare.voice.Claimed(bare.chain, 1, bare.now)
	must(t, err)
	bare.voice.Kept(*e) // the page believes that the console has it
	bare.x.Message(bare.writes("sous la clé retenue"), bare.now)
	bare.later(11 * time.Second)
	bare.alarmed(exchange.Unopened)
	bare.x.Envelope(*e, bare, bare.now) // late, but there
	if got := bare.texts(); !slices.Equal(got, []string{"illisible", "sous la clé retenue"}) {
		t.Errorf("thread %q", got)
	}
}

// After a loss the page has to seal again; it is given as long for that as right after the claim.
func TestB13_TheKeyMayComeLateAfterALoss(t *testing.T) {
	s := newStage(t)
	s.claim(1)
	e, err := s.voice.Claimed(s.chain, 1, s.now)
	must(t, err)
	s.voice.Kept(*e)
	m := s.writes("avant la panne")
	s.x.Message(m, s.now)
	s.x.Forgotten()
	s.now = s.now.Add(time.Minute) // without a service
	s.x.Summary(s.summary, s.now)
	s.later(9 * time.Second)
	s.alarmed()
	s.later(2 * time.Second)
	s.alarmed(exchange.Unopened)
}

func TestB11_MessagesOfAnEarlierHolderAreVerified(t *testing.T) {
	s := newStage(t)
	firstShift := key(t)
	first, _ := s.chainOf("op-2", firstShift)
	e, err := s.voice.Claimed(first, 1, s.now)
	must(t, err)
	s.voice.Kept(*e)
	s.voice.Released(1)
	s.seal() // every key so far, to who is on duty now
	s.claim(2)
	secret, _, err := s.hourly.Open(s.voice.ID(), s.voice.Key(), s.sealed(1))
	must(t, err)
	sender := seal.Sender{Conversation: s.voice.ID(), Side: conversation.Operator, Key: firstShift}
	m, err := seal.SealText(sender, secret, wire.Send{ID: conversation.MessageID(strings.Repeat("C", 21) + "Q"), Key: 1, Generation: 1, N: 1}, "d'une collègue")
	must(t, err)
	s.x.HeldBy(wire.Claimed{Conversation: s.voice.ID(), Generation: 1, Operator: first, Position: 2, Time: wire.At(s.now)}, s.now)
	s.x.Message(s.stored(m, conversation.Operator), s.now)
	s.alarmed()
	if got := s.texts(); !slices.Equal(got, []string{"d'une collègue"}) {
		t.Errorf("thread %q", got)
	}
	forger, _ := s.chainOf("op-3", key(t))
	forger.Credential.Signature = make([]byte, 64)
	s.x.HeldBy(wire.Claimed{Conversation: s.voice.ID(), Generation: 1, Operator: forger, Time: wire.At(s.now)}, s.now)
	s.alarmed(exchange.Forged)
}

// sealed seals a key to the console once more.
func (s *stage) sealed(number conversation.KeyNumber) wire.Envelope {
	s.t.Helper()
	fresh, hourly := s.chainOf("op-1", s.shift)
	envelopes, err := s.voice.SealTo([]wire.Chain{fresh}, s.now)
	must(s.t, err)
	s.hourly = hourly
	for _, e := range envelopes {
		if e.Key == number {
			return e
		}
	}
	s.t.Fatal("no such key")
	return wire.Envelope{}
}
