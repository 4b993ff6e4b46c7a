package console

import (
	"bytes"
	"context"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// Stage is where an attempt to be let in stands.
type Stage string

// The stages.
const (
	Idle     Stage = ""
	Asking   Stage = "asking"   // the service is asked
	Proving  Stage = "proving"  // key or card works
	Touching Stage = "touching" // the person has to touch the key
	Scanning Stage = "scanning" // the person has to put a finger on the reader
)

// attempt is one that is under way.
type attempt struct {
	number int // counts: what belongs to an older one is dropped
	stage  Stage
	way    Way
	scan   Scan  // of a finger
	why    error // it was ended from here; counts in the place of what a device says then
	stop   context.CancelFunc
}

func (a *attempt) cancel() {
	if a.stop != nil {
		a.stop()
	}
	a.stop = nil
}

// end stops an attempt that waits for a person, for a reason of ours.
func (a *attempt) end(why error) {
	if a.stop != nil {
		a.why = why
	}
	a.cancel()
}

// proofTime bounds how long a person has with key or card, scanTime with a reader: as long as a challenge can be answered.
const (
	proofTime = 2 * time.Minute
	scanTime  = 3 * time.Minute
)

// told are what a device calls while it waits for a person. They do not block.
type told struct {
	touch func()
	scan  func(Scan)
}

// waiting does work that waits for a person, beside the Desk, within the attempt that is under way: of says where that is. then gets what came of it
// unless another attempt has begun.
func waiting[T any](d *Desk, of func(*Desk) *attempt, limit time.Duration, work func(context.Context, told) (T, error), then func(*Desk, T, error)) {
	ctx, cancel := context.WithTimeout(d.life, limit)
	a := of(d)
	number := a.number
	a.stage, a.stop, d.change.Session = Proving, cancel, true
	now := func(stage Stage, scan Scan) {
		d.console.Do(func(d *Desk) {
			if a := of(d); a.number == number && a.stop != nil {
				a.stage, a.scan, d.change.Session = stage, scan, true
			}
		})
	}
	tell := told{touch: func() { now(Touching, Scan{}) }, scan: func(s Scan) { now(Scanning, s) }}
	go func() {
		defer cancel()
		made, err := work(ctx, tell)
		d.console.Do(func(d *Desk) {
			a := of(d)
			if a.number != number {
				return
			}
			if a.why != nil {
				err = a.why
			}
			a.stop, d.change.Session = nil, true
			then(d, made, err)
		})
	}()
}

func signingIn(d *Desk) *attempt { return &d.session.attempt }

// Enter signs in, or unlocks the session that is there. The secret is passed on and kept nowhere.
func (d *Desk) Enter(a Attempt) {
	const op = "console.Enter"
	d.change.Session = true
	unlocking := d.session.phase == SignedIn && d.session.lock.cause != ""
	if d.session.attempt.stage != Idle || !unlocking && d.session.phase != SignedOut || d.local().Before(d.session.retryAt) {
		return
	}
	if unlocking {
		a.Actor = d.session.shift.Actor
	}
	if err := d.possible(a); err != nil {
		d.refused(err)
		return
	}
	key := d.session.key
	if !unlocking {
		var err error
		if key, err = seal.NewSigningKey(); err != nil {
			d.refused(fault.Wrap(op, err))
			return
		}
		d.session = session{phase: SigningIn, key: key}
	}
	d.attempts++
	d.session.attempt = attempt{number: d.attempts, stage: Asking, way: a.Way}
	d.session.problem = nil
	begin := wire.Begin{Actor: a.Actor, Console: d.workstation.console, ShiftKey: key.Public()}
	if err := seal.SignBegin(d.workstation.key, d.connection.nonce, &begin); err != nil {
		d.refused(fault.Wrap(op, err))
		return
	}
	d.inAttempt(wire.TypeBegin, begin, func(d *Desk, f wire.Frame, err error) {
		challenge, ok := data[wire.Challenge](f)
		if err == nil && !ok {
			err = fault.New(fault.Invalid, op)
		}
		if err != nil {
			d.notLetIn(f, err)
			return
		}
		d.answer(begin, challenge, a)
	})
}

// possible returns why an attempt cannot succeed.
func (d *Desk) possible(a Attempt) error {
	const op = "console.Enter"
	switch {
	case d.workstation.key == nil:
		return fault.New(fault.Unavailable, op, fault.Key("signin.problem.no_key"))
	case d.connection.Phase != Online:
		return fault.New(fault.Unavailable, op, fault.Key("signin.problem.offline"))
	case a.Actor == "" || a.Secret == "" && a.Way != WayFinger && a.Way != WayReader:
		return fault.New(fault.Invalid, op, fault.Key("signin.problem.empty"))
	}
	if problem := d.Offered(a.Way).Problem; problem != "" {
		return fault.New(fault.Unavailable, op, fault.Key(problem))
	}
	return nil
}

// GiveUp ends an attempt that waits for a key or a card.
func (d *Desk) GiveUp() { d.session.attempt.cancel() }

// inAttempt asks the service, and works the answer off if the attempt is still the present one.
func (d *Desk) inAttempt(t wire.Type, request any, answer func(*Desk, wire.Frame, error)) {
	d.within(signingIn, t, request, answer)
}

// within asks the service within the attempt that is under way, as waiting does a device: the answer to an older one is dropped.
func (d *Desk) within(of func(*Desk) *attempt, t wire.Type, request any, answer func(*Desk, wire.Frame, error)) {
	number := of(d).number
	d.ask(t, request, func(d *Desk, f wire.Frame, err error) {
		if of(d).number == number {
			answer(d, f, err)
		}
	})
}

// answer answers the challenge: the workstation key signs the shift key, and the person proves that they are here, over the same bytes.
func (d *Desk) answer(begin wire.Begin, c wire.Challenge, a Attempt) {
	shift := wire.Shift{Actor: begin.Actor, Console: begin.Console, Key: begin.ShiftKey, Nonce: c.Nonce, Expires: c.Expires}
	if err := seal.SignShift(d.workstation.key, &shift, d.Now()); err != nil {
		d.refused(err)
		return
	}
	in := wire.SignIn{Way: string(a.Way.kind()), Shift: shift}
	device := d.options.Keys
	q := Question{Challenge: seal.ShiftChallenge(shift), Actor: a.Actor, PIN: a.Secret, Means: c.Keys}
	switch a.Way.kind() {
	case kindPassphrase:
		in.Passphrase = a.Secret
		d.send(in, "")
		return
	case kindReader:
		d.scan(in, c, a)
		return
	case kindCard:
		device, q.Means = d.options.Card, c.Cards
	case kindKey:
		if a.Way == WayFinger {
			request := biometric.Request{Person: access.ActorCode(a.Actor), Method: biometric.OnKey}
			permission, _, err := d.permission(request, c.Dossier)
			if err != nil {
				d.refused(err)
				return
			}
			q.Finger, q.PIN = permission, ""
		}
	}
	d.consult(device, q, func(d *Desk, p Proof, err error) {
		if err != nil {
			d.refused(err)
			return
		}
		if a.Way.kind() == kindCard {
			in.Card = &wire.CardProof{ID: p.ID, Sig: p.Sig}
		} else {
			in.Key = &wire.KeyProof{ID: p.ID, AuthData: p.AuthData, ClientData: p.ClientData, Sig: p.Sig}
		}
		d.send(in, p.Device)
	})
}

// consult asks a means.
func (d *Desk) consult(device Carried, q Question, then func(*Desk, Proof, error)) {
	waiting(d, signingIn, proofTime, func(ctx context.Context, t told) (Proof, error) {
		q.Touch = t.touch
		return device.Prove(ctx, q)
	}, then)
}

// send brings the proof to the service.
func (d *Desk) send(in wire.SignIn, device string) {
	const op = "console.SignIn"
	s := &d.session
	s.attempt.stage, s.attempt.stop = Asking, nil
	way, unlocking := s.attempt.way, s.phase == SignedIn
	d.change.Session = true
	d.inAttempt(wire.TypeSignIn, in, func(d *Desk, f wire.Frame, err error) {
		out, ok := data[wire.SignedIn](f)
		if err == nil && !ok {
			err = fault.New(fault.Invalid, op)
		}
		if err == nil {
			err = d.believeCredential(out, in.Shift)
		}
		if err != nil {
			d.notLetIn(f, err)
			return
		}
		d.workstation.New = false
		d.session.shift, d.session.carried, d.session.lock = in.Shift, device, lock{}
		if !unlocking {
			d.session.duty = DutyOn
		}
		d.remember(way)
		d.letIn(out)
	})
}

// believeCredential checks that the pinned authority vouches for this person at this workstation. Without that every page
// would refuse to seal to this console (B11).
func (d *Desk) believeCredential(in wire.SignedIn, shift wire.Shift) error {
	const op = "console.SignIn"
	d.clock.observe(in.Time.Time(), d.local())
	_, err := seal.VerifyShift(d.options.Authority, in.Credential, shift, d.Now())
	if err == nil && !bytes.Equal(in.Credential.Key, d.workstation.key.Public()) {
		err = fault.New(fault.Untrusted, op)
	}
	if err != nil {
		return fault.As(fault.Untrusted, op, err, fault.Key("signin.problem.credential"), fault.Hint("signin.hint.credential"))
	}
	return nil
}

// notLetIn is the end of an attempt that the service, or this console, refused.
func (d *Desk) notLetIn(f wire.Frame, err error) {
	d.refused(err)
	if e, ok := data[wire.Error](f); ok && f.T == wire.TypeError && e.RetryMS > 0 {
		d.session.retryAt = d.local().Add(time.Duration(min(e.RetryMS, time.Hour.Milliseconds())) * time.Millisecond)
	}
}

// refused ends an attempt. A session that is locked stays locked.
func (d *Desk) refused(err error) {
	d.change.Session = true
	if d.session.phase == SignedIn {
		d.session.attempt.cancel()
		d.session.attempt, d.session.problem = attempt{}, err
		return
	}
	d.session.destroy()
	d.session = session{problem: err}
}
