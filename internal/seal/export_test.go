package seal

import (
	"crypto/hpke"
	"time"
)

// RecipientKeyFrom makes an hourly key of a known seed, for the vectors.
func RecipientKeyFrom(seed []byte, notBefore, notAfter time.Time) (*RecipientKey, error) {
	key, err := hpke.MLKEM768X25519().NewPrivateKey(seed)
	if err != nil {
		return nil, err
	}
	return &RecipientKey{key: key, public: key.PublicKey().Bytes(), notBefore: notBefore, notAfter: notAfter}, nil
}
