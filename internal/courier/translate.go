package courier

import (
	"encoding/hex"

	"vigie.example/internal/courier/form"
	"vigie.example/internal/report"
)

// reportOf writes what leaves in the form that leaves.
func reportOf(key string, o report.Outgoing) form.Report {
	r := form.Report{
		Format: form.ReportFormat, Key: key,
		Doctrine: form.Doctrine{Version: o.Doctrine, Digest: hex.EncodeToString(o.DoctrineDigest[:])},
		Target:   string(o.Target), Offence: string(o.Offence), Purpose: string(o.Purpose), Recipient: string(o.Recipient),
		Operator: string(o.Operator), Unit: string(o.Unit), Cleared: o.Cleared.UTC().Format(form.TimeLayout), Danger: o.Danger,
		Persons: []form.Person{}, Lines: []form.Line{},
	}
	for _, p := range o.Persons {
		majority := p.Majority
		if majority == "" {
			majority = report.Unknown
		}
		r.Persons = append(r.Persons, form.Person{ID: string(p.ID), Role: string(p.Role), Number: p.Number, Majority: string(majority)})
	}
	for i, l := range o.Lines {
		r.Lines = append(r.Lines, form.Line{
			Number: i + 1, Field: string(l.Field), Group: string(l.Group), Class: string(l.Class), Sensitive: string(l.Sensitive),
			Person: string(l.Person), Reduced: l.Reduced, Label: form.Text{FR: l.Label.FR, EN: l.Label.EN}, Value: l.Value,
		})
	}
	return r
}

// justificationsOf writes why.
func justificationsOf(key string, o report.Outgoing) form.Justifications {
	j := form.Justifications{Format: form.JustificationsFormat, Key: key, Persons: []form.PersonNecessity{}, Lines: []form.LineNecessity{}}
	for _, p := range o.Persons {
		j.Persons = append(j.Persons, form.PersonNecessity{ID: string(p.ID), Necessity: p.Necessity})
	}
	for i, l := range o.Lines {
		j.Lines = append(j.Lines, form.LineNecessity{Number: i + 1, Necessity: l.Necessity, Absolute: l.Absolute})
	}
	return j
}
