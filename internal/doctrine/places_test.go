package doctrine_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	assets "vigie.example/assets/doctrine"
	"vigie.example/internal/access"
	"vigie.example/internal/doctrine"
)

func files() doctrine.Files {
	return doctrine.Files{
		Communes: assets.Communes(), Zones: assets.Zones(), Departments: assets.Departments(), Units: assets.Units(),
	}
}

var parsed = sync.OnceValues(func() (*doctrine.Places, error) { return doctrine.ParsePlaces(files()) })

func places(t testing.TB) *doctrine.Places {
	t.Helper()
	p, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestB3_RouteByPostcode(t *testing.T) {
	p := places(t)
	tests := []struct{ name, input, want string }{
		{"Bordeaux", "33000", "police-33"},
		{"rural", "33620", "gendarmerie-33"},
		{"leading zero", "01000", "police-01"},
		{"Ajaccio", "20000", "police-2a"},
		{"Ajaccio, other office", "20090", "police-2a"},
		{"south of Corsica", "20137", "gendarmerie-2a"}, // Porto-Vecchio
		{"south of Corsica, no commune", "20199", "police-2a"},
		{"20190 belongs to the south", "20190", "gendarmerie-2a"},
		{"Bastia", "20200", "police-2b"},
		{"Bastia, second code", "20600", "police-2b"},
		{"north of Corsica", "20260", "gendarmerie-2b"}, // Calvi
		{"north of Corsica, no commune", "20299", "police-2b"},
		{"Bastia CEDEX", "20405", "police-2b"},
		{"Ajaccio CEDEX", "20303", "police-2a"},
		{"Corsica, no such range", "20900", "national"},
		{"Paris", "75001", "police-75"},
		{"Paris 16, north", "75116", "police-75"},
		{"Paris 16, south", "75016", "police-75"},
		{"Paris, no arrondissement", "75000", "police-75"},
		{"Paris CEDEX", "75700", "police-75"},
		{"Lyon", "69003", "police-69"},
		{"Lyon, no arrondissement", "69000", "police-69"},
		{"Marseille", "13016", "police-13"},
		{"Marseille CEDEX", "13281", "police-13"},
		{"Hauts-de-Seine", "92000", "police-92"},
		{"Seine-Saint-Denis", "93200", "police-93"},
		{"Val-de-Marne", "94000", "police-94"},
		{"Bordeaux CEDEX", "33063", "police-33"},
		{"Guadeloupe", "97100", "police-971"}, // Basse-Terre
		{"Saint-Barthélemy under 971", "97133", "gendarmerie-977"},
		{"Saint-Martin under 971", "97150", "gendarmerie-978"},
		{"Martinique", "97200", "police-972"},
		{"Guyane", "97300", "police-973"},
		{"Guyane, interior", "97370", "gendarmerie-973"}, // Maripasoula
		{"Réunion", "97400", "police-974"},
		{"Saint-Pierre-et-Miquelon", "97500", "gendarmerie-975"},
		{"Mayotte", "97600", "police-976"},
		{"Saint-Barthélemy by its number", "97700", "gendarmerie-977"},
		{"Saint-Martin by its number", "97800", "gendarmerie-978"},
		{"no department 970", "97000", "national"},
		{"no department 979", "97900", "national"},
		{"Monaco", "98000", "national"},
		{"TAAF", "98413", "gendarmerie-984"},
		{"Wallis and Futuna", "98600", "gendarmerie-986"},
		{"Papeete", "98714", "police-987"},
		{"Polynesia, other island", "98730", "gendarmerie-987"}, // Bora-Bora
		{"Clipperton", "98799", "police-987"},
		{"Nouméa", "98800", "police-988"},
		{"New Caledonia, bush", "98870", "gendarmerie-988"}, // Bourail
		{"no territory 989", "98900", "national"},
		{"military", "00100", "national"},
		{"zeros", "00000", "national"},
		{"96", "96000", "national"},
		{"99", "99999", "national"},
		{"six digits", "330000", "national"},
		{"across departments: by inhabitants", "33220", "gendarmerie-33"},
		{"across departments: Saint-Eulien (51) has the code of Saint-Dizier (52)", "52100", "police-52"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := p.Route(tt.input); string(got.Unit) != tt.want || got.Found != (tt.want != "national") {
				t.Errorf("Route(%q) = %+v, want %s", tt.input, got, tt.want)
			}
		})
	}
}

