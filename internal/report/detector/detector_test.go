package detector_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	assets "vigie.example/assets/detector"
	"vigie.example/internal/fault"
	"vigie.example/internal/report/detector"
)

// found prints the marks of a text.
func found(d *detector.Detector, text string) string {
	var out []string
	for _, m := range d.Marks(text) {
		out = append(out, fmt.Sprintf("%s=%s", m.Kind, text[m.Begin:m.End]))
	}
	return strings.Join(out, "; ")
}

func TestC6_IdentifiersProveThemselves(t *testing.T) {
	d := parsed(t)
	for text, want := range map[string]string{
		"2 85 07 33 063 012 38":                      "nir=2 85 07 33 063 012 38",
		"2 85 07 33 063 012 39":                      "", // a wrong key
		"1 78 06 2B 033 112 68":                      "nir=1 78 06 2B 033 112 68",
		"1 78 06 2A 033 112 68":                      "",
		"FR14 2004 1010 0505 0001 3M02 606":          "iban=FR14 2004 1010 0505 0001 3M02 606",
		"FR15 2004 1010 0505 0001 3M02 606":          "",
		"BE68539007547034":                           "iban=BE68539007547034",
		"06 12 34 56 78":                             "telephone=06 12 34 56 78",
		"06 12 34 56":                                "",
		"+33 (0)6 12 34 56 78":                       "telephone=+33 (0)6 12 34 56 78",
		"le 12 03 2024, 1500 euros":                  "",
		"a.b+c@example.fr, fin":                      "email=a.b+c@example.fr",
		"a@b":                                        "",
		"AB-123-CD":                                  "plate=AB-123-CD",
		"AO-123-CD":                                  "", // no O on plates
		"12 bis, rue de la Paix, 75002 Paris":        "address=12 bis, rue de la Paix, 75002 Paris",
		"zéro six douze trente-quatre cinquante-six": "telephone=zéro six douze trente-quatre cinquante-six",
		"zéro faute":                                 "",
	} {
		if got := found(d, text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestC6_ListsSayWhatIsNothing(t *testing.T) {
	d := parsed(t)
	for text, want := range map[string]string{
		"un œil au beurre noir":     "",
		"les noirs":                 "origin=les noirs",
		"Séropositive":              "health=Séropositive",
		"SEROPOSITIF":               "health=SEROPOSITIF",
		"se\u0301ropositif":         "health=se\u0301ropositif",
		"sa sœur Inès":              "name=Inès",
		"ils ont fo, il a FO":       "union=FO",
		"mon frère est parti":       "",
		"M. Le Goff est venu":       "name=M. Le Goff",
		"Bonjour Madame, je dépose": "",
	} {
		if got := found(d, text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestMarksOfHostileTextsAreHarmless(t *testing.T) {
	d := parsed(t)
	for _, text := range []string{
		"", "\xff\xfe", strings.Repeat("a@", 20_000), strings.Repeat("0", 40_000), strings.Repeat("1 rue ", 8_000), strings.Repeat("é", 40_000),
		strings.Repeat("+33 ", 9_000), strings.Repeat("Marie ", 9_000), "\u202egay\u202c", "👩‍👩‍👧 lesbienne", strings.Repeat("zéro ", 9_000), strings.Repeat("\u0301", 20_000),
	} {
		check(t, d, text)
	}
}

func check(t *testing.T, d *detector.Detector, text string) {
	t.Helper()
	marks := d.Marks(text)
	if !slices.Equal(marks, d.Marks(text)) {
		t.Error("it is not deterministic")
	}
	last := 0
	for _, m := range marks {
		if m.Begin < last || m.End <= m.Begin || m.End > len(text) || !slices.Contains(detector.Kinds(), m.Kind) {
			t.Fatalf("mark %+v after %d of %d bytes", m, last, len(text))
		}
		if utf8.ValidString(text) && !utf8.ValidString(text[m.Begin:m.End]) {
			t.Fatalf("mark %+v cuts a character", m)
		}
		last = m.End
	}
}

func FuzzMarks(f *testing.F) {
	d := parsed(f)
	for _, s := range []string{"12 rue des Lilas, 33000 Bordeaux", "Il s'appelle Kevin", "06 12 34 56 78", "\u0301", "d'origine"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) { check(t, d, text) })
}

func TestListsAreRefusedWithTheirLine(t *testing.T) {
	for text, line := range map[string]int{
		"":                                     1,
		"# format: vigie.words/2\n":            1,
		"# format: vigie.words/1\nword\n":      2,
		"# format: vigie.words/1\n= no such\n": 2,
		"# format: vigie.words/1\n= health\n? x\n": 3,
		"# format: vigie.words/1\n= health\n*\n":   3,
	} {
		files := maps.Clone(assets.Lists())
		files["a.txt"] = text
		_, err := detector.Parse(files)
		var p detector.Problem
		if !fault.Is(err, fault.Invalid) || !errors.As(err, &p) || p.File != "a.txt" || p.Line != line {
			t.Errorf("%q: %v, %+v", text, err, p)
		}
	}
	if _, err := detector.Parse(nil); err == nil {
		t.Error("no lists are taken")
	}
}
