package authenticator

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"

	"github.com/fxamacker/cbor/v2"
)

// hmacSecret is the name of the extension (CTAP 2.1 section 12.5).
const hmacSecret = "hmac-secret"

// randoms are what a credential derives secrets from: another for a holder who was verified.
type randoms struct{ verified, touched [32]byte }

func newRandoms() *randoms {
	r := new(randoms)
	_, _ = rand.Read(r.verified[:])
	_, _ = rand.Read(r.touched[:])
	return r
}

// from derives the secret of a salt.
func (r *randoms) from(salt []byte, verified bool) []byte {
	random := r.touched
	if verified {
		random = r.verified
	}
	mac := hmac.New(sha256.New, random[:])
	mac.Write(salt)
	return mac.Sum(nil)
}

// extends returns the extension data of a new credential, which can derive secrets from then on.
func (a *Authenticator) extends(c *credential, asked map[string]cbor.RawMessage) []byte {
	var wanted bool
	if a.o.NoSecrets || cbor.Unmarshal(asked[hmacSecret], &wanted) != nil || !wanted {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	c.randoms = newRandoms()
	return encode(map[string]any{hmacSecret: true})
}

// derive answers the extension of an assertion. A credential that was made without it has nothing to derive from, and says nothing.
func (a *Authenticator) derive(c *credential, asked map[string]cbor.RawMessage, verified, present bool) (extension []byte, status byte) {
	raw, wanted := asked[hmacSecret]
	if !wanted || a.o.NoSecrets {
		return nil, ok
	}
	var in struct {
		Peer     cbor.RawMessage `cbor:"1,keyasint"`
		Salts    []byte          `cbor:"2,keyasint"`
		Proof    []byte          `cbor:"3,keyasint"`
		Protocol int             `cbor:"4,keyasint"`
	}
	if cbor.Unmarshal(raw, &in) != nil {
		return nil, errInvalidCBOR
	}
	if !present {
		return nil, errUnsupported
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if in.Protocol == 0 {
		in.Protocol = 1
	}
	p := a.protocol(in.Protocol)
	if p == nil {
		return nil, errInvalidParameter
	}
	secret, fine := p.shared(in.Peer)
	if !fine {
		return nil, errInvalidParameter
	}
	if !secret.verifies(in.Salts, in.Proof) {
		return nil, errPINAuth
	}
	salts, fine := secret.decrypt(in.Salts)
	if !fine || len(salts) != 32 && len(salts) != 64 {
		return nil, errInvalidParameter
	}
	if c.randoms == nil {
		return nil, ok
	}
	var out []byte
	for ; len(salts) > 0; salts = salts[32:] {
		out = append(out, c.randoms.from(salts[:32], verified)...)
	}
	return encode(map[string]any{hmacSecret: secret.encrypt(out)}), ok
}