func TestB3_RouteHoweverItIsTyped(t *testing.T) {
	p := places(t)
	tests := []struct{ input, want string }{
		{" 33000 ", "police-33"},
		{"33 000", "police-33"},
		{"33.000", "police-33"},
		{"3 3 0 0 0", "police-33"},
		{"33\u00a0000", "police-33"},
		{"３３０００", "police-33"}, // full width
		{"F-33000", "police-33"},
		{"FR 33000", "police-33"},
		{"33000 Bordeaux", "police-33"},
		{"Bordeaux 33000", "police-33"},
		{"33000 BORDEAUX, France", "police-33"},
		{"33063 Bordeaux Cedex", "police-33"},
		{"33063 BORDEAUX CEDEX 9", "police-33"},
		{"Bordeaux Cedex 9", "police-33"},
		{"Bordeaux CEDEX", "police-33"},
		{"33620 Cavignac", "gendarmerie-33"},
		{"Bordeaux", "police-33"},
		{"BORDEAUX", "police-33"},
		{"Bordeaux (33)", "police-33"},
		{"bordeaux 33", "police-33"},
		{"c33063", "police-33"},
		{"C33063", "police-33"},
		{"c2A004", "police-2a"},
		{"c2a004", "police-2a"},
		{"Saint-Étienne", "police-42"}, // several: see below
		{"saint etienne 42", "police-42"},
		{"St Etienne (42)", "police-42"},
		{"ST-ETIENNE (42)", "police-42"},
		{"Saint-E\u0301tienne (42)", "police-42"}, // decomposed accent
		{"Ste-Foy-la-Grande", "gendarmerie-33"},
		{"Châlons s/ Marne", "national"}, // its name since 1998 is Châlons-en-Champagne, and the old one is no former commune
		{"chalons en champagne", "police-51"},
		{"Le Havre", "police-76"},
		{"havre", "police-76"},
		{"L’Haÿ-les-Roses", "police-94"},
		{"l'hay les roses", "police-94"},
		{"Paris", "police-75"},
		{"Paris 15e", "police-75"},
		{"Paris 15", "police-75"},
		{"PARIS 1er arrondissement", "police-75"},
		{"Paris XVe", "national"},
		{"Lyon 3", "police-69"},
		{"lyon 3ème", "police-69"},
		{"Marseille 13", "police-13"},
		{"75015 Paris 15", "police-75"},
		{"33", "police-33"},
		{"2A", "police-2a"},
		{"2b", "police-2b"},
		{"974", "police-974"},
		{"La Réunion", "national"}, // a commune of Lot-et-Garonne, too: see below
		{"La Réunion (974)", "police-974"},
		{"La Réunion (47)", "gendarmerie-47"},
		{"Vienne (38)", "police-38"},
		{"Vienne (86)", "police-86"},
		{"Mayenne", "gendarmerie-53"},
		{"Gironde", "police-33"},
		{"Martinique", "police-972"},
		{"20", "national"},
		{"3", "national"},
		{"", "national"},
		{"   ", "national"},
		{"-", "national"},
		{"abc", "national"},
		{"Genève", "national"},
		{"c99999", "national"},
		{"cXXXXX", "national"},
		{"je ne sais pas où je suis", "national"},
		{strings.Repeat("a", 10_000), "national"},
		{strings.Repeat("9", 10_000), "national"},
		{"\xff\xfe\x00", "national"},
		{"33000\n", "police-33"},
	}
	for _, tt := range tests {
		if got := p.Route(tt.input); string(got.Unit) != tt.want {
			name := tt.input
			if len(name) > 40 {
				name = name[:40]
			}
			t.Errorf("Route(%q) = %+v, want %s", name, got, tt.want)
		}
	}
}

