package console

import (
	"context"
	"slices"

	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// capture is what a finger of this person on this workstation's reader may be scanned for: only with a permission, and only on the reader that the
// inventory has under the key that this workstation holds (L13, L17).
func (d *Desk) capture(actor string, shown []byte) (Capture, error) {
	const op = "console.capture"
	p, here := d.Reader()
	if !here {
		return Capture{}, fault.New(fault.Unavailable, op, fault.Key(ReaderAbsent))
	}
	if problem := d.readerShut(); problem != "" {
		return Capture{}, fault.New(fault.Denied, op, fault.Key(problem))
	}
	request := biometric.Request{Person: access.ActorCode(actor), Method: biometric.OnReader, Reader: p.Reader}
	permission, dossier, err := d.permission(request, shown)
	if err != nil {
		return Capture{}, err
	}
	i := slices.IndexFunc(dossier.Readers, func(r biometric.Reader) bool { return r.Code == p.Reader && r.Key == p.Key })
	if i < 0 {
		return Capture{}, fault.New(fault.Denied, op, fault.Key("fault.inventory.key"), fault.Hint("hint.reader.administrator"))
	}
	return Capture{Permission: permission, Request: request, Model: dossier.Readers[i].Model}, nil
}

// scan answers a challenge by a finger: the service has named the templates of this very person, and the one that is on this reader is compared (L2).
func (d *Desk) scan(in wire.SignIn, c wire.Challenge, a Attempt) {
	const op = "console.scan"
	p, _ := d.Reader()
	at := slices.IndexFunc(c.Fingers, func(f wire.Finger) bool {
		return f.Method == string(biometric.OnReader) && f.Reader == string(p.Reader) && slices.Contains(p.Codes, biometric.Code(f.Code))
	})
	if at < 0 && d.readerShut() == "" {
		d.refused(fault.New(fault.Missing, op, fault.Key("signin.problem.reader.not_enrolled"), fault.Hint("hint.reader.other_ways")))
		return
	}
	ask, err := d.capture(a.Actor, c.Dossier)
	if err != nil {
		d.refused(err)
		return
	}
	ask.Code, ask.Challenge, ask.PIN = biometric.Code(c.Fingers[at].Code), seal.ShiftChallenge(in.Shift), a.Secret
	ask.Keys, ask.Cards = c.Keys, c.Cards
	device := d.options.Reader
	waiting(d, signingIn, scanTime, func(ctx context.Context, t told) (Match, error) {
		ask.Touch, ask.Scan = t.touch, t.scan
		return device.Verify(ctx, ask)
	}, func(d *Desk, m Match, err error) {
		switch {
		case fault.PublicOf(err).Key == WrongFinger:
			d.notMatched(in, err)
			return
		case err != nil:
			d.refused(err)
			return
		}
		in.Finger = &wire.FingerProof{Code: string(ask.Code), Sig: m.Sig}
		d.send(in, m.Device)
	})
}

// notMatched tells the service that it was another finger, by a sign-in without a proof: it counts as a wrong passphrase does, and who fails too often
// has to wait. A matcher that takes a stranger's finger once in a while must not be tried for ever.
func (d *Desk) notMatched(in wire.SignIn, wrong error) {
	d.session.attempt.stage, d.session.attempt.scan = Asking, Scan{}
	d.inAttempt(wire.TypeSignIn, in, func(d *Desk, f wire.Frame, err error) {
		if fault.Is(err, fault.TooMany) {
			wrong = err
		}
		d.notLetIn(f, wrong)
	})
}

// enrolFinger lets the gate look once more, at what the service shows now, and then makes a template.
func (d *Desk) enrolFinger(began wire.Enrolment, e Enrolling) {
	const op = "console.enrolFinger"
	d.inEnrolment(wire.TypeDossierAsk, nil, func(d *Desk, f wire.Frame) {
		shown, ok := data[wire.Dossier](f)
		if !ok {
			d.enrolled(fault.New(fault.Invalid, op))
			return
		}
		ask, err := d.capture(d.session.shift.Actor, shown.Dossier)
		if err != nil {
			d.enrolled(err)
			return
		}
		ask.Code = newPseudonym()
		ask.Challenge, ask.By, ask.PIN = seal.EnrolmentChallenge(d.session.shift, began.Nonce, began.Expires), e.By, e.PIN
		ask.Keys, ask.Cards = began.Keys, began.Cards
		device := d.options.Reader
		waiting(d, enrolling, scanTime, func(ctx context.Context, t told) (NewTemplate, error) {
			ask.Touch, ask.Scan = t.touch, t.scan
			return device.Enrol(ctx, ask)
		}, func(d *Desk, made NewTemplate, err error) {
			if err != nil {
				d.enrolled(err)
				return
			}
			d.register(wire.EnrolMeans{Name: e.Name, Finger: &wire.NewFinger{
				Code: string(ask.Code), Reader: string(ask.Request.Reader), Public: made.Public, Sig: made.Sig,
			}})
		})
	})
}
