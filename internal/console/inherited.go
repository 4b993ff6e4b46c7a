package console

import (
	"bytes"
	"encoding/json"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
)

// inherited is what a process leaves to the one that is put in its place: the keys that open what waits. They are on no disk, and a
// declarant who is away could not seal to others.
type inherited struct {
	Version int
	Shift   []byte // public: the keys are this shift's, and no other's
	Keys    []inheritedKey
}

type inheritedKey struct {
	Private             []byte
	NotBefore, NotAfter time.Time
	Made, Retired       time.Time // as of hourlyKey
	Opened              []conversation.ID
}

const inheritedVersion = 1

// Bequest returns what the next process needs (Options.Inherited) beside what the vault keeps, nil if that is nothing. It holds private
// keys: the caller clears it, and writes it to no disk. It is to be called before Close.
func (c *Console) Bequest() []byte {
	out := make(chan []byte, 1)
	c.Do(func(d *Desk) { out <- d.bequest() })
	select {
	case raw := <-out:
		return raw
	case <-time.After(time.Second): // a desk that has ended
		return nil
	}
}

func (d *Desk) bequest() []byte {
	if !d.session.active() || len(d.hourly.keys) == 0 {
		return nil
	}
	h := inherited{Version: inheritedVersion, Shift: d.session.shift.Key}
	defer h.clear()
	for _, k := range d.hourly.keys {
		private, err := k.private.Bytes()
		if err != nil {
			return nil
		}
		of := k.private.Statement()
		key := inheritedKey{Private: private, NotBefore: of.NotBefore.Time(), NotAfter: of.NotAfter.Time(), Made: k.made, Retired: k.retired}
		for id := range k.opened {
			key.Opened = append(key.Opened, id)
		}
		h.Keys = append(h.Keys, key)
	}
	raw, err := json.Marshal(h)
	if err != nil {
		return nil
	}
	return raw
}

// disinherit forgets what the process before has left.
func (d *Desk) disinherit() {
	clear(d.options.Inherited)
	d.options.Inherited = nil
}

// inherit takes what the process before has left, if it was of the shift that goes on, and forgets it.
func (d *Desk) inherit() {
	defer d.disinherit()
	var h inherited
	defer h.clear()
	if len(d.options.Inherited) == 0 || json.Unmarshal(d.options.Inherited, &h) != nil || h.Version != inheritedVersion || !bytes.Equal(h.Shift, d.session.shift.Key) {
		return // pages that are there seal again
	}
	var keys hourlyKeys
	for _, k := range h.Keys {
		private, err := seal.ParseRecipientKey(k.Private, k.NotBefore, k.NotAfter)
		if err != nil {
			keys.destroy()
			return
		}
		key := &hourlyKey{private: private, made: k.Made, retired: k.Retired, opened: map[conversation.ID]struct{}{}}
		for _, id := range k.Opened {
			key.opened[id] = struct{}{}
		}
		keys.keys = append(keys.keys, key)
	}
	statement, err := keys.statement(d.session.key, d.session.shift)
	if err != nil {
		keys.destroy()
		return
	}
	d.hourly, d.session.statement = keys, statement
}

func (h *inherited) clear() {
	for _, k := range h.Keys {
		clear(k.Private)
	}
}
