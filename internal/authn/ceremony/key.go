package ceremony

import (
	"encoding/base64"
	"slices"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/go-webauthn/webauthn/webauthn"

	"vigie.example/internal/fault"
)

// Key is what the service keeps of an enrolled security key.
type Key struct {
	ID     []byte // as the key names the credential; at most MaxKeyIDBytes
	Public []byte // COSE key (RFC 9052), ES256
	Count  uint32 // of the last proof; 0 for keys that do not count
}

// Bounds of what is read.
const (
	MaxKeyIDBytes    = 1023 // WebAuthn section 4, "credential ID"
	maxAuthDataBytes = 4096
	maxClientBytes   = 1024
	maxSigBytes      = 128
)

// Assertion is the proof that a key gives.
type Assertion struct {
	KeyID, AuthData, ClientData, Signature []byte
}

// Creation is what a key says of a credential that it has just made.
type Creation struct {
	AuthData, ClientData []byte
}

// Assert returns the key's new count if the assertion is the person's answer to the challenge by this key. The error is
// Untrusted, or Taken when the counter has not gone on: then there are two of the key.
func (p Party) Assert(challenge []byte, actor string, key Key, a Assertion) (count uint32, err error) {
	const op = "ceremony.Assert"
	if len(challenge) != ChallengeBytes || len(a.AuthData) > maxAuthDataBytes || len(a.ClientData) > maxClientBytes || len(a.Signature) > maxSigBytes || !slices.Equal(a.KeyID, key.ID) {
		return 0, fault.New(fault.Untrusted, op)
	}
	if !es256(key.Public) {
		return 0, fault.New(fault.Untrusted, op)
	}
	id := base64.RawURLEncoding.EncodeToString(key.ID)
	parsed, err := protocol.CredentialAssertionResponse{
		PublicKeyCredential: protocol.PublicKeyCredential{Credential: protocol.Credential{ID: id, Type: "public-key"}, RawID: key.ID},
		AssertionResponse: protocol.AuthenticatorAssertionResponse{
			AuthenticatorResponse: protocol.AuthenticatorResponse{ClientDataJSON: a.ClientData},
			AuthenticatorData:     a.AuthData, Signature: a.Signature,
		},
	}.Parse()
	if err != nil {
		return 0, fault.New(fault.Untrusted, op) // what is wrong with it is in no error: it came from outside
	}
	judge, session, err := p.judge(challenge, actor)
	if err != nil {
		return 0, fault.As(fault.Internal, op, err)
	}
	session.AllowedCredentialIDs = [][]byte{key.ID}
	used, err := judge.ValidateLogin(person{session.UserID, []webauthn.Credential{{
		ID: key.ID, PublicKey: key.Public, Authenticator: webauthn.Authenticator{SignCount: key.Count},
	}}}, session, parsed)
	switch {
	case err != nil:
		return 0, fault.New(fault.Untrusted, op)
	case used.Authenticator.CloneWarning:
		return 0, fault.New(fault.Taken, op, fault.Key("fault.key.cloned"))
	}
	return used.Authenticator.SignCount, nil
}

// Enrol returns the key that a creation is about, if it was made for this challenge and person, with user verification. The
// error is Untrusted, or Invalid with a text for a key that this service does not take.
func (p Party) Enrol(challenge []byte, actor string, c Creation) (Key, error) {
	const op = "ceremony.Enrol"
	if len(challenge) != ChallengeBytes || len(c.AuthData) > maxAuthDataBytes || len(c.ClientData) > maxClientBytes {
		return Key{}, fault.New(fault.Untrusted, op)
	}
	object, err := webauthncbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": c.AuthData})
	if err != nil {
		return Key{}, fault.New(fault.Untrusted, op)
	}
	var data protocol.AuthenticatorData
	if data.Unmarshal(c.AuthData) != nil || len(data.AttData.CredentialID) == 0 {
		return Key{}, fault.New(fault.Untrusted, op)
	}
	id := data.AttData.CredentialID
	parsed, err := protocol.CredentialCreationResponse{
		PublicKeyCredential: protocol.PublicKeyCredential{
			Credential: protocol.Credential{ID: base64.RawURLEncoding.EncodeToString(id), Type: "public-key"}, RawID: id,
		},
		AttestationResponse: protocol.AuthenticatorAttestationResponse{
			AuthenticatorResponse: protocol.AuthenticatorResponse{ClientDataJSON: c.ClientData}, AttestationObject: object,
		},
	}.Parse()
	if err != nil {
		return Key{}, fault.New(fault.Untrusted, op)
	}
	judge, session, err := p.judge(challenge, actor)
	if err != nil {
		return Key{}, fault.As(fault.Internal, op, err)
	}
	session.CredParams = []protocol.CredentialParameter{{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgES256}}
	made, err := judge.CreateCredential(person{session.UserID, nil}, session, parsed)
	switch {
	case err != nil:
		return Key{}, fault.New(fault.Untrusted, op)
	case made.Flags.BackupEligible:
		return Key{}, fault.New(fault.Invalid, op, fault.Key("fault.key.copies"))
	case !es256(made.PublicKey):
		return Key{}, fault.New(fault.Invalid, op, fault.Key("fault.key.algorithm"))
	}
	return Key{ID: made.ID, Public: made.PublicKey, Count: made.Authenticator.SignCount}, nil
}

// judge is the library, set to what this service asks.
func (p Party) judge(challenge []byte, actor string) (*webauthn.WebAuthn, webauthn.SessionData, error) {
	judge, err := webauthn.New(&webauthn.Config{RPID: p.id, RPDisplayName: "Vigie", RPOrigins: []string{p.Origin()}})
	return judge, webauthn.SessionData{
		Challenge: base64.RawURLEncoding.EncodeToString(challenge), RelyingPartyID: p.id, UserID: p.Handle(actor),
		UserVerification: protocol.VerificationRequired,
	}, err
}

// es256 reports whether a COSE key is one for ECDSA on P-256 with SHA-256.
func es256(public []byte) bool {
	parsed, err := webauthncose.ParsePublicKey(public)
	if err != nil {
		return false
	}
	key, ok := parsed.(webauthncose.EC2PublicKeyData)
	return ok && key.Algorithm == int64(webauthncose.AlgES256) && key.Curve == int64(webauthncose.P256)
}

// person is who a library's credential belongs to.
type person struct {
	handle []byte
	keys   []webauthn.Credential
}

func (p person) WebAuthnID() []byte                         { return p.handle }
func (p person) WebAuthnName() string                       { return "" }
func (p person) WebAuthnDisplayName() string                { return "" }
func (p person) WebAuthnCredentials() []webauthn.Credential { return p.keys }
