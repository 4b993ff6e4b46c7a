package doctrine

import (
	"strings"
	"sync"

	"vigie.example/internal/access"
)

// Files are the texts of the tables that places are made of.
type Files struct {
	Communes    string // vigie.communes/1: insee;name;postcodes;population;of
	Zones       string // vigie.zones/1: insee;name of communes in a police zone; the others are in a gendarmerie zone
	Departments string // vigie.departments/1: code;name;postcodes;zone
	Units       string // vigie.units/1: code;department;zone;name_fr;name_en
}

// Zone says which of the two forces is competent.
type Zone string

// Never renumber or re-use.
const (
	Police      Zone = "police"
	Gendarmerie Zone = "gendarmerie"
)

// Unit is a unit that receives conversations.
type Unit struct {
	Code       access.UnitCode
	Department string // such as "33", "2A", "974"; empty for the national unit
	Zone       Zone   // empty for the national unit
	Name       Text
}

// Department is a department or an overseas territory, for the operator's choice (B3).
type Department struct {
	Code string // "33", "2A", "974"
	Name string
}

// commune is a row of the communes' table. of is the commune that it belongs to now: itself, or for a former
// commune and a municipal arrondissement, another.
type commune struct {
	insee, name string
	postcodes   string // separated by spaces
	population  int
	department  *department
	zone        Zone
	of          *commune
}

// department is a row of the departments' table.
type department struct {
	code, name string
	zone       Zone // of postcodes that no commune has
	units      map[Zone]access.UnitCode
}

// has reports whether the commune lies in d; a nil d has none.
func (d *department) has(c *commune) bool { return d != nil && c.department == d }

// place returns the department as a candidate, for its chief town's unit.
func (d *department) place() Place {
	return Place{Code: d.code, Name: d.name, Department: d.code, Label: d.name + " (" + d.code + ")", Unit: d.units[d.zone]}
}

// Places finds the unit for a place. ParsePlaces makes one.
type Places struct {
	headers     []Header
	communes    []commune
	byINSEE     map[string]*commune
	byPostcode  map[string][]*commune // those of today only
	departments map[string]*department
	listed      []Department           // in the order of the file
	prefixes    map[string]*department // by the beginning of a postcode
	units       []Unit
	unit        map[access.UnitCode]int

	names func() *nameIndex // made on first use: 40 ms that a start does not need
}

// ParsePlaces checks the tables and returns what they say. The error is Invalid with Problems as its cause; nothing is
// returned then.
func ParsePlaces(f Files) (*Places, error) {
	p := &Places{
		byPostcode: map[string][]*commune{}, byINSEE: map[string]*commune{},
		departments: map[string]*department{}, prefixes: map[string]*department{}, unit: map[access.UnitCode]int{},
	}
	var problems Problems
	p.parseDepartments(f.Departments, &problems)
	p.parseUnits(f.Units, &problems)
	p.parseCommunes(f.Communes, &problems)
	p.parseZones(f.Zones, &problems)
	if err := problems.err("doctrine.ParsePlaces"); err != nil {
		return nil, err
	}
	p.names = sync.OnceValue(p.indexNames)
	return p, nil
}

// Headers returns what the files say about themselves, in the order communes, zones, departments, units.
func (p *Places) Headers() []Header {
	return []Header{p.headers[2], p.headers[3], p.headers[0], p.headers[1]}
}

// Starting reports whether a table is a starting one, which is to be replaced before service.
func (p *Places) Starting() bool {
	for _, h := range p.headers {
		if h.Status == "starting" {
			return true
		}
	}
	return false
}

// Units returns every unit, in the order of the file.
func (p *Places) Units() []Unit { return append([]Unit(nil), p.units...) }

// Departments returns every department, in the order of the file.
func (p *Places) Departments() []Department { return append([]Department(nil), p.listed...) }

// Unit returns the unit with the given code, and whether there is one.
func (p *Places) Unit(code access.UnitCode) (Unit, bool) {
	i, ok := p.unit[code]
	if !ok {
		return Unit{}, false
	}
	return p.units[i], true
}

// unitOf returns the unit that is competent for a commune.
func (c *commune) unitOf() access.UnitCode { return c.of.department.units[c.of.zone] }

// label returns the name as people tell communes apart: "Saint-Denis (93)".
func (c *commune) label() string { return c.name + " (" + c.department.code + ")" }

// place returns the commune as a candidate.
func (c *commune) place() Place {
	return Place{Code: "c" + c.insee, Name: c.name, Department: c.department.code, Label: c.label(), Unit: c.unitOf()}
}

func (c *commune) firstPostcode() string {
	first, _, _ := strings.Cut(c.of.postcodes, " ")
	return first
}
