package report

import (
	"strings"

	"vigie.example/assets/icons"
	model "vigie.example/internal/console/report"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/report"
	"vigie.example/ui/kit"
	"vigie.example/ui/kit/plaintext"
	"vigie.example/ui/words"
)

// sections are the parts of the report; each third person is one of their own (C5).
func (p *elementsPage) sections(all []model.Element) []kit.Section {
	var out []kit.Section
	for _, g := range groups {
		if g == doctrine.OfPerson {
			out = append(out, p.personSections(all)...)
			continue
		}
		section := kit.Section{ID: string(g), Title: p.v.group(g)}
		for _, e := range all {
			if e.Group == g && e.Person == "" {
				section.Rows = append(section.Rows, p.row(e))
			}
		}
		if len(section.Rows) > 0 {
			out = append(out, section)
		}
	}
	return append(out, p.strays(all, out)...)
}

func (p *elementsPage) personSections(all []model.Element) []kit.Section {
	var out []kit.Section
	for _, who := range p.v.state.Persons {
		section := kit.Section{ID: personRow + string(who.ID), Title: p.v.labels.person(who.Person)}
		row := kit.ConversationRow{ID: section.ID, Title: p.v.T("report.row.person"), Detail: p.v.majority(who.Majority), Icon: icons.Person}
		if who.Necessity != "" {
			row.Detail += "  ·  " + line(who.Necessity)
		}
		if len(who.Problems) > 0 {
			row.Time, row.TimeTone = p.v.T("report.state.unjustified"), kit.Warning
		}
		section.Rows = append(section.Rows, row)
		for _, e := range all {
			if e.Person == who.ID {
				section.Rows = append(section.Rows, p.row(e))
			}
		}
		out = append(out, section)
	}
	return out
}

// strays are elements that no part has: whose person or field is not known any more. Nothing is hidden from who has to justify it.
func (p *elementsPage) strays(all []model.Element, shown []kit.Section) []kit.Section {
	in := map[string]bool{}
	for _, s := range shown {
		for _, r := range s.Rows {
			in[r.ID] = true
		}
	}
	section := kit.Section{ID: "strays", Title: p.v.T("report.group.person")}
	for _, e := range all {
		if !in[string(e.ID)] {
			section.Rows = append(section.Rows, p.row(e))
		}
	}
	if len(section.Rows) == 0 {
		return nil
	}
	return []kit.Section{section}
}

const maxRowRunes = 120

func line(s string) string { return plaintext.Line(s, maxRowRunes) }

func (p *elementsPage) row(e model.Element) kit.ConversationRow {
	row := kit.ConversationRow{ID: string(e.ID), Title: p.v.text(e.Name), Detail: line(e.Value)}
	if e.Leaves != "" {
		row.Detail = line(e.Leaves)
	}
	if strings.TrimSpace(e.Value) == "" {
		row.Detail = p.v.T("report.row.empty")
	}
	if n := len(p.v.marksOf(e)); n > 0 {
		row.Life = p.v.T("report.row.marks", words.Args{"n": n})
	}
	row.Time, row.TimeTone, row.Icon = p.standing(e)
	row.DetailTone = row.TimeTone
	if row.DetailTone == kit.InOrder {
		row.DetailTone = kit.Neutral
	}
	return row
}

// standing says whether an element leaves, in a word.
func (p *elementsPage) standing(e model.Element) (string, kit.Tone, icons.Name) {
	limits, reasons := false, false
	for _, problem := range e.Problems {
		limits = limits || problem.Step == report.StepLimits
		reasons = reasons || aboutReasons(problem.Code)
	}
	switch {
	case limits || len(e.Refusals) > 0:
		return p.v.T("report.state.refused"), kit.Urgent, icons.Urgent
	case !e.Included:
		return p.v.T("report.state.out"), kit.Neutral, icons.Minus
	case reasons:
		return p.v.T("report.state.unjustified"), kit.Warning, icons.Warning
	case len(e.Problems) > 0:
		return p.v.T("report.state.wrong"), kit.Warning, icons.Warning
	case !e.Reduction.None():
		return p.v.T("report.state.reduced"), kit.InOrder, icons.Check
	}
	return p.v.T("report.state.in"), kit.InOrder, icons.Check
}

// aboutReasons reports whether a problem is that of a necessity: it is told beside the field for it.
func aboutReasons(c report.Code) bool {
	switch c {
	case report.NoNecessity, report.NecessityRepeats, report.NoAbsolute, report.AbsoluteRepeats:
		return true
	}
	return false
}
