package doctrine

import "slices"

// OffenceCode is the letter of a category in article 1 of decree 2022-337: "a" to "h".
type OffenceCode string

// Offence is a category of offences against persons (C12).
type Offence struct {
	Code   OffenceCode
	Name   Text // the words of the decree
	Covers Text // what an operator recognises it by
}

// offenceCodes are the categories of the decree; a doctrine has every one, and no other.
var offenceCodes = []OffenceCode{"a", "b", "c", "d", "e", "f", "g", "h"}

// Class says how careful one must be with what a field holds.
type Class string

// Never renumber or re-use.
const (
	Ordinary       Class = "ordinary"
	Identifying    Class = "identifying" // leads to a person
	SensitiveClass Class = "sensitive"   // article 6 of the law of 6 January 1978: absolute necessity (C11)
	Never          Class = "never"       // genetic and biometric: cannot be recorded at all (C10)
)

// Sensitive is the kind of a sensitive field; empty for the others.
type Sensitive string

// Never renumber or re-use.
const (
	Origin    Sensitive = "origin"
	Opinions  Sensitive = "opinions"
	Beliefs   Sensitive = "beliefs"
	Union     Sensitive = "union"
	Health    Sensitive = "health"
	SexLife   Sensitive = "sex_life"
	Genetic   Sensitive = "genetic"   // of a field that is Never
	Biometric Sensitive = "biometric" // of a field that is Never
)

// FieldGroup is the part of a report that a field belongs to.
type FieldGroup string

// Never renumber or re-use.
const (
	OfDeclarant FieldGroup = "declarant"
	OfPerson    FieldGroup = "person" // somebody else: witness, author, victim, relative
	OfFacts     FieldGroup = "facts"
	OfPlaceTime FieldGroup = "place_time"
	OfAgent     FieldGroup = "agent" // who reports
)

// FieldKind says what a field's value looks like.
type FieldKind string

// Never renumber or re-use.
const (
	LineOfText FieldKind = "text" // one line
	LongText   FieldKind = "long_text"
	PersonName FieldKind = "name"
	Date       FieldKind = "date" // YYYY-MM-DD, YYYY-MM or YYYY
	TimeOfDay  FieldKind = "time" // HH:MM
	Age        FieldKind = "age"  // in years, or a band
	Telephone  FieldKind = "telephone"
	Email      FieldKind = "email"
	Address    FieldKind = "address" // postal
	Commune    FieldKind = "commune"
	WebAddress FieldKind = "url"  // a page or an account
	Coded      FieldKind = "code" // of the service itself
)

// Generalisation is a way to cut a value down, so that less travels (C11).
type Generalisation string

// Never renumber or re-use.
const (
	Redact       Generalisation = "redact"     // take a span out
	AgeBand      Generalisation = "age_band"   // a band of years instead of an age
	ToYear       Generalisation = "year"       // of a date
	ToMonth      Generalisation = "month"      // of a date
	ToCommune    Generalisation = "commune"    // of an address
	ToDepartment Generalisation = "department" // of an address or a commune
)

// FieldCode names a field, such as "person.name".
type FieldCode string

// Field is something that a report may say (C3, C14). What no field covers cannot be put into a report.
type Field struct {
	Code       FieldCode
	Group      FieldGroup
	Kind       FieldKind
	Class      Class
	Sensitive  Sensitive // of a field whose class is SensitiveClass or Never
	Name       Text
	Help       Text             // what belongs there, and what does not
	Generalise []Generalisation // ways to cut it down
}

func (f Field) clone() Field {
	f.Generalise = slices.Clone(f.Generalise)
	return f
}
