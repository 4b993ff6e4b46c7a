package authenticator

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"slices"

	"github.com/fxamacker/cbor/v2"
)

// protocol is a PIN/UV auth protocol of the key (CTAP 2.1 sections 6.5.6 and 6.5.7), with its key agreement and token.
type protocol struct {
	number int
	agree  *ecdh.PrivateKey
	token  [32]byte
	may    byte // what the token that was given last is for, of a key with Purposes
}

func newProtocol(number int) *protocol {
	p := &protocol{number: number}
	p.agree, _ = ecdh.P256().GenerateKey(rand.Reader) // never fails
	_, _ = rand.Read(p.token[:])
	return p
}

// protocol returns the protocol with a number, nil if the key does not speak it. It must be called under mu.
func (a *Authenticator) protocol(number int) *protocol {
	at := slices.IndexFunc(a.protocols, func(p *protocol) bool { return p.number == number })
	if at < 0 {
		return nil
	}
	return a.protocols[at]
}

// shared is a secret that console and key have agreed on.
type shared struct {
	mac, cipher []byte // keys
	proofBytes  int    // of an authentication
	ivs         bool   // each ciphertext begins with its own
}

// shared agrees with what the console has sent ("decapsulate").
func (p *protocol) shared(peer []byte) (shared, bool) {
	var point struct {
		X []byte `cbor:"-2,keyasint"`
		Y []byte `cbor:"-3,keyasint"`
	}
	if cbor.Unmarshal(peer, &point) != nil || len(point.X) != 32 || len(point.Y) != 32 {
		return shared{}, false
	}
	public, err := ecdh.P256().NewPublicKey(append(append([]byte{4}, point.X...), point.Y...))
	if err != nil {
		return shared{}, false
	}
	z, err := p.agree.ECDH(public)
	if err != nil {
		return shared{}, false
	}
	if p.number == 1 {
		key := sha256.Sum256(z)
		return p.with(key[:]), true
	}
	s := p.with(derive(z, "CTAP2 HMAC key"))
	s.cipher = derive(z, "CTAP2 AES key")
	return s, true
}

// with is one key for everything: that of protocol 1, and the token's.
func (p *protocol) with(key []byte) shared {
	if p.number == 1 {
		return shared{mac: key, cipher: key, proofBytes: 16}
	}
	return shared{mac: key, cipher: key, proofBytes: 32, ivs: true}
}

func derive(z []byte, info string) []byte {
	key, err := hkdf.Key(sha256.New, z, make([]byte, 32), info, 32)
	if err != nil {
		panic(err) // 32 bytes are not too many
	}
	return key
}

func (s shared) verifies(message, proof []byte) bool {
	mac := hmac.New(sha256.New, s.mac)
	mac.Write(message)
	return hmac.Equal(mac.Sum(nil)[:s.proofBytes], proof)
}

func (s shared) block() cipher.Block {
	block, err := aes.NewCipher(s.cipher)
	if err != nil {
		panic(err) // keys have 32 bytes
	}
	return block
}

func (s shared) encrypt(plain []byte) []byte {
	iv := make([]byte, aes.BlockSize)
	var out []byte
	if s.ivs {
		_, _ = rand.Read(iv)
		out = slices.Clone(iv)
	}
	body := make([]byte, len(plain))
	cipher.NewCBCEncrypter(s.block(), iv).CryptBlocks(body, plain)
	return append(out, body...)
}

func (s shared) decrypt(sealed []byte) ([]byte, bool) {
	iv := make([]byte, aes.BlockSize)
	if s.ivs {
		if len(sealed) < aes.BlockSize {
			return nil, false
		}
		iv, sealed = sealed[:aes.BlockSize], sealed[aes.BlockSize:]
	}
	if len(sealed) == 0 || len(sealed)%aes.BlockSize != 0 {
		return nil, false
	}
	plain := make([]byte, len(sealed))
	cipher.NewCBCDecrypter(s.block(), iv).CryptBlocks(plain, sealed)
	return plain, true
}
