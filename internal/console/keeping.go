package console

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"time"

	"vigie.example/internal/console/exchange"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

const (
	keepEvery  = 200 * time.Millisecond // changes of one moment are kept together
	shareBytes = 32
)

// keeping is what the Desk knows of its vault. Only conversations that the operator holds are kept.
type keeping struct {
	shelf   Shelf // nil: in memory alone
	opening bool
	ending  bool  // what was kept is being erased
	problem error // why it is in memory alone
	work    *worker
	shares  map[conversation.ID]*kept
	locked  map[conversation.ID]struct{} // kept, and their shares have not come
	dirty   map[conversation.ID]struct{}
	due     bool
	told    time.Time // when the vault was told the time
}

// kept is one conversation on the shelf.
type kept struct {
	share     []byte
	deposited bool
	parts     map[uint32][sha256.Size]byte // what the shelf has
}

func newKeeping() keeping {
	return keeping{
		work: newWorker(), shares: map[conversation.ID]*kept{}, locked: map[conversation.ID]struct{}{}, dirty: map[conversation.ID]struct{}{},
	}
}

// KeptInMemory returns why nothing is kept on disk; nil when it is, or nobody is signed in.
func (d *Desk) KeptInMemory() error { return d.keeping.problem }

// Swaps reports whether this machine may write its memory to its disk.
func (d *Desk) Swaps() bool { return d.options.Swaps }

// Locked returns how many conversations are on disk that cannot be read before the service is reached again.
func (d *Desk) Locked() int { return len(d.keeping.locked) }

// beginKeeping opens an empty vault for the shift that has just begun.
func (d *Desk) beginKeeping() {
	if d.options.Vault == nil || d.keeping.shelf != nil || d.keeping.opening {
		return
	}
	d.keeping.opening = true
	key, life := d.session.key, d.life
	d.keeping.work.do(func() {
		ctx, cancel := context.WithTimeout(life, keyringTime)
		defer cancel()
		shelf, err := d.options.Vault.Begin(ctx)
		d.console.Do(func(d *Desk) {
			d.keeping.opening, d.change.Session = false, true
			if d.session.key != key {
				if shelf != nil {
					d.endKeeping()
				}
				return
			}
			d.keeping.shelf, d.keeping.problem = shelf, err
			d.keepShift()
			for x := range d.options.Cache.All() {
				d.keepSoon(x.ID())
			}
		})
	})
}

// keepSoon notes that a conversation has changed.
func (d *Desk) keepSoon(id conversation.ID) {
	k := &d.keeping
	if k.shelf == nil {
		return
	}
	k.dirty[id] = struct{}{}
	if !k.due {
		k.due = true
		d.options.Clock.AfterFunc(keepEvery, func() { d.console.Do((*Desk).keepNow) })
	}
}

func (d *Desk) keepNow() {
	k := &d.keeping
	k.due = false
	for id := range k.dirty {
		delete(k.dirty, id)
		if x, ok := d.options.Cache.Find(id); ok && x.Mine() && x.Phase() != exchange.Gone {
			d.keep(x)
		}
	}
}

// keep hands what has changed to the shelf; before the first time the service gets the share.
func (d *Desk) keep(x *exchange.Exchange) {
	id := x.ID()
	k := d.keeping.shares[id]
	if k == nil {
		k = &kept{share: make([]byte, shareBytes), parts: map[uint32][sha256.Size]byte{}}
		_, _ = rand.Read(k.share) // never fails
		d.keeping.shares[id] = k
	}
	if !k.deposited {
		d.deposit(x, k)
		return
	}
	snapshot, err := x.Snapshot()
	if err != nil {
		return
	}
	all := pieces(snapshot)
	done := d.packed(id, all)
	parts := k.changed(all)
	if len(parts) == 0 {
		done()
		return
	}
	shelf, deadline := d.keeping.shelf, x.Deadline()
	d.shelve(func() error {
		defer done()
		return shelf.Save(id, deadline, parts)
	})
}

// deposit gives the service the share, also again after it has lost its memory.
func (d *Desk) deposit(x *exchange.Exchange, k *kept) {
	if !d.ready() {
		return // coming back does it
	}
	id := x.ID()
	d.ask(wire.TypeDeposit, wire.Deposit{Conversation: id, Generation: x.Generation(), Share: k.share}, func(d *Desk, _ wire.Frame, err error) {
		if err != nil || d.keeping.shares[id] != k || d.keeping.shelf == nil {
			return
		}
		first := !k.deposited
		k.deposited = true
		if x, ok := d.options.Cache.Find(id); ok && first {
			shelf, share, deadline := d.keeping.shelf, k.share, x.Deadline()
			d.shelve(func() error { _, err := shelf.Unlock(id, share, deadline); return err })
			d.keepSoon(id)
		}
	})
}

// depositAgain is for a service that may have lost its memory.
func (d *Desk) depositAgain() {
	for id, k := range d.keeping.shares {
		if x, ok := d.options.Cache.Find(id); ok && x.Mine() {
			d.deposit(x, k)
		}
	}
}

// unkeep erases what is kept of a conversation.
func (d *Desk) unkeep(id conversation.ID) {
	k := &d.keeping
	_, open := k.shares[id]
	_, locked := k.locked[id]
	delete(k.shares, id)
	delete(k.locked, id)
	delete(k.dirty, id)
	if shelf := k.shelf; shelf != nil && (open || locked) {
		d.shelve(func() error { return shelf.Save(id, time.Time{}, nil) })
	}
}

// onceUnkept does something when what was erased until now has left the disk, too (C23): at once where nothing is kept there. If
// erasing fails, the whole vault is erased first: hence the second round.
func (d *Desk) onceUnkept(then func(*Desk)) {
	if d.keeping.shelf == nil {
		then(d)
		return
	}
	round := func(next func(*Desk)) { d.keeping.work.do(func() { d.console.Do(next) }) }
	round(func(*Desk) { round(then) })
}

// shelve does something with the shelf, in order. A fault of the disk ends the use of it: what follows is in memory alone.
func (d *Desk) shelve(job func() error) {
	shelf := d.keeping.shelf
	d.keeping.work.do(func() {
		err := job()
		if err == nil || fault.KindOf(err) != fault.Unavailable {
			return
		}
		d.console.Do(func(d *Desk) {
			if d.keeping.shelf == shelf {
				d.endKeeping()
				d.keeping.problem, d.change.Session = err, true
			}
		})
	})
}

// endKeeping erases everything that is kept, and its key.
func (d *Desk) endKeeping() {
	k := &d.keeping
	had := k.shelf != nil
	*k = keeping{work: k.work, opening: k.opening, ending: k.ending || had, shares: map[conversation.ID]*kept{}, locked: map[conversation.ID]struct{}{}, dirty: map[conversation.ID]struct{}{}}
	if vault := d.options.Vault; vault != nil && had {
		k.work.do(func() {
			ctx, cancel := context.WithTimeout(context.Background(), keyringTime)
			defer cancel()
			_ = vault.End(ctx) // what cannot be erased cannot be opened either: the service drops the shares
			d.console.Do(func(d *Desk) { d.keeping.ending = false })
		})
	}
}

// closeKeeping keeps the last changes, and leaves what is on disk to the next run.
func (d *Desk) closeKeeping() {
	if d.keeping.shelf != nil {
		d.keepNow()
		d.keepShift()
		shelf := d.keeping.shelf
		d.keeping.work.do(func() { _ = shelf.Close() })
		d.keeping.shelf = nil
	}
	d.keeping.work.end()
}
