package console

import (
	"bytes"
	"context"
	"slices"

	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

func among(ids [][]byte, id []byte) bool {
	return slices.ContainsFunc(ids, func(one []byte) bool { return bytes.Equal(one, id) })
}

// beginAtKey begins a deed, if there is a key for it and nothing else is under way.
func (d *Desk) beginAtKey(deed KeyDeed, pin string) (keys KeysWithSensor, q KeyQuestion, ok bool) {
	const op = "console.beginAtKey"
	k := &d.onKey
	if !d.session.active() || d.session.lock.cause != "" || k.attempt.stage != Idle {
		return nil, q, false
	}
	d.change.Session = true
	k.problem, k.deed, k.scan = nil, deed, KeyScan{}
	key := fault.TextKey("")
	switch at := d.OnKey(); {
	case !at.Supported:
		key = "signin.problem.key.unsupported"
	case at.Absent != "":
		key = at.Absent
	case pin == "":
		key = "finger_page.key.pin.missing"
	case deed == KeyEnrols && len(d.ownKeys()) == 0:
		key = "finger_page.key.not_enrolled"
	}
	if key != "" {
		k.problem = fault.New(fault.Unavailable, op, fault.Key(key))
		return nil, q, false
	}
	d.attempts++
	k.attempt = attempt{number: d.attempts, stage: Proving}
	q = KeyQuestion{Actor: d.session.shift.Actor, PIN: pin, Means: d.ownKeys()}
	return d.carried[kindKey].device.(KeysWithSensor), q, true
}

// ownKeys are the credentials by which a key is known to be this person's.
func (d *Desk) ownKeys() (ids [][]byte) {
	for _, one := range d.means.own.List {
		if one.Kind == string(kindKey) && inForce(one) {
			ids = append(ids, one.ID)
		}
	}
	return ids
}

// besideKey does something that waits for a key, beside the Desk.
func (d *Desk) besideKey(do func(context.Context) func(*Desk)) {
	ctx, cancel := context.WithTimeout(d.life, proofTime)
	number := d.onKey.attempt.number
	d.onKey.attempt.stage, d.onKey.attempt.stop = Proving, cancel
	go func() {
		defer cancel()
		then := do(ctx)
		d.console.Do(func(d *Desk) {
			if d.onKey.attempt.number == number {
				d.onKey.attempt, d.change.Session = attempt{}, true
			}
			then(d)
		})
	}()
}

// atKey looks at the key, or tidies it, and keeps what it has then.
func (d *Desk) atKey(deed KeyDeed, pin string, do func(context.Context, KeysWithSensor, KeyQuestion) ([]KeyFinger, error), done func(*Desk)) {
	keys, q, ok := d.beginAtKey(deed, pin)
	if !ok {
		return
	}
	session := d.session.key
	d.besideKey(func(ctx context.Context) func(*Desk) {
		on, err := do(ctx, keys, q)
		return func(d *Desk) {
			if d.session.key != session {
				return
			}
			if d.onKey.problem = err; err == nil {
				d.onKey.known, d.onKey.fingers = true, on
				done(d)
			}
		}
	})
}

// EnrolOnKey enrols a finger on the person's key: this console's own gate makes the permission from what the service shows now (L17), the service
// keeps the pseudonym before anything is captured (L12), and what does not come about is withdrawn.
func (d *Desk) EnrolOnKey(pin string) {
	const op = "console.EnrolOnKey"
	if !d.acts() {
		d.onKey.problem, d.change.Session = fault.New(fault.Unavailable, op, fault.Key("signin.problem.offline")), true
		return
	}
	keys, q, ok := d.beginAtKey(KeyEnrols, pin)
	if !ok {
		return
	}
	q.Code = newPseudonym()
	d.onKey.attempt.stage = Asking
	d.inKey(wire.TypeDossierAsk, nil, func(d *Desk, f wire.Frame) {
		told, _ := data[wire.Dossier](f)
		p, _, err := d.permission(biometric.Request{Person: access.ActorCode(q.Actor), Method: biometric.OnKey}, told.Dossier)
		if err != nil {
			d.notOnKey(err)
			return
		}
		q.Finger = p
		d.record(keys, q)
	})
}

// record lets the service keep the pseudonym, and goes on to the key. What the service has recorded, or may have, and nobody captures, is taken back.
func (d *Desk) record(keys KeysWithSensor, q KeyQuestion) {
	number := d.onKey.attempt.number
	d.ask(wire.TypeFinger, wire.Finger{Code: string(q.Code), Method: string(biometric.OnKey)}, func(d *Desk, _ wire.Frame, err error) {
		here := d.onKey.attempt.number == number
		switch {
		case err == nil && here:
			d.captureOnKey(keys, q)
			return
		case err == nil || fault.Is(err, fault.Unavailable):
			d.onKey.gone = append(d.onKey.gone, q.Code)
			d.tellGone()
		}
		if here {
			d.notOnKey(err)
		}
	})
}

// inKey asks the service within an enrolment.
func (d *Desk) inKey(t wire.Type, request any, answer func(*Desk, wire.Frame)) {
	d.within(atKeys, t, request, func(d *Desk, f wire.Frame, err error) {
		if err != nil {
			d.notOnKey(err)
			return
		}
		answer(d, f)
	})
}

func atKeys(d *Desk) *attempt { return &d.onKey.attempt }

func (d *Desk) notOnKey(err error) {
	d.onKey.attempt, d.onKey.problem, d.change.Session = attempt{}, err, true
}

// captureOnKey lets the person touch the key, as often as it wants.
func (d *Desk) captureOnKey(keys KeysWithSensor, q KeyQuestion) {
	session, number := d.session.key, d.onKey.attempt.number
	d.besideKey(func(ctx context.Context) func(*Desk) {
		out, err := keys.EnrolFinger(ctx, q, func(s KeyScan) {
			d.console.Do(func(d *Desk) {
				if k := &d.onKey; k.attempt.number == number {
					k.scan, k.attempt.stage, d.change.Session = s, Touching, true
				}
			})
		})
		return func(d *Desk) {
			switch {
			case d.session.key != session:
				return
			case err == nil:
				d.onKey.known, d.onKey.fingers = true, out.On
				return
			}
			d.onKey.problem = err
			if out.Unsure { // it is due until somebody has looked
				d.ask(wire.TypeWithdraw, wire.FingerCode{Code: string(q.Code)}, func(*Desk, wire.Frame, error) {})
				return
			}
			d.onKey.gone = append(d.onKey.gone, q.Code)
			d.tellGone()
		}
	})
}

// tellGone tells the service what was taken off keys: that it is no longer wanted, and that it was looked for and is gone. It is called again and
// again, until the service has heard it, on this connection or a later one of the session.
func (d *Desk) tellGone() {
	k := &d.onKey
	if k.telling || len(k.gone) == 0 || !d.acts() {
		return
	}
	k.telling = true
	code := wire.FingerCode{Code: string(k.gone[0])}
	heard := func(d *Desk, err error) {
		d.onKey.telling = false
		if err == nil || fault.Is(err, fault.Missing) { // unknown to the service: there is nothing to tell
			d.onKey.gone = slices.DeleteFunc(d.onKey.gone, func(c biometric.Code) bool { return string(c) == code.Code })
			d.tellGone()
		}
	}
	d.ask(wire.TypeWithdraw, code, func(d *Desk, _ wire.Frame, err error) {
		if err != nil {
			heard(d, err)
			return
		}
		d.ask(wire.TypeGone, code, func(d *Desk, _ wire.Frame, err error) { heard(d, err) })
	})
}
