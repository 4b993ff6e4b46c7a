//go:build linux && cgo

// Package softcard is a service card made of software, for tests: a token of SoftHSM2 with a key pair on it.
package softcard

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/miekg/pkcs11"
)

// PIN opens every card.
const PIN = "314159"

// Kind is what key is on a card.
type Kind int

// The kinds.
const (
	P256    Kind = iota // which signs
	RSA2048             // which signs
	P384                // which the service does not take
	Empty
	P256Agrees    // which signs and agrees
	RSA2048Unwrap // which signs and decrypts
	Two           // P-256 that signs, and RSA that decrypts
)

// key is one of a card's keys, and what its card lets it be used for.
type key struct {
	curve                  asn1.ObjectIdentifier // nil for RSA
	sign, derive, decrypts bool
}

var (
	p256 = asn1.ObjectIdentifier{1, 2, 840, 10045, 3, 1, 7}
	p384 = asn1.ObjectIdentifier{1, 3, 132, 0, 34}
)

var keys = map[Kind][]key{
	P256: {{curve: p256, sign: true}}, RSA2048: {{sign: true}}, P384: {{curve: p384, sign: true}},
	P256Agrees: {{curve: p256, sign: true, derive: true}}, RSA2048Unwrap: {{sign: true, decrypts: true}},
	Two: {{curve: p256, sign: true}, {decrypts: true}},
}

// modules are where Debian and others install SoftHSM2.
var modules = []string{"/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so"}

// Reader is a folder in which cards are. It sets the environment of the test.
type Reader struct {
	Module string
	t      testing.TB
	tokens string
	slots  int
	public [][]byte
}

// New returns a reader without a card. Where SoftHSM2 is not installed the test fails: cmd/dev setup installs it.
func New(t testing.TB) *Reader {
	t.Helper()
	r := &Reader{t: t, tokens: filepath.Join(t.TempDir(), "tokens")}
	for _, m := range modules {
		if _, err := os.Stat(m); err == nil {
			r.Module = m
		}
	}
	if r.Module == "" {
		t.Fatal("SoftHSM2 is not installed: go run ./cmd/dev setup installs it")
	}
	check(t, os.MkdirAll(r.tokens, 0o700))
	conf := filepath.Join(filepath.Dir(r.tokens), "softhsm2.conf")
	check(t, os.WriteFile(conf, []byte("directories.tokendir = "+r.tokens+"\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = true\n"), 0o600))
	t.Setenv("SOFTHSM2_CONF", conf)
	return r
}

// Insert makes a card with a key on it. No module may be loaded meanwhile.
func (r *Reader) Insert(kind Kind) {
	r.t.Helper()
	ctx := pkcs11.New(r.Module)
	if ctx == nil {
		r.t.Fatal("the module does not load")
	}
	check(r.t, ctx.Initialize())
	defer ctx.Destroy()
	defer func() { check(r.t, ctx.Finalize()) }()
	slots, err := ctx.GetSlotList(true)
	check(r.t, err)
	slot := slots[len(slots)-1] // the one that is free
	label := fmt.Sprintf("card %d", r.slots)
	r.slots++
	check(r.t, ctx.InitToken(slot, "so-pin-0000", label))
	slots, err = ctx.GetSlotList(true)
	check(r.t, err)
	for _, s := range slots {
		if info, err := ctx.GetTokenInfo(s); err == nil && info.Label == label {
			slot = s
		}
	}
	session, err := ctx.OpenSession(slot, pkcs11.CKF_SERIAL_SESSION|pkcs11.CKF_RW_SESSION)
	check(r.t, err)
	check(r.t, ctx.Login(session, pkcs11.CKU_SO, "so-pin-0000"))
	check(r.t, ctx.InitPIN(session, PIN))
	check(r.t, ctx.Logout(session))
	check(r.t, ctx.Login(session, pkcs11.CKU_USER, PIN))
	for i, k := range keys[kind] {
		r.generate(ctx, session, byte(i+1), k)
	}
	check(r.t, ctx.CloseSession(session))
}

