package report_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"vigie.example/internal/doctrine"
	"vigie.example/internal/report"
)

func TestC11_Generalising(t *testing.T) {
	for _, c := range []struct {
		way             doctrine.Generalisation
		value, to, want string // no want: it cannot be done, and nothing may leave
	}{
		{doctrine.AgeBand, "17 ans", "", "de 15 à 17 ans"},
		{doctrine.AgeBand, "12", "", "moins de 13 ans"},
		{doctrine.AgeBand, "13", "", "de 13 à 14 ans"},
		{doctrine.AgeBand, "75 ans", "", "75 ans ou plus"},
		{doctrine.AgeBand, "131", "", ""},
		{doctrine.AgeBand, "entre 15 et 17", "", ""},
		{doctrine.AgeBand, "jeune", "", ""},
		{doctrine.AgeBand, "99999999999999999999", "", ""},
		{doctrine.AgeBand, "2009-05-17", "", "entre 2005 et 2009"},
		{doctrine.ToYear, "2024-03-12", "", "2024"},
		{doctrine.ToYear, "12/03/2024", "", "2024"},
		{doctrine.ToYear, "le 1er mars 2024", "", "2024"},
		{doctrine.ToYear, "Mardi 12 août 2025 à 14h30", "", "2025"},
		{doctrine.ToYear, "2024", "", "2024"},
		{doctrine.ToYear, "12 mars", "", ""},
		{doctrine.ToYear, "12 smarch 2024", "", ""},
		{doctrine.ToYear, "2024-13-12", "", ""},
		{doctrine.ToYear, "12/03/2024 chez Kevin", "", ""},
		{doctrine.ToMonth, "2024-08-12", "", "août 2024"},
		{doctrine.ToMonth, "12 aout 2024", "", "août 2024"},
		{doctrine.ToMonth, "fevrier 2024", "", "février 2024"},
		{doctrine.ToMonth, "2024", "", ""},
		{doctrine.ToCommune, "12 rue des Lilas, 33000 Bordeaux", "", "Bordeaux"},
		{doctrine.ToCommune, "12 rue des Lilas\n33000 Saint-Médard-en-Jalles (chez ma sœur)", "", "Saint-Médard-en-Jalles"},
		{doctrine.ToCommune, "12 rue des Lilas", "Bordeaux", "Bordeaux"},
		{doctrine.ToCommune, "12 rue des Lilas", "", ""},
		{doctrine.ToCommune, "12 rue des Lilas", "12 rue des Lilas", ""},
		{doctrine.ToCommune, "33000 Bordeaux ou 33800 Talence", "", ""},
		{doctrine.ToDepartment, "33000 Bordeaux", "", "département 33"},
		{doctrine.ToDepartment, "33 000 Bordeaux", "", "département 33"},
		{doctrine.ToDepartment, "Bordeaux (33)", "", "département 33"},
		{doctrine.ToDepartment, "20137 Porto-Vecchio", "", "département 2A"},
		{doctrine.ToDepartment, "20200 Bastia", "", "département 2B"},
		{doctrine.ToDepartment, "97400 Saint-Denis", "", "département 974"},
		{doctrine.ToDepartment, "Bordeaux", "33", "département 33"},
		{doctrine.ToDepartment, "Bordeaux", "", ""},
		{doctrine.ToDepartment, "Bordeaux", "Kevin", ""},
		{doctrine.ToDepartment, "33000 Bordeaux, 40000 Mont-de-Marsan", "", ""},
		{"invented", "33000 Bordeaux", "", ""},
	} {
		got, ok := report.Reduction{Way: c.way, To: c.to}.Apply(c.value)
		if ok != (c.want != "") || ok && got != c.want {
			t.Errorf("%s of %q: %q, %v; want %q", c.way, c.value, got, ok, c.want)
		}
	}
}

func TestC11_BlackingOut(t *testing.T) {
	const value = "Il a dit à Zoé de venir"
	at := strings.Index(value, "Zoé")
	span := func(b, e int) report.Span { return report.Span{Begin: b, End: e} }
	for name, c := range map[string]struct {
		spans []report.Span
		want  string
	}{
		"one":                {[]report.Span{span(at, at+4)}, "Il a dit à […] de venir"},
		"two":                {[]report.Span{span(at, at+4), span(0, 2)}, "[…] a dit à […] de venir"},
		"overlapping":        {[]report.Span{span(at, at+4), span(at+1, at+4), span(at, at+1)}, "Il a dit à […] de venir"},
		"touching":           {[]report.Span{span(0, 2), span(2, 4)}, "[…] dit à Zoé de venir"},
		"all":                {[]report.Span{span(0, len(value))}, "[…]"},
		"none":               {nil, ""},
		"inside a character": {[]report.Span{span(at, at+3)}, ""},
		"outside":            {[]report.Span{span(0, 99)}, ""},
		"backwards":          {[]report.Span{span(4, 2)}, ""},
		"before":             {[]report.Span{span(-1, 2)}, ""},
	} {
		got, ok := report.Reduction{Way: doctrine.Redact, Spans: c.spans}.Apply(value)
		if ok != (c.want != "") || ok && got != c.want {
			t.Errorf("%s: %q, %v; want %q", name, got, ok, c.want)
		}
	}
}

func TestC11_WhatWasCutAwayDoesNotSlipOutByTyping(t *testing.T) {
	r, id := with(report.New(), "facts.account", "Il s'appelle Kevin", func(e *report.Element) {
		e.Reduction = report.Reduction{Way: doctrine.Redact, Spans: []report.Span{{Begin: 13, End: 18}}}
	})
	r = must(r.Edit(id, func(e *report.Element) { e.Value += ", je crois" }))
	if e, _ := r.Element(id); e.Included || !e.Reduction.None() {
		t.Errorf("included %v, cut down %v", e.Included, e.Reduction)
	}
}

func FuzzBlackOut(f *testing.F) {
	f.Add("Il a dit à Zoé", 2, 4, 11, 15)
	f.Fuzz(func(t *testing.T, value string, a, b, c, d int) {
		if !utf8.ValidString(value) {
			return
		}
		got, ok := report.Reduction{Way: doctrine.Redact, Spans: []report.Span{{Begin: a, End: b}, {Begin: c, End: d}}}.Apply(value)
		if !ok {
			return
		}
		black := func(i int) bool { return a <= i && i < b || c <= i && i < d }
		var want strings.Builder
		for i := 0; i < len(value); i++ {
			switch {
			case !black(i):
				want.WriteByte(value[i])
			case i == 0 || !black(i-1):
				want.WriteString(report.Blacked)
			}
		}
		if got != want.String() {
			t.Errorf("%q, want %q", got, want.String())
		}
	})
}
