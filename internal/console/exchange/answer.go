package exchange

import (
	"time"

	"vigie.example/internal/wire"
)

// unanswered is the coded cause with which the service takes back what was claimed and not answered (B12).
const unanswered = "unanswered"

// AnswerBy returns until when this operator has to say something before the conversation goes back to the queue, and false
// once they have, or when it is not theirs. On the service's clock.
func (x *Exchange) AnswerBy() (time.Time, bool) {
	if !x.mine || x.closed || x.gone || x.lost || x.out.sent > 0 || x.summary.AnswerBy == 0 {
		return time.Time{}, false
	}
	return x.summary.AnswerBy.Time(), true
}

// TakenBack reports whether a release says that this operator has lost the conversation for having said nothing.
func (x *Exchange) TakenBack(r wire.Released) bool {
	return x.mine && !x.gone && r.Generation == x.generation && r.Cause == unanswered
}

// UnitName returns what people call the conversation's unit; its code when the service has not said.
func (x *Exchange) UnitName() string {
	if x.summary.UnitName != "" {
		return x.summary.UnitName
	}
	return x.summary.Unit
}

// Overflowed reports whether the national unit may answer besides the conversation's own.
func (x *Exchange) Overflowed() bool { return x.summary.Overflowed }
