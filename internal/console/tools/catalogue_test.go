package tools

import (
	"strings"
	"sync"
	"testing"

	data "vigie.example/assets/doctrine"
	"vigie.example/internal/doctrine"
)

// shipped is the doctrine as it is shipped, parsed once.
var shipped = sync.OnceValues(func() (Doctrine, error) {
	places, err := doctrine.ParsePlaces(doctrine.Files{
		Communes: data.Communes(), Zones: data.Zones(), Departments: data.Departments(), Units: data.Units(),
	})
	if err != nil {
		return Doctrine{}, err
	}
	return Parse(Files{Texts: data.Texts(), Directory: data.Directory(), Courts: data.Courts()}, places)
})

func load(t *testing.T) Doctrine {
	t.Helper()
	d, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func codes(groups []Group) (out []string) {
	for _, g := range groups {
		for _, t := range g.Texts {
			out = append(out, string(t.Code))
		}
	}
	return out
}

func TestC20_TextsAreFoundByCodeTitleAndCategory(t *testing.T) {
	d := load(t)
	all := codes(d.texts("", "fr"))
	if len(all) != len(d.Texts.All()) || len(all) < 30 {
		t.Fatalf("%d texts for nothing typed", len(all))
	}
	for _, c := range []struct{ typed, want, not string }{
		{"bj", "welcome.hello", "rights.data"},
		{"premier mess", "welcome.hello", "welcome.button"},
		{"PREMIER", "welcome.hello", "welcome.button"},
		{"accueil", "welcome.button", "rights.data"}, // all of a category
		{"welcome", "welcome.hello", "rights.data"},  // in either language
	} {
		found := strings.Join(codes(d.texts(c.typed, "fr")), " ")
		if !strings.Contains(found, c.want) || strings.Contains(found, c.not) {
			t.Errorf("%q found %s", c.typed, found)
		}
	}
	if found := d.texts("xyzzy", "fr"); len(found) > 0 {
		t.Errorf("found %q for nothing", codes(found))
	}
}

// What an inserted text says is not searched: no pane looks into what people write (C7).
func TestC7_BodiesAreNotSearched(t *testing.T) {
	d := load(t)
	for _, text := range d.Texts.All() {
		for _, word := range fold(text.Body.FR) {
			titled := Matches(word, text.Title.FR, text.Title.EN, text.Keys)
			for _, c := range d.Texts.Categories() {
				titled = titled || c.Code == text.Category && Matches(word, c.Name.FR, c.Name.EN)
			}
			if titled || strings.HasPrefix(text.Keys, word) {
				continue
			}
			for _, found := range codes(d.texts(word, "fr")) {
				if found == string(text.Code) {
					t.Fatalf("%q found %s by its body", word, text.Code)
				}
			}
		}
	}
}

func TestC20_KeysMeanOneText(t *testing.T) {
	groups := load(t).texts("", "en")
	for _, g := range groups {
		for _, text := range g.Texts {
			for n := range len(text.Keys) {
				left, match := Begun(groups, text.Keys[:n])
				if match != nil || len(left) == 0 {
					t.Fatalf("%q of %q already means %v", text.Keys[:n], text.Keys, match)
				}
			}
			if _, match := Begun(groups, text.Keys); match == nil || match.Code != text.Code {
				t.Errorf("%q means %v", text.Keys, match)
			}
		}
	}
	if left, match := Begun(groups, "zzz"); match != nil || len(left) > 0 {
		t.Error("keys of nobody mean something")
	}
}

func TestC20_TextsComeInTheLanguageAskedFor(t *testing.T) {
	d := load(t)
	fr, en := d.texts("bj", "fr"), d.texts("bj", "en")
	if !strings.HasPrefix(fr[0].Texts[0].Body, "Bonjour") || !strings.HasPrefix(en[0].Texts[0].Body, "Hello") {
		t.Errorf("%.20q, %.20q", fr[0].Texts[0].Body, en[0].Texts[0].Body)
	}
}

func TestC20_ServicesAreTheDepartmentsFirst(t *testing.T) {
	d := load(t)
	found := d.services("33", "", "fr")
	kind, local := found[0].Kind, true
	for _, s := range found {
		if s.Kind == kind && s.Local && !local {
			t.Errorf("%s comes after what is national", s.Code)
		}
		kind, local = s.Kind, s.Local
		if s.Line == "" || !strings.Contains(s.Line, s.Name.FR) {
			t.Errorf("%s inserts %q", s.Code, s.Line)
		}
	}
	for typed, code := range map[string]string{"3919": "3919", "116006": "116 006", "116 006": "116 006"} {
		services := d.services("", typed, "en")
		if len(services) == 0 || services[0].Call != code {
			t.Errorf("%q finds %d services", typed, len(services))
		}
	}
	if len(d.services("33", "xyzzy", "fr")) > 0 {
		t.Error("found something for nothing")
	}
}

func TestB3_DepartmentsAreTypedByNumberOrName(t *testing.T) {
	d := load(t)
	for typed, want := range map[string]string{
		"33": "33", "gir": "33", "2a": "2A", "974": "974", "reunion": "974", "ile de france": "", "cotes": "22", " ": "", "": "",
	} {
		got := ""
		if found := d.departments(typed); len(found) > 0 {
			got = found[0].Code
		}
		if got != want {
			t.Errorf("%q gives %q, want %q", typed, got, want)
		}
	}
	if n := len(d.departments("9")); n != MaxCandidates {
		t.Errorf("%d candidates", n)
	}
}

func FuzzFind(f *testing.F) {
	d, err := shipped()
	if err != nil {
		f.Fatal(err)
	}
	for _, typed := range []string{"", "bj", "33", "Côtes-d’Armor", "\xff", "é́"} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		if len(d.departments(typed)) > MaxCandidates {
			t.Error("too many")
		}
		for _, g := range d.texts(typed, typed) {
			if len(g.Texts) == 0 {
				t.Error("an empty group")
			}
		}
		d.services(typed, typed, typed)
		Begun(d.texts("", ""), typed)
	})
}
