package cms

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"math/big"
	"sync"
	"testing"
	"time"

	"vigie.example/internal/fault"
)

var moment = time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)

// world is an authority, somebody who signs, and targets with keys of both kinds.
type world struct {
	authority *ecdsa.PrivateKey
	signer    Signer
	ec, rsa   target
}

type target struct {
	certificate *x509.Certificate
	key         crypto.Signer
}

func p256(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// bigRSA is drawn once: it takes a while.
var bigRSA = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, minRSABits)
	if err != nil {
		panic(err)
	}
	return key
})

func newTarget(t testing.TB, key crypto.Signer, usage x509.KeyUsage) target {
	t.Helper()
	ca := p256(t)
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<60))
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: "target"}, NotBefore: moment.AddDate(-1, 0, 0), NotAfter: moment.AddDate(9, 0, 0), KeyUsage: usage}
	parent := &x509.Certificate{Subject: pkix.Name{Organization: []string{"Ministère"}, CommonName: "AC de test"}}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), ca)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return target{c, key}
}

func newWorld(t testing.TB) world {
	t.Helper()
	w := world{authority: p256(t), ec: newTarget(t, p256(t), x509.KeyUsageKeyAgreement), rsa: newTarget(t, bigRSA(), x509.KeyUsageKeyEncipherment)}
	w.signer = w.issue(t, p256(t))
	return w
}

