package fault

import "errors"

// Public is all that a person, or the other end of a connection, learns of a fault.
type Public struct {
	Kind Kind    // the code
	Key  TextKey // what happened; never empty
	Hint TextKey // what to do; empty when there is nothing to add
}

// maxKeyBytes bounds a key that a peer sent.
const maxKeyBytes = 64

// PublicOf returns the public part of err: the outermost kind with the first key and the first hint found on the way to
// the cause. A key counts only if its fault has the outermost kind, so that a fault which was given another kind does not
// explain itself in the words of the old one. PublicOf(nil) is the zero Public.
func PublicOf(err error) Public {
	if err == nil {
		return Public{}
	}
	p := Public{Kind: KindOf(err)}
	for rest := err; rest != nil; {
		var e *Error
		if !errors.As(rest, &e) || e.kind != p.Kind {
			break
		}
		if p.Key == "" {
			p.Key = e.key
		}
		if p.Hint == "" {
			p.Hint = e.hint
		}
		rest = e.cause
	}
	if p.Key == "" {
		p.Key = p.Kind.Key()
	}
	return p
}

// FromPeer rebuilds a fault that the other end of a connection reported by code, key and hint. It believes nothing: an unknown
// code is Internal, and a key that is not one is dropped.
func FromPeer(op Op, code, key, hint string) error {
	kind, _ := ParseKind(code)
	var opts []Option
	if ValidKey(key) {
		opts = append(opts, Key(TextKey(key)))
	}
	if ValidKey(hint) {
		opts = append(opts, Hint(TextKey(hint)))
	}
	return New(kind, op, opts...)
}

// ValidKey reports whether s has the form of a text key: at most 64 bytes, lower-case ASCII letters, digits, dots, hyphens and
// underscores, beginning with a letter. Such a string cannot carry content.
func ValidKey(s string) bool {
	if s == "" || len(s) > maxKeyBytes || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for _, c := range []byte(s) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '.', c == '-', c == '_':
		default:
			return false
		}
	}
	return true
}

// Conceal makes a refusal look like an absence: a Denied fault becomes Missing with the general text of Missing and nothing
// else, and so does a Missing fault. Every other error passes unchanged. Use it where the caller may not learn whether an
// object exists; trace the original error first, since the result does not lead back to it.
func Conceal(err error) error {
	if Is(err, Denied) || Is(err, Missing) {
		return New(Missing, "")
	}
	return err
}
