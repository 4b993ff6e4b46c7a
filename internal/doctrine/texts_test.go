package doctrine_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	assets "vigie.example/assets/doctrine"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
)

func texts(t testing.TB) *doctrine.Texts {
	t.Helper()
	out, err := doctrine.ParseTexts(assets.Texts())
	if err != nil {
		t.Fatal(errors.Unwrap(err))
	}
	return out
}

func TestC20_TextsOnEverySubject(t *testing.T) {
	all := texts(t)
	for _, code := range []doctrine.TextCode{
		"welcome.hello", "safety.danger", "safety.leave", "rights.victim", "rights.data", "report.after", "complaint.file",
		"complaint.online", "complaint.register", "complaint.protection", "evidence.keep", "evidence.certificate", "minors.child",
		"traces.erase", "closing.done", "closing.service", "closing.warning",
	} {
		c, ok := all.Text(code)
		if typed, found := all.Typed(c.Keys); !ok || !found || typed.Code != code {
			t.Errorf("%s: %v, its keys %q give %v", code, ok, c.Keys, typed.Code)
		}
	}
	if h := all.Header(); h.Status != "starting" || h.Format != "vigie.texts/1" {
		t.Errorf("header %+v", h)
	}
	n := 0
	for _, c := range all.Categories() {
		in := all.In(c.Code)
		n += len(in)
		if len(in) == 0 || c.Name.EN == "" || c.Name.FR == "" {
			t.Errorf("group %+v has %d texts", c, len(in))
		}
	}
	if n != len(all.All()) {
		t.Errorf("%d texts in groups, %d in all", n, len(all.All()))
	}
}

var (
	numberInText = regexp.MustCompile(`\b(116 006|[0-9]{2,4})\b`)
	informal     = regexp.MustCompile(`(?i)(^|[^\p{L}-])(tu|te|toi|ton|ta|tes)([^\p{L}]|$)`)
	promise      = regexp.MustCompile(`(?i)garanti|promet|assuré|sans aucun risque|toujours protégé|guarantee|we promise|certainly`)
	notNumbers   = []string{"107", "110", "1978", "48"} // articles, a year, hours
)

// The words of screens.md: vous, calm, no exclamation marks; and nothing that the service cannot hold.
func TestC20_WordsOfTheTexts(t *testing.T) {
	known := map[string]bool{}
	for _, service := range directory(t).National() {
		known[service.Call], known[service.SMS] = true, true
	}
	for _, c := range texts(t).All() {
		for language, body := range map[string]string{"fr": c.Title.FR + "\n" + c.Body.FR, "en": c.Title.EN + "\n" + c.Body.EN} {
			if strings.ContainsAny(body, "!'\"{}") {
				t.Errorf("%s %s: exclamation mark, straight quote or brace", c.Code, language)
			}
			if p := promise.FindString(body); p != "" && !strings.Contains(body, "Je ne peux pas vous garantir") {
				t.Errorf("%s %s: promises: %s", c.Code, language, p)
			}
			for _, n := range numberInText.FindAllString(body, -1) {
				if !known[n] && !slices.Contains(notNumbers, n) {
					t.Errorf("%s %s: %s is no number that the doctrine knows", c.Code, language, n)
				}
			}
		}
		if c.Code != "minors.child" && informal.MatchString(c.Body.FR) {
			t.Errorf("%s: says %q", c.Code, informal.FindString(c.Body.FR))
		}
		fr, en := numberInText.FindAllString(c.Body.FR, -1), numberInText.FindAllString(c.Body.EN, -1)
		slices.Sort(fr)
		slices.Sort(en)
		if !slices.Equal(fr, en) {
			t.Errorf("%s: numbers %v in French, %v in English", c.Code, fr, en)
		}
	}
}

func TestC20_FindATextByKeysOrTitle(t *testing.T) {
	all := texts(t)
	for _, tt := range []struct {
		typed string
		want  doctrine.TextCode
	}{{"pl", "complaint.file"}, {"hb", "safety.shelter"}, {"porter", "complaint.file"}, {"plainte ligne", "complaint.online"}, {"IMMÉDIAT", "safety.danger"}, {"protec", "complaint.protection"}, {"medical", "evidence.certificate"}} {
		found := all.Find(tt.typed)
		if !slices.ContainsFunc(found, func(c doctrine.CannedText) bool { return c.Code == tt.want }) || len(found) > 6 {
			t.Errorf("%q finds %d texts, without %s", tt.typed, len(found), tt.want)
		}
	}
	if len(all.Find("")) != len(all.All()) || all.Find("zzz") != nil {
		t.Error("nothing typed is everything, nonsense is nothing")
	}
	if _, ok := all.Typed("d"); ok {
		t.Error("half of its keys choose a text")
	}
}

const someTexts = "# format: vigie.texts/1" + head + `
= a; Accueil; Welcome

[rights.data]
keys: dd
fr: Vos droits
    Un paragraphe,
    sur deux lignes :
    - un ;
    - deux,
      encore deux.

    Un autre.
en: Your rights
    A paragraph.
[rights.victim]
keys: dv
fr: A
    a
en: A
    a
[report.after]
keys: ap
fr: A
    a
en: A
    a
[safety.danger]
keys: x1
fr: A
    a
en: A
    a
[closing.service]
keys: fe
fr: A
    a
en: A
    a
`

