package backend

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"slices"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

// MeansReader is the kind of a finger on a workstation's reader, as a means: its identifier is the pseudonym of the enrolment. The enrolment
// itself, and what becomes of its template, is in the records of the biometric login, which hold no name (L9).
const MeansReader = WayReader

// unmatched is how long the two records of an enrolment may be there without each other: one is written before the other.
const unmatched = time.Minute

// idOf returns a pseudonym as the identifier of a means; nil for what is none.
func idOf(code string) []byte {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(code)
	if err != nil {
		return nil
	}
	return raw
}

func codeOf(m Means) biometric.Code {
	return biometric.Code(base64.RawURLEncoding.EncodeToString(m.ID))
}

// judgedFinger is a new means on a reader: the match that its helper signed, over this enrolment, by the key that was made with the template. Whether
// the person may have one is asked where it is recorded.
func judgedFinger(challenge [32]byte, f wire.NewFinger) (Means, error) {
	const op fault.Op = "backend.judgedFinger"
	if err := seal.Verify(f.Public, seal.MatchTranscript(f.Code, challenge), f.Sig); err != nil {
		return Means{}, fault.As(fault.Untrusted, op, err, fault.Key("fault.means.proof"))
	}
	return Means{Kind: MeansReader, ID: idOf(f.Code), Public: slices.Clone(f.Public)}, nil
}

// recordFinger keeps the enrolment of a means on a reader, before the means itself: what comes to nothing has a record, and is erased (L11).
func (s *Service) recordFinger(ctx context.Context, actor access.Actor, f wire.NewFinger) error {
	return s.enrolTemplate(ctx, actor, wire.Finger{Code: f.Code, Method: string(biometric.OnReader), Reader: f.Reader, Public: f.Public})
}

// align makes the means on readers and the records of their templates agree, whichever of the two ended: a means that is over leaves no template, a
// template that is to be erased opens nothing (L11). It runs after each change of either, and again and again, so that a crash between two steps
// forgets nothing.
func (s *Service) align(ctx context.Context, person access.ActorCode) error {
	of, _ := s.fingers.people.get(person)
	belongs, now := s.means.of(person).lapse(s.Now()), s.Now()
	if !slices.ContainsFunc(of.Enrolled, func(e enrolled) bool { return e.Method == biometric.OnReader }) &&
		!slices.ContainsFunc(belongs.Means, func(m Means) bool { return m.Kind == MeansReader }) {
		return nil
	}
	var failed error
	for _, m := range belongs.Means {
		if m.Kind == MeansReader && m.Revoked == 0 {
			failed = errors.Join(failed, s.alignMeans(ctx, person, m, of, now))
		}
	}
	for _, e := range of.Enrolled {
		if cause, over := overBy(belongs, e, now); over {
			failed = errors.Join(failed, s.due(ctx, person, cause, func(o enrolled) bool { return o.Code == e.Code }))
		}
	}
	return failed
}

// alignMeans ends a means whose template is to be erased, or was never recorded.
func (s *Service) alignMeans(ctx context.Context, person access.ActorCode, m Means, of finger, now time.Time) error {
	cause := ByHolder
	switch i := slices.IndexFunc(of.Enrolled, func(e enrolled) bool { return e.Code == codeOf(m) }); {
	case i < 0 && now.Sub(m.Added.Time()) < unmatched, i >= 0 && of.Enrolled[i].Erasure == nil:
		return nil
	case i < 0:
		cause = ByRefusal
	case of.Enrolled[i].Erasure.Cause == biometric.Removed:
		cause = ByRemoval
	case of.Enrolled[i].Erasure.Cause == biometric.Renewed:
		cause = ByRenewal
	case of.Enrolled[i].Erasure.Cause != biometric.Withdrawn:
		cause = BySupervisor
	}
	err := s.means.change(ctx, person, func(b belongings) (belongings, error) {
		return b.alter(m.ID, func(m *Means) { m.Revoked, m.Cause, m.Number = wire.At(now), cause, "" })
	})
	if fault.Is(err, fault.Missing) { // over already
		err = nil
	}
	return errors.Join(err, s.lockFor(ctx, person, m.ID))
}

