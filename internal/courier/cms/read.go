package cms

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	cryptoasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"vigie.example/internal/fault"
)

// reader reads DER in order. The first thing that is not as the profile says makes it fail, and stay so: what it returns
// afterwards is empty. It gives no reason: whoever sends something else gets one answer.
type reader struct {
	s      cryptobyte.String
	failed *bool // shared with the readers of what is inside
}

// readContentInfo begins to read a ContentInfo of the given type; close of what it returns says whether all was as it must be.
func readContentInfo(der []byte, oid asn1.ObjectIdentifier) (outer, content *reader) {
	failed := len(der) > MaxBytes
	outer = &reader{s: der, failed: &failed}
	info := outer.inside(cryptoasn1.SEQUENCE)
	info.identifier(oid)
	wrapper := info.inside(explicit0)
	info.end()
	content = wrapper.inside(cryptoasn1.SEQUENCE)
	wrapper.end()
	return outer, content
}

func (r *reader) check(ok bool) bool {
	if !ok {
		*r.failed = true
		r.s = nil
	}
	return ok && !*r.failed
}

// inside reads an element of the given tag and returns a reader of its content.
func (r *reader) inside(tag cryptoasn1.Tag) *reader {
	in := &reader{failed: r.failed}
	r.check(r.s.ReadASN1(&in.s, tag))
	return in
}

// end checks that nothing is left.
func (r *reader) end() { r.check(r.s.Empty()) }

// close checks that nothing is left, and says whether everything before was as the profile says.
func (r *reader) close(op fault.Op) error {
	r.end()
	if *r.failed {
		return fault.New(fault.Invalid, op)
	}
	return nil
}

func (r *reader) identifier(want asn1.ObjectIdentifier) {
	var got asn1.ObjectIdentifier
	r.check(r.s.ReadASN1ObjectIdentifier(&got) && got.Equal(want))
}

func (r *reader) integer(want int) {
	var got int
	r.check(r.s.ReadASN1Integer(&got) && got == want)
}

func (r *reader) octets() []byte {
	var out []byte
	r.check(r.s.ReadASN1Bytes(&out, cryptoasn1.OCTET_STRING))
	return out
}

// element reads a whole element of the given tag, with its tag and length.
func (r *reader) element(tag cryptoasn1.Tag) []byte {
	var out cryptobyte.String
	r.check(r.s.ReadASN1Element(&out, tag))
	return out
}

// algorithm reads an AlgorithmIdentifier without parameters.
func (r *reader) algorithm(oid asn1.ObjectIdentifier) {
	a := r.inside(cryptoasn1.SEQUENCE)
	a.identifier(oid)
	a.end()
}

// algorithmOrNull allows a NULL where parameters are absent: RFC 5754, section 2, says that both must be accepted.
func (r *reader) algorithmOrNull(oid asn1.ObjectIdentifier) {
	a := r.inside(cryptoasn1.SEQUENCE)
	a.identifier(oid)
	if !a.s.Empty() {
		a.inside(cryptoasn1.NULL).end()
	}
	a.end()
}

// same reads exactly these bytes.
func (r *reader) same(want []byte) {
	var got []byte
	r.check(r.s.ReadBytes(&got, len(want)) && bytes.Equal(got, want))
}

// name is how a CMS message names a certificate.
type name struct {
	issuer []byte // DER
	serial big.Int
}

func (r *reader) issuerAndSerial() (n name) {
	s := r.inside(cryptoasn1.SEQUENCE)
	n.issuer = s.element(cryptoasn1.SEQUENCE)
	s.check(s.s.ReadASN1Integer(&n.serial))
	s.end()
	return n
}

func (n *name) of(c *x509.Certificate) bool {
	return bytes.Equal(n.issuer, c.RawIssuer) && n.serial.Cmp(c.SerialNumber) == 0
}
