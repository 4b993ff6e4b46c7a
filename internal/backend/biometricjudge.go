package backend

import (
	"context"
	"maps"
	"slices"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
	"vigie.example/internal/trace"
)

// PutAssessment keeps an assessment. One without a signature is a draft, and changes nothing but the draft. One with a signature must be
// complete and signed by the authority (Untrusted otherwise), and is the one that counts from now on if it is a later version than the
// one before it (Taken otherwise). Whether it lets anything through is the gate's business.
func (s *Service) PutAssessment(ctx context.Context, actor access.Actor, a biometric.Assessment) error {
	const op fault.Op = "backend.PutAssessment"
	return s.guarded(ctx, actor, access.JudgeBiometric, access.Whole(), trace.Whole(), func() error {
		switch {
		case len(a.Stray()) > 0 || !a.Fits():
			return fault.New(fault.Invalid, op, fault.Key("fault.biometric.document"))
		case len(a.Signature) == 0:
			return s.fingers.papers.update(ctx, draftPaper, func(paper, bool) (paper, error) { return paper{Assessment: &a}, nil })
		case !a.SignedBy(s.Authority()):
			return fault.New(fault.Untrusted, op, fault.Key("fault.assessment.signature"))
		case len(a.Gaps()) > 0:
			return fault.New(fault.Invalid, op, fault.Key("fault.assessment.incomplete"), fault.Hint("hint.assessment.gaps"))
		}
		// What was signed stays in the evidence, whatever follows (L19).
		err := s.fingers.papers.update(ctx, assessmentPaper+"-"+string(a.Digest()), func(paper, bool) (paper, error) { return paper{Assessment: &a}, nil })
		if err != nil {
			return err
		}
		return s.fingers.papers.update(ctx, assessmentPaper, func(old paper, _ bool) (paper, error) {
			if o := old.Assessment; o != nil && o.Digest() != a.Digest() && !a.Follows(*o) {
				return paper{}, fault.New(fault.Taken, op, fault.Key("fault.assessment.version"))
			}
			return paper{Assessment: &a}, nil
		})
	})
}

// ReportRisk says that a risk is no longer the one that was judged: the assessment is open again until a later version is signed.
func (s *Service) ReportRisk(ctx context.Context, actor access.Actor) error {
	return s.guarded(ctx, actor, access.JudgeBiometric, access.Whole(), trace.Whole(), func() error {
		version := s.fingers.assessment().Version
		if version == "" {
			return fault.New(fault.Missing, "backend.ReportRisk", fault.Key("fault.assessment.none"))
		}
		return s.matter(ctx, func(m *matters) error {
			m.Changed = biometric.Change{Version: version, By: actor.Code, At: s.moment()}
			return nil
		})
	})
}

// PutNotice puts a notice in force. One that lacks something is refused: people would be told less than the law wants (L4).
func (s *Service) PutNotice(ctx context.Context, actor access.Actor, n biometric.Notice) error {
	return s.guarded(ctx, actor, access.InformBiometric, access.Whole(), trace.Whole(), func() error {
		if len(n.Lacks()) > 0 || !n.Fits() {
			return fault.New(fault.Invalid, "backend.PutNotice", fault.Key("fault.notice.lacks"), fault.Hint("hint.notice.lacks"))
		}
		return s.fingers.papers.update(ctx, noticePaper, func(paper, bool) (paper, error) { return paper{Notice: &n}, nil })
	})
}

// Announce records that people have been told of the notice in force, by its announcement, and when the processing may begin (L5, L12).
func (s *Service) Announce(ctx context.Context, actor access.Actor, start time.Time) error {
	const op fault.Op = "backend.Announce"
	return s.guarded(ctx, actor, access.InformBiometric, access.Whole(), trace.Whole(), func() error {
		n, now := s.fingers.notice(), s.moment()
		if n.Version == "" {
			return fault.New(fault.Missing, op, fault.Key("fault.notice.none"))
		}
		if start.Before(now) && s.fingers.matters().Start.IsZero() {
			return fault.New(fault.Invalid, op, fault.Key("fault.notice.start"))
		}
		err := s.fingers.papers.update(ctx, noticePaper+"-"+string(n.Digest()), func(paper, bool) (paper, error) { return paper{Notice: &n}, nil })
		if err != nil {
			return err
		}
		return s.matter(ctx, func(m *matters) error {
			if _, told := m.Announced[n.Digest()]; !told {
				m.Announced = maps.Clone(m.Announced)
				if m.Announced == nil {
					m.Announced = make(map[biometric.Digest]time.Time)
				}
				m.Announced[n.Digest()] = now
			}
			if m.Start.IsZero() { // the processing begins once; a later notice does not move it
				m.Start = start.UTC()
			}
			return nil
		})
	})
}

// PutRegister keeps what the register of processing says.
func (s *Service) PutRegister(ctx context.Context, actor access.Actor, f biometric.Facts) error {
	return s.guarded(ctx, actor, access.InformBiometric, access.Whole(), trace.Whole(), func() error {
		return s.matter(ctx, func(m *matters) error { m.Register = f; return nil })
	})
}

