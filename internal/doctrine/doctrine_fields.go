package doctrine

import "slices"

var (
	groups         = []FieldGroup{OfDeclarant, OfPerson, OfFacts, OfPlaceTime, OfAgent}
	classes        = []Class{Ordinary, Identifying, SensitiveClass, Never}
	sensitiveKinds = []Sensitive{Origin, Opinions, Beliefs, Union, Health, SexLife}
	neverKinds     = []Sensitive{Genetic, Biometric}
)

// reductions are the ways to cut down what a kind of field holds.
var reductions = map[FieldKind][]Generalisation{
	LineOfText: {Redact},
	LongText:   {Redact},
	PersonName: {Redact},
	Date:       {ToMonth, ToYear, AgeBand},
	TimeOfDay:  {},
	Age:        {AgeBand},
	Telephone:  {Redact},
	Email:      {Redact},
	Address:    {Redact, ToCommune, ToDepartment},
	Commune:    {ToDepartment},
	WebAddress: {Redact},
	Coded:      {},
}

var fieldKinds = []FieldKind{
	LineOfText, LongText, PersonName, Date, TimeOfDay, Age, Telephone, Email, Address, Commune, WebAddress, Coded,
}

func (d *Doctrine) readFields(f *sheet) {
	nodes := f.entries("fields")
	if len(nodes) > maxFields {
		f.bad(nodes[maxFields].Line, "keep at most "+itoa(maxFields), "there are too many fields")
		return
	}
	for _, n := range nodes {
		d.fields = append(d.fields, readField(open(n, "field "+n.Key, f.problems)))
	}
	for _, kind := range slices.Concat(sensitiveKinds, neverKinds) {
		if !slices.ContainsFunc(d.fields, func(f Field) bool { return f.Sensitive == kind }) {
			f.bad(f.lookup("fields").Line, "add one, so that what is said of it has its place and its rule", "no field is of the kind %s", kind)
		}
	}
}

func readField(f *sheet) Field {
	out := Field{
		Code: FieldCode(f.node.Key), Group: choice(f, "group", groups...), Kind: choice(f, "kind", fieldKinds...),
		Class: choice(f, "class", classes...), Name: f.text("name", maxNameBytes), Help: f.text("help", maxHelpBytes),
	}
	f.readSensitive(&out)
	for _, way := range f.list("generalise", false) {
		if of := reductions[out.Kind]; out.Kind != "" && !slices.Contains(of, Generalisation(way.value)) {
			f.bad(way.line, "a value of this kind can be cut down by: "+orNothing(joined(of)), "%s cannot be done to a value of kind %s", quoted(way.value), out.Kind)
		}
		out.Generalise = append(out.Generalise, Generalisation(way.value))
	}
	f.close()
	return out
}

// readSensitive holds class and kind of sensitivity together (C10, C11).
func (f *sheet) readSensitive(out *Field) {
	s, line, there := f.maybe("sensitive")
	out.Sensitive = Sensitive(s)
	switch out.Class {
	case Ordinary, Identifying:
		if there {
			f.bad(line, "delete the line, or write class: sensitive", "a field of class %s has no kind of sensitivity", out.Class)
		}
	case SensitiveClass:
		if slices.Contains(neverKinds, out.Sensitive) {
			f.bad(line, "write class: never: genetic and biometric data cannot be recorded", "%s cannot be class sensitive", s)
		} else if !slices.Contains(sensitiveKinds, out.Sensitive) {
			f.bad(line, "write sensitive: and one of "+joined(sensitiveKinds), "the kind of sensitivity %s is missing or not known", quoted(s))
		}
	case Never:
		if !slices.Contains(neverKinds, out.Sensitive) {
			f.bad(line, "write sensitive: and one of "+joined(neverKinds), "the kind %s is missing, or is not one that can never be recorded", quoted(s))
		}
	}
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}
