// Package sending brings the console's Courier together from what makes packages (internal/courier) and the ways to the targets.
package sending

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"

	"vigie.example/internal/console"
	"vigie.example/internal/courier"
	"vigie.example/internal/courier/cms"
	"vigie.example/internal/courier/spool"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
	"vigie.example/internal/report"
)

// Way is how this workstation reaches one target.
type Way struct {
	Connector courier.Connector
	Kind      doctrine.Connector // what the doctrine must say as well
}

// Options are what a Courier needs.
type Options struct {
	Regular, Bold []byte // TrueType faces of the document
	Authority     []byte // the pinned key, an uncompressed point on P-256
	Ways          map[doctrine.TargetCode]Way
}

// Courier is a console.Courier. It is safe for concurrent use.
type Courier struct {
	builder *courier.Builder
	ways    map[doctrine.TargetCode]Way
}

var _ console.Courier = (*Courier)(nil)

// New returns a courier. The fault is Invalid for faces that cannot be embedded, and for an authority that is no key.
func New(o Options) (*Courier, error) {
	const op = "sending.New"
	authority, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), o.Authority)
	if err != nil {
		return nil, fault.As(fault.Invalid, op, err)
	}
	b, err := courier.NewBuilder(courier.Options{Regular: o.Regular, Bold: o.Bold, Authority: authority})
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return &Courier{b, o.Ways}, nil
}

// Text keys of the faults.
const (
	Unreached = "reporting.unsendable.unreached" // this workstation has no way to the target
	OtherWay  = "reporting.unsendable.other_way" // the doctrine says another one
)

// Reaches implements console.Courier.
func (c *Courier) Reaches(t doctrine.Target) error {
	const op = "sending.Reaches"
	w, known := c.ways[t.Code]
	switch {
	case !known:
		return fault.New(fault.Missing, op, fault.Key(Unreached))
	case w.Kind != t.Connector:
		return fault.New(fault.Denied, op, fault.Key(OtherWay))
	}
	return nil
}

// Build implements console.Courier.
func (c *Courier) Build(_ context.Context, o console.Order) (console.Package, error) {
	const op = "sending.Build"
	certificate, err := x509.ParseCertificate(o.Certificate)
	if err != nil {
		return console.Package{}, fault.As(fault.Denied, op, err, fault.Key("courier.signer"))
	}
	p, err := c.builder.Build(o.Clearance, o.Doctrine, cms.Signer{Certificate: certificate, Key: o.Key}, o.At, o.Until)
	if err != nil {
		return console.Package{}, fault.Wrap(op, err)
	}
	return console.Package{Name: p.Key, Target: p.Target, Digest: p.Digest(), Sealed: p.Bytes()}, nil
}

// Print implements console.Courier.
func (c *Courier) Print(_ context.Context, cleared report.Clearance, d *doctrine.Doctrine) ([]byte, error) {
	return c.builder.Print(cleared, d)
}

// Send implements console.Courier.
func (c *Courier) Send(ctx context.Context, p console.Package) (console.Delivery, error) {
	return c.with(p, func(way courier.Connector, parcel courier.Parcel) (courier.Answer, error) {
		return way.Send(ctx, parcel)
	})
}

// Withdraw implements console.Courier.
func (c *Courier) Withdraw(ctx context.Context, p console.Package) (console.Delivery, error) {
	return c.with(p, func(way courier.Connector, parcel courier.Parcel) (courier.Answer, error) {
		return way.Withdraw(ctx, parcel)
	})
}

// Tidy removes what waits for a target past its deadline, whoever put it there, until ctx ends.
func (c *Courier) Tidy(ctx context.Context) {
	for _, w := range c.ways {
		if way, is := w.Connector.(*spool.Connector); is {
			go way.Tidy(ctx, spool.TidyEvery)
		}
	}
}

func (c *Courier) with(p console.Package, do func(courier.Connector, courier.Parcel) (courier.Answer, error)) (console.Delivery, error) {
	const op = "sending.Courier"
	w, known := c.ways[p.Target]
	if !known {
		return console.Delivery{}, fault.New(fault.Missing, op, fault.Key(Unreached))
	}
	parcel, err := courier.ParseParcel(p.Sealed)
	if err != nil {
		return console.Delivery{}, fault.Wrap(op, err)
	}
	if parcel.Key != p.Name || parcel.Target != p.Target {
		return console.Delivery{}, fault.New(fault.Invalid, op)
	}
	answer, err := do(w.Connector, parcel)
	return delivery(answer), fault.Wrap(op, err)
}

// delivery is an answer in the console's words. What is not known is not answered.
func delivery(a courier.Answer) console.Delivery {
	out := console.Delivery{Receipt: a.Receipt, Received: a.Received}
	switch a.Outcome {
	case courier.Accepted:
		out.Outcome = console.Accepted
	case courier.Refused:
		out.Outcome = console.Refused
	case courier.Withdrawn:
		out.Outcome = console.Withdrawn
	}
	for _, r := range a.Reasons {
		out.Reasons = append(out.Reasons, console.Reason{Line: r.Line, Code: string(r.Code)})
	}
	return out
}
