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

// Enrol makes a credential after PIN and touch, without a console between.
func (a *Authenticator) Enrol(party string, user []byte) (id, authData []byte) {
	id, c := a.create(party, user)
	return id, a.attested(party, flagPresent|flagVerified, id, c)
}

// Prove signs client data after PIN and touch.
func (a *Authenticator) Prove(party string, id, clientData []byte) Answer {
	return a.sign(party, id, clientData, flagPresent|flagVerified)
}

// TouchAlone signs client data after a touch, without PIN or finger.
func (a *Authenticator) TouchAlone(party string, id, clientData []byte) Answer {
	return a.sign(party, id, clientData, flagPresent)
}

func (a *Authenticator) sign(party string, id, clientData []byte, flags byte) Answer {
	digest := sha256.Sum256(clientData)
	data := a.data(party, flags)
	return Answer{data, a.find(id, party).sign(data, digest[:])}
}

// Extend makes the key change the flags and the extension data of every assertion that asks for a secret, from now on.
func (a *Authenticator) Extend(extend func(flags byte, extension []byte) (byte, []byte)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.extend = extend
}

// extended is what an attacker makes of an answer.
func (a *Authenticator) extended(flags byte, extension []byte) (byte, []byte) {
	a.mu.Lock()
	extend := a.extend
	a.mu.Unlock()
	if extend == nil {
		return flags, extension
	}
	return extend(flags, extension)
}

// Derived is the secret that a credential derives from a salt, without a console between; nil for one that derives none.
func (a *Authenticator) Derived(party string, id []byte, salt [32]byte, verified bool) []byte {
	c := a.find(id, party)
	a.mu.Lock()
	defer a.mu.Unlock()
	if c == nil || c.randoms == nil {
		return nil
	}
	return c.randoms.from(salt[:], verified)
}

// sign signs authenticator data and the digest of client data.
func (c *credential) sign(data, digest []byte) []byte {
	signed := sha256.Sum256(append(append([]byte{}, data...), digest...))
	signature, err := c.key.Sign(rand.Reader, signed[:], nil)
	if err != nil {
		panic(err) // P-256 signs every digest
	}
	return signature
}

// attested returns the authenticator data of a new credential.
func (a *Authenticator) attested(party string, flags byte, id []byte, c *credential) []byte {
	alg := a.o.Algorithm
	if alg == 0 {
		alg = algES256
	}
	attested := append(make([]byte, 16), byte(len(id)>>8), byte(len(id)))
	return append(a.data(party, flags|flagAttested), append(append(attested, id...), public(c, alg)...)...)
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
