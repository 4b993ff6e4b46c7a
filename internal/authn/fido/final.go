package fido

import "bytes"

// authenticatorBioEnrollment has two numbers: the preview's, which is the only one that libfido2 1.12 knows, and that of CTAP 2.1 (section 6.7), which
// is the only one that some keys know: who knows it has the option. What is asked under them is the same, and no number is part of what is
// authenticated.
const (
	askInfo       = 0x04
	askBio        = 0x09
	askBioPreview = 0x40
	optionBio     = "bioEnroll"
)

// learn takes from what a key says of itself how it calls bioEnrollment.
func (s *sieve) learn(answer []byte) {
	var info struct {
		Options map[string]bool `cbor:"4,keyasint"`
	}
	if s.asked != askInfo || len(answer) < 2 || answer[0] != 0 || wellFormed.Unmarshal(answer[1:], &info) != nil {
		return
	}
	_, s.final = info.Options[optionBio]
}

// renumber returns the first report of a request under the number that the key knows.
func (s *sieve) renumber(report []byte) []byte {
	if !s.final || s.asked != askBioPreview {
		return report
	}
	out := bytes.Clone(report)
	out[firstReport] = askBio
	return out
}
