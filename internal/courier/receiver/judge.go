package receiver

import (
	"slices"
	"strings"

	"vigie.example/internal/courier/form"
	"vigie.example/internal/doctrine"
)

// judge holds a report against the target's table (C14): what it does not list is refused, line by line. The console has done the
// same; the receiver does not take its word.
func (r *Receiver) judge(report *form.Report, why *form.Justifications) []form.Reason {
	t, ok := r.o.Doctrine.Target(doctrine.TargetCode(report.Target))
	if !ok || !slices.Contains(r.o.Targets, t.Code) {
		return one(form.ReasonOtherTarget)
	}
	var wrong []form.Reason
	whole := func(ok bool, code form.ReasonCode) {
		if !ok {
			wrong = append(wrong, form.Reason{Code: code})
		}
	}
	_, purpose := t.Purpose(doctrine.PurposeCode(report.Purpose))
	whole(t.Takes(doctrine.OffenceCode(report.Offence)), form.ReasonOffence)
	whole(purpose, form.ReasonPurpose)
	whole(slices.ContainsFunc(t.Recipients, func(to doctrine.Recipient) bool { return string(to.Code) == report.Recipient }), form.ReasonRecipient)
	full := t.Checklist == doctrine.FullChecklist
	for _, p := range why.Persons {
		whole(!full || says(p.Necessity), form.ReasonNecessity)
	}
	for i, l := range report.Lines {
		if code := r.judgeLine(t, l, why.Lines[i], full); code != "" {
			wrong = append(wrong, form.Reason{Line: l.Number, Code: code})
		}
	}
	return wrong
}

func (r *Receiver) judgeLine(t doctrine.Target, l form.Line, why form.LineNecessity, full bool) form.ReasonCode {
	f, known := r.o.Doctrine.Field(doctrine.FieldCode(l.Field))
	sensitive := l.Sensitive != "" || f.Class == doctrine.SensitiveClass
	switch {
	case !known || !t.Holds(f.Code) || f.Class == doctrine.Never:
		return form.ReasonField
	case sensitive && t.Sensitive != doctrine.AbsolutelyNecessary:
		return form.ReasonSensitive
	case full && !says(why.Necessity):
		return form.ReasonNecessity
	case sensitive && !says(why.Absolute):
		return form.ReasonAbsolute
	}
	return ""
}

func says(s string) bool { return strings.TrimSpace(s) != "" }
