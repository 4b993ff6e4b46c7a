package biometric

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"vigie.example/internal/fault"
)

// Assessment is the impact assessment (DPIA, GDPR art. 35) of the biometric login, as structured data (L16). The zero value is one
// that nobody has begun: the product ships with it (L17).
type Assessment struct {
	Version   string            `json:"version"` // a date, with a number for the next of one day
	Notice    Digest            `json:"notice"`  // that it was judged with: another notice re-opens it
	Answers   map[string]string `json:"answers"` // by the code of the Field
	Signature []byte            `json:"signature,omitempty"`
}

// Signature and key sizes, in bytes: ECDSA on P-256, an uncompressed point.
const (
	signatureBytes = 64
	publicKeyBytes = 65
)

// Begun reports whether there is an assessment at all.
func (a Assessment) Begun() bool { return a.Version != "" || len(a.Answers) > 0 }

// Gaps lists what is missing or wrong, in the order of the form. None: it is complete, which does not mean that it is passed.
func (a Assessment) Gaps() []Gap { return answers(a.Answers).gaps() }

// Stray lists answers to questions that the form does not ask, in order.
func (a Assessment) Stray() []string {
	var out []string
	for _, code := range slices.Sorted(maps.Keys(a.Answers)) {
		if !slices.ContainsFunc(fields, func(f Field) bool { return f.Code == code }) {
			out = append(out, code)
		}
	}
	return out
}

// Follows reports whether a is a later version than o.
func (a Assessment) Follows(o Assessment) bool { return later(a.Version, o.Version) }

// Fits reports whether the assessment can be kept in one piece, and has a version.
func (a Assessment) Fits() bool { return version(a.Version) && fits(a) }

// Passed reports whether the controller's verdict lets the processing begin.
func (a Assessment) Passed() bool { return a.Answers["verdict.outcome"] == "passed" }

// Valid returns from when until when the verdict holds; the end is not included.
func (a Assessment) Valid() (from, until time.Time) {
	return answers(a.Answers).date("verdict.date"), answers(a.Answers).date("verdict.until")
}

// Covers reports whether the method was judged, and for OnReader the model of the reader as well.
func (a Assessment) Covers(m Method, model Model) bool {
	in := answers(a.Answers)
	return slices.Contains(in.methods(), m) && (m != OnReader || slices.Contains(in.models(), model))
}

// Transcript returns the bytes that the controller signs: everything but the signature. Any change of a risk, a method, a model
// or the notice is another transcript, so that the signature no longer holds and the assessment is open again.
func (a Assessment) Transcript() []byte {
	parts := []string{a.Version, string(a.Notice)}
	for _, f := range fields {
		parts = append(parts, f.Code, strings.TrimSpace(a.Answers[f.Code]))
	}
	return transcript("vigie/1 assessment", parts...)
}

// Digest identifies the assessment as it stands.
func (a Assessment) Digest() Digest { return digestOf(a.Transcript()) }

// SignedBy reports whether the signature is by the private half of the key.
func (a Assessment) SignedBy(public []byte) bool { return verify(public, a.Transcript(), a.Signature) }

// WithSignature returns the assessment signed. The error is Invalid, and names the gaps as its cause, while it is not complete: a
// signature under an incomplete assessment would look like one under a complete one.
func (a Assessment) WithSignature(sign func(transcript []byte) ([]byte, error)) (Assessment, error) {
	const op fault.Op = "biometric.Assessment.WithSignature"
	if !version(a.Version) || !a.Notice.Valid() || len(a.Gaps()) > 0 || len(a.Stray()) > 0 {
		return a, fault.New(fault.Invalid, op, fault.Key("fault.assessment.incomplete"), fault.Hint("hint.assessment.gaps"))
	}
	signature, err := sign(a.Transcript())
	if err != nil {
		return a, fault.Wrap(op, err)
	}
	a.Signature = signature
	return a, nil
}

func digestOf(transcript []byte) Digest {
	sum := sha256.Sum256(transcript)
	return Digest(base64.RawURLEncoding.EncodeToString(sum[:]))
}

func verify(public, transcript, signature []byte) bool {
	if len(signature) != signatureBytes || len(public) != publicKeyBytes {
		return false
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), public)
	if err != nil {
		return false
	}
	digest := sha256.Sum256(transcript)
	r, s := new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])
	return ecdsa.Verify(key, digest[:], r, s)
}
