package fault

import (
	"context"
	"errors"
)

// Op names the operation that failed, as "package.Function". It is a constant of the program and never holds input.
type Op string

// TextKey is the key of a translated text, such as "fault.claim.taken". It is a constant of the program, or comes from a
// peer and has passed [ValidKey].
type TextKey string

// Error is a fault. Make one with New, As or Wrap.
type Error struct {
	kind  Kind
	op    Op
	key   TextKey
	hint  TextKey
	cause error
}

// Option sets a part of an Error that not every fault has.
type Option func(*Error)

// Key says which text a person sees. Without it they see the general text of the kind.
func Key(k TextKey) Option { return func(e *Error) { e.key = k } }

// Hint says which text tells a person what to do next. Without it there is none.
func Hint(k TextKey) Option { return func(e *Error) { e.hint = k } }

// New returns a fault without a cause. A kind that is not valid becomes Internal.
func New(kind Kind, op Op, opts ...Option) error { return As(kind, op, nil, opts...) }

// As returns a fault of the given kind, caused by err, whatever kind err had before. A nil err is allowed: the result is
// a fault all the same.
func As(kind Kind, op Op, err error, opts ...Option) error {
	if !kind.Valid() {
		kind = Internal
	}
	e := &Error{kind: kind, op: op, cause: err}
	for _, set := range opts {
		set(e)
	}
	return e
}

// Wrap adds the operation to err and keeps its kind; see [KindOf] for errors that are no faults. Key and hint of err stay
// unless an option replaces them. Wrap(op, nil) is nil.
func Wrap(op Op, err error, opts ...Option) error {
	if err == nil {
		return nil
	}
	return As(KindOf(err), op, err, opts...)
}

// Kind returns what went wrong.
func (e *Error) Kind() Kind { return e.kind }

// Op returns the operation that failed, the outermost one.
func (e *Error) Op() Op { return e.op }

// Unwrap returns the cause, or nil. Its text may hold content: never log or show it.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether target is the Kind of e. errors.Is goes on to the cause by itself, where an inner fault of another
// kind would match too; use the function Is to compare with the outermost kind alone.
func (e *Error) Is(target error) bool {
	k, ok := target.(Kind)
	return ok && k == e.kind
}

// Error returns operations, code and key, never the text of a foreign cause: "backend.Claim: stream.Put: taken
// (fault.claim.taken)".
func (e *Error) Error() string {
	text := string(e.kind)
	if e.key != "" {
		text += " (" + string(e.key) + ")"
	}
	// An inner fault keeps the same rule, so that its text is safe to repeat.
	if inner, ok := e.cause.(*Error); ok {
		if inner.kind == e.kind && e.key == "" {
			text = inner.Error()
		} else {
			text += ": " + inner.Error()
		}
	}
	if e.op == "" {
		return text
	}
	return string(e.op) + ": " + text
}

// GoString keeps %#v from printing the cause.
func (e *Error) GoString() string { return "fault.Error{" + e.Error() + "}" }

// Is reports whether the outermost fault in err's tree is of the given kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// KindOf returns the kind of the outermost fault in err's tree. A bare Kind is its own kind; an ended context is
// Unavailable; any other error is Internal, and nil is the empty Kind.
func KindOf(err error) Kind {
	var e *Error
	var k Kind
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.kind
	case errors.As(err, &k) && k.Valid():
		return k
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return Unavailable
	}
	return Internal
}
