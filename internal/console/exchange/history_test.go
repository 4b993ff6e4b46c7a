package exchange_test

import (
	"testing"
	"time"

	"vigie.example/internal/console/exchange"
)

// What the declarant wrote while nobody answered comes after the answer to the claim, and stands above it all the same.
func TestHistoryStandsAboveTheClaim(t *testing.T) {
	s := newStage(t)
	first, second := s.writes("un"), s.writes("deux")
	s.later(time.Minute)
	s.claim(1)
	s.x.Message(first, s.now)
	s.x.Message(second, s.now)
	s.fresh()
	s.says("trois")
	var got []string
	for _, it := range s.x.Items().All() {
		if it.Kind == exchange.Event {
			got = append(got, it.Event.Key)
		} else {
			got = append(got, it.Text)
		}
	}
	want := []string{"un", "deux", "thread.event.claimed", "trois"}
	if len(got) != len(want) {
		t.Fatalf("thread %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("thread %q, want %q", got, want)
		}
	}
	s.alarmed()
}
