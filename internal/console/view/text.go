package view

import (
	"slices"
	"time"

	"vigie.example/internal/fault"
)

// Text is a text for a person: the key of a translation and what goes into its places. The screen translates it, and
// formats times and durations as the language wants. The zero Text is no text. A Text never holds content.
type Text struct {
	Key   string        // in assets/locales
	Count int           // {n}, also chooses between singular and plural
	Name  string        // {name}: a unit, a reference, an actor code
	At    time.Time     // {at}, on the service's clock
	Left  time.Duration // {left}
}

// T returns the text with the given key and no arguments.
func T(key string) Text { return Text{Key: key} }

// Known returns a code that there are texts for, and another for one that there are none for, as something newer may say it.
func Known(codes []string, code, other string) string {
	if slices.Contains(codes, code) {
		return code
	}
	return other
}

// None reports whether there is no text.
func (t Text) None() bool { return t.Key == "" }

// OfFault returns what a person is told of a fault, and what to do next.
func OfFault(err error) (problem, hint Text) {
	public := fault.PublicOf(err)
	return Text{Key: string(public.Key)}, Text{Key: string(public.Hint)}
}
