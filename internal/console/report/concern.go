package report

import (
	"vigie.example/internal/console"
	"vigie.example/internal/conversation"
)

// The codes of what the state line says of a report while another conversation is looked at. Its words are shell.warning.CODE.
const (
	ConcernWaiting = "report_waiting" // handed over or not: nothing was answered
	ConcernLate    = "report_late"    // likewise, and the deadline comes near
	ConcernRefused = "report_refused" // the target's reasons stand beside the elements
	ConcernUnread  = "report_unread"  // taken over, and the declarant has written since
	ConcernLost    = "report_unknown" // its time is over, and nobody knows whether the target has it
)

// Concerns returns every code.
func Concerns() []string {
	return []string{ConcernWaiting, ConcernLate, ConcernRefused, ConcernUnread, ConcernLost}
}

// concern says what its operator has to know of a report, wherever they look.
func (m *Model) concern(d *console.Desk, id conversation.ID) console.Concern {
	x, ok := d.Conversation(id)
	r := m.drafts[id]
	if !ok || r == nil {
		return console.Concern{}
	}
	end := x.Deadline().Add(-goneBefore)
	switch s := &r.sending; {
	case r.late(d.Now(), x.Deadline()):
		return console.Concern{Code: ConcernLate, Serious: true, At: end}
	case r.away() && (s.phase == Waiting || s.tries > 1): // also during each further try
		return console.Concern{Code: ConcernWaiting, At: end}
	case s.phase == Returned:
		return console.Concern{Code: ConcernRefused, At: end}
	case s.phase == Unread:
		return console.Concern{Code: ConcernUnread, Serious: true, At: x.Deadline()}
	case s.phase == Lost:
		return console.Concern{Code: ConcernLost, Serious: true, At: x.Deadline()}
	}
	return console.Concern{}
}
