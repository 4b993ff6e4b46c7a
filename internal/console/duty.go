package console

import (
	"vigie.example/internal/access"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// Duty states (C25). They are on the wire.
const (
	DutyOn     = "on"
	DutyBreak  = "break"
	DutyEnding = "ending"
)

// notices are the results of intents that did not succeed, until the next intent, and lasting problems of the session.
type notices struct {
	shell  error // of duty and signing out
	inbox  error // of claiming
	hourly error // the service does not have the current hourly key: nobody can seal to this console
}

// Notices are what did not succeed.
type Notices struct{ Shell, Inbox, Hourly error }

// Notices returns what did not succeed; nil where all is well.
func (d *Desk) Notices() Notices { return Notices{d.notices.shell, d.notices.inbox, d.notices.hourly} }

// Lies returns how often the service named a conversation whose key is not its own.
func (d *Desk) Lies() int { return d.lies }

// Conducts reports whether who is signed in conducts conversations: an operator. Others are not on duty for them, and nobody seals
// to their consoles (S7).
func (d *Desk) Conducts() bool { return d.session.credential.Role == string(access.Operator) }

// SetDuty changes whether this operator takes conversations. The service's answer changes the State.
func (d *Desk) SetDuty(state string) {
	if !d.session.active() || !d.Conducts() || (state != DutyOn && state != DutyBreak && state != DutyEnding) {
		return
	}
	d.change.Session = true
	d.notices.shell = nil
	if !d.ready() {
		d.session.duty = state // told when the connection is back
		return
	}
	d.offerDuty(state)
}

func (d *Desk) offerDuty(state string) {
	if !d.ready() || !d.Conducts() {
		return
	}
	d.session.changing = true
	d.ask(wire.TypeDuty, wire.Duty{State: state}, func(d *Desk, _ wire.Frame, err error) {
		d.session.changing = false
		d.change.Session, d.change.List = true, true
		if err != nil {
			d.notices.shell = err
			return
		}
		d.session.duty = state
	})
}

// SignOut ends the session, unless conversations are held: they are closed or transferred first (B13).
func (d *Desk) SignOut() {
	if !d.session.active() {
		return
	}
	d.change.Session = true
	if d.Held() > 0 {
		d.notices.shell = fault.New(fault.Denied, "console.SignOut", fault.Key("shell.signout.holding"))
		return
	}
	if !d.ready() {
		d.endSession("signed_out") // the service ends it by itself after a while
		return
	}
	d.notices.shell = nil
	d.ask(wire.TypeSignOut, nil, func(d *Desk, _ wire.Frame, err error) {
		if err != nil {
			d.notices.shell = err
			d.change.Session = true
			return
		}
		d.endSession("signed_out")
	})
}
