package doctrine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"vigie.example/internal/access"
)

// ZonesReport is what a table would change if it replaced the zones in force.
type ZonesReport struct {
	Zones   string       // the table as a file of format vigie.zones/1, to be put in force
	Header  Header       // of Zones
	Police  int          // communes in a police zone
	Silent  int          // communes that the table does not name: gendarmerie
	Changes []ZoneChange // communes that change zone, those with the most inhabitants first
	Notes   Problems     // what somebody should look at; the table is good all the same
}

// ZoneChange is a commune that changes zone.
type ZoneChange struct {
	Place            Place // Unit is the one in force
	From, To         Zone
	FromUnit, ToUnit access.UnitCode
	Inhabitants      int
}

// CheckZones reads a table that is to replace the zones in force: one of format vigie.zones/1, or the ministry's (see
// ReadCompetences), whose date is version; a table with a header has its own, and version is ignored. It changes nothing. The
// error is Invalid with Problems as its cause.
func (p *Places) CheckZones(text, version string) (ZonesReport, error) {
	out := ZonesReport{Zones: text}
	if !strings.HasPrefix(strings.TrimPrefix(text, "\ufeff"), "#") {
		c, err := p.ReadCompetences(text, version)
		if err != nil {
			return ZonesReport{}, err
		}
		out.Zones, out.Silent, out.Notes = c.Zones, len(c.Silent), c.Notes
	}
	var problems Problems
	header, police := p.readZones(out.Zones, &problems)
	if err := problems.err("doctrine.CheckZones"); err != nil {
		return ZonesReport{}, err
	}
	out.Header, out.Police = header, len(police)
	for i := range p.communes {
		if c := &p.communes[i]; c.of == c {
			out.compare(c, police[c])
		}
	}
	slices.SortFunc(out.Changes, func(a, b ZoneChange) int {
		return cmp.Or(cmp.Compare(b.Inhabitants, a.Inhabitants), strings.Compare(a.Place.Code, b.Place.Code))
	})
	return out, nil
}

func (r *ZonesReport) compare(c *commune, police bool) {
	to := Gendarmerie
	if police {
		to = Police
	}
	if to != c.zone {
		units := c.department.units
		r.Changes = append(r.Changes, ZoneChange{
			Place: c.place(), From: c.zone, To: to, FromUnit: units[c.zone], ToUnit: units[to], Inhabitants: c.population,
		})
	}
}

// String returns the change as a line for a terminal.
func (c ZoneChange) String() string {
	return fmt.Sprintf("%s %s: %s -> %s (%s -> %s), %d inhabitants", c.Place.Code[1:], c.Place.Label, c.From, c.To, c.FromUnit, c.ToUnit, c.Inhabitants)
}

// Summary returns the report as lines for a terminal, with at most most changes; a negative number means all.
func (r ZonesReport) Summary(most int) []string {
	toPolice, inhabitants := 0, 0
	for _, c := range r.Changes {
		inhabitants += c.Inhabitants
		if c.To == Police {
			toPolice++
		}
	}
	lines := []string{
		fmt.Sprintf("version %s (%s): %d communes in a police zone, %d not named (gendarmerie)", r.Header.Version, r.Header.Status, r.Police, r.Silent),
		fmt.Sprintf("changes zone: %d communes with %d inhabitants, %d to police, %d to gendarmerie", len(r.Changes), inhabitants, toPolice, len(r.Changes)-toPolice),
	}
	for i, c := range r.Changes {
		if i == most {
			lines = append(lines, fmt.Sprintf("  and %d more", len(r.Changes)-i))
			break
		}
		lines = append(lines, "  "+c.String())
	}
	for _, n := range r.Notes {
		lines = append(lines, "note: "+n.String())
	}
	if len(r.Notes) == maxProblems {
		lines = append(lines, "note: there may be more than these")
	}
	return lines
}
