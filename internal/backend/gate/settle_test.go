package gate_test

import (
	"testing"
	"time"

	"vigie.example/internal/testkit/memstore"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// A console that is silent until fifteen minutes after the deadline is an alert: it wants a decision, one, by somebody whom it
// concerns, and stays until there is one, also for who comes back after a shift (C23).
func TestC23_ASilentConsoleWantsADecision(t *testing.T) {
	store, now := memstore.New(), newClock()
	b := vigied.Start(t, vigied.Options{Store: store, Clock: now})
	unit := bordeaux(t, b)
	who := b.AddOperator(t, "op-1", unit)
	o, stranger := onDuty(t, b, who), onDuty(t, b, b.AddOperator(t, "op-2", unit))
	d, _ := talk(t, b, o)
	o.plan(d.id, "now", time.Time{}, position)
	o.receiptOf(d.id, 0)
	standing := func() string {
		p, err := b.Service.ProofOf(d.id)
		check(t, err)
		return string(p.Standing)
	}
	settle := func(code string) wire.Settle { return wire.Settle{Conversation: d.id, Code: code} }
	now.add(4*time.Hour + 15*time.Minute - time.Second)
	if got := standing(); got != "pending" {
		t.Errorf("before its time: %q", got)
	}
	o.refused(wire.TypeSettle, settle("wiped"), "taken")
	now.add(2 * time.Second)
	if got := standing(); got != "unconfirmed" {
		t.Errorf("after its time: %q", got)
	}
	o.refused(wire.TypeSettle, settle("forgotten"), "invalid")
	stranger.refused(wire.TypeSettle, settle("wiped"), "missing")

	now.add(20 * time.Hour) // the next day: the session is over, the alert is not
	o = onDuty(t, b, who)
	r := awaitThat(o.line, wire.TypeReceipt, func(r wire.Receipt) bool { return r.Conversation == d.id })
	if r.Decision != nil {
		t.Errorf("decided by nobody: %+v", r.Decision)
	}
	must[struct{}](o.line, wire.TypeSettle, settle("missing"), wire.TypeOK)
	r = awaitThat(o.line, wire.TypeReceipt, func(r wire.Receipt) bool { return r.Conversation == d.id && r.Decision != nil })
	if r.Decision.Code != "missing" || r.Decision.By != "op-1" || r.Decision.At != wire.At(now.Now()) {
		t.Errorf("decided: %+v", r.Decision)
	}
	o.refused(wire.TypeSettle, settle("wiped"), "taken")
	b.Stop()
	b = vigied.Start(t, vigied.Options{Store: store, Clock: now, Authority: b.Authority, Secret: b.Secret})
	if got := standing(); got != "settled" {
		t.Errorf("after a restart: %q", got)
	}
}
