package words

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie.example/assets/locales"
)

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// Every text is there in every language, with the same placeholders and forms.
func TestD7_LanguagesAreComplete(t *testing.T) {
	first := entries(t, locales.Languages[0])
	for _, language := range locales.Languages[1:] {
		other := entries(t, language)
		for _, key := range slices.Sorted(maps.Keys(first)) {
			if _, ok := other[key]; !ok {
				t.Errorf("%s.json: %q is missing", language, key)
				continue
			}
			if a, b := places(first[key]), places(other[key]); !slices.Equal(a, b) {
				t.Errorf("%q has the placeholders %v in %s and %v in %s", key, a, locales.Languages[0], b, language)
			}
		}
		for key := range other {
			if _, ok := first[key]; !ok {
				t.Errorf("%s.json: %q is missing", locales.Languages[0], key)
			}
		}
	}
}

func entries(t *testing.T, language string) map[string]json.RawMessage {
	t.Helper()
	raw, err := locales.File(language)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]json.RawMessage
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func places(value json.RawMessage) []string {
	found := placeholder.FindAllString(string(value), -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// The house speaks calmly: no exclamation marks on an operator's screen.
func TestTextsAreCalm(t *testing.T) {
	for _, language := range locales.Languages {
		for key, value := range entries(t, language) {
			if strings.Contains(string(value), "!") {
				t.Errorf("%s.json: %q has an exclamation mark", language, key)
			}
		}
	}
}

func TestT(t *testing.T) {
	w, err := parse("fr", []byte(`{"a.b":"Bonjour {who}","a.n":{"one":"{n} message","other":"{n} messages"},"a.z":{"zero":"rien","one":"{n} chose","other":"{n} choses"}}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ got, want string }{
		{w.T("a.b", Args{"who": "Zoé"}), "Bonjour Zoé"},
		{w.T("a.n", Args{"n": 0}), "0 message"},
		{w.T("a.n", Args{"n": 1}), "1 message"},
		{w.T("a.n", Args{"n": 2}), "2 messages"},
		{w.T("a.z", Args{"n": 0}), "rien"},
		{w.T("a.z", Args{"n": 1}), "1 chose"},
		{w.T("absent"), "absent"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestParseRefusesHalfAForm(t *testing.T) {
	for _, raw := range []string{`{"a":{"one":"x"}}`, `{"a":3}`, `[]`} {
		if _, err := parse("fr", []byte(raw)); err == nil {
			t.Errorf("%s was accepted", raw)
		}
	}
}

func TestTimes(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Lasting(3*time.Hour + 41*time.Minute + 20*time.Second), "3 h 41"},
		{Lasting(59*time.Minute + 59*time.Second), "59 min"},
		{Lasting(45 * time.Second), "45 s"},
		{Lasting(-time.Second), "0 s"},
		{Waiting(130 * time.Second), "02:10"},
		{Waiting(time.Hour + 130*time.Second), "1:02:10"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
