package keyring

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
)

// Causes of an Invalid fault.
var (
	// ErrDamaged: the item is not one that Set has stored, or was changed.
	ErrDamaged = errors.New("the item is damaged")
	// ErrReplaced: the item is another secret of ours under this one's name.
	ErrReplaced = errors.New("the item is another one")
)

// An item is the version, the name, a checksum over both and the secret, and the secret, with spaces between them. The
// checksum finds accidents and mix-ups, not attackers: who can write here can write what they like.
const itemVersion = "vigie-1"

const checksumBytes = 9

var b64 = base64.RawURLEncoding.Strict()

func encode(name string, secret []byte) string {
	return strings.Join([]string{itemVersion, b64.EncodeToString([]byte(name)), checksum(name, secret), b64.EncodeToString(secret)}, " ")
}

func decode(name, item string) ([]byte, error) {
	parts := strings.Split(item, " ")
	if len(parts) != 4 || parts[0] != itemVersion {
		return nil, ErrDamaged
	}
	owner, err := b64.DecodeString(parts[1])
	if err != nil {
		return nil, ErrDamaged
	}
	secret, err := b64.DecodeString(parts[3])
	if err != nil || checksum(string(owner), secret) != parts[2] {
		return nil, ErrDamaged
	}
	if string(owner) != name {
		clear(secret)
		return nil, ErrReplaced
	}
	return secret, nil
}

func checksum(name string, secret []byte) string {
	h := sha256.New()
	h.Write([]byte(itemVersion + "\x00" + name + "\x00"))
	h.Write(secret)
	return b64.EncodeToString(h.Sum(nil)[:checksumBytes])
}
