package authn

import (
	"crypto/rand"
	"strings"
)

// suggestAlphabet has 32 letters and digits that nobody takes for each other: 5 bits each.
const suggestAlphabet = "abcdefghjkmnpqrstuvwxyz23456789A"

// Suggest draws a passphrase of 100 bits: five groups of four characters. Check accepts it.
func Suggest() string {
	for {
		if s := draw(); Check(s) == nil { // by chance it may be all letters, which Check takes for words
			return s
		}
	}
}

func draw() string {
	raw := make([]byte, 20)
	rand.Read(raw)
	var b strings.Builder
	for i, r := range raw {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(suggestAlphabet[r%32])
	}
	return b.String()
}
