package authenticator

import (
	"crypto/aes"
	"crypto/sha256"
	"crypto/subtle"

	"github.com/fxamacker/cbor/v2"
)

// Subcommands of clientPIN (CTAP 2.1 section 6.5.5).
const (
	pinRetries   = 1
	pinAgreement = 2
	pinToken     = 5
	pinPurposes  = 9

	mayMake   = 0x01 // permissions of a token (section 6.5.5.7)
	mayAssert = 0x02
	mayEnrol  = 0x08
)

func (a *Authenticator) clientPIN(raw []byte) (byte, []byte) {
	var in struct {
		Protocol int             `cbor:"1,keyasint"`
		Command  int             `cbor:"2,keyasint"`
		Peer     cbor.RawMessage `cbor:"3,keyasint"`
		Hash     []byte          `cbor:"6,keyasint"`
		Purposes byte            `cbor:"9,keyasint"`
	}
	if cbor.Unmarshal(raw, &in) != nil {
		return errInvalidCBOR, nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if in.Command == pinRetries {
		return ok, encode(map[int]any{3: a.retries})
	}
	p := a.protocol(in.Protocol)
	switch {
	case p == nil:
		return errInvalidParameter, nil
	case in.Command == pinAgreement:
		point := p.agree.PublicKey().Bytes()
		return ok, encode(map[int]any{1: map[int]any{1: 2, 3: -25, -1: 1, -2: point[1:33], -3: point[33:]}})
	case in.Command == pinPurposes && a.o.Purposes && in.Purposes != 0:
		p.may = in.Purposes
		return a.giveToken(p, in.Peer, in.Hash)
	case in.Command == pinToken:
		p.may = mayMake | mayAssert
		return a.giveToken(p, in.Peer, in.Hash)
	}
	return errInvalidCommand, nil
}

// giveToken must be called under mu.
func (a *Authenticator) giveToken(p *protocol, peer, sealed []byte) (byte, []byte) {
	switch {
	case a.pin == "":
		return errPINNotSet, nil
	case a.retries == 0:
		return errPINBlocked, nil
	case a.since >= triesAtATime:
		return errPINAuthBlocked, nil
	}
	secret, fine := p.shared(peer)
	if !fine {
		return errInvalidParameter, nil
	}
	typed, fine := secret.decrypt(sealed)
	if !fine || len(typed) != aes.BlockSize {
		return errInvalidParameter, nil
	}
	right := sha256.Sum256([]byte(a.pin))
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
	return ok, encode(map[int]any{2: secret.encrypt(p.token[:])})
}

// permits reports whether the PIN's token is for something.
func (a *Authenticator) permits(number int, what byte) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	p := a.protocol(number)
	return !a.o.Purposes || p != nil && p.may&what != 0
}

// proves reports whether the console had the PIN's token.
func (a *Authenticator) proves(number int, digest, proof []byte) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	p := a.protocol(number)
	return p != nil && p.with(p.token[:]).verifies(digest, proof)
}
