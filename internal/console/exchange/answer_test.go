package exchange_test

import (
	"testing"
	"time"

	"vigie.example/internal/wire"
)

// TestB12_TheHolderKnowsUntilWhenToAnswer: from the claim until the first message that the store has.
func TestB12_TheHolderKnowsUntilWhenToAnswer(t *testing.T) {
	s := newStage(t)
	if _, due := s.x.AnswerBy(); due {
		t.Error("what is not ours is to be answered by us")
	}
	s.summary.AnswerBy = wire.At(s.now.Add(3 * time.Minute))
	s.claim(1)
	if by, due := s.x.AnswerBy(); !due || !by.Equal(s.now.Add(3*time.Minute).Truncate(time.Millisecond)) {
		t.Errorf("%v, %v", by, due)
	}
	if !s.x.TakenBack(wire.Released{Generation: 1, Cause: "unanswered"}) {
		t.Error("being taken back is not noticed")
	}
	for _, r := range []wire.Released{{Generation: 1, Cause: "lost"}, {Generation: 2, Cause: "unanswered"}} {
		if s.x.TakenBack(r) {
			t.Errorf("%+v is taken for it", r)
		}
	}
	s.fresh()
	s.sends("bonjour")
	if _, due := s.x.AnswerBy(); due {
		t.Error("still due after an answer")
	}
}