func (w world) issue(t testing.TB, key *ecdsa.PrivateKey) Signer {
	t.Helper()
	der, err := Issue(w.authority, Holder{"op-camille", "police-33"}, &key.PublicKey, moment.AddDate(0, -1, 0), moment.AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return Signer{c, key}
}

func (w world) sealed(t testing.TB, content []byte, to target) []byte {
	t.Helper()
	signed, err := Sign(content, w.signer, moment)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := Encrypt(signed, to.certificate)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func TestWhatIsSealedOpens(t *testing.T) {
	w := newWorld(t)
	for name, to := range map[string]target{"P-256": w.ec, "RSA": w.rsa} {
		for _, content := range [][]byte{{}, []byte("un récit"), bytes.Repeat([]byte{0x30, 0x80}, 1<<20)} {
			sealed := w.sealed(t, content, to)
			signed, err := Decrypt(sealed, to.certificate, to.key)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			m, err := Verify(signed, &w.authority.PublicKey, moment)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if !bytes.Equal(m.Content(), content) || !m.SignedAt().Equal(moment) || HolderOf(m.Signer()) != (Holder{"op-camille", "police-33"}) {
				t.Errorf("%s: other content, time or signer", name)
			}
			if len(content) > 4 && bytes.Contains(sealed, content[:8]) || bytes.Contains(sealed, []byte("op-camille")) {
				t.Errorf("%s: readable from outside", name)
			}
		}
	}
}

func TestOneBitIsNoticed(t *testing.T) {
	w := newWorld(t)
	sealed := w.sealed(t, []byte("un récit"), w.ec)
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1 << (i % 8)
		if _, err := Decrypt(changed, w.ec.certificate, w.ec.key); err == nil {
			t.Fatalf("byte %d of the envelope was changed, and it opened", i)
		}
	}
	signed, err := Sign([]byte("un récit"), w.signer, moment)
	if err != nil {
		t.Fatal(err)
	}
	for i := range signed {
		changed := bytes.Clone(signed)
		changed[i] ^= 1 << (i % 8)
		if m, err := Verify(changed, &w.authority.PublicKey, moment); err == nil {
			t.Fatalf("byte %d was changed, and %q verified", i, m.Content())
		}
	}
	for i := range len(sealed) - 1 {
		if _, err := Decrypt(sealed[:i], w.ec.certificate, w.ec.key); !fault.Is(err, fault.Invalid) {
			t.Fatalf("cut at %d: %v", i, err)
		}
	}
	if _, err := Decrypt(append(bytes.Clone(sealed), 0), w.ec.certificate, w.ec.key); !fault.Is(err, fault.Invalid) {
		t.Errorf("a byte too many: %v", err)
	}
}

func TestWrongPeople(t *testing.T) {
	w, other := newWorld(t), newWorld(t)
	sealed := w.sealed(t, []byte("un récit"), w.ec)
	if _, err := Decrypt(sealed, other.rsa.certificate, other.rsa.key); !fault.Is(err, fault.Missing) {
		t.Errorf("for another recipient: %v", err)
	}
	for _, key := range []any{other.ec.key, w.rsa.key, nil} {
		if _, err := Decrypt(sealed, w.ec.certificate, key); !fault.Is(err, fault.Untrusted) {
			t.Errorf("with a wrong key: %v", err)
		}
	}
	signed, err := Sign([]byte("un récit"), w.signer, moment)
	if err != nil {
		t.Fatal(err)
	}
	authority := &w.authority.PublicKey
	for name, test := range map[string]struct {
		authority *ecdsa.PublicKey
		at        time.Time
		want      fault.Kind
	}{
		"another authority": {&other.authority.PublicKey, moment, fault.Untrusted},
		"before its time":   {authority, moment.AddDate(-1, 0, 0), fault.Expired},
		"after its time":    {authority, moment.AddDate(2, 0, 0), fault.Expired},
	} {
		if _, err := Verify(signed, test.authority, test.at); !fault.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Only a certificate of exactly the issued kind signs: not the authority's own, none for another purpose, none of the target's.
func TestCertificatesForSomethingElse(t *testing.T) {
	w := newWorld(t)
	made := func(key *ecdsa.PrivateKey, change func(*x509.Certificate)) *x509.Certificate {
		template := &x509.Certificate{
			SerialNumber: big.NewInt(5), Subject: pkix.Name{CommonName: "op-x", OrganizationalUnit: []string{"police-33"}},
			NotBefore: moment.AddDate(0, -1, 0), NotAfter: moment.AddDate(1, 0, 0), KeyUsage: signingUsage,
			ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}, BasicConstraintsValid: true,
		}
		change(template)
		der, err := x509.CreateCertificate(rand.Reader, template, &x509.Certificate{Subject: pkix.Name{CommonName: Authority}}, &key.PublicKey, w.authority)
		if err != nil {
			t.Fatal(err)
		}
		c, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	key := p256(t)
	for name, change := range map[string]func(*x509.Certificate){
		"":              func(*x509.Certificate) {},
		"an authority":  func(c *x509.Certificate) { c.IsCA = true },
		"a server":      func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} },
		"both":          func(c *x509.Certificate) { c.ExtKeyUsage = append(c.ExtKeyUsage, x509.ExtKeyUsageServerAuth) },
		"any use":       func(c *x509.Certificate) { c.ExtKeyUsage = nil },
		"key agreement": func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyAgreement },
		"a rider": func(c *x509.Certificate) {
			c.ExtraExtensions = []pkix.Extension{{Id: []int{1, 2, 3}, Critical: true, Value: []byte{5, 0}}}
		},
	} {
		signed, err := Sign([]byte("x"), Signer{made(key, change), key}, moment)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Verify(signed, &w.authority.PublicKey, moment)
		if name == "" && err != nil || name != "" && !fault.Is(err, fault.Untrusted) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := Sign([]byte("x"), Signer{w.signer.Certificate, key}, moment); !fault.Is(err, fault.Invalid) {
		t.Errorf("with somebody else's certificate: %v", err)
	}
	if _, err := Issue(w.authority, Holder{"op-x", "police-33"}, &w.authority.PublicKey, moment, moment.AddDate(1, 0, 0)); !fault.Is(err, fault.Invalid) {
		t.Errorf("the authority certified itself as an operator: %v", err)
	}
}

func TestRecipientsThatAreRefused(t *testing.T) {
	small, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]*x509.Certificate{
		"none":            nil,
		"small RSA":       newTarget(t, small, x509.KeyUsageKeyEncipherment).certificate,
		"another curve":   newTarget(t, p384, x509.KeyUsageKeyAgreement).certificate,
		"a signing key":   newTarget(t, p256(t), x509.KeyUsageDigitalSignature).certificate,
		"a signing RSA":   newTarget(t, bigRSA(), x509.KeyUsageDigitalSignature).certificate,
		"RSA for ECDH":    newTarget(t, bigRSA(), x509.KeyUsageKeyAgreement).certificate,
		"P-256 for RSA's": newTarget(t, p256(t), x509.KeyUsageKeyEncipherment).certificate,
	} {
		if _, err := Encrypt([]byte("x"), to); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Encrypt(make([]byte, MaxBytes/2+1), newTarget(t, p256(t), 0).certificate); !fault.Is(err, fault.TooLarge) {
		t.Errorf("too much: %v", err)
	}
}

// The vector of RFC 3394, section 4.6.
func TestKeyWrapVector(t *testing.T) {
	raw := func(s string) []byte {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	kek := raw("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F")
	key := raw("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F")
	want := raw("28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21")
	got, err := wrapKey(kek, key)
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("%x, %v", got, err)
	}
	if back, err := unwrapKey(kek, got); err != nil || !bytes.Equal(back, key) {
		t.Errorf("%x, %v", back, err)
	}
}

// What a login signs, and what a report's signature is over, can never be the same bytes.
func TestAReportIsNoLogin(t *testing.T) {
	w := newWorld(t)
	attributes, err := signedAttributes(nil, w.signer.Certificate, moment)
	if err != nil {
		t.Fatal(err)
	}
	if set := asSet(attributes); len(set) <= 32 || set[0] != 0x31 {
		t.Errorf("%d bytes that begin with %x: a login signs 32 bytes", len(set), set[0])
	}
	if tbs := w.signer.Certificate.RawTBSCertificate; tbs[0] != 0x30 {
		t.Errorf("what the authority signs begins with %x: a credential begins with the length of its label, which is a 0", tbs[0])
	}
}

func FuzzDecrypt(f *testing.F) {
	w := newWorld(f)
	f.Add(w.sealed(f, []byte("un récit"), w.ec))
	f.Add(w.sealed(f, nil, w.rsa))
	f.Fuzz(func(t *testing.T, der []byte) {
		m, err := readEnvelope(der)
		if err == nil && (len(m.nonce) != nonceBytes || len(m.tag) != tagBytes || len(m.ciphertext) > len(der)) {
			t.Errorf("read as %+v", m)
		}
		for _, to := range []target{w.ec, w.rsa} {
			_, _ = Decrypt(der, to.certificate, to.key)
		}
	})
}

func FuzzVerify(f *testing.F) {
	w := newWorld(f)
	signed, err := Sign([]byte("un récit"), w.signer, moment)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(signed)
	f.Fuzz(func(t *testing.T, der []byte) {
		m, err := Verify(der, &w.authority.PublicKey, moment)
		if err == nil && string(m.Content()) != "un récit" {
			t.Errorf("verified: %q", m.Content())
		}
	})
}
