package report

import (
	"slices"
	"time"

	"vigie.example/internal/console/view"
	"vigie.example/internal/doctrine"
	rules "vigie.example/internal/report"
)

// refusalCodes are the reasons that this console has words for: those of the published form.
var refusalCodes = []string{
	"unreadable", "untrusted", "expired", "revoked", "form", "too_large", "other_target", "other_signer", "key_reused", "stale", "late", "offence",
	"purpose", "recipient", "field", "sensitive", "necessity", "absolute",
}

// known returns the code of a refusal, "other" for one that this console has no words for.
func known(code string) string { return view.Known(refusalCodes, code, "other") }

// Refusals returns the endings of the texts of refusals.
func Refusals() []string { return append(slices.Clone(refusalCodes), "other") }

// Phases returns every phase.
func Phases() []Phase {
	return []Phase{Writing, Cleared, Preparing, OnItsWay, Waiting, TakingBack, Lost, Arrived, Unread, Returned}
}

// sending shows how far it has come, and what can be done.
func (p painter) sending(rules.Checklist) Sending {
	s := p.r.sending
	out := Sending{
		Phase: s.phase, Text: view.T("reporting.phase." + string(s.phase)), Since: s.since, Tries: s.tries, Problem: s.problem,
		Document: slices.Clone(s.document), Reasons: slices.Clone(p.r.whole), Deadline: p.x.Deadline().Add(-goneBefore), CanBack: p.r.away() && s.phase != TakingBack,
	}
	if p.r.away() {
		out.Late = p.r.late(p.d.Now(), p.x.Deadline())
		if out.Late && s.phase == Waiting {
			out.Text = view.T("reporting.phase.late")
		}
	}
	out.CanClose = s.phase == Unread && p.x.Unread() == 0
	out.Target = p.targetName()
	if s.phase == Cleared {
		o := s.clearance.Outgoing()
		if t, ok := p.target(o.Target); ok && t.Connector == doctrine.ByVoice {
			out.Aloud = o
			out.Text = view.T("reporting.phase.aloud")
		}
		out.WhyNot = p.m.mayNotSend(p.d, p.x.ID(), p.r)
		out.CanSend = out.WhyNot.None()
	}
	return out
}

func (p painter) target(code doctrine.TargetCode) (doctrine.Target, bool) {
	if p.rules == nil {
		return doctrine.Target{}, false
	}
	return p.rules.Target(code)
}

func (p painter) targetName() doctrine.Text {
	code := p.r.report.Head().Target
	if p.r.sending.parcel.Name != "" {
		code = p.r.sending.parcel.Target
	}
	t, _ := p.target(code)
	return t.Name
}

// Left returns how long until everything of a package goes.
func (s Sending) Left(now time.Time) time.Duration { return max(0, s.Deadline.Sub(now)) }
