package authenticator

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
)

// Made is a credential as the service keeps it.
type Made struct{ ID, Public []byte }

// Make makes a credential without a console.
func (a *Authenticator) Make(party string, user []byte) Made {
	id, c := a.create(party, user)
	return Made{ID: id, Public: public(c, algES256)}
}

// Answer is what a key has signed.
type Answer struct{ AuthData, Signature []byte }

// TouchAlone signs client data after a touch, without PIN or finger.
func (a *Authenticator) TouchAlone(party string, id, clientData []byte) Answer {
	c := a.find(id, party)
	data := a.data(party, flagPresent)
	digest := sha256.Sum256(clientData)
	signed := sha256.Sum256(append(append([]byte{}, data...), digest[:]...))
	signature, _ := c.key.Sign(rand.Reader, signed[:], nil) // never fails for P-256
	return Answer{data, signature}
}

// Signed reports whether one of the key's credentials has made a signature.
func (a *Authenticator) Signed(authData, digest, signature []byte) bool {
	signed := sha256.Sum256(append(append([]byte{}, authData...), digest...))
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, c := range a.made {
		if ecdsa.VerifyASN1(&c.key.PublicKey, signed[:], signature) {
			return true
		}
	}
	return false
}

func public(c *credential, alg int64) []byte {
	point, _ := c.key.PublicKey.Bytes() // never fails
	return encode(map[int]any{1: 2, 3: alg, -1: 1, -2: point[1:33], -3: point[33:]})
}
