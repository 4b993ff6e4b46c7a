package biometric

import (
	"slices"
	"time"

	"vigie.example/internal/access"
)

// Acknowledgement is a person's word that they have read a notice to the end (L6).
type Acknowledgement struct {
	Person   access.ActorCode `json:"person"`
	Notice   Digest           `json:"notice"`
	Language string           `json:"language"`
	ToTheEnd bool             `json:"to_the_end"`
	At       time.Time        `json:"at"`
}

// Enrolment is a template that somebody has: where it is, and under which pseudonym. It holds nothing of the finger.
type Enrolment struct {
	Code         Code             `json:"code"`
	Person       access.ActorCode `json:"person"`
	Method       Method           `json:"method"`
	Reader       ReaderCode       `json:"reader,omitempty"` // of OnReader
	Notice       Digest           `json:"notice"`
	Acknowledged time.Time        `json:"acknowledged"`
	At           time.Time        `json:"at"`
}

// Cause says why a template was erased.
type Cause string

// Never renumber or re-use.
const (
	Withdrawn Cause = "withdrawn" // by the person: no reason is asked
	Left      Cause = "left"      // the account was revoked
	Removed   Cause = "removed"   // the reader was removed
	Renewed   Cause = "renewed"   // the person enrolled again
	Revoked   Cause = "revoked"   // as a means to sign in with: by a supervisor, or because nobody confirmed it
)

// Valid reports whether c is one of the causes above.
func (c Cause) Valid() bool {
	return slices.Contains([]Cause{Withdrawn, Left, Removed, Renewed, Revoked}, c)
}

// Erasure is the receipt of a template that is gone: written by what erased it, after it has looked that it is (L8, L11).
type Erasure struct {
	Code    Code      `json:"code"`
	Cause   Cause     `json:"cause"`
	Due     time.Time `json:"due"`     // when it was asked for
	At      time.Time `json:"at"`      // when it was gone; the zero time while it is not
	Checked bool      `json:"checked"` // whoever erased it has looked for it afterwards and found nothing
}

// Done reports whether the template is gone and that was checked.
func (e Erasure) Done() bool { return !e.At.IsZero() && e.Checked }

// Suspension is the one switch (L18). The zero value: nothing is suspended.
type Suspension struct {
	Active bool             `json:"active"`
	Reason SuspensionReason `json:"reason,omitempty"`
	By     access.ActorCode `json:"by,omitempty"`
	At     time.Time        `json:"at"` // of the last change
}

// SuspensionReason is a code: what happened is written in the controller's own file, not here.
type SuspensionReason string

// Never renumber or re-use.
const (
	Incident  SuspensionReason = "incident"  // a template, a reader or a key may be in wrong hands
	Failing   SuspensionReason = "failing"   // people are refused, or let in, who should not be
	Reviewing SuspensionReason = "reviewing" // the assessment is being looked at again
	Ordered   SuspensionReason = "ordered"   // by the supervisory authority or a court (AEPD pp. 48-50)
)

// SuspensionReasons returns every reason, in a fixed order.
func SuspensionReasons() []SuspensionReason {
	return []SuspensionReason{Incident, Failing, Reviewing, Ordered}
}

// ReaderCode names a reader of the inventory, in the alphabet of an access.ActorCode.
type ReaderCode string

// Valid reports whether the code has the form of one.
func (c ReaderCode) Valid() bool { return access.ActorCode(c).Valid() }

// Reader is a fingerprint reader of the inventory (L14).
type Reader struct {
	Code           ReaderCode         `json:"code"`
	Model          Model              `json:"model"`
	Unit           access.UnitCode    `json:"unit"`
	Administrators []access.ActorCode `json:"administrators"` // named, never shared (AEPD result 24)
	Key            Digest             `json:"key"`            // of the key that only this reader's templates are under (L13)
	Added          time.Time          `json:"added"`
	Removed        time.Time          `json:"removed"` // the zero time: in use
	Wiped          time.Time          `json:"wiped"`   // the receipt: its templates and its key are gone
}

// Fit reports whether the reader may be used: in use, with a key of its own and somebody who answers for it.
func (r Reader) Fit() bool {
	named := len(r.Administrators) > 0 && !slices.ContainsFunc(r.Administrators, func(a access.ActorCode) bool { return !a.Valid() })
	return r.Code.Valid() && r.Model.Valid() && r.Unit.Valid() && named && r.Key.Valid() && !r.Added.IsZero() && r.Removed.IsZero()
}
