package trace

import "strings"

// Export says which package an operation was about, and what is known of it: codes, a random name and a digest (C15). The zero value is
// none.
type Export struct {
	Target  string // the code of a target of the doctrine
	Package string // its random name: under it the target takes one package over once
	Digest  string // of the sealed package, SHA-256 in hexadecimal
	Outcome string // "sent", "accepted", "refused", "withdrawn", "unknown"
}

const (
	packageDigits  = 32
	digestDigits   = 64
	mostTargetByte = 40
)

// Valid reports whether every part has its form: nothing that somebody wrote fits.
func (e Export) Valid() bool {
	return e.Target != "" && len(e.Target) <= mostTargetByte && only(e.Target, "abcdefghijklmnopqrstuvwxyz0123456789-_.") &&
		len(e.Package) == packageDigits && only(e.Package, "0123456789abcdef") && len(e.Digest) == digestDigits && only(e.Digest, "0123456789abcdef") &&
		(e.Outcome == "sent" || e.Outcome == "accepted" || e.Outcome == "refused" || e.Outcome == "withdrawn" || e.Outcome == "unknown")
}

func only(s, alphabet string) bool { return strings.Trim(s, alphabet) == "" }