func (r *Reader) generate(ctx *pkcs11.Ctx, session pkcs11.SessionHandle, id byte, k key) {
	mechanism := uint(pkcs11.CKM_EC_KEY_PAIR_GEN)
	public := []*pkcs11.Attribute{pkcs11.NewAttribute(pkcs11.CKA_TOKEN, true), pkcs11.NewAttribute(pkcs11.CKA_VERIFY, k.sign), pkcs11.NewAttribute(pkcs11.CKA_ID, []byte{id})}
	if k.curve == nil {
		mechanism = pkcs11.CKM_RSA_PKCS_KEY_PAIR_GEN
		public = append(public, pkcs11.NewAttribute(pkcs11.CKA_MODULUS_BITS, 2048), pkcs11.NewAttribute(pkcs11.CKA_PUBLIC_EXPONENT, []byte{1, 0, 1}))
	} else {
		curve, err := asn1.Marshal(k.curve)
		check(r.t, err)
		public = append(public, pkcs11.NewAttribute(pkcs11.CKA_EC_PARAMS, curve))
	}
	private := []*pkcs11.Attribute{
		pkcs11.NewAttribute(pkcs11.CKA_TOKEN, true), pkcs11.NewAttribute(pkcs11.CKA_PRIVATE, true), pkcs11.NewAttribute(pkcs11.CKA_SENSITIVE, true),
		pkcs11.NewAttribute(pkcs11.CKA_SIGN, k.sign), pkcs11.NewAttribute(pkcs11.CKA_DERIVE, k.derive), pkcs11.NewAttribute(pkcs11.CKA_DECRYPT, k.decrypts),
		pkcs11.NewAttribute(pkcs11.CKA_ID, []byte{id}),
	}
	shown, _, err := ctx.GenerateKeyPair(session, []*pkcs11.Mechanism{pkcs11.NewMechanism(mechanism, nil)}, public, private)
	check(r.t, err)
	if k.curve.Equal(p256) && k.sign {
		r.keep(ctx, session, shown)
	}
}

// keep notes the public half of a key that signs.
func (r *Reader) keep(ctx *pkcs11.Ctx, session pkcs11.SessionHandle, shown pkcs11.ObjectHandle) {
	got, err := ctx.GetAttributeValue(session, shown, []*pkcs11.Attribute{pkcs11.NewAttribute(pkcs11.CKA_EC_POINT, nil)})
	check(r.t, err)
	var point []byte
	_, err = asn1.Unmarshal(got[0].Value, &point)
	check(r.t, err)
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	check(r.t, err)
	spki, err := x509.MarshalPKIXPublicKey(key)
	check(r.t, err)
	r.public = append(r.public, spki)
}

// Public returns the keys on P-256 that sign, of the cards in the order in which they came in: SubjectPublicKeyInfo, DER.
func (r *Reader) Public() [][]byte { return r.public }

// LogIn logs in to the first card, as other software in this process would, while a module is loaded, until the end of the test.
func (r *Reader) LogIn() {
	r.t.Helper()
	ctx := pkcs11.New(r.Module)
	if ctx == nil {
		r.t.Fatal("the module does not load")
	}
	if err := ctx.Initialize(); err != pkcs11.Error(pkcs11.CKR_CRYPTOKI_ALREADY_INITIALIZED) {
		r.t.Fatal("no module was loaded:", err)
	}
	slots, err := ctx.GetSlotList(true)
	check(r.t, err)
	session, err := ctx.OpenSession(slots[0], pkcs11.CKF_SERIAL_SESSION)
	check(r.t, err)
	check(r.t, ctx.Login(session, pkcs11.CKU_USER, PIN))
	r.t.Cleanup(func() { _ = ctx.CloseSession(session) })
}

// Remove takes every card out: what a module then tries on it fails.
func (r *Reader) Remove() {
	check(r.t, os.RemoveAll(r.tokens))
	check(r.t, os.MkdirAll(r.tokens, 0o700))
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
