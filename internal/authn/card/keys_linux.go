//go:build linux && cgo

package card

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"math/big"

	"github.com/miekg/pkcs11"
)

// keyPair is a key of a card as its public half shows it, before anybody logs in.
type keyPair struct {
	handle []byte // CKA_ID, which the private half has, too
	spki   []byte
	rsa    bool
}

// maxObjects bounds what is read from a card.
const maxObjects = 32

// keys lists the keys of a card that could prove something: from its public keys, and from its certificates.
func keys(ctx *pkcs11.Ctx, session pkcs11.SessionHandle) []keyPair {
	var out []keyPair
	for _, class := range []uint{pkcs11.CKO_PUBLIC_KEY, pkcs11.CKO_CERTIFICATE} {
		for _, object := range find(ctx, session, pkcs11.NewAttribute(pkcs11.CKA_CLASS, class)) {
			public := publicOf(ctx, session, object, class)
			spki, err := x509.MarshalPKIXPublicKey(public)
			handle := attribute(ctx, session, object, pkcs11.CKA_ID)
			if public == nil || err != nil || len(handle) == 0 {
				continue
			}
			_, isRSA := public.(*rsa.PublicKey)
			out = append(out, keyPair{handle, spki, isRSA})
		}
	}
	return out
}

// publicOf reads a public key; nil for one that is not taken.
func publicOf(ctx *pkcs11.Ctx, session pkcs11.SessionHandle, object pkcs11.ObjectHandle, class uint) any {
	if class == pkcs11.CKO_CERTIFICATE {
		certificate, err := x509.ParseCertificate(attribute(ctx, session, object, pkcs11.CKA_VALUE))
		if err != nil {
			return nil
		}
		return taken(certificate.PublicKey)
	}
	if point := attribute(ctx, session, object, pkcs11.CKA_EC_POINT); len(point) > 0 {
		var raw []byte
		if rest, err := asn1.Unmarshal(point, &raw); err != nil || len(rest) > 0 {
			raw = point // some modules leave the OCTET STRING out
		}
		key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), raw)
		if err != nil {
			return nil
		}
		return key
	}
	modulus, exponent := attribute(ctx, session, object, pkcs11.CKA_MODULUS), attribute(ctx, session, object, pkcs11.CKA_PUBLIC_EXPONENT)
	if len(modulus) == 0 || len(exponent) == 0 || len(exponent) > 4 {
		return nil
	}
	return taken(&rsa.PublicKey{N: new(big.Int).SetBytes(modulus), E: int(new(big.Int).SetBytes(exponent).Int64())})
}

// taken returns the key if the service takes its kind.
func taken(public any) any {
	switch key := public.(type) {
	case *ecdsa.PublicKey:
		if key.Curve == elliptic.P256() {
			return key
		}
	case *rsa.PublicKey:
		if bits := key.N.BitLen(); bits >= 2048 && bits <= 4096 {
			return key
		}
	}
	return nil
}

func (k keyPair) id() []byte {
	sum := sha256.Sum256(k.spki)
	return sum[:]
}

func find(ctx *pkcs11.Ctx, session pkcs11.SessionHandle, like ...*pkcs11.Attribute) []pkcs11.ObjectHandle {
	if ctx.FindObjectsInit(session, like) != nil {
		return nil
	}
	found, _, err := ctx.FindObjects(session, maxObjects)
	if ctx.FindObjectsFinal(session) != nil || err != nil {
		return nil
	}
	return found
}

// maxAttribute bounds a value that a card gives: certificates are below it.
const maxAttribute = 8 << 10

func attribute(ctx *pkcs11.Ctx, session pkcs11.SessionHandle, object pkcs11.ObjectHandle, of uint) []byte {
	got, err := ctx.GetAttributeValue(session, object, []*pkcs11.Attribute{pkcs11.NewAttribute(of, nil)})
	if err != nil || len(got) != 1 || len(got[0].Value) > maxAttribute {
		return nil
	}
	return got[0].Value
}
