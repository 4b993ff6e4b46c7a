package gate_test

import (
	"testing"

	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// A ticket is for one use and brings the next. Who never received the next one comes back with the last; an older one is refused, and
// so the thief of an old one shows.
func TestB13_ATicketIsUsedOnce(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	o := onDuty(t, b, b.AddOperator(t, "op-1", "national"))
	back := func(ticket []byte, want wire.Type) []byte {
		t.Helper()
		o.in.Ticket = ticket
		f := o.again()
		if f.T != want {
			t.Fatalf("answered by %s: %s", f.T, f.Data)
		}
		if want != wire.TypeSignedIn {
			return nil
		}
		return data[wire.SignedIn](t, f).Ticket
	}
	first := o.in.Ticket
	lost := back(first, wire.TypeSignedIn)   // the answer is lost
	second := back(first, wire.TypeSignedIn) // once more
	third := back(second, wire.TypeSignedIn)
	back(first, wire.TypeError)
	back(third, wire.TypeSignedIn)
	back(second, wire.TypeError)
	back(lost, wire.TypeError)
}

// The page's ticket is for one use as well, beside its signature: an older one finds nothing.
func TestB13_APageTicketIsUsedOnce(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	d := arrive(t, b, "33000")
	back := func(ticket []byte, found bool) []byte {
		t.Helper()
		d.line = dial(t, b, b.Page)
		r := wire.Resume{Conversation: d.id, Ticket: ticket}
		check(t, sealResume(d, &r))
		if !found {
			d.refused(wire.TypeResume, r, "missing")
			return nil
		}
		return must[wire.Opened](d.line, wire.TypeResume, r, wire.TypeOpened).Ticket
	}
	first := d.opened.Ticket
	back(nil, false)
	back(first, true)           // the answer is lost
	second := back(first, true) // once more
	third := back(second, true)
	back(first, false)
	back(third, true)
	back(second, false)
	other := arrive(t, b, "33000")
	back(other.opened.Ticket, false)
}
