package trace

import (
	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
)

// Validate returns nil if every field has the form of a code. The error is Invalid, names the field by its key, and
// does not repeat its value. No space, no accent and no dotted or coloned address gets through, so that neither
// a sentence nor a network address fits in a record (B7).
func (r Record) Validate() error {
	for _, f := range []struct {
		ok  bool
		key fault.TextKey
	}{
		{!r.At.IsZero(), "fault.trace.time"},
		{r.Class == ClassOf(r.Action), "fault.trace.class"},
		{r.Quality.Valid(), "fault.trace.quality"},
		{r.actorFits(), "fault.trace.actor"},
		{r.Action.Valid(), "fault.trace.action"},
		{r.Object.Valid(), "fault.trace.object"},
		{r.Outcome.Valid(), "fault.trace.outcome"},
		{r.exportFits(), "fault.trace.export"},
		{r.Reason == "" || r.Reason.Valid(), "fault.trace.reason"},
	} {
		if !f.ok {
			return fault.New(fault.Invalid, "trace.Record.Validate", fault.Key(f.key))
		}
	}
	return nil
}

// actorFits wants a code of staff and none of anybody else: a declarant has no name here (B7).
func (r Record) actorFits() bool {
	if r.Quality == access.Staff {
		return r.Actor.Valid()
	}
	return r.Actor == ""
}

// exportFits wants the package of an export, and none of anything else.
func (r Record) exportFits() bool {
	if r.Action == access.Export {
		return r.Export.Valid()
	}
	return r.Export == Export{}
}

// Valid reports whether the object's identifier has the form that its kind wants.
func (o Object) Valid() bool {
	switch o.Kind {
	case OnService:
		return o.ID == ""
	case OnConversation:
		return conversation.ID(o.ID).Valid()
	case OnAccount:
		return access.ActorCode(o.ID).Valid()
	case OnUnit:
		return access.UnitCode(o.ID).Valid()
	case OnConsole:
		return access.ConsoleCode(o.ID).Valid()
	case OnDoctrine:
		return validVersion(o.ID)
	}
	return false
}

// validVersion accepts versions such as "2026-03-09" and "2026-03-09-2": digits and hyphens, beginning with a year.
func validVersion(s string) bool {
	if len(s) < len("2026-01-01") || len(s) > 16 {
		return false
	}
	for i, b := range []byte(s) {
		hyphen := i == 4 || i == 7 || i == 10
		if hyphen != (b == '-') || !hyphen && (b < '0' || b > '9') {
			return false
		}
	}
	return s[len(s)-1] != '-'
}
