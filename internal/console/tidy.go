package console

import (
	"context"
	"slices"
	"time"

	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// stock is what this workstation's reader keeps, and how far it is held against what is enrolled.
type stock struct {
	presence ReaderPresence
	known    bool
	looks    bool // is looked at, again and again
	busy     bool
	again    bool     // something has changed meanwhile
	told     []string // pseudonyms that were due when it was last looked at
	problem  error    // what could not be erased
}

// tidyAgain is after how long what could not be erased, or not be reported, is tried again.
const tidyAgain = 30 * time.Second

// ErasingProblem is why something that is to be erased from the reader is still there; nil when nothing is.
func (d *Desk) ErasingProblem() error { return d.stock.problem }

// tidyTold tidies when the service has told of other erasures than before.
func (d *Desk) tidyTold() {
	if !slices.Equal(d.stock.told, d.biometric.Erase) || len(d.biometric.Wipe) > 0 {
		d.tidy()
	}
}

// tidy erases from the reader what is to be, and tells the service what is gone: what was withdrawn, whose holder has left, whose means was revoked, what a
// crash has left over; and everything, when the reader was removed (L11, L14). It begins at each sign-in and return, whatever was missed or cut
// short, and works in a locked session as well. While nobody is signed in what is to go goes, and the next sign-in tells that it is gone.
func (d *Desk) tidy() {
	p, here := d.Reader()
	enrols := d.means.attempt.way == WayReader && d.means.attempt.stage != Idle // what it keeps is not enrolled yet
	nobody := d.session.phase == SignedOut && d.connection.Phase == Online && !p.Wiped && len(p.Codes) > 0
	if !here || !p.Key.Valid() || !d.ready() && !nobody || enrols {
		return
	}
	if d.stock.busy {
		d.stock.again = true
		return
	}
	d.stock.busy, d.stock.again, d.stock.told = true, false, d.biometric.Erase
	if slices.Contains(d.biometric.Wipe, string(p.Reader)) {
		d.wipeReader()
		return
	}
	if p.Wiped {
		d.tidied(nil)
		return
	}
	in := wire.Stock{Reader: string(p.Reader), Key: string(p.Key)}
	for _, c := range p.Codes[:min(len(p.Codes), wire.MaxStock)] {
		in.Codes = append(in.Codes, string(c))
	}
	d.aboutReader(wire.TypeStock, in, func(d *Desk, f wire.Frame, err error) {
		out, ok := data[wire.Stocked](f)
		switch {
		case fault.Is(err, fault.Denied): // not in the inventory, or under another key: nothing on it opens anything
			d.tidied(nil)
		case err != nil || !ok || len(out.Erase) == 0:
			d.tidied(err)
		default:
			d.eraseTemplates(out.Erase)
		}
	})
}

// aboutReader asks the service, in whatever session or none: what it is about is the workstation's.
func (d *Desk) aboutReader(t wire.Type, request any, answer func(*Desk, wire.Frame, error)) {
	if d.connection.Phase != Online {
		answer(d, wire.Frame{}, fault.New(fault.Unavailable, "console.aboutReader"))
		return
	}
	d.connection.conn.Ask(t, request, func(f wire.Frame, err error) {
		d.console.queue.post(func() { answer(d, f, err) })
	})
}

// eraseTemplates erases beside the Desk; what the reader holds then is told, and that is the receipt.
func (d *Desk) eraseTemplates(codes []string) {
	device := d.options.Reader
	d.besideReader(func(ctx context.Context) error {
		for _, c := range codes {
			if err := device.Erase(ctx, biometric.Code(c)); err != nil {
				return err
			}
		}
		return nil
	}, func(d *Desk, err error) {
		d.stock.again, d.stock.problem = err == nil, err
		d.tidied(err)
	})
}

// wipeReader wipes a reader that was removed, and sends the receipt.
func (d *Desk) wipeReader() {
	device := d.options.Reader
	d.besideReader(device.Wipe, func(d *Desk, err error) {
		p := d.stock.presence
		d.stock.problem = err
		if err != nil || !p.Wiped {
			d.tidied(err)
			return
		}
		d.aboutReader(wire.TypeWiped, wire.Wiped{Reader: string(p.Reader), Key: string(p.Key)}, func(d *Desk, _ wire.Frame, err error) {
			if fault.Is(err, fault.Denied) { // as above
				err = nil
			}
			d.tidied(err)
		})
	})
}

// tidied ends it. What failed is tried again, by the next sign-in at the latest.
func (d *Desk) tidied(err error) {
	d.stock.busy, d.change.Session = false, true
	switch {
	case err != nil:
		d.options.Clock.AfterFunc(tidyAgain, func() { d.console.Do((*Desk).tidy) })
	case d.stock.again:
		d.tidy()
	}
}
