// Package reporting helps tests that need a report which has passed its checklist, somebody certified who signs it, and a target with
// a key of its own.
package reporting

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"strings"
	"time"

	assets "vigie.example/assets/doctrine"
	"vigie.example/assets/fonts"
	"vigie.example/internal/conversation"
	"vigie.example/internal/courier"
	"vigie.example/internal/courier/cms"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/report"
	"vigie.example/internal/rulebook"
)

// Who signs.
const (
	Operator = "op-camille"
	Unit     = "police-33"
)

// World is an authority, somebody who signs, and a doctrine whose targets have one key.
type World struct {
	Now         time.Time
	Authority   *ecdsa.PrivateKey
	Signer      cms.Signer
	Certificate *x509.Certificate // of the targets
	Key         *ecdsa.PrivateKey // of the targets
	Doctrine    *doctrine.Doctrine
	Builder     *courier.Builder
}

// New makes a world. It panics on what cannot be.
func New(now time.Time) World {
	w := World{Now: now, Authority: NewKey(), Key: NewKey()}
	w.Certificate = selfSigned(w.Key, now)
	w.Signer = w.Certify(Operator, Unit, now.AddDate(0, -1, 0), now.AddDate(1, 0, 0))
	w.Doctrine = must(rulebook.Parse(WithCertificate(assets.Doctrine(), w.Certificate.Raw)))
	w.Builder = must(courier.NewBuilder(courier.Options{Regular: fonts.Regular, Bold: fonts.Bold, Authority: &w.Authority.PublicKey}))
	return w
}

// Certify makes somebody who signs.
func (w World) Certify(actor, unit string, from, to time.Time) cms.Signer {
	key := NewKey()
	der := must(cms.Issue(w.Authority, cms.Holder{Actor: actor, Unit: unit}, &key.PublicKey, from, to))
	return cms.Signer{Certificate: must(x509.ParseCertificate(der)), Key: key}
}

// WithCertificate adds a certificate to each target of a doctrine that packages are sent to.
func WithCertificate(text string, der []byte) string {
	block := "\n    certificate: |\n"
	for line := range strings.Lines(string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))) {
		block += "      " + line
	}
	return strings.ReplaceAll(text, "\n    format: vigie.report/1\n", block+"    format: vigie.report/1\n")
}

// Without is the doctrine of targets that do not hold a field.
func (w World) Without(field doctrine.FieldCode) *doctrine.Doctrine {
	text := WithCertificate(assets.Doctrine(), w.Certificate.Raw)
	return must(rulebook.Parse(strings.ReplaceAll(text, "      - "+string(field)+"\n", "")))
}

// Clear passes a report with an account, a date and a person through its checklist. edit, if any, changes it before.
func (w World) Clear(target doctrine.TargetCode, edits ...func(report.Report) report.Report) report.Clearance {
	t, ok := w.Doctrine.Target(target)
	if !ok {
		panic("no target " + target)
	}
	r := must(report.New().SetHead(report.Head{Target: target, Offence: "a", Purpose: t.Purposes[0].Code, Recipient: t.Recipients[0].Code, Informed: true, Danger: "Il est là."}))
	r = With(r, "facts.account", "Il m’a frappée deux fois dans la cuisine, puis il est parti.", "")
	r = With(r, "time.date", "2026-03-12", "")
	var author report.PersonID
	r, author, err := r.AddPerson(report.Author)
	if err != nil {
		panic(err)
	}
	r = must(r.EditPerson(author, func(p *report.Person) { p.Majority, p.Necessity = report.Adult, "C’est lui qui frappe." }))
	r = With(r, "person.name", "Kevin Exemple", author)
	for _, edit := range edits {
		r = edit(r)
	}
	sum := sha256.Sum256([]byte("one"))
	in := report.Input{
		Report: r, Doctrine: w.Doctrine, Conversation: conversation.ID(base64.RawURLEncoding.EncodeToString(sum[:])),
		Operator: Operator, Unit: Unit, Last: 7, Said: func(conversation.MessageID) (string, bool) { return "", true },
	}
	h := r.Head()
	h.Read = report.Evaluate(in).ReadAs()
	in.Report = must(r.SetHead(h))
	c, err := report.Evaluate(in).Clear(w.Now)
	if err != nil {
		panic(fmt.Sprint(err, report.Evaluate(in).Problems()))
	}
	return c
}

// With adds an included element with its necessity.
func With(r report.Report, field doctrine.FieldCode, value string, about report.PersonID) report.Report {
	r, id, err := r.Add(report.Element{Field: field, Value: value, Person: about, Sources: []conversation.MessageID{"m1"}})
	if err != nil {
		panic(err)
	}
	return must(r.Edit(id, func(e *report.Element) { e.Included, e.Necessity = true, "Le fait rapporté qui le rend nécessaire." }))
}

// Parcel builds the parcel of a cleared report.
func (w World) Parcel(target doctrine.TargetCode) courier.Parcel {
	return w.ParcelUntil(target, w.Now.Add(4*time.Hour))
}

// ParcelUntil builds one that counts until a deadline.
func (w World) ParcelUntil(target doctrine.TargetCode, until time.Time) courier.Parcel {
	return must(w.Builder.Build(w.Clear(target), w.Doctrine, w.Signer, w.Now, until))
}

// NewKey draws a P-256 key.
func NewKey() *ecdsa.PrivateKey { return must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)) }

func selfSigned(key *ecdsa.PrivateKey, now time.Time) *x509.Certificate {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.Unix()), Subject: pkix.Name{CommonName: "target of a test"},
		NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(5, 0, 0), KeyUsage: x509.KeyUsageKeyAgreement,
	}
	return must(x509.ParseCertificate(must(x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key))))
}

// Loopback makes a certificate of this machine, for either end of a connection, that vouches for itself.
func Loopback() (tls.Certificate, *x509.Certificate) {
	key, now := NewKey(), time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: "loopback"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	c := must(x509.ParseCertificate(must(x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key))))
	return tls.Certificate{Certificate: [][]byte{c.Raw}, PrivateKey: key}, c
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
