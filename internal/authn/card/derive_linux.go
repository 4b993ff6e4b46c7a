//go:build linux && cgo

package card

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" // of OAEP, for modules that know no other
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"hash"

	"github.com/miekg/pkcs11"

	"vigie.example/internal/fault"
)

// deposit makes what a card comes to something of that only the two of us know, and sees that it does.
func (c *Cards) deposit(session pkcs11.SessionHandle, k keyPair, m Means, pin string) (Deposit, []byte, error) {
	const op = "card.deposit"
	public, err := x509.ParsePKIXPublicKey(k.spki)
	if err != nil {
		return Deposit{}, nil, fault.New(fault.Untrusted, op, fault.Key(Failed))
	}
	d := Deposit{Key: k.id(), Means: m}
	var want []byte
	switch public := public.(type) {
	case *ecdsa.PublicKey:
		d.Given, want, err = pointFor(public)
	case *rsa.PublicKey:
		want = make([]byte, SecretBytes)
		_, _ = rand.Read(want) // never fails
		d.Given, err = rsa.EncryptOAEP(m.hash(), rand.Reader, public, want, nil)
	}
	if err != nil {
		return Deposit{}, nil, fault.As(fault.Internal, op, err)
	}
	defer clear(want)
	come, err := c.come(session, k, d, pin)
	if err != nil {
		return Deposit{}, nil, err
	}
	if subtle.ConstantTimeCompare(come, want) != 1 {
		clear(come)
		return Deposit{}, nil, fault.New(fault.Untrusted, op, fault.Key(Failed))
	}
	return d, come, nil
}

// pointFor draws a point, whose private half is forgotten, and what the card's key agrees on with it.
func pointFor(public *ecdsa.PublicKey) (point, agreed []byte, err error) {
	theirs, err := public.ECDH()
	if err != nil {
		return nil, nil, err
	}
	ours, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	agreed, err = ours.ECDH(theirs)
	return ours.PublicKey().Bytes(), agreed, err
}

func (m Means) hash() hash.Hash {
	if m == UnwrapOld {
		return sha1.New()
	}
	return sha256.New()
}

// come is what the card comes to. It is asked nothing that its key is not there for.
func (c *Cards) come(session pkcs11.SessionHandle, k keyPair, d Deposit, pin string) ([]byte, error) {
	const op = "card.come"
	may := uint(pkcs11.CKA_DECRYPT)
	if d.Means == Agreement {
		may = pkcs11.CKA_DERIVE
		if _, err := ecdh.P256().NewPublicKey(d.Given); err != nil {
			return nil, fault.New(fault.Invalid, op, fault.Key(Failed)) // on no curve: a card might tell of its key by its answer
		}
	}
	private := c.private(session, k, may)
	if len(private) == 0 {
		return nil, fault.New(fault.Unavailable, op, fault.Key(NoSecret))
	}
	var come []byte
	var err error
	if d.Means == Agreement {
		come, err = c.agree(session, private[0], d.Given)
	} else {
		come, err = c.unwrap(session, private[0], d, pin)
	}
	if err == nil && len(come) != SecretBytes {
		clear(come)
		return nil, fault.New(fault.Untrusted, op, fault.Key(Failed))
	}
	return come, err
}

// agree has the card's key agree with a point, and takes what comes of it off the card. That is an object of this session alone.
func (c *Cards) agree(session pkcs11.SessionHandle, private pkcs11.ObjectHandle, point []byte) ([]byte, error) {
	const op = "card.agree"
	mechanism := pkcs11.NewMechanism(pkcs11.CKM_ECDH1_DERIVE, pkcs11.NewECDH1DeriveParams(pkcs11.CKD_NULL, nil, point))
	object, err := c.ctx.DeriveKey(session, []*pkcs11.Mechanism{mechanism}, private, []*pkcs11.Attribute{
		pkcs11.NewAttribute(pkcs11.CKA_CLASS, pkcs11.CKO_SECRET_KEY), pkcs11.NewAttribute(pkcs11.CKA_KEY_TYPE, pkcs11.CKK_GENERIC_SECRET),
		pkcs11.NewAttribute(pkcs11.CKA_VALUE_LEN, SecretBytes), pkcs11.NewAttribute(pkcs11.CKA_TOKEN, false),
		pkcs11.NewAttribute(pkcs11.CKA_SENSITIVE, false), pkcs11.NewAttribute(pkcs11.CKA_EXTRACTABLE, true),
	})
	if err != nil {
		return nil, faultOf(op, err)
	}
	come := attribute(c.ctx, session, object, pkcs11.CKA_VALUE)
	if err := c.ctx.DestroyObject(session, object); err != nil {
		clear(come)
		return nil, faultOf(op, err)
	}
	return come, nil
}

// unwrap has the card decrypt a wrapped secret.
func (c *Cards) unwrap(session pkcs11.SessionHandle, private pkcs11.ObjectHandle, d Deposit, pin string) ([]byte, error) {
	const op = "card.unwrap"
	digest, mask := uint(pkcs11.CKM_SHA256), uint(pkcs11.CKG_MGF1_SHA256)
	if d.Means == UnwrapOld {
		digest, mask = pkcs11.CKM_SHA_1, pkcs11.CKG_MGF1_SHA1
	}
	mechanism := pkcs11.NewMechanism(pkcs11.CKM_RSA_PKCS_OAEP, pkcs11.NewOAEPParams(digest, mask, pkcs11.CKZ_DATA_SPECIFIED, nil))
	if err := c.ctx.DecryptInit(session, []*pkcs11.Mechanism{mechanism}, private); err != nil {
		return nil, faultOf(op, err)
	}
	if err := c.always(session, private, pin); err != nil {
		return nil, err
	}
	come, err := c.ctx.Decrypt(session, d.Given)
	if err != nil {
		return nil, faultOf(op, err)
	}
	return come, nil
}
