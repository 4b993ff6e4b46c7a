package backend

import (
	"context"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

// BiometricChanged calls f, which must not block, whenever Biometric may have a new answer.
func (s *Service) BiometricChanged(f func()) (stop func()) { return s.fingers.watch(f) }

// Biometric returns how the biometric login stands, for the session's person: what everybody may know of it, and their own templates.
func (s *Service) Biometric(x *Session) wire.Biometric {
	d := s.dossier(x.Code())
	now := d.Seen
	out := wire.Biometric{
		Suspended: d.Suspension.Active, Reason: string(d.Suspension.Reason), Time: wire.At(now), Erase: texts(s.pendingErasures()),
		Wipe: texts(s.unwiped()),
	}
	if d.Notice.Version != "" {
		digest := d.Notice.Digest()
		out.Notice = string(digest)
		out.Acknowledged = d.Acknowledged.Person == x.Code() && d.Acknowledged.Notice == digest
	}
	for _, m := range biometric.Methods() {
		way := wire.BiometricWay{Method: string(m)}
		for _, o := range d.Standing(m, now) {
			way.Obstacles = append(way.Obstacles, wire.Obstacle{Code: string(o.Code), Detail: o.Detail})
		}
		out.Ways = append(out.Ways, way)
	}
	of, _ := s.fingers.people.get(x.Code())
	for _, e := range of.Enrolled {
		told := wire.Finger{Code: string(e.Code), Method: string(e.Method), Reader: string(e.Reader), Since: wire.At(e.At)}
		switch {
		case e.Erasure == nil:
			out.Templates = append(out.Templates, told)
		case e.Method == biometric.OnKey && !e.Erasure.Done():
			out.Due = append(out.Due, told)
		}
	}
	return out
}

// Shut stands for every obstacle, to whoever has proved nothing.
const Shut = "shut"

// BiometricForAll returns what a console may know before anybody has signed in: which methods are open, and whether they are suspended.
func (s *Service) BiometricForAll() wire.Biometric {
	d := s.dossier("")
	out := wire.Biometric{Suspended: d.Suspension.Active, Reason: string(d.Suspension.Reason), Time: wire.At(d.Seen)}
	for _, m := range biometric.Methods() {
		way := wire.BiometricWay{Method: string(m)}
		if len(d.Standing(m, d.Seen)) > 0 {
			way.Obstacles = []wire.Obstacle{{Code: Shut}}
		}
		out.Ways = append(out.Ways, way)
	}
	return out
}

// Dossier returns what the gate looks at, for the session's person, and the draft of the next assessment to who may write it.
func (s *Service) Dossier(ctx context.Context, x *Session) (d biometric.Dossier, draft *biometric.Assessment, err error) {
	actor := x.Actor(s.Now())
	err = s.guarded(ctx, actor, access.ReadBiometric, access.Own(actor), trace.Account(actor.Code), func() error {
		d = s.dossier(actor.Code)
		if access.Decide(actor, access.JudgeBiometric, access.Whole()).Allowed {
			a := s.fingers.draft()
			draft = &a
		}
		return nil
	})
	return d, draft, err
}

// FingerOnKey reports whether a person's security key may be asked for a fingerprint now (L17), on the service's clock. It is what
// Config.Finger is when it is nil.
func (s *Service) FingerOnKey(person access.ActorCode, _ time.Time) bool {
	d := s.dossier(person)
	_, obstacles := d.Permit(biometric.Request{Person: person, Method: biometric.OnKey}, d.Seen)
	return len(obstacles) == 0
}

func texts[T ~string](in []T) []string {
	out := make([]string, len(in))
	for i, v := range in {
		out[i] = string(v)
	}
	return out
}
