package courier

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/x509"
	"time"

	"vigie.example/internal/courier/cms"
	"vigie.example/internal/courier/form"
	"vigie.example/internal/courier/pdf"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
	"vigie.example/internal/report"
)

// Options is what a Builder needs.
type Options struct {
	Regular, Bold []byte           // TrueType faces, embedded into the PDF
	Authority     *ecdsa.PublicKey // pinned: vouches for who signs
}

// Builder makes parcels. It is safe for concurrent use.
type Builder struct {
	faces     pdf.Faces
	authority *ecdsa.PublicKey
}

// NewBuilder reads the faces; the fault is Invalid for some that cannot be embedded.
func NewBuilder(o Options) (*Builder, error) {
	const op = "courier.NewBuilder"
	regular, err := pdf.ParseFace(o.Regular, "VigieHyperlegible-Regular")
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	bold, err := pdf.ParseFace(o.Bold, "VigieHyperlegible-Bold")
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return &Builder{pdf.Faces{Regular: regular, Bold: bold}, o.Authority}, nil
}

// Build makes the parcel of what was cleared, under a fresh key that counts until the conversation's deadline. The fault is Denied for
// what no checklist has cleared, or a signer who is not the one who cleared it; Missing when the doctrine has no certificate for the
// target, or one that is not in force; Version when it is another doctrine than the one it was cleared under; Expired when the signer's
// certificate is, or the deadline is past; TooLarge.
func (b *Builder) Build(c report.Clearance, d *doctrine.Doctrine, by cms.Signer, now, until time.Time) (Parcel, error) {
	const op = "courier.Build"
	if err := c.Check(); err != nil {
		return Parcel{}, fault.Wrap(op, err)
	}
	o := c.Outgoing()
	if d.Digest() != o.DoctrineDigest {
		return Parcel{}, fault.New(fault.Version, op, fault.Key("courier.doctrine"))
	}
	to, err := recipientOf(d, o.Target, now)
	if err != nil {
		return Parcel{}, fault.Wrap(op, err)
	}
	if err := b.vouchedFor(by, o, now); err != nil {
		return Parcel{}, fault.Wrap(op, err)
	}
	if !now.Before(until) {
		return Parcel{}, fault.New(fault.Expired, op, fault.Key("courier.reason.late"))
	}
	answerKey := make([]byte, form.AnswerKeyBytes)
	_, _ = rand.Read(answerKey) // never fails
	p := Parcel{Key: form.NewKey(until), Target: o.Target, answerKey: answerKey}
	files, err := b.files(p, o, d)
	if err != nil {
		return Parcel{}, fault.Wrap(op, err)
	}
	p.Sealed, err = seal(files, by, to, now)
	return p, fault.Wrap(op, err)
}

// recipientOf returns the certificate of a target to which something can be sent now.
func recipientOf(d *doctrine.Doctrine, code doctrine.TargetCode, now time.Time) (*x509.Certificate, error) {
	const op = "courier.recipientOf"
	t, ok := d.Target(code)
	if !ok || t.Format != doctrine.ReportV1 || !t.Sendable(now) {
		return nil, fault.New(fault.Missing, op, fault.Key("courier.certificate"))
	}
	to, err := x509.ParseCertificate(t.Certificate)
	if err != nil {
		return nil, fault.As(fault.Missing, op, err, fault.Key("courier.certificate"))
	}
	return to, fault.Wrap(op, cms.CheckRecipient(to))
}

// vouchedFor checks that the authority certified the signer, and that they are who cleared the report.
func (b *Builder) vouchedFor(by cms.Signer, o report.Outgoing, now time.Time) error {
	const op = "courier.vouchedFor"
	if by.Certificate == nil || by.Key == nil {
		return fault.New(fault.Denied, op, fault.Key("courier.signer"))
	}
	if err := cms.CheckSigner(by.Certificate, b.authority, now); err != nil {
		return fault.Wrap(op, err)
	}
	if cms.HolderOf(by.Certificate) != (cms.Holder{Actor: string(o.Operator), Unit: string(o.Unit)}) {
		return fault.New(fault.Denied, op, fault.Key("courier.signer"))
	}
	return nil
}

// files writes the report in every form.
func (b *Builder) files(p Parcel, o report.Outgoing, d *doctrine.Doctrine) (form.Files, error) {
	f := form.Files{Report: reportOf(p.Key, o), Justifications: justificationsOf(p.Key, o), AnswerKey: p.answerKey}
	var err error
	f.PDF, err = b.print(f.Report, f.Justifications, wordsOf(o, d))
	return f, err
}

func seal(files form.Files, by cms.Signer, to *x509.Certificate, now time.Time) ([]byte, error) {
	content, err := form.Pack(files)
	if err != nil {
		return nil, err
	}
	signed, err := cms.Sign(content, by, now)
	if err != nil {
		return nil, err
	}
	return cms.Encrypt(signed, to)
}

// Print returns the PDF of what was cleared, as it will be sent but for its key, so that it can be shown before. The fault is Denied
// or TooLarge.
func (b *Builder) Print(c report.Clearance, d *doctrine.Doctrine) ([]byte, error) {
	const op = "courier.Print"
	if err := c.Check(); err != nil {
		return nil, fault.Wrap(op, err)
	}
	o := c.Outgoing()
	out, err := b.print(reportOf("", o), justificationsOf("", o), wordsOf(o, d))
	return out, fault.Wrap(op, err)
}
