package doctrine

import (
	"slices"
	"strings"
)

var (
	zones        = []Zone{Police, Gendarmerie, "both"}
	sensitiveDos = []SensitiveRule{Refused, AbsolutelyNecessary}
	formats      = []ReportFormat{ReportV1, Spoken}
	connectors   = []Connector{BySpool, ByHTTPS, ByVoice}
	checklists   = []Checklist{FullChecklist, DispatchChecklist}
)

// nmci is the one target whose rule is older than any doctrine: CNIL, "not authorized by the decree" (C13).
const nmci TargetCode = "n-mci"

func (d *Doctrine) readTargets(f *sheet) {
	nodes := f.entries("targets")
	if len(nodes) > maxTargets {
		f.bad(nodes[maxTargets].Line, "keep at most "+itoa(maxTargets), "there are too many targets")
		return
	}
	for _, n := range nodes {
		d.targets = append(d.targets, d.readTarget(open(n, "target "+n.Key, f.problems)))
	}
	if !slices.ContainsFunc(d.targets, func(t Target) bool { return t.Checklist == DispatchChecklist }) {
		f.bad(f.lookup("targets").Line, "add a target with checklist: dispatch: somebody may be in danger", "no target is for an emergency")
	}
}

func (d *Doctrine) readTarget(f *sheet) Target {
	t := Target{
		Code: TargetCode(f.node.Key), Name: f.text("name", maxNameBytes), Force: choice(f, "force", zones...), Basis: f.text("basis", maxHelpBytes),
		Sensitive: choice(f, "sensitive", sensitiveDos...), Format: choice(f, "format", formats...),
		Connector: choice(f, "connector", connectors...), Checklist: choice(f, "checklist", checklists...),
	}
	if t.Force == "both" {
		t.Force = ""
	}
	for _, n := range f.entries("purposes") {
		t.Purposes = append(t.Purposes, Purpose{PurposeCode(n.Key), readName(n, f.what+": purpose "+n.Key, f.problems)})
	}
	for _, n := range f.entries("recipients") {
		t.Recipients = append(t.Recipients, Recipient{RecipientCode(n.Key), readName(n, f.what+": recipient "+n.Key, f.problems)})
	}
	for _, o := range f.list("offences", true) {
		if _, known := d.Offence(OffenceCode(o.value)); !known {
			f.bad(o.line, "write letters of article 1 of decree 2022-337: a to h", "%s is not an offence of this doctrine", quoted(o.value))
		}
		t.Offences = append(t.Offences, OffenceCode(o.value))
	}
	if t.Code == nmci && t.Sensitive == AbsolutelyNecessary {
		f.bad(f.lookup("sensitive").Line, "write sensitive: refused; a target whose act allows sensitive data is another one, with a code of its own", "the act that governs it allows no sensitive data (C13)")
	}
	d.readHolds(f, &t)
	f.readCertificate(&t)
	if (t.Connector == ByVoice) != (t.Format == Spoken) && t.Connector != "" && t.Format != "" {
		f.bad(f.lookup("format").Line, "write connector: voice and format: spoken together, or neither", "a report that is read aloud is not sent, and one that is sent is not read aloud")
	}
	f.close()
	return t
}

// readName reads a name in both languages directly below a code.
func readName(n Node, what string, problems *Problems) Text {
	f := open(n, what, problems)
	out := Text{FR: f.prose("fr", maxNameBytes), EN: f.prose("en", maxNameBytes)}
	f.close()
	return out
}

// readHolds reads what the target may hold (C10, C13, C14).
func (d *Doctrine) readHolds(f *sheet, t *Target) {
	for _, l := range f.list("fields", true) {
		field, known := d.Field(FieldCode(l.value))
		switch {
		case strings.Contains(l.value, "*"):
			f.bad(l.line, "name every field: what the table does not list is refused", "%s stands for several fields", quoted(l.value))
		case !known:
			f.bad(l.line, "write a code of fields:, or add the field there", "%s is not a field of this doctrine", quoted(l.value))
		case field.Class == Never:
			f.bad(l.line, "delete it: genetic and biometric data cannot be recorded (C10)", "%s can be sent nowhere", l.value)
		case field.Class == SensitiveClass && t.Sensitive == Refused:
			f.bad(l.line, "delete it, or change sensitive: of the target if its act allows it (C13)", "%s is sensitive, and the target refuses every sensitive element", l.value)
		}
		t.Fields = append(t.Fields, FieldCode(l.value))
	}
}
