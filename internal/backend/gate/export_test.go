package gate_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/memstore"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

var packageName = strings.Repeat("0a", 16)

// export is what an operator's console says about a report of a conversation that it holds.
func (o *officer) export(c wire.Claimed, outcome string, heard conversation.Position) wire.Export {
	e := wire.Export{Conversation: c.Conversation, Target: "n-mci", Package: packageName, Digest: make([]byte, 32), Outcome: outcome, Heard: heard}
	if outcome == wire.ExportAccepted {
		end := wire.Close{Generation: c.Generation, Sent: o.sent[c.Conversation], Seen: 2, Reason: string(conversation.Done)}
		if err := seal.SignClose(seal.Sender{Conversation: c.Conversation, Side: conversation.Operator, Key: o.shift}, &end); err != nil {
			panic(err)
		}
		e.Close = &end
	}
	return e
}

// exports returns the traces of exports.
func exports(store *memstore.Store) (out []trace.Record) {
	for _, r := range store.Recorded() {
		if r.Action == access.Export {
			out = append(out, r)
		}
	}
	return out
}

func TestC15_OnlyAnAcceptedExportClosesAndDeletes(t *testing.T) {
	store := memstore.New()
	b := vigied.Start(t, vigied.Options{Store: store})
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	d, c := talk(t, b, o)
	at := d.say("un mot").Position
	for _, outcome := range []string{wire.ExportSent, wire.ExportRefused, wire.ExportWithdrawn, wire.ExportUnknown} {
		must[struct{}](o.line, wire.TypeExport, o.export(c, outcome, at), wire.TypeOK)
	}
	at = d.say("encore un mot").Position // it is still there, and open
	o.refused(wire.TypeExport, o.export(c, wire.ExportAccepted, at-1), "taken")
	if d.has(wire.TypeClosed) || d.has(wire.TypeDeleted) {
		t.Error("it was closed or deleted unread")
	}
	must[struct{}](o.line, wire.TypeExport, o.export(c, wire.ExportAccepted, at), wire.TypeOK)
	if x := data[wire.Closed](t, d.await(wire.TypeClosed)); x.By != conversation.Operator {
		t.Errorf("the page was told %+v", x)
	}
	if x := data[wire.Deleted](t, d.await(wire.TypeDeleted)); x.Cause != "export" {
		t.Errorf("the page was told %+v", x)
	}
	if r := o.receiptOf(d.id, 0); r.Cause != "export" || r.By != "op-1" {
		t.Errorf("receipt: %+v", r)
	}
	must[struct{}](o.line, wire.TypeErased, wire.Erased{Conversation: d.id}, wire.TypeOK)
	nothingLeft(t, b.Store, d.id)
	o.refused(wire.TypeExport, o.export(c, wire.ExportAccepted, at), "missing") // twice is once

	var became []string
	for _, r := range exports(store) {
		if r.Export.Target != "n-mci" || r.Export.Package != packageName || r.Actor != "op-1" || r.Object != trace.Conversation(d.id) || r.Class != trace.Exchange {
			t.Errorf("trace: %+v", r)
		}
		became = append(became, r.Export.Outcome+" "+string(r.Outcome))
	}
	want := []string{"sent done", "refused done", "withdrawn done", "unknown done", "accepted taken", "accepted done"}
	if !slices.Equal(became, want) {
		t.Errorf("traces %v, want %v", became, want)
	}
}

func TestC15_NobodyElseExports(t *testing.T) {
	store := memstore.New()
	b := vigied.Start(t, vigied.Options{Store: store})
	unit := bordeaux(t, b)
	o := onDuty(t, b, b.AddOperator(t, "op-1", unit))
	other := onDuty(t, b, b.AddOperator(t, "op-2", unit))
	d, c := talk(t, b, o)
	at := d.say("un mot").Position
	for _, outcome := range []string{wire.ExportSent, wire.ExportAccepted} {
		other.refused(wire.TypeExport, other.export(c, outcome, at), "missing")
	}
	forged := o.export(c, wire.ExportAccepted, at)
	forged.Close.Sent++
	o.refused(wire.TypeExport, forged, "untrusted")
	bare := o.export(c, wire.ExportAccepted, at)
	bare.Close = nil
	o.refused(wire.TypeExport, bare, "invalid")
	if d.has(wire.TypeClosed) || d.has(wire.TypeDeleted) {
		t.Error("it was closed or deleted")
	}
	if all := exports(store); len(all) != 4 || slices.ContainsFunc(all, func(r trace.Record) bool { return r.Outcome == trace.Done }) {
		t.Errorf("traces: %+v", all)
	}
}

// A conversation that its operator has closed already is deleted all the same.
func TestC15_AnAcceptedExportOfAClosedConversation(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	d, c := talk(t, b, o)
	at := d.say("un mot").Position
	accepted := o.export(c, wire.ExportAccepted, at)
	must[struct{}](o.line, wire.TypeClose, *accepted.Close, wire.TypeOK)
	accepted.Close = nil
	must[struct{}](o.line, wire.TypeExport, accepted, wire.TypeOK)
	if x := data[wire.Deleted](t, d.await(wire.TypeDeleted)); x.Cause != "export" {
		t.Errorf("the page was told %+v", x)
	}
}

// A message that is acknowledged while a report is accepted is never deleted unread: one of the two comes first, and the other is told.
func TestC15_NoMessageIsDeletedUnread(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	late, gone := 0, 0
	for range 30 {
		d, c := talk(t, b, o)
		at := d.say("un mot").Position
		message, accepted := d.text("un mot de plus"), o.export(c, wire.ExportAccepted, at)
		var said, exported wire.Frame
		var both sync.WaitGroup
		both.Go(func() { said = d.ask(wire.TypeSend, message) })
		both.Go(func() { exported = o.ask(wire.TypeExport, accepted) })
		both.Wait()
		switch {
		case said.T == wire.TypeAck && exported.T == wire.TypeOK:
			t.Fatal("a message was acknowledged, and deleted unread")
		case exported.T == wire.TypeOK:
			gone++
		default:
			late++
			must[struct{}](o.line, wire.TypeExport, o.export(c, wire.ExportAccepted, at+1), wire.TypeOK)
		}
	}
	t.Logf("%d times the message came first, %d times the end", late, gone)
}
