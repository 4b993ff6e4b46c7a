package doctrine_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
)

const ministry = `code_commune;libelle_commune;institution;id_service;service;code_postal;codes_postaux
33063;BORDEAUX;GN;1;COB X;33000;33000-33100
33063;BORDEAUX;PN;2;CSP "BORDEAUX";33000;33000-33100
33999;VIEUX;PN;2;CSP BORDEAUX;33230;33230
99999;AILLEURS;GN;3;COB Y;99999;99999
`

func TestB3_TheMinistrysTableReplacesTheStartingTable(t *testing.T) {
	for name, text := range map[string]string{
		"semicolons": ministry, "commas": strings.ReplaceAll(ministry, ";", ","), "Windows": "\ufeff" + strings.ReplaceAll(ministry, "\n", "\r\n"),
		"quoted": strings.ReplaceAll(ministry, "33063;", `"33063";`), "other encoding": strings.ReplaceAll(ministry, "BORDEAUX", "BORD\xc9AUX"),
	} {
		f := small()
		p, err := doctrine.ParsePlaces(f)
		if err != nil {
			t.Fatal(err)
		}
		c, err := p.ReadCompetences(text, "2026-08-01")
		if err != nil {
			t.Errorf("%s: %v", name, errors.Unwrap(err))
			continue
		}
		if !slices.Equal(c.Both, []string{"33063"}) || !slices.Equal(c.Unknown, []string{"99999"}) || c.Silent != nil {
			t.Errorf("%s: both %v, unknown %v, silent %v", name, c.Both, c.Unknown, c.Silent)
		}
		f.Zones = c.Zones
		p, err = doctrine.ParsePlaces(f)
		if err != nil {
			t.Errorf("%s: what it writes is refused: %v", name, errors.Unwrap(err))
			continue
		}
		if p.Headers()[1].Status != "official" || p.Route("33001").Unit != "p-33" || p.Route("33230").Unit != "p-33" || p.Route("33000").Unit != "p-33" {
			t.Errorf("%s: %+v %s", name, p.Headers()[1], c.Zones)
		}
	}
}

func TestB3_CompetenceProblems(t *testing.T) {
	p, err := doctrine.ParsePlaces(small())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ text, version, want string }{
		{"", "2026-08-01", "competences:1: there is no column"},
		{"a;b\n1;2\n", "2026-08-01", "competences:1: there is no column"},
		{ministry, "August", "competences: the version is not a date"},
		{strings.Replace(ministry, ";PN;", ";POLICE;", 1), "2026-08-01", `competences:3: "POLICE" is not an institution; write PN or GN`},
		{ministry + "33001\n", "2026-08-01", "competences:6: the line cannot be read"},
		{"code_commune;institution\n99999;PN\n", "2026-08-01", "competences: it names no commune"},
	} {
		_, err := p.ReadCompetences(tt.text, tt.version)
		var problems doctrine.Problems
		if !fault.Is(err, fault.Invalid) || !errors.As(err, &problems) || !strings.Contains(problems.Error(), tt.want) {
			t.Errorf("got %v, want %s", problems, tt.want)
		}
	}
}

func FuzzReadCompetences(f *testing.F) {
	f.Add(ministry)
	f.Add("code_commune,institution\n\"33063,PN")
	p, err := doctrine.ParsePlaces(small())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := p.ReadCompetences(text, "2026-08-01")
		if err != nil || strings.HasSuffix(c.Zones, "insee;name\n") {
			return // refused, or a table that knows no police: a zones file wants a row
		}
		files := small()
		files.Zones = c.Zones
		if _, err := doctrine.ParsePlaces(files); err != nil {
			t.Fatalf("what it writes is refused: %v", errors.Unwrap(err))
		}
	})
}
