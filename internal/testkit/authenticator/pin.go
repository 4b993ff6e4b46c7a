package authenticator

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"

	"github.com/fxamacker/cbor/v2"
)

// Subcommands of clientPIN (CTAP 2.1 section 6.5.5), with PIN protocol 1.
const (
	pinRetries   = 1
	pinAgreement = 2
	pinToken     = 5
)

func (a *Authenticator) clientPIN(raw []byte) (byte, []byte) {
	var in struct {
		Command int             `cbor:"2,keyasint"`
		Peer    cbor.RawMessage `cbor:"3,keyasint"`
		Hash    []byte          `cbor:"6,keyasint"`
	}
	if cbor.Unmarshal(raw, &in) != nil {
		return errInvalidCBOR, nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	switch in.Command {
	case pinRetries:
		return ok, encode(map[int]any{3: a.retries})
	case pinAgreement:
		point := a.agree.PublicKey().Bytes()
		return ok, encode(map[int]any{1: map[int]any{1: 2, 3: -25, -1: 1, -2: point[1:33], -3: point[33:]}})
	case pinToken:
		return a.giveToken(in.Peer, in.Hash)
	}
	return errInvalidCommand, nil
}

// giveToken must be called under mu.
func (a *Authenticator) giveToken(peer, sealed []byte) (byte, []byte) {
	switch {
	case a.pin == "":
		return errPINNotSet, nil
	case a.retries == 0:
		return errPINBlocked, nil
	case a.since >= triesAtATime:
		return errPINAuthBlocked, nil
	}
	secret, fine := a.shared(peer)
	if !fine || len(sealed) != aes.BlockSize {
		return errMissing, nil
	}
	block, err := aes.NewCipher(secret[:])
	if err != nil {
		return errMissing, nil
	}
	typed, right := make([]byte, aes.BlockSize), sha256.Sum256([]byte(a.pin))
	cipher.NewCBCDecrypter(block, make([]byte, aes.BlockSize)).CryptBlocks(typed, sealed)
	a.retries--
	if subtle.ConstantTimeCompare(typed, right[:aes.BlockSize]) != 1 {
		a.since++
		a.renew()
		switch {
		case a.retries == 0:
			return errPINBlocked, nil
		case a.since >= triesAtATime:
			return errPINAuthBlocked, nil
		}
		return errPINInvalid, nil
	}
	a.retries, a.since = pinTries, 0
	out := make([]byte, len(a.token))
	cipher.NewCBCEncrypter(block, make([]byte, aes.BlockSize)).CryptBlocks(out, a.token[:])
	return ok, encode(map[int]any{2: out})
}

// shared must be called under mu.
func (a *Authenticator) shared(peer []byte) ([sha256.Size]byte, bool) {
	var point struct {
		X []byte `cbor:"-2,keyasint"`
		Y []byte `cbor:"-3,keyasint"`
	}
	if cbor.Unmarshal(peer, &point) != nil || len(point.X) != 32 || len(point.Y) != 32 {
		return [sha256.Size]byte{}, false
	}
	public, err := ecdh.P256().NewPublicKey(append(append([]byte{4}, point.X...), point.Y...))
	if err != nil {
		return [sha256.Size]byte{}, false
	}
	x, err := a.agree.ECDH(public)
	return sha256.Sum256(x), err == nil
}

// proves reports whether the console had the PIN's token.
func (a *Authenticator) proves(digest, proof []byte) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	mac := hmac.New(sha256.New, a.token[:])
	mac.Write(digest)
	return hmac.Equal(mac.Sum(nil)[:16], proof)
}