// overBy reports whether the means of a template is over, and why the template is to be erased for it.
func overBy(belongs belongings, e enrolled, now time.Time) (biometric.Cause, bool) {
	if e.Method != biometric.OnReader || e.Erasure != nil {
		return "", false
	}
	i := slices.IndexFunc(belongs.Means, func(m Means) bool { return bytes.Equal(m.ID, idOf(string(e.Code))) })
	switch {
	case i < 0:
		return biometric.Revoked, now.Sub(e.At) >= unmatched
	case belongs.Means[i].Revoked == 0:
		return "", false
	case belongs.Means[i].Cause == ByHolder:
		return biometric.Withdrawn, true
	}
	return biometric.Revoked, true
}

// Stock takes in what a reader holds, and names what of it is to be erased: what is due, and what nobody has enrolled, as a crash in the middle of an
// enrolment leaves it. What is due on the reader and not there any more is gone: its console has looked (L8, L11). Denied for a reader that is
// not in the inventory under this key.
func (s *Service) Stock(ctx context.Context, actor access.Actor, in wire.Stock) (out wire.Stocked, err error) {
	const op fault.Op = "backend.Stock"
	code, err := s.ownReader(op, in.Reader, in.Key)
	if err != nil {
		return out, err
	}
	var gone []biometric.Code
	s.fingers.each(func(_ access.ActorCode, e enrolled) {
		if e.Reader == code && e.Erasure != nil && !e.Erasure.Done() && !slices.Contains(in.Codes, string(e.Code)) {
			gone = append(gone, e.Code)
		}
	})
	out = s.astray(in)
	if len(gone)+len(out.Erase) == 0 {
		return out, nil // nothing happens to anything
	}
	return out, s.guarded(ctx, actor, access.ConfirmErasure, access.Whole(), trace.Whole(), func() error {
		return s.areGone(ctx, gone)
	})
}

// StrangersStock names what of a stock is to be erased, to a console at which nobody has signed in: of who has left, at a workstation that was theirs
// alone. It takes no receipt, and says nothing of a pseudonym that the console does not have: nobody guesses one.
func (s *Service) StrangersStock(in wire.Stock) (wire.Stocked, error) {
	if _, err := s.ownReader("backend.StrangersStock", in.Reader, in.Key); err != nil {
		return wire.Stocked{}, err
	}
	return s.astray(in), nil
}

// ownReader returns the reader that a console speaks of; Denied for one that is not in the inventory under its key.
func (s *Service) ownReader(op fault.Op, reader, key string) (biometric.ReaderCode, error) {
	code := biometric.ReaderCode(reader)
	if r, known := s.fingers.readers.get(code); !known || string(r.Key) != key {
		return "", fault.New(fault.Denied, op, fault.Key("fault.inventory.key"))
	}
	return code, nil
}

// astray names what of a stock is to be erased.
func (s *Service) astray(in wire.Stock) (out wire.Stocked) {
	stays := make(map[string]bool) // of every code that the service has heard of
	s.fingers.each(func(person access.ActorCode, e enrolled) {
		account, there := s.accounts.Get(person)
		stays[string(e.Code)] = e.Erasure == nil && string(e.Reader) == in.Reader && there && account.Revoked == 0
	})
	for _, c := range in.Codes {
		if stays[c] {
			continue
		}
		out.Erase = append(out.Erase, c)
		if _, known := stays[c]; !known {
			s.cfg.Log.Warn("a reader holds a template that nobody has enrolled: its console erases it", "reader", in.Reader)
		}
	}
	return out
}

// areGone keeps the receipts of templates that are due.
func (s *Service) areGone(ctx context.Context, codes []biometric.Code) (failed error) {
	for _, c := range codes {
		if person, _, found := s.fingers.find(c); found {
			failed = errors.Join(failed, s.isGone(ctx, person, c))
		}
	}
	return failed
}

// WipedBy keeps the receipt of the console that has wiped its reader (L14). Denied for a reader that is not in the inventory under this key.
func (s *Service) WipedBy(ctx context.Context, actor access.Actor, w wire.Wiped) error {
	code, err := s.ownReader("backend.WipedBy", w.Reader, w.Key)
	if err != nil {
		return err
	}
	return s.ReaderWiped(ctx, actor, code)
}

// unwiped are the readers that were removed, and of which no receipt says that they are wiped.
func (s *Service) unwiped() (out []biometric.ReaderCode) {
	for _, r := range s.fingers.inventory() {
		if !r.Removed.IsZero() && r.Wiped.IsZero() {
			out = append(out, r.Code)
		}
	}
	slices.Sort(out)
	return out[:min(len(out), wire.MaxWipes)]
}
