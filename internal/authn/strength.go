package authn

import (
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"vigie.example/internal/fault"
)

// MinimumBits is what Check asks for: what CNIL 2022-100 asks of a passphrase that nothing else protects (see the package
// documentation).
const MinimumBits = 80

// MaxBytes bounds a passphrase, in its normal form.
const MaxBytes = 256

const (
	wordBits     = 11.5 // of one word in a passphrase: 7 words are 80 bits
	specials     = 37   // what the CNIL counts
	commonWorth  = 2    // characters that a word of everybody's is worth
	minWordRunes = 2
	minCommon    = 4 // a shorter word is not looked for
	rounding     = 0.5
)

// Check returns nil for a passphrase that is strong enough, otherwise Invalid with a text that says what is wrong. about are
// words that are no secret for this account (its code, its holder's name): they count next to nothing.
func Check(passphrase string, about ...string) error {
	const op fault.Op = "authn.Check"
	if _, err := normal(passphrase); err != nil {
		return fault.Wrap(op, err)
	}
	if Strength(passphrase, about...)+rounding < MinimumBits {
		return fault.New(fault.Invalid, op, fault.Key("fault.passphrase.weak"), fault.Hint("hint.passphrase.weak"))
	}
	return nil
}

// Strength estimates the bits that a passphrase is worth; 0 for one that cannot be typed.
func Strength(passphrase string, about ...string) float64 {
	typed, err := normal(passphrase)
	if err != nil {
		return 0
	}
	text := string(typed)
	if words, ok := asWords(text); ok {
		return float64(distinct(words, about)) * wordBits
	}
	return effective(text, about) * math.Log2(float64(alphabet(text)))
}

// normal is the form in which passphrases are compared.
func normal(passphrase string) ([]byte, error) {
	invalid := func() ([]byte, error) {
		return nil, fault.New(fault.Invalid, "authn.normal", fault.Key("fault.passphrase.form"))
	}
	if passphrase == "" || len(passphrase) > 4*MaxBytes || !utf8.ValidString(passphrase) {
		return invalid()
	}
	text := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Zs, r) {
			return ' '
		}
		return r
	}, norm.NFC.String(passphrase))
	if len(text) > MaxBytes || strings.ContainsFunc(text, unicode.IsControl) {
		return invalid()
	}
	return []byte(text), nil
}

// asWords tells whether the text is words with spaces or hyphens between them. They count as words then, not as letters.
func asWords(text string) ([]string, bool) {
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '-' })
	if len(words) < 3 {
		return nil, false
	}
	for _, w := range words {
		if strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' && !unicode.IsMark(r) }) {
			return nil, false
		}
	}
	return words, true
}

func distinct(words, about []string) int {
	seen := map[string]bool{}
	for _, w := range words {
		w = strings.ToLower(w)
		if utf8.RuneCountInString(w) >= minWordRunes && !slices.ContainsFunc(about, func(a string) bool { return strings.Contains(strings.ToLower(a), w) }) {
			seen[w] = true
		}
	}
	return len(seen)
}

// alphabet counts the characters that a guesser must try in each place.
func alphabet(text string) int {
	size := 0
	add := func(n int, in func(rune) bool) {
		if strings.ContainsFunc(text, in) {
			size += n
		}
	}
	ascii := func(from, to rune) func(rune) bool { return func(r rune) bool { return r >= from && r <= to } }
	add(26, ascii('a', 'z'))
	add(26, ascii('A', 'Z'))
	add(10, ascii('0', '9'))
	add(specials, func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	return max(2, size)
}

// effective counts the characters that are not foreseen: what repeats or continues the one before counts nothing, and a
// common word counts as commonWorth.
func effective(text string, about []string) float64 {
	plain, common := withoutCommon(text, about)
	count := common * commonWorth
	before := rune(-1)
	for _, r := range plain {
		lower := unicode.ToLower(r)
		if step := lower - before; before < 0 || step < -1 || step > 1 {
			count++
		}
		before = lower
	}
	return float64(count)
}

// leet undoes what people write for letters.
var leet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i", "é", "e", "è", "e", "ê", "e", "à", "a", "ç", "c", "ô", "o")

// withoutCommon removes common words, in whatever writing, and counts them.
func withoutCommon(text string, about []string) (rest string, removed int) {
	rest = strings.ToLower(text)
	words := slices.Clone(commonWords())
	for _, a := range about {
		words = append(words, strings.FieldsFunc(strings.ToLower(a), func(r rune) bool { return r == ' ' || r == '-' })...)
	}
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) }) // the longest first
	for _, w := range words {
		if len(w) < minCommon {
			continue
		}
		for _, form := range []func(string) string{func(s string) string { return s }, leet.Replace} {
			if shown := form(rest); len([]rune(shown)) == len([]rune(rest)) {
				n := 0
				rest, n = cutAll(rest, shown, w)
				removed += n
			}
		}
	}
	return rest, removed
}

// cutAll removes from text the places where its shown form, which is as long, has the word.
func cutAll(text, shown, word string) (string, int) {
	runes, form, w := []rune(text), []rune(shown), []rune(word)
	n := 0
	for i := 0; i+len(w) <= len(form); {
		if string(form[i:i+len(w)]) == word {
			runes, form, n = slices.Delete(runes, i, i+len(w)), slices.Delete(form, i, i+len(w)), n+1
			continue
		}
		i++
	}
	return string(runes), n
}

var commonWords = sync.OnceValue(func() []string { return strings.Fields(commonText) })
