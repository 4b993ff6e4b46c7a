package doctrine_test

import (
	"errors"
	"strings"
	"testing"

	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
)

const head = "\n# version: 2026-01-01\n# status: official\n# source: a test\n# licence: none needed\n"

// small is a country of one department.
func small() doctrine.Files {
	return doctrine.Files{
		Communes:    "# format: vigie.communes/1" + head + "insee;name;postcodes;population;of\n33063;Bordeaux;33000 33100;260000;\n33001;Abzac;33230;2000;\n33999;Vieux;;;33001\n",
		Zones:       "# format: vigie.zones/1" + head + "insee;name\n33063;Bordeaux\n",
		Departments: "# format: vigie.departments/1" + head + "code;name;postcodes;zone\n33;Gironde;33;police\n",
		Units:       "# format: vigie.units/1" + head + "code;department;zone;name_fr;name_en\nnational;;;Nationale;National\np-33;33;police;P;P\ng-33;33;gendarmerie;G;G\n",
	}
}

func TestC3_AFileOfOnesOwnWorks(t *testing.T) {
	for name, text := range map[string]func(string) string{
		"as it is":      func(s string) string { return s },
		"Windows lines": func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"byte order":    func(s string) string { return "\ufeff" + s },
		"empty lines":   func(s string) string { return strings.ReplaceAll(s, "\n", "\n\n") },
		"no last break": func(s string) string { return strings.TrimSuffix(s, "\n") },
	} {
		f := small()
		f.Communes, f.Zones, f.Departments, f.Units = text(f.Communes), text(f.Zones), text(f.Departments), text(f.Units)
		p, err := doctrine.ParsePlaces(f)
		if err != nil {
			t.Errorf("%s: %v", name, errors.Unwrap(err))
			continue
		}
		if p.Starting() || p.Route("33100").Unit != "p-33" || p.Route("vieux").Unit != "g-33" || p.Route("33400").Unit != "p-33" {
			t.Errorf("%s: %+v %+v", name, p.Route("33100"), p.Route("vieux"))
		}
	}
}

func TestC3_ProblemsNameLineAndRemedy(t *testing.T) {
	tests := []struct {
		name     string
		file     func(*doctrine.Files) *string
		old, new string
		want     string
	}{
		{"format", communes, "vigie.communes/1", "vigie.communes/2", `communes.csv: the format is "vigie.communes/2"; begin the file with the line # format: vigie.communes/1`},
		{"no format", zones, "# format: vigie.zones/1\n", "", `zones.csv: the format is ""; begin`},
		{"version", units, "2026-01-01", "yesterday", `units.csv: the version "yesterday" is not a date; write # version: YYYY-MM-DD`},
		{"status", units, "official", "good", `units.csv: the status is "good"; write # status`},
		{"licence", departments, "# licence: none needed\n", "", "departments.csv: its origin or its licence is not stated; write"},
		{"columns", communes, "insee;name", "insee;nom", "communes.csv:6: the columns are not the expected ones; write the line insee;name;postcodes;population;of"},
		{"cells", communes, "33001;Abzac;33230;2000;", "33001;Abzac;33230", "communes.csv:8: it has 3 columns; write 5 columns"},
		{"INSEE code", communes, "33001;Abzac", "3301;Abzac", `communes.csv:8: "3301" is not the code of a commune; write five`},
		{"INSEE code elsewhere", communes, "33001;Abzac", "99001;Abzac", `communes.csv:8: "99001" is not the code`},
		{"no name", communes, "33001;Abzac", "33001;", "communes.csv:8: commune 33001 has no name; write"},
		{"postcode", communes, "33230", "3323O", `communes.csv:8: "3323O" is not a postcode; write five digits`},
		{"population", communes, ";2000;", ";many;", `communes.csv:8: "many" is not a population; write a whole number`},
		{"negative population", communes, ";2000;", ";-1;", `"-1" is not a population`},
		{"twice", communes, "33001;Abzac", "33063;Abzac", "communes.csv:8: commune 33063 is there twice; keep one"},
		{"belongs nowhere", communes, ";;;33001", ";;;33002", `communes.csv:9: there is no commune "33002" that 33999 could belong to; write`},
		{"belongs to itself", communes, ";;;33001", ";;;33999", "communes.csv:9: there is no commune"},
		{"zone of nothing", zones, "33063;Bordeaux", "33002;Bordeaux", `zones.csv:7: there is no commune "33002" today; write`},
		{"zone of a former commune", zones, "33063;Bordeaux", "33999;Vieux", `zones.csv:7: there is no commune "33999" today`},
		{"zone, other name", zones, "33063;Bordeaux", "33063;Lyon", "zones.csv:7: commune 33063 is Bordeaux, not Lyon; write its name"},
		{"zone twice", zones, "33063;Bordeaux", "33063;Bordeaux\n33063;Bordeaux", "zones.csv:8: commune 33063 is there twice"},
		{"zones empty", zones, "33063;Bordeaux\n", "", "zones.csv: it has no rows; check"},
		{"department", departments, "33;Gironde;33", "3;Gironde;33", `departments.csv:7: "3" is not the code of a department`},
		{"department's zone", departments, ";police", ";army", `departments.csv:7: "army" is not a zone; write police or gendarmerie`},
		{"department's postcodes", departments, "Gironde;33", "Gironde;3", `"3" does not begin a postcode; write the first two or three digits`},
		{"department twice", departments, "33;Gironde;33;police", "33;Gironde;33;police\n33;Gironde;34;police", "departments.csv:8: department 33 is there twice"},
		{"postcodes twice", departments, "Gironde;33", "Gironde;33 33", "departments.csv:7: postcodes 33 belong to department 33 already"},
		{"no national unit", units, "national;;;", "nation;33;police;", "units.csv: there is no national unit; add the line"},
		{"national unit with a zone", units, "national;;;", "national;33;police;", "units.csv:7: the national unit has a department or a zone"},
		{"unit's code", units, "p-33;", "P 33;", `units.csv:8: "P 33" is not the code of a unit; write 2 to 32`},
		{"unit twice", units, "g-33;33;gendarmerie", "p-33;33;gendarmerie", "units.csv:9: unit p-33 is there twice"},
		{"unit of no department", units, "p-33;33;", "p-33;34;", `units.csv:8: there is no department "34"; add it`},
		{"unit's zone", units, "p-33;33;police", "p-33;33;army", `units.csv:8: "army" is not a zone`},
		{"two for one zone", units, "g-33;33;gendarmerie", "g-33;33;police", "units.csv:9: department 33 has unit p-33 in its police zone already"},
		{"none for a zone", units, "g-33;33;gendarmerie;G;G\n", "", "units.csv: department 33 has no unit in its gendarmerie zone; add"},
		{"unit without a name", units, "P;P", "P;", "units.csv:8: unit p-33 lacks a name; write both"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := small()
			text := tt.file(&f)
			if !strings.Contains(*text, tt.old) {
				t.Fatalf("%q is not in the file", tt.old)
			}
			*text = strings.Replace(*text, tt.old, tt.new, 1)
			p, err := doctrine.ParsePlaces(f)
			var problems doctrine.Problems
			if p != nil || !fault.Is(err, fault.Invalid) || !errors.As(err, &problems) {
				t.Fatalf("accepted: %v", err)
			}
			if !strings.Contains(problems.Error(), tt.want) {
				t.Errorf("got:\n%v\nwant: %s", problems, tt.want)
			}
		})
	}
}

