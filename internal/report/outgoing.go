package report

import (
	"fmt"
	"slices"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/doctrine"
)

// ElementID names an element within its report.
type ElementID string

// PersonID names a person within one report, and says nothing about who it is. It is empty for the declarant.
type PersonID string

// Role is what a person is in the facts. These values are in packages: never change them.
type Role string

// The roles. Everybody but the declarant is a third person (C5).
const (
	Declarant Role = "declarant"
	Witness   Role = "witness"
	Author    Role = "author"
	Victim    Role = "victim"
	Relative  Role = "relative"
	Other     Role = "other"
)

// Roles returns the roles that a third person can have.
func Roles() []Role { return []Role{Victim, Author, Witness, Relative, Other} }

// Majority says whether a person is a minor. These values are in packages: never change them.
type Majority string

// The answers. No answer is the empty string.
const (
	Minor   Majority = "minor"
	Adult   Majority = "adult"
	Unknown Majority = "unknown" // the declarant did not say
)

// Person is a third person that a report is about.
type Person struct {
	ID        PersonID
	Role      Role
	Number    int // among those of the role, from 1: "witness 2"
	Majority  Majority
	Necessity string // the fact that makes it necessary to name this person; content
}

// Outgoing is exactly what will leave, in order, and nothing else. It is content.
type Outgoing struct {
	Doctrine       string
	DoctrineDigest [32]byte
	Target         doctrine.TargetCode
	Offence        doctrine.OffenceCode
	Purpose        doctrine.PurposeCode
	Recipient      doctrine.RecipientCode
	Operator       access.ActorCode
	Unit           access.UnitCode
	Cleared        time.Time // to the millisecond, in UTC
	Danger         string    // of a report to dispatch (C24): the danger in a sentence; empty otherwise
	Persons        []Person  // those that a line is about
	Lines          []Line
}

// Line is one element that leaves.
type Line struct {
	Element   ElementID
	Field     doctrine.FieldCode
	Label     doctrine.Text
	Group     doctrine.FieldGroup
	Person    PersonID
	Value     string // as it was cut down
	Class     doctrine.Class
	Sensitive doctrine.Sensitive // the field's kind, or what the operator said that it holds
	Necessity string
	Absolute  string // why it is absolutely necessary; of a sensitive line alone (C11)
	Reduced   bool   // the value is less than what was said
}

// Format keeps content out of whatever prints it, by any verb (C8).
func (o Outgoing) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, "report.Outgoing") }

// Format keeps content out of whatever prints it, by any verb (C8).
func (l Line) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, "report.Line") }

// Format keeps content out of whatever prints it, by any verb (C8).
func (p Person) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, "report.Person") }

// Person returns a person that a line is about; false for the declarant and for nobody.
func (o Outgoing) Person(id PersonID) (Person, bool) {
	i := slices.IndexFunc(o.Persons, func(p Person) bool { return p.ID == id })
	if i < 0 {
		return Person{}, false
	}
	return o.Persons[i], true
}

// clone returns a copy that shares nothing.
func (o Outgoing) clone() Outgoing {
	o.Persons, o.Lines = slices.Clone(o.Persons), slices.Clone(o.Lines)
	return o
}
