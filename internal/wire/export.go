package wire

import (
	"reflect"
	"slices"

	"vigie.example/internal/conversation"
)

// TypeExport tells, on /v1/console, what becomes of a report: first that it is sent, so that the trace is there before anything leaves, then
// what was answered. "accepted" closes the conversation and deletes it everywhere (C15); the others only leave a trace.
const (
	TypeExport Type = "export" // console: Export, answered by ok; deleted follows when the target has accepted
)

// The outcomes of an Export.
const (
	ExportSent      = "sent"      // it is about to be handed over
	ExportAccepted  = "accepted"  // the target has taken it over, and proven so
	ExportRefused   = "refused"   // it has not
	ExportWithdrawn = "withdrawn" // it was taken back before the target had it
	ExportUnknown   = "unknown"   // the deadline came without an answer
)

// Export holds codes and digests, no content. With "accepted" it is refused with "taken" when the declarant has written something after
// Heard: nothing is deleted unread.
type Export struct {
	Conversation conversation.ID       `json:"conversation"`
	Target       string                `json:"target"`  // the code of a target of the doctrine
	Package      string                `json:"package"` // its random name, 32 hexadecimal digits: under it the target takes one package over once
	Digest       []byte                `json:"digest"`  // SHA-256 of the sealed package
	Outcome      string                `json:"outcome"` // "sent", "accepted", "refused", "withdrawn", "unknown"
	Heard        conversation.Position `json:"heard"`   // of the declarant's last message that has been read
	Close        *Close                `json:"close,omitempty"`
}

const packageNameBytes = 32

var exportSpecs = []Spec{
	{TypeExport, reflect.TypeFor[Export](), Console, Service, TypeOK},
}

func (e Export) check() bool {
	closes := e.Close == nil || e.Outcome == ExportAccepted && e.Close.check() && e.Close.Conversation == e.Conversation
	return e.Conversation.Valid() && code(e.Target) && hexadecimal(e.Package, packageNameBytes) && len(e.Digest) == digestBytes && closes &&
		slices.Contains([]string{ExportSent, ExportAccepted, ExportRefused, ExportWithdrawn, ExportUnknown}, e.Outcome)
}

func hexadecimal(s string, size int) bool {
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(s) == size
}
