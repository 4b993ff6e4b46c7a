package report

import (
	"fmt"
	"slices"

	model "vigie.example/internal/console/report"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/report"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// paper writes what will leave as the document that is read at the target. It is in the language of the procedure, whatever the
// person's own is.
type paper struct{ labels }

func (p paper) foot(page, pages int) string {
	return p.T("report.paper.page", words.Args{"page": page, "pages": pages})
}

// blocks are exactly the lines of what will leave, with what the document says about itself.
func (p paper) blocks(s model.State) []kit.Block {
	out := append([]kit.Block{{Kind: kit.BlockTitle, Text: p.T("report.paper.title")}}, p.head(s)...)
	if s.Dispatch && s.Head.Danger != "" {
		out = append(out, kit.Block{Kind: kit.BlockHead, Text: p.T("report.paper.danger")}, kit.Block{Text: s.Head.Danger})
	}
	out = append(out, p.lines(s.Leaving)...)
	return append(out, p.reasons(s)...)
}

func (p paper) head(s model.State) []kit.Block {
	target, purpose, offence := "", "", ""
	for _, t := range s.Targets {
		if t.Chosen {
			target = p.text(t.Name)
		}
	}
	for _, r := range s.Recipients {
		if r.Chosen {
			target += "\n" + p.text(r.Name)
		}
	}
	for _, c := range s.Purposes {
		if c.Chosen {
			purpose = p.text(c.Name)
		}
	}
	for _, c := range s.Categories {
		if c.Chosen {
			offence = p.offence(c)
		}
	}
	entry := func(key, value string) kit.Block { return kit.Block{Kind: kit.BlockEntry, Name: p.T(key), Text: value} }
	return []kit.Block{
		entry("report.paper.target", target), entry("report.paper.purpose", purpose), entry("report.paper.offence", offence),
		entry("report.paper.doctrine", p.T("report.paper.version", words.Args{"version": s.Doctrine})),
	}
}

func (p paper) lines(all []model.Leaving) (out []kit.Block) {
	group, person := doctrine.FieldGroup(""), report.PersonID("")
	for i, l := range all {
		if l.Line.Group != group {
			out = append(out, kit.Block{Kind: kit.BlockHead, Text: p.group(l.Line.Group)})
			group, person = l.Line.Group, ""
		}
		var notes []string
		switch who := l.Person; {
		case who.ID == "":
		case l.Line.Group != doctrine.OfPerson:
			notes = append(notes, p.T("report.paper.about", words.Args{"person": p.known(who)}))
		case who.ID != person:
			out = append(out, kit.Block{Kind: kit.BlockSub, Text: p.known(who)})
			person = who.ID
		}
		if l.Reduced {
			notes = append(notes, p.T("report.paper.reduced"))
		}
		out = append(out, kit.Block{Kind: kit.BlockEntry, Name: p.numbered(i, l), Text: l.Value, Notes: notes})
	}
	return out
}

// known is a third person with their legal age.
func (p paper) known(who report.Person) string {
	if who.Majority == "" {
		return p.person(who)
	}
	return p.person(who) + " (" + p.T("report.paper."+string(who.Majority)) + ")"
}

func (p paper) numbered(i int, l model.Leaving) string {
	return fmt.Sprintf("%d. %s", i+1, p.text(l.Label))
}

// reasons say why each person and each line is there.
func (p paper) reasons(s model.State) []kit.Block {
	var out []kit.Block
	for _, who := range s.Persons {
		if who.Leaves && who.Necessity != "" {
			out = append(out, kit.Block{Kind: kit.BlockEntry, Name: p.known(who.Person), Text: who.Necessity})
		}
	}
	for i, l := range s.Leaving {
		b := kit.Block{Kind: kit.BlockEntry, Name: p.numbered(i, l), Text: l.Line.Necessity}
		if l.Line.Absolute != "" {
			b.Notes = []string{p.T("report.paper.absolute", words.Args{"reason": l.Line.Absolute})}
		}
		if b.Text != "" || b.Notes != nil {
			out = append(out, b)
		}
	}
	if out == nil {
		return nil
	}
	return append([]kit.Block{{Kind: kit.BlockHead, Text: p.T("report.paper.why")}, {Text: p.T("report.paper.why.more")}}, out...)
}

// sameBlocks reports whether two documents say the same.
func sameBlocks(a, b []kit.Block) bool {
	return slices.EqualFunc(a, b, func(a, b kit.Block) bool {
		return a.Kind == b.Kind && a.Name == b.Name && a.Text == b.Text && slices.Equal(a.Notes, b.Notes)
	})
}
