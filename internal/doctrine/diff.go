package doctrine

import (
	"fmt"
	"slices"
	"time"
)

// Consequence says what a change of the doctrine does to those who work under it.
type Consequence int

// The consequences, the gravest first.
const (
	LetsMoreOut   Consequence = iota // something may leave, or be opened, that could not
	LetsLessOut                      // something may not any more
	AsksOtherwise                    // who works has something else to do, or somebody else reads
	SaysOtherwise                    // words alone
)

// String returns the consequence as the title of a paragraph.
func (c Consequence) String() string {
	return [...]string{"lets more out", "lets less out", "is done otherwise", "is said in other words"}[c]
}

// Change is one difference between two versions of the doctrine.
type Change struct {
	Consequence Consequence
	What        string // a line in words
}

// Diff returns what would change if one doctrine replaced another, the gravest first.
func Diff(old, new *Doctrine) []Change {
	var c comparison
	c.status(old, new)
	pair(old.offences, new.offences, func(o Offence) OffenceCode { return o.Code }, c.offence)
	pair(old.fields, new.fields, func(f Field) FieldCode { return f.Code }, c.field)
	pair(old.targets, new.targets, func(t Target) TargetCode { return t.Code }, func(a, b *Target) { c.target(a, b, new) })
	pair(old.openings, new.openings, func(o Opening) OpeningCode { return o.Code }, c.opening)
	pair(old.awareness, new.awareness, func(a Awareness) AwarenessCode { return a.Code }, c.aware)
	for _, where := range passages {
		c.words("the passage "+string(where), old.passages[where], new.passages[where])
	}
	slices.SortStableFunc(c.all, func(a, b Change) int { return int(a.Consequence) - int(b.Consequence) })
	return c.all
}

// comparison collects changes.
type comparison struct{ all []Change }

func (c *comparison) add(what Consequence, format string, args ...any) {
	c.all = append(c.all, Change{what, fmt.Sprintf(format, args...)})
}

func (c *comparison) words(what string, old, new Text) {
	if old != new {
		c.add(SaysOtherwise, "%s", what)
	}
}

// pair calls f for each thing with what it was and what it becomes; nil for what is not there. Removals come in the old order.
func pair[T any, K comparable](old, new []T, key func(T) K, f func(was, is *T)) {
	at := func(all []T, k K) *T {
		if i := slices.IndexFunc(all, func(o T) bool { return key(o) == k }); i >= 0 {
			return &all[i]
		}
		return nil
	}
	for i := range old {
		f(&old[i], at(new, key(old[i])))
	}
	for i := range new {
		if at(old, key(new[i])) == nil {
			f(nil, &new[i])
		}
	}
}

func (c *comparison) status(old, new *Doctrine) {
	if old.header.Status != new.header.Status {
		c.add(AsksOtherwise, "the status: %s becomes %s", old.header.Status, new.header.Status)
	}
	if old.header.Source != new.header.Source || old.header.Licence != new.header.Licence {
		c.add(SaysOtherwise, "source or licence")
	}
}

// offence compares what both have: the decree's categories do not come and go.
func (c *comparison) offence(was, is *Offence) {
	c.words("the name of offence "+string(was.Code), was.Name, is.Name)
	c.words("what offence "+string(was.Code)+" covers", was.Covers, is.Covers)
}

// care orders classes by what may be done with a field; among sensitive kinds none is less than another.
var care = map[Class]int{Ordinary: 0, Identifying: 1, SensitiveClass: 2, Never: 3}

func (c *comparison) field(was, is *Field) {
	switch {
	case was == nil:
		c.add(AsksOtherwise, "field %s (%s) is new; the targets say where it may go", is.Code, is.Class)
		return
	case is == nil:
		c.add(LetsLessOut, "field %s is gone: nothing can be written there any more", was.Code)
		return
	case care[is.Class] < care[was.Class]:
		c.add(LetsMoreOut, "field %s is %s instead of %s", is.Code, is.Class, was.Class)
	case care[is.Class] > care[was.Class]:
		c.add(LetsLessOut, "field %s is %s instead of %s", is.Code, is.Class, was.Class)
	case is.Sensitive != was.Sensitive:
		c.add(AsksOtherwise, "field %s is of the kind %s instead of %s", is.Code, is.Sensitive, was.Sensitive)
	}
	if was.Group != is.Group || was.Kind != is.Kind {
		c.add(AsksOtherwise, "field %s is %s of %s instead of %s of %s", is.Code, is.Kind, is.Group, was.Kind, was.Group)
	}
	for _, way := range gone(was.Generalise, is.Generalise) {
		c.add(AsksOtherwise, "field %s can no longer be cut down by %s", is.Code, way)
	}
	for _, way := range gone(is.Generalise, was.Generalise) {
		c.add(AsksOtherwise, "field %s can be cut down by %s", is.Code, way)
	}
	c.words("the name of field "+string(is.Code), was.Name, is.Name)
	c.words("the help of field "+string(is.Code), was.Help, is.Help)
}

// gone returns what the first has and the second has not.
func gone[T comparable](from, to []T) []T {
	var out []T
	for _, x := range from {
		if !slices.Contains(to, x) {
			out = append(out, x)
		}
	}
	return out
}

func (c *comparison) opening(was, is *Opening) {
	switch {
	case was == nil:
		c.add(LetsMoreOut, "sealed addresses can be opened for another case: %s%s", is.Code, alone(is.Alone))
		return
	case is == nil:
		c.add(LetsLessOut, "sealed addresses can no longer be opened for the case %s", was.Code)
		return
	case is.Alone && !was.Alone:
		c.add(LetsMoreOut, "for the case %s an operator may open alone", is.Code)
	case was.Alone && !is.Alone:
		c.add(LetsLessOut, "for the case %s a second person is needed", is.Code)
	}
	c.longer("for the case "+string(is.Code)+" an opened address is shown for", was.Lasts, is.Lasts, LetsMoreOut)
	c.longer("for the case "+string(is.Code)+" the review follows within", was.Review, is.Review, LetsMoreOut)
	c.words("the name of the case "+string(is.Code), was.Name, is.Name)
	c.words("when the case "+string(is.Code)+" holds", was.When, is.When)
}

func alone(yes bool) string {
	if yes {
		return ", by an operator alone"
	}
	return ""
}

func (c *comparison) longer(what string, was, is time.Duration, ifLonger Consequence) {
	switch {
	case is > was:
		c.add(ifLonger, "%s %s instead of %s", what, inWords(is), inWords(was))
	case is < was:
		c.add(LetsLessOut, "%s %s instead of %s", what, inWords(is), inWords(was))
	}
}

func inWords(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d%day == 0:
		return counted(int(d/day), "day")
	case d%time.Hour == 0:
		return counted(int(d/time.Hour), "hour")
	}
	return counted(int(d/time.Minute), "minute")
}

func counted(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

func (c *comparison) aware(was, is *Awareness) {
	switch {
	case was == nil:
		c.add(AsksOtherwise, "there is another awareness point: %s, every %s", is.Code, inWords(is.Every))
		return
	case is == nil:
		c.add(AsksOtherwise, "the awareness point %s is gone", was.Code)
		return
	case was.Every != is.Every:
		c.add(AsksOtherwise, "the awareness point %s comes every %s instead of %s", is.Code, inWords(is.Every), inWords(was.Every))
	}
	c.words("the title of the awareness point "+string(is.Code), was.Title, is.Title)
	c.words("the awareness point "+string(is.Code), was.Body, is.Body)
}
