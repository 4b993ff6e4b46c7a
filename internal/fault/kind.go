package fault

import "slices"

// Kind says what went wrong, by a code that is the same on the wire, in traces, and between versions.
//
// A Kind is itself an error, so that errors.Is(err, fault.Taken) works. The zero value means "no fault" and is not valid in
// an [Error].
type Kind string

// Never renumber, rename or re-use these codes: they are on the wire and in traces.
const (
	Invalid         Kind = "invalid"         // the input does not have the form that was asked for
	Denied          Kind = "denied"          // the actor may not do this; see Conceal
	Missing         Kind = "missing"         // there is no such object, or none that the actor may know of
	Taken           Kind = "taken"           // somebody else was first; the state has moved on
	Expired         Kind = "expired"         // it had a time, and the time is over
	TooLarge        Kind = "too_large"       // larger than a stated limit
	TooMany         Kind = "too_many"        // more often, or more of them, than a stated limit
	Unavailable     Kind = "unavailable"     // something needed is away or offline; the same request may work later
	Internal        Kind = "internal"        // our own mistake
	Unauthenticated Kind = "unauthenticated" // nobody has proved who asks
	Untrusted       Kind = "untrusted"       // a signature, a MAC or a chain of trust does not verify
	Version         Kind = "version"         // the other side speaks a version that we do not
	Gone            Kind = "gone"            // it was here and has been deleted; it does not come back (C23)
)

var kinds = []Kind{
	Invalid, Denied, Missing, Taken, Expired, TooLarge, TooMany,
	Unavailable, Internal, Unauthenticated, Untrusted, Version, Gone,
}

// Kinds returns every kind, in a fixed order.
func Kinds() []Kind { return slices.Clone(kinds) }

// ParseKind returns the kind with the given wire code. For a code that this version does not know it returns Internal and
// false, so that a newer peer's refusal stays a refusal.
func ParseKind(code string) (Kind, bool) {
	if k := Kind(code); k.Valid() {
		return k, true
	}
	return Internal, false
}

// Valid reports whether k is one of the kinds above.
func (k Kind) Valid() bool { return slices.Contains(kinds, k) }

// String returns the code.
func (k Kind) String() string { return string(k) }

// Error returns the code, which makes a Kind a target for errors.Is.
func (k Kind) Error() string { return string(k) }

// Key returns the key of the general text for k, for instance "fault.taken".
func (k Kind) Key() TextKey { return TextKey("fault." + string(k)) }

// Retryable reports whether the same request may succeed later without being changed.
func (k Kind) Retryable() bool { return k == Unavailable || k == TooMany }
