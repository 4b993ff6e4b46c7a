package courier

import (
	"fmt"
	"time"

	"vigie.example/internal/courier/form"
	"vigie.example/internal/courier/pdf"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/report"
)

// words are what the doctrine calls the codes of a report, in French: the language of the procedure.
type words struct{ target, recipient, purpose, offence string }

func wordsOf(o report.Outgoing, d *doctrine.Doctrine) words {
	w := words{offence: string(o.Offence)}
	if offence, ok := d.Offence(o.Offence); ok {
		w.offence = string(o.Offence) + ") " + offence.Name.FR
	}
	t, ok := d.Target(o.Target)
	if !ok {
		return w
	}
	w.target = t.Name.FR
	if p, ok := t.Purpose(o.Purpose); ok {
		w.purpose = p.Name.FR
	}
	for _, r := range t.Recipients {
		if r.Code == o.Recipient {
			w.recipient = r.Name.FR
		}
	}
	return w
}

// The fixed words of the document.
var (
	groupNames = map[string]string{
		"declarant": "Personne qui signale", "person": "Autres personnes", "facts": "Faits", "place_time": "Lieu et date", "agent": "Agent",
	}
	roleNames = map[string]string{
		"witness": "Témoin", "author": "Auteur", "victim": "Victime", "relative": "Proche", "other": "Autre personne",
	}
	majorityNames = map[string]string{"minor": "personne mineure", "adult": "personne majeure", "unknown": "âge inconnu"}
	monthNames    = []string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
)

// title is all that a viewer shows without opening the document: no content (C8).
const title = "Signalement"

func frame() pdf.Frame {
	return pdf.Frame{Title: title, Language: "fr-FR", Footer: func(page, pages int) string {
		return fmt.Sprintf("Page\u00a0%d sur\u00a0%d", page, pages)
	}}
}

// print sets the report for people.
func (b *Builder) print(r form.Report, j form.Justifications, w words) ([]byte, error) {
	d := pdf.New(b.faces, frame())
	d.Heading(1, title)
	head(d, r, w)
	if r.Danger != "" {
		d.Heading(2, "Danger immédiat")
		d.Paragraph(r.Danger)
	}
	persons := make(map[string]string)
	for _, p := range r.Persons {
		persons[p.ID] = fmt.Sprintf("%s\u00a0%d (%s)", roleNames[p.Role], p.Number, majorityNames[p.Majority])
	}
	body(d, r, persons)
	reasons(d, r, j, persons)
	if d.Coded() {
		d.Paragraph("Les caractères que la police de ce document n’a pas sont remplacés par leur code, entre crochets\u202f; les fichiers report.json et report.xml les contiennent.")
	}
	return d.Bytes()
}

// head says what the document is, to whom, and for what.
func head(d *pdf.Document, r form.Report, w words) {
	d.Entry("Destinataire", w.target+"\n"+w.recipient)
	d.Entry("Finalité", w.purpose)
	d.Entry("Catégorie d’infraction", w.offence)
	d.Entry("Service émetteur", r.Unit)
	d.Entry("Agent", r.Operator)
	d.Entry("Validé le", moment(r.ClearedAt()))
	d.Entry("Doctrine d’emploi", "version "+r.Doctrine.Version)
	if r.Key != "" {
		d.Entry("Identifiant d’envoi", r.Key)
	}
}

// moment is a time in words. It is told in UTC: the service spans time zones.
func moment(t time.Time) string {
	return fmt.Sprintf("%d\u00a0%s\u00a0%d, %02d\u00a0h\u00a0%02d (UTC)", t.Day(), monthNames[t.Month()-1], t.Year(), t.Hour(), t.Minute())
}

// body sets the lines, under the heads of their groups and persons.
func body(d *pdf.Document, r form.Report, persons map[string]string) {
	group, person := "", ""
	for _, l := range r.Lines {
		if l.Group != group {
			d.Heading(2, groupNames[l.Group])
			group, person = l.Group, ""
		}
		var notes []string
		if l.Person != "" && l.Group == "person" && l.Person != person {
			d.Heading(3, persons[l.Person])
			person = l.Person
		} else if l.Person != "" && l.Group != "person" {
			notes = append(notes, "Concerne\u00a0: "+persons[l.Person])
		}
		if l.Reduced {
			notes = append(notes, "Moins précis que ce qui a été dit.")
		}
		d.Entry(numbered(l), l.Value, notes...)
	}
}

// numbered is a line's label with its number, by which an answer refers to it.
func numbered(l form.Line) string { return fmt.Sprintf("%d. %s", l.Number, l.Label.FR) }

// reasons sets why each line is there.
func reasons(d *pdf.Document, r form.Report, j form.Justifications, persons map[string]string) {
	begun := false
	entry := func(name, reason string, notes ...string) {
		if reason == "" && len(notes) == 0 {
			return
		}
		if !begun {
			d.Heading(2, "Justifications")
			d.Paragraph("Le fait rapporté qui rend chaque élément nécessaire.")
			begun = true
		}
		d.Entry(name, reason, notes...)
	}
	for _, p := range j.Persons {
		entry(persons[p.ID], p.Necessity)
	}
	for i, l := range j.Lines {
		if l.Absolute != "" {
			entry(numbered(r.Lines[i]), l.Necessity, "Nécessité absolue\u00a0: "+l.Absolute)
			continue
		}
		entry(numbered(r.Lines[i]), l.Necessity)
	}
}
