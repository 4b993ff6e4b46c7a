package authn_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"vigie.example/internal/authn"
	"vigie.example/internal/fault"
)

const good = "Tr0is-chèvres_mauves+1"

func TestB9_HashAndMatch(t *testing.T) {
	hash, err := authn.Hash(good)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=65536,t=3,p=4$") || strings.Contains(hash, "mauves") {
		t.Errorf("hash is %s", hash)
	}
	for typed, want := range map[string]bool{
		good: true, norm.NFD.String(good): true, good + " ": false, "\xff": false,
	} {
		if got := authn.Matches(hash, typed); got != want {
			t.Errorf("Matches(%q) = %v", typed, got)
		}
	}
	if again, err := authn.Hash(good); err != nil || again == hash {
		t.Errorf("two hashes of one passphrase are the same, %v", err)
	}
	if authn.Outdated(hash) || authn.Matches(authn.Decoy(), good) || authn.Outdated(authn.Decoy()) {
		t.Error("the decoy or the age of a hash is wrong")
	}
}

// From the tests of the reference implementation (phc-winner-argon2, test.c), so that the string is not our own reading of
// the format.
func TestB9_ReferenceHash(t *testing.T) {
	const reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if !authn.Matches(reference, "password") || authn.Matches(reference, "Password") {
		t.Error("the reference hash does not match its passphrase alone")
	}
	if !authn.Outdated(reference) {
		t.Error("a cheaper hash is up to date")
	}
}

func TestB9_BrokenHashesMatchNothing(t *testing.T) {
	hash, err := authn.Hash(good)
	if err != nil {
		t.Fatal(err)
	}
	for i, broken := range []string{
		"", "$", good, strings.Replace(hash, "argon2id", "argon2i", 1), strings.Replace(hash, "v=19", "v=16", 1),
		strings.Replace(hash, "m=65536", "m=4294967295", 1), strings.Replace(hash, "t=3", "t=0", 1), strings.Replace(hash, "p=4", "p=0", 1),
		strings.Replace(hash, "t=3", "t=+3", 1), strings.Replace(hash, "m=65536,t=3", "t=3,m=65536", 1), hash[:len(hash)-5], hash + "$", hash + "=",
		strings.Replace(hash, "p=4", "p=4,x=1", 1), strings.Replace(hash, "m=65536", "m=065536", 1),
	} {
		if i%7 == 0 && authn.Matches(broken, good) { // each costs as much as a real one
			t.Errorf("matched %q", broken)
		}
		if !authn.Outdated(broken) {
			t.Errorf("%q is up to date", broken)
		}
	}
}

// An unknown name, a broken record and a wrong passphrase take the same work: measured as a ratio, with room for noise.
func TestB9_UnknownNamesCostTheSame(t *testing.T) {
	hash, err := authn.Hash(good)
	if err != nil {
		t.Fatal(err)
	}
	spent := func(hash, typed string) time.Duration {
		began := time.Now()
		authn.Matches(hash, typed)
		return time.Since(began)
	}
	base := spent(hash, "wrong")
	for name, d := range map[string]time.Duration{
		"decoy": spent(authn.Decoy(), "wrong"), "broken": spent("broken", "wrong"), "untypable": spent(hash, "\x00"),
	} {
		if d < base/5 || d > base*5 {
			t.Errorf("%s takes %v, a wrong passphrase %v", name, d, base)
		}
	}
}

func TestB9_CheckFollowsCNIL2022_100(t *testing.T) {
	tests := []struct {
		passphrase string
		strong     bool
		why        string
	}{
		{"kV7$mQ2!xR9z", true, "12 characters of four classes"},
		{"kV7$mQ2!xR9", false, "11 characters of four classes"},
		{"kV7mQ2xR9zTp4W", true, "14 letters and digits"},
		{"kV7mQ2xR9zTp4", false, "13 letters and digits"},
		{"cheval lampe orage tiroir quinze violet ancre", true, "7 words"},
		{"cheval lampe orage tiroir quinze violet", false, "6 words"},
		{"cheval-lampe-orage-tiroir-quinze-violet-ancre", true, "7 words with hyphens"},
		{"cheval cheval cheval cheval cheval cheval cheval", false, "one word seven times"},
		{"a b c d e f g h i j", false, "letters are no words"},
		{"8305172946037182", false, "digits alone: 50 bits"},
		{"Motdepasse2024!", false, "what everybody writes"},
		{"M0td3p@sse2024!?", false, "the same in disguise"},
		{"Azertyuiop123456789!", false, "the keyboard"},
		{"Abcdefghijklmnop1!", false, "the alphabet"},
		{"aaaaaaaaaaaaaaaaaaaaaA1!", false, "one letter"},
		{"Jeanne.Durand-1984", false, "the holder's name"},
		{good, true, "words and more"},
		{"", false, "nothing"},
		{"kV7$mQ2!xR9z\n", false, "a control character"},
		{strings.Repeat("kV7$mQ2!xR9z", 30), false, "too long to compare"},
	}
	for _, tt := range tests {
		err := authn.Check(tt.passphrase, "jdurand", "Jeanne Durand")
		if (err == nil) != tt.strong {
			t.Errorf("%s (%.0f bits): %v", tt.why, authn.Strength(tt.passphrase, "jdurand", "Jeanne Durand"), err)
		}
		if err != nil && (!fault.Is(err, fault.Invalid) || tt.passphrase != "" && strings.Contains(fmt.Sprintf("%+v", err), tt.passphrase)) {
			t.Errorf("%s: %v", tt.why, err)
		}
	}
	for range 200 {
		if s := authn.Suggest(); authn.Check(s) != nil || len(s) != 24 {
			t.Errorf("a suggestion is worth %.0f bits", authn.Strength(s))
		}
	}
}

func FuzzB9_Strength(f *testing.F) {
	for _, s := range []string{good, "", "a b c", "\xff", "É é", strings.Repeat("m0td3passe", 20)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		bits := authn.Strength(s)
		if bits < 0 || bits > 8*authn.MaxBytes {
			t.Errorf("%v bits", bits)
		}
		if nfd := norm.NFD.String(s); len(s) < authn.MaxBytes/4 && authn.Strength(nfd) != bits {
			t.Errorf("two forms of one text are worth %v and %v", bits, authn.Strength(nfd))
		}
	})
}

// FuzzB9_Matches: whatever is stored, nothing panics, hangs or takes more memory than bounded.
func FuzzB9_Outdated(f *testing.F) {
	f.Add(authn.Decoy())
	f.Add("$argon2id$v=19$m=65536,t=3,p=4$$")
	f.Fuzz(func(t *testing.T, s string) {
		if !authn.Outdated(s) && !strings.HasPrefix(s, "$argon2id$v=19$m=65536,t=3,p=4$") {
			t.Errorf("%q is up to date", s)
		}
	})
}
