package doctrine

import (
	"slices"
	"strings"

	"vigie.example/internal/access"
)

// MaxCandidates bounds what Route and Suggest offer.
const MaxCandidates = 10

// Place is a commune as a person would recognise it. Code leads Route to exactly this one.
type Place struct {
	Code       string // "c" and the INSEE code: "c33063"
	Name       string // "Bordeaux"
	Department string // "33"
	Label      string // "Bordeaux (33)"; with a postcode where that would not tell two apart
	Unit       access.UnitCode
}

// Routing is the answer of Route. It says nothing about what was typed (B3).
type Routing struct {
	Unit       access.UnitCode // always a unit of Units
	Found      bool            // false: nothing fits, or several do, and Unit is the national one
	Candidates []Place         // if not Found: what may have been meant, at most MaxCandidates
}

// Route returns the unit for what a declarant typed: a postcode, a commune, both, a department's number, or the code or
// label of a Place. The rules, in this order:
//
//   - a commune: its unit. Several of that name under different units: the national unit, and they are the candidates.
//   - a postcode of several communes: the unit under which most of its inhabitants live.
//   - a postcode that no commune has (CEDEX, a mistake in the last digits): the unit of the department's chief town.
//   - a department's number: the unit of its chief town.
//   - anything else, Monaco and military codes among it: the national unit.
//
// It never fails, whatever the input.
func (p *Places) Route(input string) Routing {
	q := p.parse(input)
	switch {
	case q.insee != "":
		if c := p.byINSEE[q.insee]; c != nil {
			return found(c.unitOf())
		}
	case q.postcode != "":
		if unit := p.routePostcode(q); unit != "" {
			return found(unit)
		}
	case len(q.name) > 0:
		return p.routeName(q)
	case q.department != nil:
		return found(q.department.units[q.department.zone])
	}
	return Routing{Unit: access.NationalUnit}
}

func found(unit access.UnitCode) Routing { return Routing{Unit: unit, Found: true} }

// routePostcode returns the unit for a postcode, a name beside it taken into account, or "".
func (p *Places) routePostcode(q query) access.UnitCode {
	fallback := p.departmentOfPostcode(q.postcode)
	if len(q.name) > 0 {
		named := p.names().find(q.name)
		for _, fits := range []func(*commune) bool{
			func(c *commune) bool { return slices.Contains(strings.Fields(c.of.postcodes), q.postcode) },
			fallback.has,
		} {
			if units := unitsOf(keep(named, fits)); len(units) == 1 {
				return units[0]
			}
		}
	}
	if unit := mostInhabitants(p.byPostcode[q.postcode]); unit != "" {
		return unit
	}
	if fallback == nil {
		return ""
	}
	return fallback.units[fallback.zone]
}

// routeName returns the unit for a commune's name, with the department's number beside it or without.
func (p *Places) routeName(q query) Routing {
	communes, whole := p.names().find(q.name), p.departmentNamed(q.name)
	if q.department != nil {
		if there := keep(communes, q.department.has); there != nil || whole == q.department {
			communes = there
		}
	}
	if q.department != nil && q.department != whole {
		whole = nil
	}
	units := unitsOf(communes)
	switch {
	case whole != nil && len(units) == 0:
		return found(whole.units[whole.zone])
	case whole != nil:
		var best ranking
		best.addAll(communes)
		return Routing{Unit: access.NationalUnit, Candidates: append([]Place{whole.place()}, best.places(MaxCandidates-1)...)}
	case len(units) == 1:
		return found(units[0])
	case len(units) > 1:
		var best ranking
		best.addAll(communes)
		return Routing{Unit: access.NationalUnit, Candidates: best.places(MaxCandidates)}
	}
	return Routing{Unit: access.NationalUnit, Candidates: p.suggest(q)}
}

// mostInhabitants returns the unit under which most inhabitants of the communes live; between equals, the first in the
// order of the codes. "" for no communes.
func mostInhabitants(communes []*commune) access.UnitCode {
	inhabitants := map[access.UnitCode]int{}
	var best access.UnitCode
	for _, c := range communes {
		inhabitants[c.unitOf()] += max(1, c.population)
	}
	for unit, n := range inhabitants {
		if best == "" || n > inhabitants[best] || n == inhabitants[best] && unit < best {
			best = unit
		}
	}
	return best
}

// departmentOfPostcode returns the department by the first digits, or nil.
func (p *Places) departmentOfPostcode(postcode string) *department {
	if d := p.prefixes[postcode[:3]]; d != nil {
		return d
	}
	return p.prefixes[postcode[:2]]
}

// departmentNamed returns the department of that name, or nil if there is none or a commune in it bears its name, too:
// "Mayenne" is the commune, while "La Réunion" and "Vienne" are departments, and communes elsewhere.
func (p *Places) departmentNamed(words []string) *department {
	d := p.names().departments[strings.Join(bare(words), " ")]
	if d == nil || keep(p.names().find(words), d.has) != nil {
		return nil
	}
	return d
}

// bare returns the words without a leading article.
func bare(words []string) []string {
	if len(words) > 1 && articles[words[0]] {
		return words[1:]
	}
	return words
}

func unitsOf(communes []*commune) []access.UnitCode {
	var out []access.UnitCode
	for _, c := range communes {
		if u := c.unitOf(); !slices.Contains(out, u) {
			out = append(out, u)
		}
	}
	return out
}

func keep(communes []*commune, fits func(*commune) bool) []*commune {
	var out []*commune
	for _, c := range communes {
		if fits(c) {
			out = append(out, c)
		}
	}
	return out
}
