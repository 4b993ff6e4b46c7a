package exchange_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/console/exchange"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

func (s *stage) last() exchange.Item { return s.x.Items().At(s.x.Items().Len() - 1) }

func offline() error { return fault.New(fault.Unavailable, "test") }
func refused() error { return fault.New(fault.Denied, "test", fault.Key("fault.denied")) }

// What is written before the fresh key is here waits, and leaves in order once it is.
func TestB11_NothingIsSealedBeforeTheFreshKey(t *testing.T) {
	s := newStage(t)
	s.claim(1)
	must(t, s.x.Compose("trop tôt", s.now))
	if _, some := s.x.NextSend(s.now); some {
		t.Fatal("sent under a key that others have")
	}
	s.fresh()
	m, some := s.x.NextSend(s.now)
	if !some || m.Key != 1 || m.Generation != 1 || m.N != 1 {
		t.Fatalf("%v %+v", some, m)
	}
}

func TestB13_SentAgainAreTheSameBytes(t *testing.T) {
	s := newStage(t).held()
	must(t, s.x.Compose("une fois", s.now))
	first, _ := s.x.NextSend(s.now)
	if later := s.x.Refused(first.ID, offline(), s.now); later == 0 {
		t.Fatal("a lost connection counts as a refusal")
	}
	if s.last().Delivery != exchange.Queued {
		t.Errorf("delivery %v", s.last().Delivery)
	}
	if _, some := s.x.NextSend(s.now); some {
		t.Error("no rest for a busy service")
	}
	s.x.Disconnected() // and back: at once
	again, some := s.x.NextSend(s.now)
	if !some || !reflect.DeepEqual(first, again) {
		t.Fatal("other bytes")
	}
	// The service had it the first time: the acknowledgement of either settles it, twice changes nothing.
	for range 2 {
		s.x.Acked(wire.Ack{ID: first.ID, Position: 3, Time: wire.At(s.now), Deadline: wire.At(s.now.Add(4 * time.Hour))}, s.now)
	}
	if _, some := s.x.NextSend(s.now); some || s.last().Delivery != exchange.Stored {
		t.Errorf("delivery %v", s.last().Delivery)
	}
	s.alarmed()
}

func TestB13_OneThatIsRefusedStaysAndCanBeSentAgainOrDiscarded(t *testing.T) {
	s := newStage(t).held()
	must(t, s.x.Compose("refusé", s.now))
	must(t, s.x.Compose("suivant", s.now))
	first, _ := s.x.NextSend(s.now)
	if s.x.Refused(first.ID, refused(), s.now) != 0 {
		t.Fatal("would be sent again by itself")
	}
	failed := s.x.Items().At(1)
	if failed.Delivery != exchange.Failed || failed.Event.Key != "fault.denied" || failed.Text != "refusé" {
		t.Fatalf("%+v", failed)
	}
	next, _ := s.x.NextSend(s.now) // the one behind it is not held up, and takes its number
	if next.N != 1 {
		t.Fatalf("number %d", next.N)
	}
	stored := s.stored(next, conversation.Operator)
	s.x.Acked(wire.Ack{ID: next.ID, Position: stored.Position, Time: stored.Time, Deadline: stored.Deadline}, s.now)
	s.x.Resend(failed.ID)
	again, some := s.x.NextSend(s.now)
	if !some || again.N != 2 || again.ID == first.ID {
		t.Fatalf("%v %+v", some, again)
	}
	if _, v := s.voice.Read(stored); !v.Use() {
		t.Errorf("the page judged %v", v)
	}
	if _, v := s.voice.Read(s.stored(again, conversation.Operator)); !v.Use() {
		t.Errorf("the page judged %v", v)
	}
	s.x.Refused(again.ID, refused(), s.now)
	s.x.Discard(again.ID)
	if queued, failed := s.x.Unsent(); queued+failed != 0 || strings.Contains(strings.Join(s.texts(), " "), "refusé") {
		t.Errorf("%d queued, %d failed, thread %q", queued, failed, s.texts())
	}
}

func TestComposeRefusesWhatCannotBeSent(t *testing.T) {
	s := newStage(t)
	if err := s.x.Compose("pas à nous", s.now); !fault.Is(err, fault.Gone) {
		t.Errorf("a waiting conversation: %v", err)
	}
	s.held()
	for text, kind := range map[string]fault.Kind{
		" \n\t": fault.Invalid, "\xff": fault.Invalid, strings.Repeat("é", 6001): fault.TooLarge,
	} {
		if err := s.x.Compose(text, s.now); !fault.Is(err, kind) || strings.Contains(err.Error(), "é") {
			t.Errorf("%q: %v", text[:1], err)
		}
	}
	must(t, s.x.Compose(strings.Repeat("é", 6000), s.now))
	if _, some := s.x.NextSend(s.now); !some {
		t.Error("the longest text does not leave")
	}
}

