package doctrine_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	assets "vigie.example/assets/doctrine"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
)

func TestB3_CheckSaysWhichCommunesChangeZone(t *testing.T) {
	p, err := doctrine.ParsePlaces(small())
	if err != nil {
		t.Fatal(err)
	}
	swapped := "code_commune;institution\n33063;GN\n33001;PN\n99999;PN\n"
	r, err := p.CheckZones(swapped, "2026-08-01")
	if err != nil {
		t.Fatal(errors.Unwrap(err))
	}
	want := []string{
		"version 2026-08-01 (official): 1 communes in a police zone, 0 not named (gendarmerie)",
		"changes zone: 2 communes with 262000 inhabitants, 1 to police, 1 to gendarmerie",
		"  33063 Bordeaux (33): police -> gendarmerie (p-33 -> g-33), 260000 inhabitants",
		"  33001 Abzac (33): gendarmerie -> police (g-33 -> p-33), 2000 inhabitants",
		`note: competences:4: "99999" is no commune here: left out; check whether communes.csv is older than the table`,
	}
	if got := r.Summary(-1); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got := r.Summary(1); len(got) != 5 || got[3] != "  and 1 more" {
		t.Errorf("shortened: %q", got)
	}
	if p.Route("33000").Unit != "p-33" {
		t.Error("the check changed what is in force")
	}
	f := small()
	f.Zones = r.Zones
	if p, err = doctrine.ParsePlaces(f); err != nil || p.Route("33000").Unit != "g-33" || p.Route("33230").Unit != "p-33" {
		t.Errorf("put in force: %v", err)
	}
	if r, err = p.CheckZones(r.Zones, ""); err != nil || r.Changes != nil || r.Header.Status != "official" {
		t.Errorf("the same again: %v %v", r.Changes, err)
	}
}

func TestB3_CheckOfTheTablesInForceChangesNothing(t *testing.T) {
	r, err := places(t).CheckZones(assets.Zones(), "")
	if err != nil || len(r.Changes) != 0 || r.Police < 500 || r.Header.Status != "starting" {
		t.Errorf("%d changes, %d police, %v", len(r.Changes), r.Police, err)
	}
}

func TestB3_CheckProblems(t *testing.T) {
	p, err := doctrine.ParsePlaces(small())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ text, want string }{
		{strings.Replace(small().Zones, "33063;", "33064;", 1), `zones.csv:7: there is no commune "33064" today; write`},
		{"code_commune;institution\n33063;XX\n", `competences:2: "XX" is not an institution; write PN or GN`},
		{"code_commune;institution\n33063;PN\n", "competences: it names only 1 of 2 communes; check that the file is whole"},
		{"code_commune;institution\n33063;GN\n33001;GN\n", "zones.csv: it has no rows"},
	} {
		_, err := p.CheckZones(tt.text, "2026-08-01")
		var problems doctrine.Problems
		if !fault.Is(err, fault.Invalid) || !errors.As(err, &problems) || !strings.Contains(problems.Error(), tt.want) {
			t.Errorf("got\n%v\nwant %s", problems, tt.want)
		}
	}
}

// A spreadsheet drops the zeros that codes begin with; the communes of nine departments must not fall to the gendarmerie for it.
func TestB3_CodesWithoutTheirZero(t *testing.T) {
	var b strings.Builder
	b.WriteString("code_commune,libelle_commune,institution\n")
	p := places(t)
	for line := range strings.Lines(assets.Communes()) {
		cells := strings.Split(strings.TrimSpace(line), ";")
		if len(cells) == 5 && cells[0] != "insee" && cells[4] == "" {
			fmt.Fprintf(&b, "%s,%s,PN\n", strings.TrimPrefix(cells[0], "0"), cells[1])
		}
	}
	r, err := p.CheckZones(b.String(), "2026-08-01")
	if err != nil {
		t.Fatal(errors.Unwrap(err))
	}
	if r.Silent != 0 || len(r.Notes) != 0 {
		t.Errorf("%d not named, notes %v", r.Silent, r.Notes)
	}
}

// What the check accepts can be put in force, and changes nothing more then.
func FuzzCheckZones(f *testing.F) {
	f.Add("code_commune;institution\n33063;GN\n33001;PN\n", "2026-08-01")
	f.Add(small().Zones, "")
	f.Add("# format: vigie.zones/1\n", "x")
	p, err := doctrine.ParsePlaces(small())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text, version string) {
		r, err := p.CheckZones(text, version)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		files := small()
		files.Zones = r.Zones
		changed, err := doctrine.ParsePlaces(files)
		if err != nil {
			t.Fatalf("what passed is refused: %v", errors.Unwrap(err))
		}
		if again, err := changed.CheckZones(r.Zones, ""); err != nil || len(again.Changes) > 0 {
			t.Errorf("in force, it still changes %d, %v", len(again.Changes), err)
		}
	})
}