func TestB3_HomonymsAreOffered(t *testing.T) {
	p := places(t)
	for _, input := range []string{"Saint-Denis", "st denis", "SAINT DENIS"} {
		r := p.Route(input)
		if r.Found || r.Unit != access.NationalUnit || len(r.Candidates) < 2 || len(r.Candidates) > doctrine.MaxCandidates {
			t.Fatalf("Route(%q) = %+v", input, r)
		}
		if r.Candidates[0].Label != "Saint-Denis (974)" || r.Candidates[1].Label != "Saint-Denis (93)" {
			t.Errorf("the largest come first: %+v", r.Candidates)
		}
	}
	for label, want := range map[string]access.UnitCode{"Saint-Denis (93)": "police-93", "Saint-Denis (974)": "police-974"} {
		if r := p.Route(label); r.Unit != want || !r.Found {
			t.Errorf("Route(%q) = %+v", label, r)
		}
	}
	if r := p.Route("la reunion"); r.Found || len(r.Candidates) != 2 || r.Candidates[0].Label != "La Réunion (974)" || r.Candidates[1].Label != "La Réunion (47)" {
		t.Errorf("commune and department: %+v", r)
	}
	// Homonyms under one unit need no question.
	if r := p.Route("Château-Chinon"); r.Found && len(r.Candidates) > 0 {
		t.Errorf("asks although it knows: %+v", r)
	}
}

func TestB3_Suggest(t *testing.T) {
	p := places(t)
	first := func(input string) string {
		if s := p.Suggest(input); len(s) > 0 {
			return s[0].Label
		}
		return ""
	}
	for input, want := range map[string]string{
		"bord": "Bordeaux (33)", "BORDEAUX": "Bordeaux (33)", "33000": "Bordeaux (33)", "330": "Bordeaux (33)", "st-den": "Saint-Denis (974)",
		"par": "Paris (75)", "l'ha": "L'Haÿ-les-Roses (94)", "hav": "Le Havre (76)", "c33063": "Bordeaux (33)", "Y": "", "": "", "b": "",
		"33": "", "99999": "", "zzzz": "", "Saint-Denis (93)": "Saint-Denis (93)", "ay": "Ay (51)", "aytr": "Aytré (17)", "Arbignieu": "Arbignieu (01)",
		"guadeloupe": "Guadeloupe (971)", "réunion": "La Réunion (974)", "Mayenne": "Mayenne (53)",
	} {
		if got := first(input); got != want {
			t.Errorf("Suggest(%q) begins with %q, want %q", input, got, want)
		}
	}
	for _, input := range []string{"sa", "saint", "97", "974", "de", "la", "c0"} {
		if n := len(p.Suggest(input)); n > doctrine.MaxCandidates {
			t.Errorf("Suggest(%q) has %d", input, n)
		}
	}
}

// Every place leads back to its own unit, by code and by label.
func TestB3_EveryPlaceLeadsToItsUnit(t *testing.T) {
	p := places(t)
	n := 0
	for line := range strings.Lines(assets.Communes()) {
		cells := strings.Split(strings.TrimSpace(line), ";")
		if len(cells) != 5 || cells[0] == "insee" {
			continue
		}
		n++
		r := p.Route("c" + cells[0])
		if !r.Found {
			t.Errorf("%s %s leads nowhere", cells[0], cells[1])
		}
		if n%37 != 0 { // the names are slower: a sample
			continue
		}
		for _, place := range p.Suggest(cells[1]) {
			if got := p.Route(place.Code); got.Unit != place.Unit || !got.Found {
				t.Errorf("%+v leads to %s", place, got.Unit)
			}
			byLabel := p.Route(place.Label)
			offered := slices.ContainsFunc(byLabel.Candidates, func(c doctrine.Place) bool { return c.Unit == place.Unit })
			if byLabel.Unit != place.Unit && !offered {
				t.Errorf("label %q (%s) leads to %+v", place.Label, place.Unit, byLabel)
			}
		}
	}
	if n < 37_000 {
		t.Errorf("only %d communes", n)
	}
}