func communes(f *doctrine.Files) *string    { return &f.Communes }
func zones(f *doctrine.Files) *string       { return &f.Zones }
func departments(f *doctrine.Files) *string { return &f.Departments }
func units(f *doctrine.Files) *string       { return &f.Units }

func TestC3_AWrongFileIsNotAnsweredByItsEveryLine(t *testing.T) {
	f := small()
	f.Communes += strings.Repeat("x;y\n", 10_000)
	_, err := doctrine.ParsePlaces(f)
	var problems doctrine.Problems
	if !errors.As(err, &problems) || len(problems) > 50 {
		t.Errorf("%d problems", len(problems))
	}
}

// FuzzParsePlaces: a set of files is refused with problems, or routes everything to a unit that it names.
func FuzzParsePlaces(f *testing.F) {
	s := small()
	f.Add(s.Communes, s.Zones, s.Departments, s.Units)
	f.Add("", "", "", "")
	f.Add(s.Units, s.Departments, s.Zones, s.Communes)
	f.Add(strings.ReplaceAll(s.Communes, ";", "; "), s.Zones, strings.Replace(s.Departments, ";33;", ";330;", 1), s.Units+"a;33;police;x;y\n")
	f.Fuzz(func(t *testing.T, communes, zones, departments, units string) {
		p, err := doctrine.ParsePlaces(doctrine.Files{Communes: communes, Zones: zones, Departments: departments, Units: units})
		if err != nil {
			var problems doctrine.Problems
			if p != nil || !errors.As(err, &problems) || len(problems) == 0 {
				t.Fatalf("refused without a problem: %v", err)
			}
			return
		}
		for _, input := range []string{"33000", "33400", "bordeaux", "33", "c33063", "vieux", communes} {
			if r := p.Route(input); r.Unit == "" {
				t.Fatalf("Route(%q) has no unit", input)
			} else if _, ok := p.Unit(r.Unit); !ok {
				t.Fatalf("Route(%q) = %s, which is no unit", input, r.Unit)
			}
			p.Suggest(input)
		}
	})
}
