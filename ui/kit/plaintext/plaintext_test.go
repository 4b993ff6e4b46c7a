package plaintext

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"usual":                      {"Bonjour, j'ai peur.", "Bonjour, j'ai peur."},
		"accents":                    {"Il m’a dit « tais-toi »\u202f! Ça va œuvrer…", "Il m’a dit « tais-toi »\u202f! Ça va œuvrer…"},
		"line breaks":                {"un\r\ndeux\rtrois\u2028quatre", "un\ndeux\ntrois\nquatre"},
		"breaks around":              {"\n\nun\n\n", "un"},
		"flood of breaks":            {"a\n\n\n\n\n\nb", "a\n\n\nb"},
		"tab":                        {"a\tb", "a    b"},
		"override":                   {"photo\u202Egpj.exe", "photo\uFFFDgpj.exe"},
		"isolate":                    {"a\u2066b\u2069c", "a\uFFFDb\uFFFDc"},
		"run of controls":            {"a\x00\x01\x1b[31mb", "a\uFFFD[31mb"},
		"zero width":                 {"mot\u200Bcou\u200Dpé\uFEFF\u00AD", "motcoupé"},
		"directional mark":           {"a\u200Fb\u061C", "ab"},
		"tag":                        {"a\U000E0041\U000E007Fb", "ab"},
		"invalid":                    {"a\xff\xfeb", "a\uFFFDb"},
		"private":                    {"a\uE000b", "a\uFFFDb"},
		"filler":                     {"a\u3164\u2800b", "ab"},
		"combining flood":            {"e" + strings.Repeat("\u0301", 300) + "x", "e" + strings.Repeat("\u0301", MaxMarks) + "x"},
		"combining across invisible": {"e\u0301\u0301\u200b\u0301\u0301\u0301", "e\u0301\u0301\u0301\u0301"},
		"odd spaces":                 {"a\u2003b\u3000c\u00a0d", "a b c\u00a0d"},
		"emoji sequence":             {"👨‍👩‍👧 ❤️", "👨👩👧 ❤"},
		"arabic":                     {"مرحبا بكم", "مرحبا بكم"},
		"markup":                     {"<b>x</b> [a](javascript:1) `y`", "<b>x</b> [a](javascript:1) `y`"},
	} {
		if got := Clean(c.in); got != c.want {
			t.Errorf("%s: Clean(%q) = %q, want %q", name, c.in, got, c.want)
		}
	}
}

func TestLine(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{
		{"Camille", 20, "Camille"},
		{"a\nb\tc", 20, "a b c"},
		{"abcdef", 4, "abc…"},
		{"ab cdef", 4, "ab…"},
		{"abc", 0, ""},
		{"\u202Eabc", 10, "\uFFFDabc"},
	} {
		if got := Line(c.in, c.n); got != c.want {
			t.Errorf("Line(%q, %d) = %q, want %q", c.in, c.n, got, c.want)
		}
	}
}

func TestDirection(t *testing.T) {
	for in, want := range map[string]bool{
		"Bonjour": false, "مرحبا": true, "123 مرحبا": true, "! שלום": true, "a مرحبا": false, "": false, "123": false,
	} {
		if got := RightToLeft(in); got != want {
			t.Errorf("RightToLeft(%q) = %v", in, got)
		}
	}
}

func TestVisualOrdersRunsOfOneLine(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"مرحبا 17 عالم", "عالم 17 مرحبا"},
		{"مرحبا بكم! (نعم)", "(نعم) !مرحبا بكم"},
		{"le mot مرحبا ici", "le mot مرحبا ici"},
		{"le مرحبا 17 عالم ici", "le عالم 17 مرحبا ici"},
		{"Bonjour 17", "Bonjour 17"},
	} {
		got := strings.ReplaceAll(Visual(c.in, RightToLeft(c.in)), lrm, "")
		if got != c.want {
			t.Errorf("Visual(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{
		"", "Bonjour\n\nà tous", "a\u202Eb\u2066c", "e\u0301\u0301\u0301\u0301\u0301", "\r\n\r\n", "\ufffd\x00\ufffd", "\t\n\t",
		"👨‍👩‍👧‍👦", "\xff\n\xff", "\u200b\n\u200b\n\u200b\n\u200b\n\u200b\n", "مرحبا 17 عالم", "a\r\u200b\nb", "\U0010FFFF",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if !utf8.ValidString(got) {
			t.Fatalf("not UTF-8: %q", got)
		}
		if again := Clean(got); again != got {
			t.Fatalf("not idempotent: %q then %q", got, again)
		}
		marks, breaks := 0, 0
		for _, r := range got {
			if r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Bidi_Control,
				unicode.Variation_Selector, unicode.Zl, unicode.Zp) {
				t.Fatalf("%U let through in %q", r, got)
			}
			if marks++; !unicode.Is(unicode.M, r) {
				marks = 0
			}
			if breaks++; r != '\n' {
				breaks = 0
			}
			if marks > MaxMarks || breaks > MaxBreaks {
				t.Fatalf("flood in %q", got)
			}
		}
		if strings.HasPrefix(got, "\n") || strings.HasSuffix(got, "\n") {
			t.Fatalf("breaks around %q", got)
		}
		for _, p := range strings.Split(got, "\n") {
			v := strings.ReplaceAll(Visual(p, RightToLeft(p)), lrm, "")
			if utf8.RuneCountInString(v) != utf8.RuneCountInString(p) {
				t.Fatalf("Visual changed %q into %q", p, v)
			}
		}
	})
}