func TestC3_TextsAreFoldedIntoParagraphs(t *testing.T) {
	for name, text := range map[string]string{
		"as it is": someTexts, "Windows": "\ufeff" + strings.ReplaceAll(someTexts, "\n", "\r\n"), "tabs": strings.ReplaceAll(someTexts, "    ", "\t"),
	} {
		all, err := doctrine.ParseTexts(text)
		if err != nil {
			t.Errorf("%s: %v", name, errors.Unwrap(err))
			continue
		}
		c, _ := all.Text("rights.data")
		if want := "Un paragraphe, sur deux lignes :\n- un ;\n- deux, encore deux.\n\nUn autre."; c.Body.FR != want {
			t.Errorf("%s: %q", name, c.Body.FR)
		}
		if c.Body.In("en-GB") != "A paragraph." || c.Body.In("ar") != c.Body.FR || c.Title.FR != "Vos droits" || c.Category != "a" || c.Keys != "dd" {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

func TestC3_TextsProblems(t *testing.T) {
	for _, tt := range []struct{ old, new, want string }{
		{"vigie.texts/1", "vigie.texts/2", `texts.txt: the format is "vigie.texts/2"; begin`},
		{"# licence: none needed\n", "", "texts.txt: its origin or its licence is not stated"},
		{"= a; Accueil; Welcome", "= a; Accueil", "texts.txt:7: the group cannot be read; write = code"},
		{"= a; Accueil; Welcome", "", "texts.txt:9: text rights.data belongs to no group; write a line"},
		{"[report.after]", "= a; B; B\n[report.after]", "texts.txt:27: group a is there twice"},
		{"[rights.victim]", "[rights.data]", "texts.txt:21: rights.data is there twice; keep one"},
		{"[rights.victim]", "[Rights victim]", `texts.txt:21: "Rights victim" is not a code; write lower-case`},
		{"[rights.victim]", "[rights.victims]", "texts.txt: the text rights.victim is missing; add it"},
		{"keys: dv", "keys: ddd", "texts.txt:22: keys ddd of rights.victim cannot be told from dd of rights.data; choose others"},
		{"keys: dv", "keys: d", "texts.txt:22: keys d of rights.victim cannot be told from dd"},
		{"keys: dv", "keys: Droits", `texts.txt:22: text rights.victim has no keys that can be typed; write keys: and one to three`},
		{"keys: dv\n", "", "texts.txt:21: text rights.victim has no keys that can be typed"},
		{"keys: dv", "keys: dv\nkeys: dw", "texts.txt:23: keys is there twice in rights.victim; keep one"},
		{"fr: Vos droits", "fr:", "texts.txt:11: fr is empty; write something after the colon"},
		{"fr: Vos droits", "fr: " + strings.Repeat("é", 61), "texts.txt:11: the title is too long; write at most 60"},
		{"    A paragraph.\n", "", "texts.txt:19: rights.data lacks its en; write en: with"},
		{"    A paragraph.", "    Hello {name}.", "texts.txt:20: it has braces or angle brackets; write words only"},
		{"    A paragraph.", "    Hello \u202eyou.", "texts.txt:20: it has a control character or one that cannot be seen; delete"},
		{"    A paragraph.", "    Hello\u200byou.", "texts.txt:20: it has a control character"},
		{"    A paragraph.", "    " + strings.Repeat("a", 2001), "texts.txt:19: rights.data is too long in en; cut it"},
		{"    A paragraph.", "A paragraph.", "texts.txt:20: the line is not understood; write one of keys, fr, en and a colon"},
		{"keys: dd\n", "keys: dd\n    lost\n", "texts.txt:11: the line belongs to nothing; write fr: or en:"},
		{"= a;", "lost\n= a;", "texts.txt:7: the line stands outside an entry; begin an entry"},
		{"A paragraph", "\xe9", "texts.txt: it is not text in UTF-8; save it as UTF-8"},
		{"A paragraph", strings.Repeat("a", 1<<20), "texts.txt: it is larger than 1 MB"},
	} {
		if !strings.Contains(someTexts, tt.old) {
			t.Fatalf("%q is not in the file", tt.old)
		}
		all, err := doctrine.ParseTexts(strings.Replace(someTexts, tt.old, tt.new, 1))
		var problems doctrine.Problems
		if all != nil || !fault.Is(err, fault.Invalid) || !errors.As(err, &problems) || !strings.Contains(problems.Error(), tt.want) {
			t.Errorf("%.40q: got\n%v\nwant %s", tt.new, problems, tt.want)
		}
	}
}

// FuzzParseTexts: a file is refused with problems, or each of its texts is complete, bounded, and found by its keys.
func FuzzParseTexts(f *testing.F) {
	f.Add(assets.Texts())
	f.Add(someTexts)
	f.Add("")
	f.Add("[a]\n= ;;\n\tx\nfr:\nfr: b\n    c")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := doctrine.ParseTexts(text)
		if err != nil {
			var problems doctrine.Problems
			if all != nil || !errors.As(err, &problems) || len(problems) == 0 {
				t.Fatalf("refused without a problem: %v", err)
			}
			return
		}
		for _, c := range all.All() {
			for _, s := range []string{c.Body.FR, c.Body.EN} {
				if s == "" || len(s) > 2000 || strings.ContainsAny(s, "\r\t{}<>\u202e\u200b") || strings.TrimSpace(s) != s {
					t.Fatalf("%s: body %q", c.Code, s)
				}
			}
			if typed, ok := all.Typed(c.Keys); !ok || typed != c {
				t.Fatalf("%s is not found by its keys", c.Code)
			}
		}
	})
}