// SuspendFingerprints stops all biometric login at once, on every console (L18). Suspending again changes the reason.
func (s *Service) SuspendFingerprints(ctx context.Context, actor access.Actor, reason biometric.SuspensionReason) error {
	return s.guarded(ctx, actor, access.Suspend, access.Whole(), trace.Whole(), func() error {
		if !slices.Contains(biometric.SuspensionReasons(), reason) {
			return fault.New(fault.Invalid, "backend.SuspendFingerprints", fault.Key("fault.suspension.reason"))
		}
		return s.matter(ctx, func(m *matters) error {
			m.Suspension = biometric.Suspension{Active: true, Reason: reason, By: actor.Code, At: s.moment()}
			return nil
		})
	})
}

// ResumeFingerprints ends a suspension. It goes through the gate again: while anything but the suspension is in the way of every method, the error is
// Denied.
func (s *Service) ResumeFingerprints(ctx context.Context, actor access.Actor) error {
	return s.guarded(ctx, actor, access.Resume, access.Whole(), trace.Whole(), func() error {
		d := s.dossier("")
		d.Suspension = biometric.Suspension{}
		open := slices.ContainsFunc(biometric.Methods(), func(m biometric.Method) bool { return len(d.Standing(m, s.Now())) == 0 })
		if !open {
			return fault.New(fault.Denied, "backend.ResumeFingerprints", fault.Key("fault.suspension.gate"), fault.Hint("hint.suspension.gate"))
		}
		return s.matter(ctx, func(m *matters) error {
			m.Suspension = biometric.Suspension{By: actor.Code, At: s.moment()}
			return nil
		})
	})
}

// matter changes the short records.
func (s *Service) matter(ctx context.Context, change func(*matters) error) error {
	return s.fingers.papers.update(ctx, mattersPaper, func(old paper, _ bool) (paper, error) {
		var m matters
		if old.Matters != nil {
			m = *old.Matters
		}
		err := change(&m)
		return paper{Matters: &m}, err
	})
}

// moment is now as records keep it: to the millisecond, so that it reads back as it was.
func (s *Service) moment() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

// PutReader adds a reader to the inventory, or changes who answers for it (L14). What was removed stays removed.
func (s *Service) PutReader(ctx context.Context, actor access.Actor, r biometric.Reader) error {
	const op fault.Op = "backend.PutReader"
	return s.guarded(ctx, actor, access.ManageReaders, access.Whole(), trace.Whole(), func() error {
		r.Added, r.Removed, r.Wiped = s.moment(), time.Time{}, time.Time{}
		if !r.Fit() {
			return fault.New(fault.Invalid, op, fault.Key("fault.inventory.fields"))
		}
		return s.fingers.readers.update(ctx, r.Code, func(old biometric.Reader, found bool) (biometric.Reader, error) {
			if found && (!old.Removed.IsZero() || old.Model != r.Model || old.Key != r.Key) {
				return old, fault.New(fault.Taken, op, fault.Key("fault.inventory.another"))
			}
			if found {
				r.Added = old.Added
			}
			return r, nil
		})
	})
}

// RemoveReader takes a reader out of use: every template on it is to be erased, and its workstation wipes it (L14).
func (s *Service) RemoveReader(ctx context.Context, actor access.Actor, code biometric.ReaderCode) error {
	return s.guarded(ctx, actor, access.ManageReaders, access.Whole(), trace.Whole(), func() error {
		err := s.fingers.readers.update(ctx, code, func(old biometric.Reader, found bool) (biometric.Reader, error) {
			if !found {
				return old, fault.New(fault.Missing, "backend.RemoveReader")
			}
			if old.Removed.IsZero() {
				old.Removed = s.moment()
			}
			return old, nil
		})
		if err == nil {
			err = s.dueErasures(ctx)
		}
		return err
	})
}

// ReaderWiped keeps the receipt: whoever administers the reader, or its workstation, found nothing on it any more (L14).
func (s *Service) ReaderWiped(ctx context.Context, actor access.Actor, code biometric.ReaderCode) error {
	const op fault.Op = "backend.ReaderWiped"
	return s.guarded(ctx, actor, access.ConfirmErasure, access.Whole(), trace.Whole(), func() error {
		err := s.fingers.readers.update(ctx, code, func(old biometric.Reader, found bool) (biometric.Reader, error) {
			switch {
			case !found:
				return old, fault.New(fault.Missing, op)
			case old.Removed.IsZero():
				return old, fault.New(fault.Taken, op, fault.Key("fault.inventory.in_use"))
			case old.Wiped.IsZero():
				old.Wiped = s.moment()
			}
			return old, nil
		})
		if err != nil {
			return err
		}
		var gone []biometric.Code // with everything that was on it
		s.fingers.each(func(_ access.ActorCode, e enrolled) {
			if e.Reader == code && e.Erasure != nil && !e.Erasure.Done() {
				gone = append(gone, e.Code)
			}
		})
		return s.areGone(ctx, gone)
	})
}
