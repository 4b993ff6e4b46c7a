package reader

import (
	"context"
	"crypto/rand"

	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
)

// Secrets is the keyring of the operating system (package keyring): Missing for what it does not hold.
type Secrets interface {
	Get(ctx context.Context, name string) ([]byte, error)
	Set(ctx context.Context, name string, secret []byte) error
	Delete(ctx context.Context, name string) error
}

// KeyName returns the name under which the keyring of the workstation holds a reader's own key.
func KeyName(reader biometric.ReaderCode) string { return "reader-" + string(reader) }

// OwnKey reads a reader's own key, which its templates are under (L13): for OpenStore. The caller clears it. It makes none: a key that is lost
// is noticed, and not replaced in silence. The error is Missing with a text when there is none, Invalid for what is no key, or the keyring's.
func OwnKey(ctx context.Context, secrets Secrets, reader biometric.ReaderCode) ([]byte, error) {
	const op = "reader.OwnKey"
	if !reader.Valid() {
		return nil, fault.New(fault.Invalid, op, fault.Key("fault.reader.request"))
	}
	key, err := secrets.Get(ctx, KeyName(reader))
	switch {
	case fault.Is(err, fault.Missing):
		return nil, fault.As(fault.Missing, op, err, fault.Key("fault.reader.own_key"), fault.Hint("hint.reader.administrator"))
	case err != nil:
		return nil, fault.Wrap(op, err)
	case len(key) != KeyBytes:
		clear(key)
		return nil, fault.New(fault.Invalid, op, fault.Key("keyring.damaged"), fault.Hint("hint.keyring.damaged"))
	}
	return key, nil
}

// MakeOwnKey returns the digest of a reader's own key, as the inventory names it (`vigiectl reader add --key`), and makes the key at the
// first use: it returns once the keyring has it.
func MakeOwnKey(ctx context.Context, secrets Secrets, reader biometric.ReaderCode) (biometric.Digest, error) {
	key, err := OwnKey(ctx, secrets, reader)
	if fault.Is(err, fault.Missing) {
		key = make([]byte, KeyBytes)
		_, _ = rand.Read(key) // never fails
		err = secrets.Set(ctx, KeyName(reader), key)
	}
	defer clear(key)
	if err != nil {
		return "", fault.Wrap("reader.MakeOwnKey", err)
	}
	return DigestOfKey(key), nil
}

// DestroyOwnKey removes a reader's own key when the reader is removed (L14): what was under it opens no more. Absent is no error.
func DestroyOwnKey(ctx context.Context, secrets Secrets, reader biometric.ReaderCode) error {
	const op = "reader.DestroyOwnKey"
	if !reader.Valid() {
		return fault.New(fault.Invalid, op, fault.Key("fault.reader.request"))
	}
	return fault.Wrap(op, secrets.Delete(ctx, KeyName(reader)))
}
