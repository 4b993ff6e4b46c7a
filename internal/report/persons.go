package report

import (
	"slices"
	"strconv"

	"vigie.example/internal/fault"
)

// AddPerson adds a third person. The fault is Invalid for a role that none can have, or TooMany.
func (r Report) AddPerson(role Role) (Report, PersonID, error) {
	const op = "report.AddPerson"
	if !slices.Contains(Roles(), role) {
		return r, "", fault.New(fault.Invalid, op)
	}
	if len(r.persons) >= MaxPersons {
		return r, "", fault.New(fault.TooMany, op, fault.Key("fault.report.too_many_persons"))
	}
	r.personN++
	p := Person{ID: PersonID("p" + strconv.Itoa(r.personN)), Role: role}
	r.persons = append(slices.Clip(slices.Clone(r.persons)), p)
	r.number()
	return r, p.ID, nil
}

// EditPerson replaces a person by what edit makes of them. The fault is Missing, Invalid or TooLarge.
func (r Report) EditPerson(id PersonID, edit func(*Person)) (Report, error) {
	const op = "report.EditPerson"
	i := r.personAt(id)
	if i < 0 {
		return r, fault.New(fault.Missing, op)
	}
	p := r.persons[i]
	edit(&p)
	p.ID = id
	var err error
	if p.Necessity, err = Clean(p.Necessity, MaxReasonBytes); err != nil {
		return r, err
	}
	if !slices.Contains(Roles(), p.Role) || !slices.Contains([]Majority{"", Minor, Adult, Unknown}, p.Majority) {
		return r, fault.New(fault.Invalid, op)
	}
	out := r
	out.persons = slices.Clone(r.persons)
	out.persons[i] = p
	out.number()
	if err := out.bounded(); err != nil {
		return r, err
	}
	return out, nil
}

// RemovePerson removes a person, and every element about them.
func (r Report) RemovePerson(id PersonID) Report {
	if i := r.personAt(id); i >= 0 {
		r.persons = slices.Delete(slices.Clone(r.persons), i, i+1)
		r.elements = slices.DeleteFunc(slices.Clone(r.elements), func(e Element) bool { return e.Person == id })
		r.number()
	}
	return r
}

// number counts the persons of each role. The list must not be shared.
func (r *Report) number() {
	counts := map[Role]int{}
	for i := range r.persons {
		p := &r.persons[i]
		counts[p.Role]++
		p.Number = counts[p.Role]
	}
}