// Departments in which only one of the two forces is competent.
var onlyPolice = []string{"75", "92", "93", "94"}
var onlyGendarmerie = []string{"975", "977", "978", "984", "986"}

func TestB3_EveryDepartmentReachesBothZones(t *testing.T) {
	p := places(t)
	reached := map[access.UnitCode]bool{}
	for line := range strings.Lines(assets.Communes()) {
		if insee, _, ok := strings.Cut(line, ";"); ok && insee != "insee" && !strings.HasPrefix(line, "#") {
			reached[p.Route("c"+insee).Unit] = true
		}
	}
	if len(p.Units()) != 2*108+1 {
		t.Errorf("%d units", len(p.Units()))
	}
	for _, u := range p.Units() {
		never := u.Zone == doctrine.Gendarmerie && slices.Contains(onlyPolice, u.Department) ||
			u.Zone == doctrine.Police && slices.Contains(onlyGendarmerie, u.Department) || u.Code == access.NationalUnit
		if reached[u.Code] == never {
			t.Errorf("%s: reached = %v", u.Code, reached[u.Code])
		}
		if got, ok := p.Unit(u.Code); !ok || got != u {
			t.Errorf("Unit(%s) = %+v, %v", u.Code, got, ok)
		}
		if u.Name.FR == "" || u.Name.EN == "" || u.Name.In("en-GB") != u.Name.EN || u.Name.In("fr") != u.Name.FR || u.Name.In("") != u.Name.FR {
			t.Errorf("%s: names %+v", u.Code, u.Name)
		}
	}
	if _, ok := p.Unit("police-99"); ok {
		t.Error("a unit that does not exist")
	}
}

func TestB3_TheStartingTableSaysSo(t *testing.T) {
	p := places(t)
	if !p.Starting() {
		t.Error("nothing tells the operations that the zones are to be replaced")
	}
	for _, h := range p.Headers() {
		if h.Version == "" || h.Licence == "" || h.Source == "" {
			t.Errorf("%+v", h)
		}
	}
	if p.Headers()[0].Format != "vigie.communes/1" || p.Headers()[3].Format != "vigie.units/1" {
		t.Errorf("order: %+v", p.Headers())
	}
}

func TestEmbeddedTablesAreCompact(t *testing.T) {
	f := files()
	if n := len(f.Communes) + len(f.Zones) + len(f.Departments) + len(f.Units); n > 1_500_000 {
		t.Errorf("%d bytes", n)
	}
}

func FuzzRoute(f *testing.F) {
	for _, s := range []string{
		"33000", "Saint-Denis", "2A", "c33063", "Paris 15e", "33063 Bordeaux Cedex 9", "３３０００", "F-1", "\xff", "st", "s/ s/",
		"e\u0301", "1er arrondissement", "00 00 0", "cedex", "la", "france", "c", "974 2b 33",
	} {
		f.Add(s)
	}
	p := places(f)
	f.Fuzz(func(t *testing.T, input string) {
		r := p.Route(input)
		if _, ok := p.Unit(r.Unit); !ok {
			t.Fatalf("no unit: %+v", r)
		}
		if !r.Found && r.Unit != access.NationalUnit || r.Found && r.Candidates != nil {
			t.Fatalf("%+v", r)
		}
		for _, list := range [][]doctrine.Place{r.Candidates, p.Suggest(input)} {
			if len(list) > doctrine.MaxCandidates {
				t.Fatalf("%d candidates", len(list))
			}
			for _, c := range list {
				if p.Route(c.Code).Unit != c.Unit {
					t.Fatalf("%+v leads elsewhere", c)
				}
			}
		}
	})
}

func BenchmarkParsePlaces(b *testing.B) {
	for b.Loop() {
		if _, err := doctrine.ParsePlaces(files()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFirstName(b *testing.B) {
	for b.Loop() {
		p, err := doctrine.ParsePlaces(files())
		if err != nil {
			b.Fatal(err)
		}
		p.Route("bordeaux")
	}
}

func BenchmarkSuggest(b *testing.B) {
	p := places(b)
	p.Suggest("sa")
	for b.Loop() {
		p.Suggest("sa")
	}
}
