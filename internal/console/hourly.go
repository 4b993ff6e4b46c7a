package console

import (
	"slices"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

const (
	hourlyLasts = time.Hour        // until the next key
	hourlyGrace = 10 * time.Minute // for what was sealed before the page knew the next key
)

// hourlyKeys are the X-Wing keys of this shift, the newest last. A private half that opened nothing dies ten minutes after
// the rotation, the others with the last conversation that they opened.
type hourlyKeys struct {
	keys []*hourlyKey
}

type hourlyKey struct {
	private *seal.RecipientKey
	made    time.Time                    // on the service's clock
	retired time.Time                    // zero for the current one
	opened  map[conversation.ID]struct{} // conversations that live by it
}

// rotate makes the next key, and its statement signed by the shift key.
func (h *hourlyKeys) rotate(shift *seal.SigningKey, of wire.Shift, now time.Time) (wire.Hourly, error) {
	const op = "console.hourly"
	end := now.Add(hourlyLasts + hourlyGrace)
	if of.Expires.Time().Before(end) {
		end = of.Expires.Time()
	}
	private, err := seal.NewRecipientKey(now, end)
	if err != nil {
		return wire.Hourly{}, fault.Wrap(op, err)
	}
	next := hourlyKeys{keys: []*hourlyKey{{private: private, made: now, opened: map[conversation.ID]struct{}{}}}}
	statement, err := next.statement(shift, of)
	if err != nil {
		return wire.Hourly{}, fault.Wrap(op, err)
	}
	for _, k := range h.keys {
		if k.retired.IsZero() {
			k.retired = now
		}
	}
	h.keys = append(h.keys, next.keys...)
	return statement, nil
}

// statement is what the shift key says of the newest key.
func (h *hourlyKeys) statement(shift *seal.SigningKey, of wire.Shift) (wire.Hourly, error) {
	if len(h.keys) == 0 {
		return wire.Hourly{}, fault.New(fault.Missing, "console.hourly.statement")
	}
	statement := h.keys[len(h.keys)-1].private.Statement()
	err := seal.SignHourly(shift, of, &statement)
	return statement, err
}

// due reports whether it is time for the next key.
func (h *hourlyKeys) due(now time.Time) bool {
	return len(h.keys) == 0 || now.Sub(h.keys[len(h.keys)-1].made) >= hourlyLasts
}

// Open opens an envelope with the key that it was sealed to. It is an exchange.Opener.
func (h *hourlyKeys) Open(id conversation.ID, declarant []byte, e wire.Envelope) (seal.Secret, string, error) {
	for _, k := range h.keys {
		if k.private.ID() != e.Hourly {
			continue
		}
		secret, pseudonym, err := k.private.Open(id, declarant, e)
		if err == nil {
			k.opened[id] = struct{}{}
		}
		return secret, pseudonym, err
	}
	if err := seal.VerifyEnvelope(id, declarant, e); err != nil {
		return seal.Secret{}, "", err
	}
	return seal.Secret{}, "", fault.New(fault.Missing, "console.hourly.Open")
}

// forget notes that a conversation is gone: a retired key whose last one it was dies with it.
func (h *hourlyKeys) forget(id conversation.ID) {
	h.keys = slices.DeleteFunc(h.keys, func(k *hourlyKey) bool {
		_, lived := k.opened[id]
		delete(k.opened, id)
		return lived && len(k.opened) == 0 && k.dies()
	})
}

// sweep destroys the keys that opened nothing and whose time is over.
func (h *hourlyKeys) sweep(now time.Time) {
	h.keys = slices.DeleteFunc(h.keys, func(k *hourlyKey) bool {
		return len(k.opened) == 0 && !k.retired.IsZero() && now.Sub(k.retired) >= hourlyGrace && k.dies()
	})
}

// dies destroys a retired key, and reports false for the current one, which lives.
func (k *hourlyKey) dies() bool {
	if k.retired.IsZero() {
		return false
	}
	k.private.Destroy()
	return true
}

func (h *hourlyKeys) destroy() {
	for _, k := range h.keys {
		k.private.Destroy()
	}
	h.keys = nil
}
