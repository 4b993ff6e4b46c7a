package doctrine

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
)

// ministryFile is how problems call the table; the ministry gives it another name at each edition.
const ministryFile = "competences"

// Competences is what the ministry's table says, in the form of zones.csv.
type Competences struct {
	Zones   string   // a file of format vigie.zones/1 with status official
	Both    []string // communes that it gives to both forces; they are in Zones, as police
	Silent  []string // communes of today that it does not name: gendarmerie
	Unknown []string // codes in it that are no commune here: left out
	Notes   Problems // what somebody should look at, with its line; the table is good all the same
}

// leastShare is how much of the country a table must name, in per cent: whoever is not named is given to the gendarmerie, which
// must not happen to half the country for a file that was cut off.
const leastShare = 90

// forces are those that the table names for a commune.
type forces struct{ police, gendarmerie bool }

// ReadCompetences turns the ministry's table into zones.csv, to replace the starting table. The table is "Compétence
// territoriale gendarmerie et police nationales" (data.gouv.fr): separated by semicolons or commas, with the columns
// code_commune and institution (PN or GN) among others. version is its date, YYYY-MM-DD. Names come from the table of communes,
// so that the file's encoding does not matter. The error is Invalid with Problems as its cause.
func (p *Places) ReadCompetences(text, version string) (Competences, error) {
	var problems Problems
	if !validVersion(version) {
		problems.add(ministryFile, 0, "give its date as YYYY-MM-DD", "the version is not a date")
	}
	var out Competences
	given := p.readMinistry(text, &out, &problems)
	p.checkShare(given, &problems)
	if err := problems.err("doctrine.ReadCompetences"); err != nil {
		return Competences{}, err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# format: "+zonesFormat+"\n# version: %s\n# status: official\n", version)
	b.WriteString("# source: Ministère de l'intérieur, Compétence territoriale gendarmerie et police nationales (data.gouv.fr)\n")
	b.WriteString("# licence: Licence Ouverte / Open Licence 2.0 (Etalab)\ninsee;name\n")
	for i := range p.communes {
		c := &p.communes[i]
		f, named := given[c]
		if c.of == c && !named {
			out.Silent = append(out.Silent, c.insee)
		}
		if f.police {
			fmt.Fprintf(&b, "%s;%s\n", c.insee, c.name)
		}
		if f.police && f.gendarmerie {
			out.Both = append(out.Both, c.insee)
			out.Notes.add(ministryFile, 0, "check that police is right", "%s %s is given to both forces: it goes to the police", c.insee, c.name)
		}
	}
	out.Zones = b.String()
	return out, nil
}

// checkShare wants a table of the whole country.
func (p *Places) checkShare(given map[*commune]forces, problems *Problems) {
	named, all := 0, 0
	for i := range p.communes {
		if c := &p.communes[i]; c.of == c {
			all++
			if _, ok := given[c]; ok {
				named++
			}
		}
	}
	if named > 0 && named*100 < all*leastShare {
		problems.add(ministryFile, 0, "check that the file is whole", "it names only %d of %d communes", named, all)
	}
}

// readMinistry returns the forces of each commune of today. Arrondissements and former communes count for theirs.
func (p *Places) readMinistry(text string, out *Competences, problems *Problems) map[*commune]forces {
	text = strings.TrimPrefix(text, "\ufeff")
	r := csv.NewReader(strings.NewReader(text))
	r.LazyQuotes, r.FieldsPerRecord = true, -1
	if first, _, _ := strings.Cut(text, "\n"); strings.Contains(first, ";") {
		r.Comma = ';'
	}
	given := map[*commune]forces{}
	names, _ := r.Read()
	code, institution := slices.Index(names, "code_commune"), slices.Index(names, "institution")
	if code < 0 || institution < 0 {
		problems.add(ministryFile, 1, "check that this is the ministry's table", "there is no column code_commune or institution")
		return nil
	}
	for {
		cells, err := r.Read()
		if err == io.EOF {
			break
		}
		line := 0
		if len(cells) > 0 {
			line, _ = r.FieldPos(0)
		}
		if err != nil || len(cells) <= max(code, institution) {
			problems.add(ministryFile, line, "write as many columns as the first line has", "the line cannot be read")
			if err != nil {
				break
			}
			continue
		}
		insee, force := strings.TrimSpace(cells[code]), strings.TrimSpace(cells[institution])
		if len(insee) == 4 && digits(insee) {
			insee = "0" + insee // a spreadsheet took it for a number
		}
		c := p.byINSEE[insee]
		switch {
		case force != "PN" && force != "GN":
			problems.add(ministryFile, line, "write PN or GN", "%q is not an institution", force)
		case c == nil:
			out.Unknown = append(out.Unknown, insee)
			out.Notes.add(ministryFile, line, "check whether communes.csv is older than the table", "%q is no commune here: left out", insee)
		default:
			f := given[c.of]
			given[c.of] = forces{f.police || force == "PN", f.gendarmerie || force == "GN"}
		}
	}
	if len(given) == 0 {
		problems.add(ministryFile, 0, "check that this is the right file", "it names no commune of communes.csv")
	}
	return given
}
