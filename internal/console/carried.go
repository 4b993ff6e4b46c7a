package console

import (
	"context"
	"reflect"
	"slices"
	"time"

	"vigie.example/internal/fault"
)

// lookEvery is how often this machine's sockets and slots are looked at.
const lookEvery = time.Second

// carriedState is what is known of one kind.
type carriedState struct {
	device   Carried
	presence Presence
	known    bool
}

func newCarried(o Options) map[kind]*carriedState {
	all := map[kind]*carriedState{}
	for k, device := range map[kind]Carried{kindKey: o.Keys, kindCard: o.Card} {
		if device != nil {
			all[k] = &carriedState{device: device}
		}
	}
	return all
}

// Offer is one way in, as it stands here and now.
type Offer struct {
	Way     Way
	Problem fault.TextKey // why it cannot be used; "" when it can
	Looking bool          // whether it can is not known yet
}

// Offers returns the ways in, in the order in which they were used here last. A way that no assessment permits is none (L17).
func (d *Desk) Offers() []Offer {
	out := make([]Offer, 0, len(d.ways))
	for _, w := range d.ways {
		if w != WayReader || d.readerExists() {
			out = append(out, d.Offered(w))
		}
	}
	return out
}

// Offered tells how a way stands.
func (d *Desk) Offered(w Way) Offer {
	out := Offer{Way: w}
	if d.workstation.State != KeyPresent {
		out.Problem = "signin.problem.no_key"
		return out
	}
	switch w {
	case WayPassphrase:
		return out
	case WayReader:
		out.Problem = d.offeredReader()
		return out
	}
	state := d.carried[w.kind()]
	switch {
	case w == WayFinger && d.connection.Phase == Online && !d.fingers(): // before anybody looks for their key in vain
		out.Problem = "signin.problem.finger.not_permitted"
	case state == nil:
		out.Problem = fault.TextKey("signin.problem." + string(w.kind()) + ".unsupported")
	case !state.known:
		out.Looking = true
	case state.presence.Problem != "":
		out.Problem = state.presence.Problem
	case w == WayFinger && !d.fingers():
		out.Problem = "signin.problem.finger.not_permitted"
	case w == WayFinger && !state.presence.Finger:
		out.Problem = "carried.key.finger.none"
	case w != WayFinger && !state.presence.PIN:
		out.Problem = fault.TextKey("carried." + string(w.kind()) + ".pin.unset")
	}
	return out
}

// look looks at what is here, again and again, beside the Desk.
func (d *Desk) look() {
	for k := range d.carried {
		d.lookAt(k)
	}
}

func (d *Desk) lookAt(k kind) {
	device, life := d.carried[k].device, d.life
	go func() {
		ctx, cancel := context.WithTimeout(life, keyringTime)
		defer cancel()
		found := device.Look(ctx)
		d.console.Do(func(d *Desk) {
			d.seen(k, found)
			d.options.Clock.AfterFunc(lookEvery, func() { d.console.Do(func(d *Desk) { d.lookAt(k) }) })
		})
	}()
}

// seen takes in what is here now. Whoever pulls out what they signed in with locks the session.
func (d *Desk) seen(k kind, found Presence) {
	state := d.carried[k]
	if !state.known || !reflect.DeepEqual(state.presence, found) {
		d.change.Session = true
	}
	had := state.presence.Devices
	state.presence, state.known = found, true
	gone := d.session.carried
	if gone != "" && slices.Contains(had, gone) && !slices.Contains(found.Devices, gone) {
		d.LockNow(LockedByRemoval)
	}
}
