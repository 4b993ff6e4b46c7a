package console

import (
	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// biometricTold takes in how the biometric login stands. What is no longer open ends an attempt that waits for a finger (L18).
func (d *Desk) biometricTold(b wire.Biometric) {
	d.biometric, d.change.Session = b, true
	if d.session.attempt.way == WayFinger && !d.fingers() {
		d.session.attempt.cancel()
	}
	if d.onKey.deed == KeyEnrols && !d.fingers() {
		d.onKey.attempt.cancel()
	}
	d.askPapers()
}

// Biometric returns how the biometric login stands, as the service said last on this connection. Without a connection nothing is known, and
// nothing is open: a console that is away cannot miss a suspension.
func (d *Desk) Biometric() wire.Biometric { return d.biometric }

// fingers reports whether this service lets anybody sign in by a fingerprint at present (L17, L18).
func (d *Desk) fingers() bool {
	return d.connection.Phase == Online && !d.biometric.Suspended && d.biometric.Allows(string(biometric.OnKey))
}

// permission returns the permission to ask a person's key for a fingerprint: this console's own gate makes it, from what the service has shown
// and the authority that this console trusts, on this machine's clock (L17).
func (d *Desk) permission(actor string, shown []byte) (biometric.Permission, error) {
	const op = "console.permission"
	refused := fault.New(fault.Denied, op, fault.Key("signin.problem.finger.not_permitted"))
	if len(shown) == 0 || !d.fingers() {
		return biometric.Permission{}, refused
	}
	dossier, err := biometric.ParseDossier(shown)
	if err != nil {
		return biometric.Permission{}, fault.As(fault.Denied, op, err, fault.Key("signin.problem.finger.not_permitted"))
	}
	dossier.Controller = d.options.Authority // not what the service says
	now := d.Now()
	if now.Before(dossier.Seen) {
		now = dossier.Seen // a clock that is a little behind: the service has just said what time it is
	}
	request := biometric.Request{Person: access.ActorCode(actor), Method: biometric.OnKey}
	p, _ := dossier.Permit(request, now)
	if p = p.On(now, d.local()); p.Check(request, d.local()) != nil {
		return biometric.Permission{}, refused
	}
	return p, nil
}
