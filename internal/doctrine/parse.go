package doctrine

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"vigie.example/internal/access"
)

// File names, as problems call them.
const (
	communesFile    = "communes.csv"
	zonesFile       = "zones.csv"
	departmentsFile = "departments.csv"
	unitsFile       = "units.csv"
)

const zonesFormat = "vigie.zones/1"

func (p *Places) parseDepartments(text string, problems *Problems) {
	t := parseTable(departmentsFile, text, "vigie.departments/1", []string{"code", "name", "postcodes", "zone"}, problems)
	p.headers = append(p.headers, t.header)
	for _, r := range t.rows {
		d := &department{code: r.cells[0], name: r.cells[1], zone: Zone(r.cells[3]), units: map[Zone]access.UnitCode{}}
		switch {
		case !validDepartment(d.code):
			problems.add(t.file, r.line, "write it as 01, 2A or 974", "%q is not the code of a department", d.code)
			continue
		case p.departments[d.code] != nil:
			problems.add(t.file, r.line, "keep one of the two lines", "department %s is there twice", d.code)
			continue
		case d.name == "":
			problems.add(t.file, r.line, "write its name", "department %s has no name", d.code)
		case d.zone != Police && d.zone != Gendarmerie:
			problems.add(t.file, r.line, "write police or gendarmerie", "%q is not a zone", d.zone)
		}
		p.departments[d.code] = d
		p.listed = append(p.listed, Department{d.code, d.name})
		for prefix := range strings.FieldsSeq(r.cells[2]) {
			switch {
			case len(prefix) < 2 || len(prefix) > 3 || !digits(prefix):
				problems.add(t.file, r.line, "write the first two or three digits of its postcodes", "%q does not begin a postcode", prefix)
			case p.prefixes[prefix] != nil:
				problems.add(t.file, r.line, "leave it to one department", "postcodes %s belong to department %s already", prefix, p.prefixes[prefix].code)
			default:
				p.prefixes[prefix] = d
			}
		}
	}
}

func (p *Places) parseUnits(text string, problems *Problems) {
	t := parseTable(unitsFile, text, "vigie.units/1", []string{"code", "department", "zone", "name_fr", "name_en"}, problems)
	p.headers = append(p.headers, t.header)
	for _, r := range t.rows {
		code, err := access.ParseUnit(r.cells[0])
		u := Unit{Code: code, Department: r.cells[1], Zone: Zone(r.cells[2]), Name: Text{FR: r.cells[3], EN: r.cells[4]}}
		d := p.departments[u.Department]
		_, twice := p.unit[code]
		switch {
		case err != nil:
			problems.add(t.file, r.line, "write 2 to 32 lower-case letters, digits and hyphens", "%q is not the code of a unit", r.cells[0])
			continue
		case twice:
			problems.add(t.file, r.line, "keep one of the two lines", "unit %s is there twice", code)
			continue
		case u.Name.FR == "" || u.Name.EN == "":
			problems.add(t.file, r.line, "write both names", "unit %s lacks a name", code)
		case code == access.NationalUnit && (u.Department != "" || u.Zone != ""):
			problems.add(t.file, r.line, "leave both empty", "the national unit has a department or a zone")
		case code == access.NationalUnit:
		case d == nil:
			problems.add(t.file, r.line, "add it to departments.csv or correct it", "there is no department %q", u.Department)
		case u.Zone != Police && u.Zone != Gendarmerie:
			problems.add(t.file, r.line, "write police or gendarmerie", "%q is not a zone", u.Zone)
		case d.units[u.Zone] != "":
			problems.add(t.file, r.line, "keep one of the two", "department %s has unit %s in its %s zone already", d.code, d.units[u.Zone], u.Zone)
		default:
			d.units[u.Zone] = code
		}
		p.unit[code] = len(p.units)
		p.units = append(p.units, u)
	}
	p.checkUnits(t, problems)
}

// checkUnits wants a unit wherever somebody can be routed to.
func (p *Places) checkUnits(t table, problems *Problems) {
	if _, ok := p.unit[access.NationalUnit]; !ok {
		problems.add(t.file, 0, "add the line national;;;NAME;NAME", "there is no national unit")
	}
	for _, code := range slices.Sorted(maps.Keys(p.departments)) {
		for _, zone := range []Zone{Police, Gendarmerie} {
			if p.departments[code].units[zone] == "" {
				problems.add(t.file, 0, "add a line for it", "department %s has no unit in its %s zone", code, zone)
			}
		}
	}
}

