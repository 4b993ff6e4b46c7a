package seal

import (
	"crypto/hpke"
	"crypto/sha256"
	"encoding/base64"
	"time"
	"unicode/utf8"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// Sizes in bytes of an envelope's parts.
const (
	HourlyPublicBytes  = 1216 // X-Wing public key
	EncapsulationBytes = 1120 // X-Wing encapsulation
	envelopePlainBytes = SecretBytes + 1 + wire.MaxPseudonymBytes
	envelopeBodyBytes  = envelopePlainBytes + 16
	hourlyIDCharacters = 22
)

// HourlyID is the identifier of an hourly key.
func HourlyID(public []byte) string {
	sum := sha256.Sum256(public)
	return base64.RawURLEncoding.EncodeToString(sum[:])[:hourlyIDCharacters]
}

// RecipientKey is the private half of an hourly key. It is safe for concurrent use, Destroy apart.
type RecipientKey struct {
	key                 hpke.PrivateKey
	public              []byte
	notBefore, notAfter time.Time
}

// NewRecipientKey draws an hourly key for a window of at most MaxHourly.
func NewRecipientKey(notBefore, notAfter time.Time) (*RecipientKey, error) {
	const op = "seal.NewRecipientKey"
	if lasts := notAfter.Sub(notBefore); lasts <= 0 || lasts > MaxHourly {
		return nil, fault.New(fault.Invalid, op)
	}
	key, err := hpke.MLKEM768X25519().GenerateKey()
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return &RecipientKey{key: key, public: key.PublicKey().Bytes(), notBefore: notBefore, notAfter: notAfter}, nil
}

// ParseRecipientKey restores a key from what Bytes returned; anything else is fault.Invalid.
func ParseRecipientKey(raw []byte, notBefore, notAfter time.Time) (*RecipientKey, error) {
	const op = "seal.ParseRecipientKey"
	if lasts := notAfter.Sub(notBefore); lasts <= 0 || lasts > MaxHourly {
		return nil, fault.New(fault.Invalid, op)
	}
	key, err := hpke.MLKEM768X25519().NewPrivateKey(raw)
	if err != nil {
		return nil, fault.As(fault.Invalid, op, err)
	}
	return &RecipientKey{key: key, public: key.PublicKey().Bytes(), notBefore: notBefore, notAfter: notAfter}, nil
}

// Bytes returns the private half, of 32 bytes: the caller clears it after use. fault.Gone after Destroy.
func (k *RecipientKey) Bytes() ([]byte, error) {
	const op = "seal.RecipientKey.Bytes"
	if k.key == nil {
		return nil, fault.New(fault.Gone, op)
	}
	raw, err := k.key.Bytes()
	return raw, fault.Wrap(op, err)
}

// ID returns the key's identifier.
func (k *RecipientKey) ID() string { return HourlyID(k.public) }

// Public returns the X-Wing public key, 1,216 bytes.
func (k *RecipientKey) Public() []byte { return append([]byte(nil), k.public...) }

// NotAfter is the end of the time in which somebody may seal to the key.
func (k *RecipientKey) NotAfter() time.Time { return k.notAfter }

// Statement is what SignHourly signs.
func (k *RecipientKey) Statement() wire.Hourly {
	return wire.Hourly{ID: k.ID(), Public: k.Public(), NotBefore: wire.At(k.notBefore), NotAfter: wire.At(k.notAfter)}
}

// Open verifies an envelope of the conversation whose signing key is convKey, and opens it. It works after NotAfter, too: what was
// sealed in time may arrive late. The pseudonym is "" when the declarant gave none (C1).
func (k *RecipientKey) Open(id conversation.ID, convKey []byte, e wire.Envelope) (Secret, string, error) {
	const op = "seal.RecipientKey.Open"
	if err := VerifyEnvelope(id, convKey, e); err != nil {
		return Secret{}, "", fault.Wrap(op, err)
	}
	if k.key == nil {
		return Secret{}, "", fault.New(fault.Gone, op)
	}
	if e.Hourly != k.ID() {
		return Secret{}, "", fault.New(fault.Missing, op)
	}
	info := envelopeInfo(id, e)
	recipient, err := hpke.NewRecipient(e.Enc, k.key, hpke.HKDFSHA256(), hpke.AES256GCM(), info)
	if err != nil {
		return Secret{}, "", fault.As(fault.Untrusted, op, err)
	}
	plain, err := recipient.Open(nil, e.Body)
	if err != nil {
		return Secret{}, "", fault.As(fault.Untrusted, op, err)
	}
	defer clear(plain)
	secret, pseudonym, err := readEnvelope(plain)
	return secret, pseudonym, fault.Wrap(op, err)
}

// Destroy makes the key unusable: envelopes sealed to it can no longer be opened. The bytes stay in memory until the
// collector reuses their place: the standard library gives no way to clear them.
func (k *RecipientKey) Destroy() { k.key = nil }

// String keeps the key out of whatever prints it.
func (k *RecipientKey) String() string { return "seal.RecipientKey" }

// GoString keeps the key out of %#v.
func (k *RecipientKey) GoString() string { return k.String() }

// VerifyEnvelope checks, without opening it, that the conversation's key signed the envelope.
func VerifyEnvelope(id conversation.ID, convKey []byte, e wire.Envelope) error {
	const op = "seal.VerifyEnvelope"
	if len(e.Enc) != EncapsulationBytes || len(e.Body) != envelopeBodyBytes || !validCodes(e.Actor) || len(e.Hourly) != hourlyIDCharacters {
		return fault.New(fault.Invalid, op)
	}
	if ConversationID(convKey) != id {
		return fault.New(fault.Untrusted, op)
	}
	return fault.Wrap(op, Verify(convKey, envelopeTranscript(id, e), e.Signature))
}

// SealEnvelope seals a conversation key to one operator. The pseudonym is at most 64 bytes of UTF-8, or "".
func SealEnvelope(signer *SigningKey, to Recipient, number conversation.KeyNumber, g conversation.Generation, secret Secret, pseudonym string) (wire.Envelope, error) {
	const op = "seal.SealEnvelope"
	if to.public == nil || !utf8.ValidString(pseudonym) || len(pseudonym) > wire.MaxPseudonymBytes {
		return wire.Envelope{}, fault.New(fault.Invalid, op)
	}
	id := ConversationID(signer.public)
	plain, err := writeEnvelope(secret, pseudonym)
	if err != nil {
		return wire.Envelope{}, fault.Wrap(op, err)
	}
	defer clear(plain)
	e := wire.Envelope{Key: number, Generation: g, Actor: to.actor, Hourly: to.hourly}
	enc, sender, err := hpke.NewSender(to.public, hpke.HKDFSHA256(), hpke.AES256GCM(), envelopeInfo(id, e))
	if err != nil {
		return wire.Envelope{}, fault.Wrap(op, err)
	}
	e.Enc = enc
	if e.Body, err = sender.Seal(nil, plain); err != nil {
		return wire.Envelope{}, fault.Wrap(op, err)
	}
	e.Signature, err = signer.Sign(envelopeTranscript(id, e))
	return e, fault.Wrap(op, err)
}

func envelopeInfo(id conversation.ID, e wire.Envelope) []byte {
	return Transcript(labelEnvelopeInfo, text(id), Number(e.Key), Number(e.Generation), text(e.Actor), text(e.Hourly))
}

func envelopeTranscript(id conversation.ID, e wire.Envelope) []byte {
	return Transcript(labelEnvelope, text(id), Number(e.Key), Number(e.Generation), text(e.Actor), text(e.Hourly), e.Enc, e.Body)
}

func writeEnvelope(secret Secret, pseudonym string) ([]byte, error) {
	raw, err := secret.Bytes()
	if err != nil {
		return nil, err
	}
	defer clear(raw)
	plain := make([]byte, envelopePlainBytes)
	copy(plain, raw)
	plain[SecretBytes] = byte(len(pseudonym))
	copy(plain[SecretBytes+1:], pseudonym)
	return plain, nil
}

func readEnvelope(plain []byte) (Secret, string, error) {
	const op = "seal.readEnvelope"
	if len(plain) != envelopePlainBytes {
		return Secret{}, "", fault.New(fault.Invalid, op)
	}
	size, padded := int(plain[SecretBytes]), plain[SecretBytes+1:]
	if size > len(padded) || !zeros(padded[size:]) || !utf8.Valid(padded[:size]) {
		return Secret{}, "", fault.New(fault.Invalid, op)
	}
	secret, err := ParseSecret(plain[:SecretBytes])
	if err == nil && !secret.Usable() {
		err = fault.New(fault.Invalid, op)
	}
	return secret, string(padded[:size]), err
}

func zeros(b []byte) bool {
	var any byte
	for _, c := range b {
		any |= c
	}
	return any == 0
}
