package doctrine

import (
	"fmt"
	"time"
)

// NoteCode names what somebody should look at in a doctrine that is good all the same.
type NoteCode string

// Never renumber or re-use.
const (
	NoteStarting    NoteCode = "starting"           // not the ministry's own
	NoteAhead       NoteCode = "version_ahead"      // of the calendar: whatever replaces it has to be later still
	NoteUnencrypted NoteCode = "no_certificate"     // a target has none: nothing can be sent to it
	NoteNotYet      NoteCode = "certificate_begins" // a target's has not begun: nothing can be sent to it
	NoteEnded       NoteCode = "certificate_ended"  // a target's is over: nothing can be sent to it
	NoteEnds        NoteCode = "certificate_ends"   // a target's is over soon
)

// endsSoon is how long before the end of a certificate somebody is told.
const endsSoon = 30 * 24 * time.Hour

// Note is something to look at.
type Note struct {
	Code   NoteCode
	Target TargetCode // that it is about; empty: the whole
	At     time.Time  // when a certificate begins or ends; the day of the version
}

// Notes returns what somebody should look at, at the given time.
func (d *Doctrine) Notes(now time.Time) []Note {
	var out []Note
	if d.Starting() {
		out = append(out, Note{Code: NoteStarting})
	}
	if day, err := time.Parse(time.DateOnly, d.Version()[:len(time.DateOnly)]); err == nil && day.After(now.Add(24*time.Hour)) {
		out = append(out, Note{Code: NoteAhead, At: day})
	}
	for _, t := range d.targets {
		switch {
		case t.Connector == ByVoice:
		case len(t.Certificate) == 0:
			out = append(out, Note{NoteUnencrypted, t.Code, time.Time{}})
		case now.Before(t.CertificateFrom):
			out = append(out, Note{NoteNotYet, t.Code, t.CertificateFrom})
		case !now.Before(t.CertificateUntil):
			out = append(out, Note{NoteEnded, t.Code, t.CertificateUntil})
		case !now.Add(endsSoon).Before(t.CertificateUntil):
			out = append(out, Note{NoteEnds, t.Code, t.CertificateUntil})
		}
	}
	return out
}

// String returns the note as a line for a terminal.
func (n Note) String() string {
	at := n.At.Format(time.DateOnly)
	switch n.Code {
	case NoteStarting:
		return "this is a starting doctrine; replace it by the ministry's own before service (status: official)"
	case NoteAhead:
		return fmt.Sprintf("the version is a day to come, %s: once it is in force, only a later one replaces it", at)
	case NoteUnencrypted:
		return fmt.Sprintf("target %s has no certificate: nothing can be sent to it; ask it for one, and put it in with vigiectl doctrine certificate", n.Target)
	case NoteNotYet:
		return fmt.Sprintf("the certificate of target %s begins on %s: nothing can be sent to it before", n.Target, at)
	case NoteEnded:
		return fmt.Sprintf("the certificate of target %s ended on %s: nothing can be sent to it; ask it for another", n.Target, at)
	case NoteEnds:
		return fmt.Sprintf("the certificate of target %s ends on %s; ask it for another in time", n.Target, at)
	}
	return string(n.Code)
}