func (p *Places) parseCommunes(text string, problems *Problems) {
	t := parseTable(communesFile, text, "vigie.communes/1", []string{"insee", "name", "postcodes", "population", "of"}, problems)
	p.headers = append(p.headers, t.header)
	p.communes = make([]commune, len(t.rows)) // its addresses are kept: it must not grow
	for i, r := range t.rows {
		c := &p.communes[i]
		*c = commune{insee: r.cells[0], name: r.cells[1], postcodes: r.cells[2], zone: Gendarmerie}
		c.of = c
		c.department = p.departmentOf(c.insee)
		if c.department == nil {
			problems.add(t.file, r.line, "write five characters that begin with a department of departments.csv", "%q is not the code of a commune", c.insee)
			continue
		}
		if c.name == "" {
			problems.add(t.file, r.line, "write its name", "commune %s has no name", c.insee)
		}
		c.population = population(t, r, problems)
		if r.cells[4] == "" {
			p.addCommune(t, r, c, problems)
		}
	}
	for i, r := range t.rows {
		if of := r.cells[4]; of != "" {
			p.addFormer(t, r, &p.communes[i], of, problems)
		}
	}
}

func population(t table, r row, problems *Problems) int {
	if r.cells[3] == "" {
		return 0
	}
	n, err := strconv.Atoi(r.cells[3])
	if err != nil || n < 0 || n > 100_000_000 {
		problems.add(t.file, r.line, "write a whole number, or nothing", "%q is not a population", r.cells[3])
		return 0
	}
	return n
}

// addCommune enters a commune of today.
func (p *Places) addCommune(t table, r row, c *commune, problems *Problems) {
	if p.byINSEE[c.insee] != nil {
		problems.add(t.file, r.line, "keep one of the two lines", "commune %s is there twice", c.insee)
		return
	}
	p.byINSEE[c.insee] = c
	for postcode := range strings.FieldsSeq(c.postcodes) {
		if len(postcode) != 5 || !digits(postcode) {
			problems.add(t.file, r.line, "write five digits, several separated by spaces", "%q is not a postcode", postcode)
			continue
		}
		p.byPostcode[postcode] = append(p.byPostcode[postcode], c)
	}
}

// addFormer enters a name that leads to a commune of today. Its own code may be that commune's.
func (p *Places) addFormer(t table, r row, c *commune, of string, problems *Problems) {
	now := p.byINSEE[of]
	if now == nil || now.of != now {
		problems.add(t.file, r.line, "write the code of a commune of today", "there is no commune %q that %s could belong to", of, c.insee)
		return
	}
	c.of = now
	if p.byINSEE[c.insee] == nil {
		p.byINSEE[c.insee] = c
	}
}

func (p *Places) parseZones(text string, problems *Problems) {
	header, police := p.readZones(text, problems)
	p.headers = append(p.headers, header)
	for c := range police {
		c.zone = Police
	}
}

// readZones returns the communes in a police zone.
func (p *Places) readZones(text string, problems *Problems) (Header, map[*commune]bool) {
	t := parseTable(zonesFile, text, zonesFormat, []string{"insee", "name"}, problems)
	police := make(map[*commune]bool, len(t.rows))
	for _, r := range t.rows {
		c := p.byINSEE[r.cells[0]]
		switch {
		case c == nil || c.of != c:
			problems.add(t.file, r.line, "write the code of a commune of communes.csv", "there is no commune %q today", r.cells[0])
		case c.name != r.cells[1]:
			problems.add(t.file, r.line, "write its name as in communes.csv, or correct the code", "commune %s is %s, not %s", c.insee, c.name, r.cells[1])
		case police[c]:
			problems.add(t.file, r.line, "keep one of the two lines", "commune %s is there twice", c.insee)
		default:
			police[c] = true
		}
	}
	return t.header, police
}

// departmentOf returns the department that a commune's code begins with, or nil.
func (p *Places) departmentOf(insee string) *department {
	if len(insee) != 5 || !digits(insee[2:]) {
		return nil
	}
	if d := p.departments[insee[:3]]; d != nil {
		return d
	}
	return p.departments[insee[:2]]
}

func validDepartment(s string) bool {
	return s == "2A" || s == "2B" || (len(s) == 2 || len(s) == 3) && digits(s)
}

func digits(s string) bool {
	for _, b := range []byte(s) {
		if b < '0' || b > '9' {
			return false
		}
	}
	return s != ""
}
