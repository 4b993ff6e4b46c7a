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
