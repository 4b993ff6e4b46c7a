package biometric

import (
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"slices"
	"strings"

	"vigie.example/internal/fault"
)

// Method is a way of processing a fingerprint. They are judged one by one in an assessment.
type Method string

// Never renumber or re-use: methods are in records and assessments.
const (
	OnKey    Method = "key"    // template and match on a security key that the person holds; it comes first (L13)
	OnReader Method = "reader" // the workstation's reader, through the helper
)

// Methods returns every method, the one to be preferred first (L13).
func Methods() []Method { return []Method{OnKey, OnReader} }

// Valid reports whether m is one of the methods above.
func (m Method) Valid() bool { return m == OnKey || m == OnReader }

// Code is the pseudonym of one enrolment: 22 characters of base64url, drawn at random. It is all that the matcher ever says
// of anybody (L10).
type Code string

// CodeBytes is how many random bytes a Code has.
const CodeBytes = 16

// NewCode returns the code made of CodeBytes random bytes; Invalid for another number of them.
func NewCode(random []byte) (Code, error) {
	if len(random) != CodeBytes {
		return "", fault.New(fault.Invalid, "biometric.NewCode")
	}
	return Code(base64.RawURLEncoding.EncodeToString(random)), nil
}

// Valid reports whether c has the form of a code.
func (c Code) Valid() bool {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(string(c))
	return err == nil && len(raw) == CodeBytes
}

// Digest identifies the exact text of a notice or an assessment: SHA-256 in base64url without padding. The zero value
// identifies nothing, and equals no digest of anything.
type Digest string

const digestChars = 43

// Valid reports whether d has the form of a digest.
func (d Digest) Valid() bool {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(string(d))
	return err == nil && len(raw) == 32 && len(d) == digestChars
}

// Model names a kind of fingerprint reader as the assessment judged it, its driver in libfprint and how a finger is
// put on it: "goodixmoc:press", "virtual_image:swipe".
type Model string

const maxModelBytes = 32

// Valid reports whether m is two words of lower-case letters, digits and underscores with a colon between them.
func (m Model) Valid() bool {
	vendor, product, ok := strings.Cut(string(m), ":")
	return ok && len(m) <= maxModelBytes && plainWord(vendor) && plainWord(product)
}

func plainWord(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}) < 0
}

// version reports whether s is a date with an optional number: "2026-11-28" or "2026-11-28-2".
func version(s string) bool {
	if len(s) < len("2026-01-01") || len(s) > 16 || s[len(s)-1] == '-' {
		return false
	}
	for i, b := range []byte(s) {
		hyphen := i == 4 || i == 7 || i == 10
		if hyphen != (b == '-') || !hyphen && (b < '0' || b > '9') {
			return false
		}
	}
	return true
}

// later reports whether version a came after version b: by its day, then by its number, which is 1 where it is not written.
func later(a, b string) bool {
	day := len("2026-01-01")
	if !version(a) || !version(b) || a[:day] != b[:day] {
		return a > b
	}
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) > 0
}

// transcript joins a label and fields so that no two different lists give the same bytes.
func transcript(label string, fields ...string) []byte {
	var out []byte
	for _, f := range slices.Concat([]string{label}, fields) {
		out = binary.BigEndian.AppendUint32(out, uint32(len(f)))
		out = append(out, f...)
	}
	return out
}
