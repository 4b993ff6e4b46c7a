package seal

import (
	"crypto/sha256"

	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// SignDoctrine signs version and text of a doctrine with the authority key (C3). Whether they fit each other, and pass the checks, is
// for its caller to know.
func SignDoctrine(authority *SigningKey, d *wire.Doctrine) error {
	const op = "seal.SignDoctrine"
	if d.Version == "" || d.Text == "" {
		return fault.New(fault.Invalid, op)
	}
	var err error
	d.Signature, err = authority.Sign(doctrineTranscript(d))
	return fault.Wrap(op, err)
}

// VerifyDoctrine checks what SignDoctrine made; the error is fault.Untrusted. It says nothing about what is older or newer.
func VerifyDoctrine(authority []byte, d wire.Doctrine) error {
	return fault.Wrap("seal.VerifyDoctrine", Verify(authority, doctrineTranscript(&d), d.Signature))
}

func doctrineTranscript(d *wire.Doctrine) []byte {
	digest := sha256.Sum256([]byte(d.Text))
	return Transcript(labelDoctrine, text(d.Version), digest[:])
}
