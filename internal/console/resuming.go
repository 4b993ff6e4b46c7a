package console

import (
	"context"
	"encoding/json"
	"time"

	"vigie.example/internal/console/exchange"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// storedShift is what a restart needs to come back to the shift: no content, and no key that opens any (ADR 011).
type storedShift struct {
	Version    int
	Key        []byte
	Shift      wire.Shift
	Ticket     []byte
	Credential wire.Credential
	Name, Unit string
	Capacity   int
	Duty       string
	Epoch      string
	Locked     string    // why; "" while it is not
	Carried    string    // the device that it began with
	Used       time.Time // when somebody was last there, on this machine's clock
}

const storedShiftVersion = 1

// keepShift stores the shift as it stands, and the time.
func (d *Desk) keepShift() {
	shelf, s := d.keeping.shelf, &d.session
	if shelf == nil || s.key == nil || !s.active() {
		return
	}
	key, err := s.key.Bytes()
	if err != nil {
		return
	}
	raw, err := json.Marshal(storedShift{storedShiftVersion, key, s.shift, s.ticket, s.credential, s.name, s.unit, s.capacity, s.duty, s.epoch, s.lock.cause, s.carried, d.used})
	clear(key)
	if err != nil {
		return
	}
	now := d.Now()
	d.shelve(func() error {
		defer clear(raw)
		return shelf.KeepShift(raw, now)
	})
}

// resume looks for the shift of an earlier run, which came back within the grace if the service says so.
func (d *Desk) resume() {
	vault := d.options.Vault
	if vault == nil {
		d.disinherit()
		return
	}
	d.keeping.opening = true
	life := d.life
	d.keeping.work.do(func() {
		ctx, cancel := context.WithTimeout(life, keyringTime)
		defer cancel()
		shelf, raw, err := vault.Resume(ctx)
		d.console.Do(func(d *Desk) {
			d.keeping.opening, d.change.Session = false, true
			defer clear(raw)
			defer d.disinherit() // of a shift that does not go on
			switch {
			case err == nil && shelf != nil:
				d.resumed(shelf, raw)
			case d.session.active(): // signed in meanwhile
				d.beginKeeping()
			}
		})
	})
}

func (d *Desk) resumed(shelf Shelf, raw []byte) {
	d.keeping.shelf = shelf
	var stored storedShift
	err := json.Unmarshal(raw, &stored)
	key, keyErr := seal.ParseSigningKey(stored.Key)
	clear(stored.Key)
	if err != nil || keyErr != nil || stored.Version != storedShiftVersion || d.session.phase != SignedOut || !d.Now().Before(stored.Shift.Expires.Time()) {
		busy := d.session.phase
		d.endKeeping()
		if busy == SignedIn {
			d.beginKeeping()
		}
		return
	}
	for _, id := range shelf.Held() {
		d.keeping.locked[id] = struct{}{}
	}
	d.session = session{
		phase: SignedIn, shift: stored.Shift, key: key, ticket: stored.Ticket, credential: stored.Credential,
		name: stored.Name, unit: stored.Unit, capacity: stored.Capacity, duty: stored.Duty, epoch: stored.Epoch,
		lock: lock{cause: stored.Locked}, carried: stored.Carried,
	}
	if d.used = d.local(); stored.Used.Before(d.used) && !stored.Used.IsZero() { // a restart is no sign that somebody is there
		d.used = stored.Used
	}
	d.inherit()
	d.change.List = true
	if d.connection.Phase == Online {
		d.comeBack()
	}
}

// unlock asks for the shares of what is kept, and then goes on: what can be read again is there before the synchronisation. What cannot is
// erased, and synchronised from its beginning.
func (d *Desk) unlock(then func(*Desk)) {
	left := len(d.keeping.locked)
	if left == 0 {
		then(d)
		return
	}
	for id := range d.keeping.locked {
		d.ask(wire.TypeRecall, wire.Recall{Conversation: id}, func(d *Desk, f wire.Frame, err error) {
			share, ok := data[wire.Share](f)
			answered := func(d *Desk) {
				if left--; left == 0 {
					then(d)
				}
			}
			switch {
			case err == nil && ok && share.Conversation == id:
				d.unlockOne(id, share.Share, answered)
			case fault.KindOf(err) == fault.Unavailable && err != nil: // the connection went: the next one asks again
				answered(d)
			default:
				d.unkeep(id)
				answered(d)
			}
		})
	}
}

func (d *Desk) unlockOne(id conversation.ID, share []byte, then func(*Desk)) {
	shelf, key := d.keeping.shelf, d.session.key
	if shelf == nil {
		then(d)
		return
	}
	d.keeping.work.do(func() {
		parts, err := shelf.Unlock(id, share, time.Time{})
		d.console.queue.post(func() {
			if d.session.key != key || d.keeping.shelf != shelf {
				return
			}
			d.restored(id, share, parts, err)
			then(d)
		})
	})
}

func (d *Desk) restored(id conversation.ID, share []byte, parts map[uint32][]byte, err error) {
	self := exchange.Self{Actor: d.session.shift.Actor, Shift: d.session.key, Authority: d.options.Authority}
	var x *exchange.Exchange
	if err == nil {
		x, err = exchange.Restore(self, assemble(parts))
	}
	if err != nil || x.ID() != id || x.Expired(d.Now()) {
		d.unkeep(id)
		return
	}
	delete(d.keeping.locked, id)
	k := &kept{share: share, deposited: true, parts: nil}
	k.parts = digests(parts)
	d.keeping.shares[id] = k
	if _, known := d.options.Cache.Find(id); known {
		return // told again meanwhile
	}
	d.options.Cache.Keep(x)
	d.sorted = nil
	d.unpack(id, parts)
	d.touch(x)
}
