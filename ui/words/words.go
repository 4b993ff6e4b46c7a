// Package words turns the keys of view-models into sentences of the person's language.
package words

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"vigie.example/assets/locales"
	"vigie.example/internal/console/view"
)

// Args fill the {placeholders} of a text. The argument "n" chooses between its forms for none, one and many.
type Args map[string]any

// Words are the texts of one language. They do not change once made, and may be used from many goroutines.
type Words struct {
	language string
	texts    map[string]text
}

type text struct{ zero, one, other string }

// In returns the texts of a language ("fr", "en", or a tag that begins so); French where there is no such language.
func In(language string) (*Words, error) { return read[closest(language)]() }

// read reads the texts of each language when they are first asked for. They are in the program and do not change.
var read = func() map[string]func() (*Words, error) {
	out := make(map[string]func() (*Words, error))
	for _, language := range locales.Languages {
		out[language] = sync.OnceValues(func() (*Words, error) {
			raw, err := locales.File(language)
			if err != nil {
				return nil, fmt.Errorf("words: %w", err)
			}
			return parse(language, raw)
		})
	}
	return out
}()

func closest(tag string) string {
	for _, l := range locales.Languages {
		if strings.HasPrefix(strings.ToLower(tag), l) {
			return l
		}
	}
	return locales.Languages[0]
}

func parse(language string, raw []byte) (*Words, error) {
	var entries map[string]json.RawMessage
	if err := json.Unmarshal(raw, &entries); err != nil {
		return nil, fmt.Errorf("words: %s.json: %w", language, err)
	}
	w := &Words{language: language, texts: make(map[string]text, len(entries))}
	for key, value := range entries {
		var plain string
		if json.Unmarshal(value, &plain) == nil {
			w.texts[key] = text{one: plain, other: plain}
			continue
		}
		var forms struct{ Zero, One, Other string }
		if err := json.Unmarshal(value, &forms); err != nil || forms.One == "" || forms.Other == "" {
			return nil, fmt.Errorf("words: %s.json: %q must be a text, or have the forms one and other, and perhaps zero", language, key)
		}
		w.texts[key] = text{zero: forms.Zero, one: forms.One, other: forms.Other}
	}
	return w, nil
}

// Language is the tag of the language: "fr" or "en".
func (w *Words) Language() string { return w.language }

// T returns the text of a key. A key without a text is returned as it is: tests see to it that none is missing.
func (w *Words) T(key string, args ...Args) string {
	t, ok := w.texts[key]
	if !ok {
		return key
	}
	out := t.other
	for _, a := range args {
		switch n, counted := number(a["n"]); {
		case counted && n == 0 && t.zero != "":
			out = t.zero
		case counted && w.singular(n):
			out = t.one
		}
	}
	for _, a := range args {
		for name, value := range a {
			out = strings.ReplaceAll(out, "{"+name+"}", fmt.Sprint(value))
		}
	}
	return out
}

// Say returns the text that a view-model asks for; "" for none. Count fills {n}, Name {name}, At {at} as a time of day,
// Left {left} as a duration.
func (w *Words) Say(t view.Text) string {
	if t.None() {
		return ""
	}
	return w.T(t.Key, Args{"n": t.Count, "name": t.Name, "at": Clock(t.At), "left": Lasting(t.Left)})
}

// Sentences puts what is said about one thing behind each other; empty parts are left out.
func Sentences(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " ")
}

// LanguageName names the language of a conversation in the person's own: one of those that the page offers.
func (w *Words) LanguageName(tag string) string { return w.T("language." + closest(tag)) }

// Has reports whether there is a text for the key.
func (w *Words) Has(key string) bool { _, ok := w.texts[key]; return ok }

// singular follows CLDR: French counts 0 and 1 as one, English only 1.
func (w *Words) singular(n int) bool { return n == 1 || n == 0 && w.language == "fr" }

func number(v any) (int, bool) {
	switch n := v.(type) {
	case int:
		return n, true
	case int64:
		return int(n), true
	case uint64:
		return int(n), true
	}
	return 0, false
}
