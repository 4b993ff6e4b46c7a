package backend

import (
	"context"
	"encoding/json"

	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// WayReader is the name of the way in by a workstation's fingerprint reader.
const WayReader = "reader"

// readerWay is the way "reader". It is offered while the gate lets anybody, and passes the gate again for this person and this reader: what
// the console thought does not count (L17).
type readerWay struct{ service *Service }

// Name returns "reader".
func (readerWay) Name() string { return WayReader }

// open reports whether the way exists at all at the moment.
func (w readerWay) open() bool {
	d := w.service.dossier("")
	return len(d.Standing(biometric.OnReader, d.Seen)) == 0
}

// Check wants the signature of the helper's match, by the key that was enrolled with this person's template, over this sign-in.
func (w readerWay) Check(ctx context.Context, account Account, in wire.SignIn) error {
	const op = "backend.readerWay.Check"
	refused := fault.New(fault.Unauthenticated, op)
	if in.Finger == nil {
		return refused
	}
	means, inForce := w.service.means.find(account.Actor, MeansReader, idOf(in.Finger.Code))
	if !inForce {
		return refused
	}
	of, _ := w.service.fingers.people.get(account.Actor)
	d := w.service.dossier(account.Actor)
	for _, e := range of.Enrolled {
		if string(e.Code) != in.Finger.Code || e.Method != biometric.OnReader || e.Erasure != nil {
			continue
		}
		request := biometric.Request{Person: account.Actor, Method: biometric.OnReader, Reader: e.Reader}
		p, _ := d.Permit(request, d.Seen)
		if err := p.Check(request, d.Seen); err != nil {
			return fault.As(fault.Unauthenticated, op, err)
		}
		challenge := seal.ShiftChallenge(in.Shift)
		if err := seal.Verify(e.Public, seal.MatchTranscript(in.Finger.Code, challenge), in.Finger.Sig); err != nil {
			return fault.Wrap(op, err)
		}
		return w.service.used(ctx, account.Actor, means, func(m *Means) { m.Used = wire.At(w.service.Now()) })
	}
	return refused
}

// showDossier adds to the challenge what the console's own gate wants, for a person whose workstation has shown its key. While the gate
// lets them do nothing, which is how the product ships, nothing is added.
func (s *Service) showDossier(c *wire.Challenge, person access.ActorCode) {
	d := s.dossier(person)
	of, _ := s.fingers.people.get(person)
	for _, e := range of.Enrolled {
		request := biometric.Request{Person: person, Method: e.Method, Reader: e.Reader}
		_, inForce := s.means.find(person, MeansReader, idOf(string(e.Code)))
		if _, obstacles := d.Permit(request, d.Seen); e.Method == biometric.OnReader && e.Erasure == nil && inForce && len(obstacles) == 0 {
			c.Fingers = append(c.Fingers, wire.Finger{Code: string(e.Code), Method: string(e.Method), Reader: string(e.Reader), Since: wire.At(e.At)})
		}
	}
	if !c.Finger && len(c.Fingers) == 0 {
		return
	}
	if raw, err := json.Marshal(d); err == nil {
		c.Dossier = raw
	}
}
