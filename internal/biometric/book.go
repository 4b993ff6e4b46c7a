package biometric

import (
	"cmp"
	"slices"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/fault"
)

// Book is the history of the processing: codes and times. It answers who still has a template that should be gone, and whether
// anything happened before it might (L11, L12).
type Book struct {
	Start            time.Time            // of the processing
	Announced        map[Digest]time.Time // by notice: when people were told of it
	Acknowledgements []Acknowledgement
	Enrolments       []Enrolment
	Erasures         []Erasure
	Leavers          map[access.ActorCode]time.Time
}

// DisorderCode says in which way a record came too early. AEPD p. 15: templates and erasures were dated before the system began.
type DisorderCode string

// Never renumber or re-use: they are in the evidence pack.
const (
	BeforeStart          DisorderCode = "before_start"
	BeforeNotice         DisorderCode = "before_notice"          // or of a notice that nobody was told of
	BeforeAcknowledgment DisorderCode = "before_acknowledgement" // or without one of that notice by that person
	ErasedBefore         DisorderCode = "erased_before_enrolment"
	ErasedUnknown        DisorderCode = "erased_unknown" // an erasure of nothing that was enrolled
	EnrolledTwice        DisorderCode = "enrolled_twice" // one code, two enrolments
)

// Disorder is a record that came too early.
type Disorder struct {
	Code Code
	Why  DisorderCode
}

// Disorders lists every record that predates what it must follow, in the order of the codes (L12).
func (b Book) Disorders() []Disorder {
	var out []Disorder
	seen := make(map[Code]bool)
	for _, e := range b.Enrolments {
		if why := b.tooEarly(e); why != "" {
			out = append(out, Disorder{e.Code, why})
		}
		if seen[e.Code] {
			out = append(out, Disorder{e.Code, EnrolledTwice})
		}
		seen[e.Code] = true
	}
	for _, x := range b.Erasures {
		i := slices.IndexFunc(b.Enrolments, func(e Enrolment) bool { return e.Code == x.Code })
		switch {
		case i < 0:
			out = append(out, Disorder{x.Code, ErasedUnknown})
		case x.Due.Before(b.Enrolments[i].At) || !x.At.IsZero() && (x.At.Before(b.Enrolments[i].At) || x.At.Before(x.Due)):
			out = append(out, Disorder{x.Code, ErasedBefore})
		}
	}
	slices.SortStableFunc(out, func(x, y Disorder) int { return cmp.Compare(x.Code, y.Code) })
	return out
}

func (b Book) tooEarly(e Enrolment) DisorderCode {
	announced, told := b.Announced[e.Notice]
	switch {
	case b.Start.IsZero() || e.At.Before(b.Start):
		return BeforeStart
	case !told || e.At.Before(announced) || e.Acknowledged.Before(announced):
		return BeforeNotice
	case e.At.Before(e.Acknowledged) || !b.acknowledged(e):
		return BeforeAcknowledgment
	}
	return ""
}

func (b Book) acknowledged(e Enrolment) bool {
	return slices.ContainsFunc(b.Acknowledgements, func(a Acknowledgement) bool {
		return a.Person == e.Person && a.Notice == e.Notice && a.ToTheEnd && a.At.Equal(e.Acknowledged)
	})
}

// MayEnrol returns nil if the enrolment may be written: under a permission for exactly this, and in the order that Disorders wants.
// Errors: those of Permission.Check; Invalid for a record out of order; Taken for a code that is there.
func (b Book) MayEnrol(p Permission, e Enrolment, now time.Time) error {
	const op fault.Op = "biometric.Book.MayEnrol"
	if err := p.Check(Request{e.Person, e.Method, e.Reader}, now); err != nil {
		return err
	}
	if slices.ContainsFunc(b.Enrolments, func(o Enrolment) bool { return o.Code == e.Code }) {
		return fault.New(fault.Taken, op, fault.Key("fault.biometric.code"))
	}
	if !e.Code.Valid() || e.Notice != p.Notice() || e.At.After(now) || b.tooEarly(e) != "" {
		return fault.New(fault.Invalid, op, fault.Key("fault.biometric.order"))
	}
	return nil
}

// Held returns the enrolments whose erasure is neither done nor due.
func (b Book) Held() []Enrolment {
	return slices.DeleteFunc(slices.Clone(b.Enrolments), func(e Enrolment) bool {
		_, due := b.erasure(e.Code)
		return due
	})
}

func (b Book) erasure(code Code) (Erasure, bool) {
	i := slices.IndexFunc(b.Erasures, func(x Erasure) bool { return x.Code == code })
	if i < 0 {
		return Erasure{}, false
	}
	return b.Erasures[i], true
}

// State is where a template stands in the reconciliation.
type State string

// Never renumber or re-use: they are in the evidence pack.
const (
	Kept    State = "kept"    // its holder is there and wants it
	Erased  State = "erased"  // gone, and checked
	Pending State = "pending" // asked for, and not confirmed by where it is
	Missed  State = "missed"  // its holder has left, and nobody asked for the erasure
)

// Row is a template in the reconciliation, by its pseudonym.
type Row struct {
	Code     Code
	Method   Method
	Enrolled time.Time
	Left     time.Time // when its holder left; zero while they are there
	Due      time.Time // when the erasure was asked for
	Erased   time.Time
	Cause    Cause
	State    State
}

// Reconcile holds leavers against erasures, by code and date, in the order of the enrolments (L11).
func (b Book) Reconcile() []Row {
	out := make([]Row, 0, len(b.Enrolments))
	for _, e := range b.Enrolments {
		r := Row{Code: e.Code, Method: e.Method, Enrolled: e.At, Left: b.Leavers[e.Person], State: Kept}
		x, due := b.erasure(e.Code)
		switch {
		case due:
			r.Due, r.Erased, r.Cause, r.State = x.Due, x.At, x.Cause, Pending
			if x.Done() {
				r.State = Erased
			}
		case !r.Left.IsZero():
			r.State = Missed
		}
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(x, y Row) int { return cmp.Or(x.Enrolled.Compare(y.Enrolled), cmp.Compare(x.Code, y.Code)) })
	return out
}
