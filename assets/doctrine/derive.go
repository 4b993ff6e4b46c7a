//go:build ignore

// Derive writes communes.csv, zones.csv, departments.csv and units.csv from the JSON files of the npm package
// @etalab/decoupage-administratif (data: Licence Ouverte / Open Licence, Etalab):
//
//	npm pack @etalab/decoupage-administratif@6.0.0 && tar xf etalab-decoupage-administratif-6.0.0.tgz
//	go run assets/doctrine/derive.go package/data assets/doctrine
//
// The zones that it writes are a starting table made by a rule (see police below), not the ministry's table.
package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	version = "2026-03-09" // of the package
	source  = "npm @etalab/decoupage-administratif 6.0.0 (INSEE, Code officiel géographique 2026, populations légales; La Poste, codes postaux)"
	licence = "Licence Ouverte / Open Licence 2.0 (Etalab)"
)

type commune struct {
	Code         string   `json:"code"`
	Nom          string   `json:"nom"`
	Departement  string   `json:"departement"`
	Type         string   `json:"type"`
	Commune      string   `json:"commune"`  // of a municipal arrondissement
	ChefLieu     string   `json:"chefLieu"` // of a former commune
	CodesPostaux []string `json:"codesPostaux"`
	Population   int      `json:"population"`
}

type department struct {
	Code     string `json:"code"`
	Nom      string `json:"nom"`
	ChefLieu string `json:"chefLieu"`
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: go run derive.go FOLDER-OF-THE-JSON-FILES TARGET-FOLDER")
	}
	var communes []commune
	var departments []department
	read(filepath.Join(os.Args[1], "communes.json"), &communes)
	read(filepath.Join(os.Args[1], "departements.json"), &departments)

	// Clipperton (989) has nobody; its postcode falls to French Polynesia, which administers it.
	communes = slices.DeleteFunc(communes, func(c commune) bool { return c.Departement == "989" })
	departments = slices.DeleteFunc(departments, func(d department) bool { return d.Code == "989" })
	slices.SortFunc(communes, func(a, b commune) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(rank(a.Type), rank(b.Type)), cmp.Compare(a.Nom, b.Nom))
	})
	slices.SortFunc(departments, func(a, b department) int { return cmp.Compare(a.Code, b.Code) })

	police := policeZone(communes, departments)
	write("communes.csv", communesTable(communes))
	write("zones.csv", zonesTable(communes, police))
	write("departments.csv", departmentsTable(departments, police))
	write("units.csv", unitsTable(departments))
}

// rank puts a commune before the former communes that share its code.
func rank(t string) int {
	if t == "commune-actuelle" {
		return 0
	}
	return 1
}

func communesTable(all []commune) string {
	var b strings.Builder
	header(&b, "vigie.communes/1", "derived", source, licence,
		"of: the commune that a municipal arrondissement or a former commune belongs to; such a name only helps to find it")
	b.WriteString("insee;name;postcodes;population;of\n")
	names := map[string]string{}
	for _, c := range all {
		if c.Type == "commune-actuelle" {
			names[c.Code] = c.Nom
		}
	}
	for _, c := range all {
		of := cmp.Or(c.Commune, c.ChefLieu)
		if of != "" && c.Commune == "" && names[of] == c.Nom {
			continue // a former commune that gave its name to the new one
		}
		population := ""
		if c.Population > 0 && of == "" {
			population = fmt.Sprint(c.Population)
		}
		fmt.Fprintf(&b, "%s;%s;%s;%s;%s\n", c.Code, c.Nom, strings.Join(c.CodesPostaux, " "), population, of)
	}
	return b.String()
}

// wholePolice are the departments of the Paris police prefecture: police everywhere.
var wholePolice = []string{"75", "92", "93", "94"}

// noPolice are territories where the gendarmerie alone is competent.
var noPolice = []string{"975", "977", "978", "984", "986"}

// capitalOnly are territories where the population rule would be wrong by far: police in the capital alone.
var capitalOnly = []string{"987", "988"}

