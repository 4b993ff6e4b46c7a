package retention

import (
	"time"

	"vigie.example/internal/fault"
)

// Limits of a ceiling. MaxCeiling is the law of the service, not a default: nothing outlives it (B1).
const (
	MaxCeiling = 4 * time.Hour
	MinCeiling = 5 * time.Minute // shorter, and an operator could not read what they answer
)

// Ceiling is how long a conversation may live after the last message of a person. The zero value is MaxCeiling; no
// Ceiling is longer.
type Ceiling struct{ less time.Duration } // by how much it is less than MaxCeiling: so that zero is safe

// NewCeiling returns the ceiling d. The error is Invalid for less than MinCeiling or more than MaxCeiling.
func NewCeiling(d time.Duration) (Ceiling, error) {
	if d < MinCeiling || d > MaxCeiling {
		return Ceiling{}, fault.New(fault.Invalid, "retention.NewCeiling",
			fault.Key("fault.retention.ceiling"), fault.Hint("hint.retention.ceiling"))
	}
	return Ceiling{less: MaxCeiling - d}, nil
}

// Duration returns the ceiling, between MinCeiling and MaxCeiling.
func (c Ceiling) Duration() time.Duration { return MaxCeiling - c.less }

// String returns the ceiling as "4h0m0s".
func (c Ceiling) String() string { return c.Duration().String() }

// MarshalText returns what UnmarshalText reads, so that a ceiling survives JSON.
func (c Ceiling) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads a duration such as "90m". The error is Invalid outside the limits of a ceiling.
func (c *Ceiling) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	if err != nil {
		return fault.As(fault.Invalid, "retention.Ceiling.UnmarshalText", err, fault.Key("fault.retention.ceiling"))
	}
	parsed, err := NewCeiling(d)
	if err == nil {
		*c = parsed
	}
	return err
}

// Deadline returns when a conversation ends whose last message of a person came at last. Each message moves it; it is
// never later than MaxCeiling after that message.
func Deadline(last time.Time, c Ceiling) time.Time { return last.Add(c.Duration()) }

// Expired reports whether a deadline has come. At the moment itself it has.
func Expired(deadline, now time.Time) bool { return !now.Before(deadline) }

// Remaining returns the time until a deadline, never negative (C19).
func Remaining(deadline, now time.Time) time.Duration { return max(0, deadline.Sub(now)) }

// Watermark is the latest time that was seen. Time read through it never goes back, however the clock is set. The zero
// value has seen nothing.
type Watermark struct{ latest time.Time }

// Observe returns the watermark after the clock showed now.
func (w Watermark) Observe(now time.Time) Watermark {
	if now.After(w.latest) {
		return Watermark{latest: now}
	}
	return w
}

// Time returns the latest time seen; the zero time if there was none.
func (w Watermark) Time() time.Time { return w.latest }