func TestReceiptsSayWhatWasReceivedAndRead(t *testing.T) {
	s := newStage(t).held()
	s.says("un")
	s.says("deux")
	if s.x.Unread() != 2 {
		t.Fatalf("unread %d", s.x.Unread())
	}
	m, due := s.x.NextMark(s.now)
	if !due {
		t.Fatal("no receipt")
	}
	counts, v := s.voice.ReadMark(m)
	if !v.Use() || counts.Received != 2 || counts.Read != 0 {
		t.Fatalf("%v %+v", v, counts)
	}
	if _, twice := s.x.NextMark(s.now); twice {
		t.Error("one is on its way already")
	}
	s.x.Shown(s.x.Items().Len() - 1)
	s.x.Marked(nil, s.now)
	if _, due := s.x.NextMark(s.now.Add(999 * time.Millisecond)); due {
		t.Error("no rest after a receipt")
	}
	s.now = s.now.Add(time.Second)
	m, due = s.x.NextMark(s.now)
	if counts, _ = s.voice.ReadMark(m); !due || counts.Read != 1 || s.x.Unread() != 1 {
		t.Fatalf("%v %+v, unread %d", due, counts, s.x.Unread())
	}
	s.x.Shown(99)
	s.x.Marked(offline(), s.now)
	if _, due := s.x.NextMark(s.now); due {
		t.Error("no rest after a refusal")
	}
	m, due = s.x.NextMark(s.now.Add(3 * time.Second))
	if counts, _ = s.voice.ReadMark(m); !due || counts.Read != 2 {
		t.Fatalf("%v %+v", due, counts)
	}
}

func TestReceiptsOfOneMessageAfterTheOtherGoTogether(t *testing.T) {
	s := newStage(t).held()
	receipts := 0
	for i := range 30 {
		s.says(fmt.Sprint(i))
		if m, due := s.x.NextMark(s.now); due {
			receipts++
			if counts, v := s.voice.ReadMark(m); !v.Use() || counts.Received != uint64(i+1) {
				t.Fatalf("message %d: %v %+v", i+1, v, counts)
			}
			s.x.Marked(nil, s.now)
		}
		s.now = s.now.Add(time.Second)
	}
	if receipts != 10 {
		t.Errorf("%d receipts in half a minute", receipts)
	}
	s.now = s.now.Add(3 * time.Second)
	if m, due := s.x.NextMark(s.now); !due {
		t.Error("the last messages are never confirmed")
	} else if counts, _ := s.voice.ReadMark(m); counts.Received != 30 {
		t.Errorf("%+v", counts)
	}
}

func TestC23_ErasedIsGoneForGood(t *testing.T) {
	s := newStage(t).held()
	s.says("secret")
	s.sends("réponse")
	s.x.SetDraft("brouillon")
	kept := s.x.Items()
	s.x.Erase("declarant")
	if s.x.Phase() != exchange.Gone || s.x.Items().Len() != 0 || s.x.Pseudonym()+s.x.Draft() != "" || s.x.Readable() || s.x.Unread() != 0 {
		t.Fatalf("something is left: %+v", s.x)
	}
	if s.x.Reference() != s.voice.ID().Reference() || s.x.Cause() != "declarant" {
		t.Error("the line has lost its name or reason")
	}
	// Whatever still comes changes nothing.
	s.says("encore")
	s.seal()
	s.x.Summary(s.summary, s.now)
	s.x.Closed(wire.Closed{By: conversation.Declarant}, s.now)
	s.x.Presence(wire.Presence{Side: conversation.Declarant, Here: true}, s.now)
	s.x.Wrote(s.now)
	s.x.Missing()
	s.x.Shown(5)
	s.later(time.Hour)
	if err := s.x.Compose("trop tard", s.now); !fault.Is(err, fault.Gone) {
		t.Errorf("compose: %v", err)
	}
	if _, some := s.x.NextSend(s.now); some {
		t.Error("still sends")
	}
	if s.x.Phase() != exchange.Gone || s.x.Items().Len() != 0 || s.x.Alarmed() || s.x.Expired(s.now.Add(9*time.Hour)) {
		t.Errorf("came back: %+v", s.x)
	}
	_ = kept
}

func TestB12_WhoeverLosesTheConversationIsTold(t *testing.T) {
	s := newStage(t).held()
	s.summary.State, s.summary.Holder = "waiting", ""
	if s.x.Summary(s.summary, s.now) {
		t.Error("released: nothing of it may stay")
	}
	s = newStage(t).held()
	s.summary.Holder, s.summary.Generation = "op-2", 2
	if s.x.Summary(s.summary, s.now) {
		t.Error("another holds it: nothing of it may stay")
	}
}

// A position that did not come is where a synchronisation begins again.
func TestPositionStopsAtTheFirstHole(t *testing.T) {
	s := newStage(t).held() // the claim is position 2, which came as an answer, not as an entry
	if s.x.Position() != 1 {
		t.Fatalf("position %d", s.x.Position())
	}
	s.x.HeldBy(wire.Claimed{Position: 2, Generation: 1}, s.now)
	a, b := s.writes("un"), s.writes("deux")
	s.x.Message(b, s.now)
	if s.x.Position() != 2 {
		t.Errorf("position %d", s.x.Position())
	}
	s.x.Message(a, s.now)
	if s.x.Position() != 4 {
		t.Errorf("position %d", s.x.Position())
	}
	if !slices.Equal(s.texts(), []string{"un", "deux"}) {
		t.Errorf("thread %q", s.texts())
	}
}
