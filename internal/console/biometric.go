package console

import (
	"crypto/rand"

	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// biometricTold takes in how the biometric login stands. What is no longer open ends an attempt that waits for a finger (L18).
func (d *Desk) biometricTold(b wire.Biometric) {
	d.biometric, d.change.Session = b, true
	for _, a := range []*attempt{&d.session.attempt, &d.means.attempt} {
		if problem := d.shut(a.way); problem != "" {
			a.end(fault.New(fault.Denied, "console.biometricTold", fault.Key(problem)))
		}
	}
	if d.onKey.deed == KeyEnrols && !d.fingers() {
		d.onKey.attempt.cancel()
	}
	d.askPapers()
	d.tidyTold()
}

// shut says why an attempt by a way that wants a finger cannot go on; "" for any other.
func (d *Desk) shut(w Way) fault.TextKey {
	switch {
	case w == WayFinger && !d.fingers():
		return "signin.problem.finger.not_permitted"
	case w == WayReader:
		return d.readerShut()
	}
	return ""
}

// Biometric returns how the biometric login stands, as the service said last on this connection. Without a connection nothing is known, and
// nothing is open: a console that is away cannot miss a suspension.
func (d *Desk) Biometric() wire.Biometric { return d.biometric }

// fingers reports whether this service lets anybody sign in by a fingerprint at present (L17, L18).
func (d *Desk) fingers() bool {
	return d.connection.Phase == Online && !d.biometric.Suspended && d.biometric.Allows(string(biometric.OnKey))
}

// permission returns the permission to process a person's fingerprint: this console's own gate makes it, from what the service has shown and the
// authority that this console trusts, on this machine's clock (L17). The dossier is what it was made from.
func (d *Desk) permission(r biometric.Request, shown []byte) (biometric.Permission, biometric.Dossier, error) {
	const op = "console.permission"
	refused := fault.New(fault.Denied, op, fault.Key("signin.problem.finger.not_permitted"))
	open := d.fingers
	if r.Method == biometric.OnReader {
		open = d.readerOpen
	}
	if len(shown) == 0 || !open() {
		return biometric.Permission{}, biometric.Dossier{}, refused
	}
	dossier, err := biometric.ParseDossier(shown)
	if err != nil {
		return biometric.Permission{}, biometric.Dossier{}, fault.As(fault.Denied, op, err, fault.Key("signin.problem.finger.not_permitted"))
	}
	dossier.Controller = d.options.Authority // not what the service says
	now := d.Now()
	if now.Before(dossier.Seen) {
		now = dossier.Seen // a clock that is a little behind: the service has just said what time it is
	}
	p, _ := dossier.Permit(r, now)
	if p = p.On(now, d.local()); p.Check(r, d.local()) != nil {
		return biometric.Permission{}, biometric.Dossier{}, refused
	}
	return p, dossier, nil
}

// newPseudonym draws the pseudonym of an enrolment.
func newPseudonym() biometric.Code {
	random := make([]byte, biometric.CodeBytes)
	_, _ = rand.Read(random) // never fails
	code, _ := biometric.NewCode(random)
	return code
}
