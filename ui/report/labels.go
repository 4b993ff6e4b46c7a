package report

import (
	model "vigie.example/internal/console/report"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/report"
	"vigie.example/ui/words"
)

// labels name what the rules know by codes, in the person's language.
type labels struct{ *words.Words }

func (l labels) text(t doctrine.Text) string { return t.In(l.Language()) }

// person names a third person by role and number.
func (l labels) person(p report.Person) string {
	return l.T("report.person", words.Args{"role": l.T("report.role." + string(p.Role)), "n": p.Number})
}

func (l labels) majority(m report.Majority) string {
	if m == "" {
		return l.T("report.majority.missing")
	}
	return l.T("report.majority." + string(m))
}

// class says how careful one must be with a field, or with what was declared of it.
func (l labels) class(class doctrine.Class, kind doctrine.Sensitive) string {
	switch {
	case class == doctrine.Never:
		return l.T("report.class.never")
	case kind != "":
		return l.T("report.class.sensitive", words.Args{"kind": l.T("report.sensitive." + string(kind))})
	}
	return l.T("report.class." + string(class))
}

func (l labels) group(g doctrine.FieldGroup) string { return l.T("report.group." + string(g)) }

// offence is a category with its letter.
func (l labels) offence(c model.Category) string { return string(c.Code) + ") " + l.text(c.Name) }

// groups are the parts of a report, in the order in which they are read.
var groups = []doctrine.FieldGroup{doctrine.OfFacts, doctrine.OfPlaceTime, doctrine.OfDeclarant, doctrine.OfPerson, doctrine.OfAgent}