// policeZone applies the rule of thumb: code général des collectivités territoriales, articles R. 2214-1 and R. 2214-2 (chief towns
// of departments by right; above 20,000 inhabitants if the needs of safety are there), the Paris police prefecture as a
// whole, and the exceptions above.
func policeZone(communes []commune, departments []department) map[string]bool {
	out := map[string]bool{}
	chief := map[string]bool{}
	for _, d := range departments {
		chief[d.ChefLieu] = true
	}
	for _, c := range communes {
		d := c.Departement
		switch {
		case c.Type != "commune-actuelle", slices.Contains(noPolice, d):
		case slices.Contains(wholePolice, d), chief[c.Code]:
			out[c.Code] = true
		case c.Population > 20000 && !slices.Contains(capitalOnly, d):
			out[c.Code] = true
		}
	}
	return out
}

func zonesTable(communes []commune, police map[string]bool) string {
	var b strings.Builder
	header(&b, "vigie.zones/1", "starting", "a rule, see derive.go: chief towns of departments, communes above 20,000 inhabitants, all of 75, 92, 93 and 94; elsewhere overseas as listed there",
		licence, "A STARTING TABLE, NOT THE MINISTRY'S: replace it by the table of competences of police and gendarmerie before service",
		"communes in a police zone; every other commune is in a gendarmerie zone")
	b.WriteString("insee;name\n")
	for _, c := range communes {
		if c.Type == "commune-actuelle" && police[c.Code] {
			fmt.Fprintf(&b, "%s;%s\n", c.Code, c.Nom)
		}
	}
	return b.String()
}

// postcodes are the beginnings of a department's postcodes where they are not its number. Corsica shares 20: 200 and 201 are
// Ajaccio and the south, 202 and 206 Bastia and the north; 203 and 207, 204 occur as CEDEX codes of Ajaccio and Bastia.
var postcodes = map[string]string{"2A": "200 201 203 207", "2B": "202 204 206"}

func departmentsTable(departments []department, police map[string]bool) string {
	var b strings.Builder
	header(&b, "vigie.departments/1", "derived", source, licence,
		"zone: who gets a postcode that no commune has (CEDEX, typing errors): the zone of the chief town")
	b.WriteString("code;name;postcodes;zone\n")
	for _, d := range departments {
		fmt.Fprintf(&b, "%s;%s;%s;%s\n", d.Code, d.Nom, cmp.Or(postcodes[d.Code], d.Code), zone(police[d.ChefLieu]))
	}
	return b.String()
}

func zone(police bool) string {
	if police {
		return "police"
	}
	return "gendarmerie"
}

// english are the territories whose English name differs.
var english = map[string]string{
	"2A": "South Corsica", "2B": "Upper Corsica", "971": "Guadeloupe", "973": "French Guiana", "974": "Réunion",
	"975": "Saint Pierre and Miquelon", "977": "Saint Barthélemy", "978": "Saint Martin",
	"984": "French Southern and Antarctic Lands", "986": "Wallis and Futuna", "987": "French Polynesia", "988": "New Caledonia",
}

func unitsTable(departments []department) string {
	var b strings.Builder
	header(&b, "vigie.units/1", "starting", "one unit for each department and zone, and the national unit", licence,
		"a conversation belongs to one unit; the national unit takes what nothing else routes")
	b.WriteString("code;department;zone;name_fr;name_en\n")
	b.WriteString("national;;;Unité nationale;National unit\n")
	for _, d := range departments {
		en := cmp.Or(english[d.Code], d.Nom)
		fr, enPolice := "Police nationale", "National Police"
		if slices.Contains(wholePolice, d.Code) {
			fr, enPolice = "Préfecture de police", "Paris Police Prefecture"
		}
		low := strings.ToLower(d.Code)
		fmt.Fprintf(&b, "police-%s;%s;police;%s, %s;%s, %s\n", low, d.Code, fr, d.Nom, enPolice, en)
		fmt.Fprintf(&b, "gendarmerie-%s;%s;gendarmerie;Gendarmerie nationale, %s;National Gendarmerie, %s\n", low, d.Code, d.Nom, en)
	}
	return b.String()
}

func header(b *strings.Builder, format, status, source, licence string, notes ...string) {
	fmt.Fprintf(b, "# format: %s\n# version: %s\n# status: %s\n# source: %s\n# licence: %s\n", format, version, status, source, licence)
	for _, n := range notes {
		fmt.Fprintf(b, "# note: %s\n", n)
	}
}

func read(name string, into any) {
	data, err := os.ReadFile(name)
	if err != nil {
		log.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		log.Fatalf("%s: %v", name, err)
	}
}

func write(name, text string) {
	if err := os.WriteFile(filepath.Join(os.Args[2], name), []byte(text), 0o644); err != nil {
		log.Fatal(err)
	}
}
