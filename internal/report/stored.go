package report

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"vigie.example/internal/fault"
)

// Parts is a Report taken apart, for whoever keeps it in the vault. It is content.
type Parts struct {
	Head        Head
	Persons     []Person
	Elements    []Element
	LastElement int // the last number given to an element
	LastPerson  int
}

// Format keeps content out of whatever prints it, by any verb (C8).
func (p Parts) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, "report.Parts") }

// Parts takes the report apart. What is returned shares nothing with it.
func (r Report) Parts() Parts {
	return Parts{r.head, r.Persons(), r.Elements(), r.elementN, r.personN}
}

// Assemble puts a report together again. The fault is Invalid for parts that no report can have, whoever wrote them.
func Assemble(p Parts) (Report, error) {
	invalid := fault.New(fault.Invalid, "report.Assemble")
	r := Report{elementN: p.LastElement, personN: p.LastPerson}
	if len(p.Elements) > MaxElements || len(p.Persons) > MaxPersons {
		return Report{}, invalid
	}
	head, err := r.SetHead(p.Head)
	if err != nil || head.head != p.Head {
		return Report{}, invalid
	}
	r.head = p.Head
	for _, e := range p.Elements {
		clean, err := checked(e)
		if err != nil || r.at(e.ID) >= 0 || !numbered(string(e.ID), "e", p.LastElement) || !reflect.DeepEqual(clean, e.clone()) {
			return Report{}, invalid
		}
		r.elements = append(r.elements, clean)
	}
	r.persons = slices.Clone(p.Persons)
	for i, one := range r.persons {
		if !numbered(string(one.ID), "p", p.LastPerson) || r.personAt(one.ID) != i || !slices.Contains(Roles(), one.Role) {
			return Report{}, invalid
		}
	}
	r.number()
	if r.bounded() != nil {
		return Report{}, invalid
	}
	return r, nil
}

// numbered reports whether an identifier is one that was given.
func numbered(id, prefix string, last int) bool {
	digits, ok := strings.CutPrefix(id, prefix)
	n, err := strconv.Atoi(digits)
	return ok && err == nil && n > 0 && n <= last && strconv.Itoa(n) == digits
}
