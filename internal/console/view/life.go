package view

import "time"

// Life tells how near a conversation is to its deadline (C19).
type Life int

// The levels, as the screens show them.
const (
	Calm    Life = iota // more than half an hour
	Warning             // half an hour or less
	Urgent              // ten minutes or less
	Over                // the deadline has passed: nothing of it is left
)

// LifeOf returns the level of a conversation that dies at the deadline. Both times are on the service's clock.
func LifeOf(now, deadline time.Time) Life {
	switch left := deadline.Sub(now); {
	case left <= 0:
		return Over
	case left <= 10*time.Minute:
		return Urgent
	case left <= 30*time.Minute:
		return Warning
	}
	return Calm
}
