package ceremony

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"

	"vigie.example/internal/fault"
)

// ChallengeBytes is the size of every challenge.
const ChallengeBytes = 32

// Party is the service as a security key knows it ("relying party"). Its name is made of the authority key: what was enrolled
// with one authority's service proves nothing to another's, and nobody has to configure it. The domain is reserved, so that no web
// page can ask a key for the same proofs.
type Party struct{ id string }

// PartyOf returns the party of an authority, given by its public key.
func PartyOf(authority []byte) Party {
	digest := sha256.Sum256(append([]byte("vigie/1 relying party\x00"), authority...))
	return Party{id: hex.EncodeToString(digest[:16]) + ".vigie.invalid"}
}

// ID returns the name under which keys hold credentials.
func (p Party) ID() string { return p.id }

// Origin returns where proofs say that they were asked for.
func (p Party) Origin() string { return "https://" + p.id }

// Handle returns the name under which a key holds a person's credential. It is none that says anything to who reads the key.
func (p Party) Handle(actor string) []byte {
	digest := sha256.Sum256([]byte(p.id + "\x00" + actor))
	return digest[:]
}

// Purpose is what a proof is for.
type Purpose string

// The purposes, as WebAuthn writes them.
const (
	ToAssert Purpose = "webauthn.get"
	ToEnrol  Purpose = "webauthn.create"
)

// ClientData returns the bytes whose digest a security key signs (WebAuthn section 5.8.1).
func (p Party) ClientData(purpose Purpose, challenge []byte) ([]byte, error) {
	raw, err := json.Marshal(struct {
		Type        Purpose `json:"type"`
		Challenge   string  `json:"challenge"`
		Origin      string  `json:"origin"`
		CrossOrigin bool    `json:"crossOrigin"`
	}{purpose, base64.RawURLEncoding.EncodeToString(challenge), p.Origin(), false})
	return raw, fault.Wrap("ceremony.ClientData", err)
}
