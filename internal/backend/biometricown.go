package backend

import (
	"context"
	"slices"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

// Acknowledge keeps that the session's person has read a notice to its end (L6). Taken when it is no longer the one in force.
func (s *Service) Acknowledge(ctx context.Context, x *Session, digest biometric.Digest, language string, toTheEnd bool) error {
	const op fault.Op = "backend.Acknowledge"
	actor := x.Actor(s.Now())
	return s.guarded(ctx, actor, access.AcknowledgeRead, access.Own(actor), trace.Account(actor.Code), func() error {
		n, now := s.fingers.notice(), s.moment()
		announced, told := s.fingers.matters().Announced[n.Digest()]
		switch {
		case !slices.Contains(biometric.Languages, language) || !toTheEnd:
			return fault.New(fault.Invalid, op, fault.Key("fault.notice.not_read"))
		case digest != n.Digest() || !told || now.Before(announced):
			return fault.New(fault.Taken, op, fault.Key("fault.notice.another"), fault.Hint("hint.notice.read_again"))
		}
		return s.fingers.people.update(ctx, actor.Code, func(old finger, _ bool) (finger, error) {
			if old.acknowledged().Notice == digest {
				return old, nil // once is enough: a later time would predate what was enrolled under the first
			}
			old.Acknowledgements = append(slices.Clone(old.Acknowledgements), biometric.Acknowledgement{
				Person: actor.Code, Notice: digest, Language: language, ToTheEnd: true, At: now,
			})
			return old, nil
		})
	})
}

// EnrolTemplate keeps that the session's person has a template. It passes the gate here as well, whatever the console thought: Denied
// when it does not, and for one on a reader, which is enrolled as a means. On keys a person may have several.
func (s *Service) EnrolTemplate(ctx context.Context, x *Session, t wire.Finger) error {
	actor := x.Actor(s.Now())
	return s.guarded(ctx, actor, access.EnrolFinger, access.Own(actor), trace.Account(actor.Code), func() error {
		if biometric.Method(t.Method) == biometric.OnReader {
			return fault.New(fault.Denied, "backend.EnrolTemplate", fault.Key("fault.means.code"), fault.Hint("hint.means.code"))
		}
		return s.enrolTemplate(ctx, actor, t)
	})
}

func (s *Service) enrolTemplate(ctx context.Context, actor access.Actor, t wire.Finger) error {
	const op fault.Op = "backend.EnrolTemplate"
	method, reader := biometric.Method(t.Method), biometric.ReaderCode(t.Reader)
	d, now := s.dossier(actor.Code), s.Now()
	permission, obstacles := d.Permit(biometric.Request{Person: actor.Code, Method: method, Reader: reader}, now)
	if len(obstacles) > 0 {
		return fault.New(fault.Denied, op, fault.Key("fault.biometric.not_permitted"), fault.Hint("hint.biometric.other_ways"))
	}
	if (method == biometric.OnReader) != (len(t.Public) == publicBytes) {
		return fault.New(fault.Invalid, op, fault.Key("fault.biometric.document"))
	}
	e := biometric.Enrolment{
		Code: biometric.Code(t.Code), Person: actor.Code, Method: method, Reader: reader, Notice: d.Notice.Digest(),
		Acknowledged: d.Acknowledged.At, At: now.UTC().Truncate(time.Millisecond),
	}
	if err := s.history().MayEnrol(permission, e, now); err != nil {
		return err
	}
	return s.fingers.people.update(ctx, actor.Code, func(old finger, _ bool) (finger, error) {
		old.Enrolled = slices.Clone(old.Enrolled)
		if !old.room() {
			return old, fault.New(fault.TooMany, op, fault.Key("fault.biometric.many"))
		}
		for i := range old.Enrolled {
			if o := &old.Enrolled[i]; method == biometric.OnReader && o.Method == method && o.Reader == reader && o.Erasure == nil {
				o.Erasure = &biometric.Erasure{Code: o.Code, Cause: biometric.Renewed, Due: e.At}
			}
		}
		old.Enrolled = append(old.Enrolled, enrolled{Enrolment: e, Public: slices.Clone(t.Public)})
		return old, nil
	})
}

// publicBytes is an uncompressed point on P-256.
const publicBytes = 65

// Withdraw makes a template of the session's person due for erasure, or all of them for an empty code. It asks no reason, and from
// this moment none of them opens anything. An empty code takes back the acknowledgement as well: no key of theirs is asked for a finger, and nothing
// is enrolled, until they have read the notice again.
func (s *Service) Withdraw(ctx context.Context, x *Session, code biometric.Code) error {
	actor := x.Actor(s.Now())
	return s.guarded(ctx, actor, access.WithdrawFinger, access.Own(actor), trace.Account(actor.Code), func() error {
		err := s.fingers.people.update(ctx, actor.Code, func(old finger, _ bool) (finger, error) {
			old = old.due(biometric.Withdrawn, s.moment(), func(e enrolled) bool { return code == "" || e.Code == code })
			if code == "" {
				old.Void = len(old.Acknowledgements)
			}
			return old, nil
		})
		if err != nil {
			return err
		}
		return s.align(ctx, actor.Code)
	})
}

// due makes templates of a person due for erasure.
func (s *Service) due(ctx context.Context, person access.ActorCode, cause biometric.Cause, which func(enrolled) bool) error {
	return s.fingers.people.update(ctx, person, func(old finger, _ bool) (finger, error) { return old.due(cause, s.moment(), which), nil })
}

func (f finger) due(cause biometric.Cause, now time.Time, which func(enrolled) bool) finger {
	f.Enrolled = slices.Clone(f.Enrolled)
	for i := range f.Enrolled {
		if e := &f.Enrolled[i]; e.Erasure == nil && which(*e) {
			e.Erasure = &biometric.Erasure{Code: e.Code, Cause: cause, Due: now}
		}
	}
	return f
}

// TemplateErased keeps the receipt of whoever erased a template and looked that it is gone (L8, L11). Missing for an unknown code, Taken
// for one that nobody asked to erase. Telling it twice changes nothing.
func (s *Service) TemplateErased(ctx context.Context, actor access.Actor, code biometric.Code) error {
	const op fault.Op = "backend.TemplateErased"
	return s.guarded(ctx, actor, access.ConfirmErasure, access.Whole(), trace.Whole(), func() error {
		person, _, found := s.fingers.find(code)
		if !found {
			return fault.New(fault.Missing, op)
		}
		return s.isGone(ctx, person, code)
	})
}

// isGone keeps the receipt; Taken for a template that nobody asked to erase.
func (s *Service) isGone(ctx context.Context, person access.ActorCode, code biometric.Code) error {
	return s.fingers.people.update(ctx, person, func(old finger, _ bool) (finger, error) {
		old.Enrolled = slices.Clone(old.Enrolled)
		for i := range old.Enrolled {
			e := &old.Enrolled[i]
			switch {
			case e.Code != code || e.Erasure != nil && e.Erasure.Done():
			case e.Erasure == nil:
				return old, fault.New(fault.Taken, "backend.TemplateErased", fault.Key("fault.biometric.not_due"))
			default:
				done := *e.Erasure
				done.At, done.Checked = s.moment(), true
				e.Erasure, e.Public = &done, nil
			}
		}
		return old, nil
	})
}

// dueErasures finds the templates of who has left, those on readers that were removed, and those whose means is over, however it came about, and makes them due
// (L11, L14). It runs at the start and again and again, so that a crash between two steps forgets nobody.
func (s *Service) dueErasures(ctx context.Context) error {
	for _, person := range s.fingers.people.keys() {
		of, _ := s.fingers.people.get(person)
		account, known := s.accounts.Get(person)
		left := !known || account.Revoked != 0
		removed := func(e enrolled) bool {
			r, there := s.fingers.readers.get(e.Reader)
			return e.Method == biometric.OnReader && (!there || !r.Removed.IsZero())
		}
		for _, c := range []struct {
			cause biometric.Cause
			which func(enrolled) bool
		}{{biometric.Left, func(enrolled) bool { return left }}, {biometric.Removed, removed}} {
			waits := slices.ContainsFunc(of.Enrolled, func(e enrolled) bool { return e.Erasure == nil && c.which(e) })
			if !waits {
				continue
			}
			if err := s.due(ctx, person, c.cause, c.which); err != nil {
				return err
			}
		}
	}
	both := slices.Concat(s.means.keys(), s.fingers.people.keys())
	slices.Sort(both)
	for _, person := range slices.Compact(both) {
		if err := s.align(ctx, person); err != nil {
			return err
		}
	}
	return nil
}

// pendingErasures are the templates that are due and not known to be gone: every console is told, and whichever has one erases it.
func (s *Service) pendingErasures() []biometric.Code {
	var out []biometric.Code
	s.fingers.each(func(_ access.ActorCode, e enrolled) {
		if e.Erasure != nil && !e.Erasure.Done() {
			out = append(out, e.Code)
		}
	})
	slices.Sort(out)
	return out
}

// erasureLooks is how often dueErasures runs.
const erasureLooks = 30 * time.Second
