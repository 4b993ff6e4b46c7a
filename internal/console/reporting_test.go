package console_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/console"
	reporting "vigie.example/internal/console/report"
	"vigie.example/internal/fault"
	rules "vigie.example/internal/report"
	"vigie.example/internal/testkit/canary"
	"vigie.example/internal/wire"
)

func TestC15_AcceptedIsClosedAndDeletedAndShown(t *testing.T) {
	r := reports(t, newDisk())
	r.write()
	r.report.Send(r.about.ID())
	eventually(t, "the service is told that it is accepted", func() bool { return slices.Equal(r.exported(), []string{"sent", "accepted"}) })
	var e wire.Export
	decodeLast(t, r.requests(wire.TypeExport), &e)
	if e.Close == nil || e.Heard != 3 || e.Target != "lrpgn" {
		t.Errorf("told: heard %d, target %s", e.Heard, e.Target)
	}
	if r.phase(reporting.Arrived); len(r.target.packages()) != 1 {
		t.Errorf("%d packages were taken", len(r.target.packages()))
	}
	r.gone("export")
	s := until(t, r.report, "the receipt", func(s reporting.State) bool { return len(s.Receipts) == 1 && !s.Enabled && len(s.Elements) == 0 })
	if one := s.Receipts[0]; one.Outcome != reporting.ReceiptAccepted || !strings.HasPrefix(one.Receipt, "R-") || one.Package != r.target.packages()[0] {
		t.Errorf("receipt %+v", one)
	}
	r.console.Close()
	for _, holder := range []any{r.report, r.console, r.thread, r.disk} {
		if at := canary.Find(holder, "canari-5d20"); len(at) > 0 {
			t.Errorf("still at %q", at)
		}
	}
}

func TestC15_RefusedChangesNothingAndSaysWhy(t *testing.T) {
	r := reports(t, newDisk())
	r.target.answer = func(context.Context, console.Package) (console.Delivery, error) {
		return console.Delivery{Outcome: console.Refused, Reasons: []console.Reason{{Line: 1, Code: "necessity"}, {Line: 0, Code: "new_code"}, {Line: 9, Code: "form"}}}, nil
	}
	r.write()
	r.report.Send(r.about.ID())
	s := r.phase(reporting.Returned)
	if !s.Enabled || len(s.Elements[0].Refusals) != 1 || s.Elements[0].Refusals[0].Key != "reporting.refusal.necessity" {
		t.Errorf("beside the element: %+v", s.Elements[0].Refusals)
	}
	if got := s.Sending.Reasons; len(got) != 2 || got[0].Key != "reporting.refusal.other" || got[0].Name != "new_code" || got[1].Key != "reporting.refusal.form" {
		t.Errorf("about the whole: %+v", got)
	}
	eventually(t, "the trace", func() bool { return slices.Equal(r.exported(), []string{"sent", "refused"}) })
	if len(s.Receipts) > 0 {
		t.Error("there is a receipt")
	}
	r.target.set(func(g *target) { g.answer = nil })
	r.report.Justify(r.about.ID(), s.Elements[0].ID, "Sans ces faits, rien ne peut être qualifié.")
	r.pass1()
	r.report.Send(r.about.ID())
	r.phase(reporting.Arrived)
	if n := len(r.target.packages()); n != 1 || len(r.target.sent) != 2 { // another report, under another name
		t.Errorf("%d packages taken of %d", n, len(r.target.sent))
	}
}

func TestC15_UnansweredIsTriedAgainUnderTheSameName(t *testing.T) {
	r := reports(t, newDisk())
	r.target.answer = func(context.Context, console.Package) (console.Delivery, error) {
		return console.Delivery{}, fault.New(fault.Unavailable, "test", fault.Key("fault.unavailable"))
	}
	r.write()
	r.report.Send(r.about.ID())
	s := r.phase(reporting.Waiting)
	if s.Sending.Problem.None() || s.Enabled || !s.Sending.CanBack || s.Sending.Late {
		t.Errorf("%+v", s.Sending)
	}
	r.report.SetValue(r.about.ID(), s.Elements[0].ID, "autre chose")
	s = until(t, r.report, "why not", func(s reporting.State) bool { return s.Problem.Key == "reporting.problem.on_its_way" })
	if s.Elements[0].Value != told {
		t.Error("it was changed on its way")
	}
	r.pass(6 * time.Second)
	until(t, r.report, "the second try", func(s reporting.State) bool { return s.Sending.Phase == reporting.Waiting && s.Sending.Tries == 2 })
	r.target.set(func(g *target) { g.answer = nil })
	r.pass(11 * time.Second)
	r.phase(reporting.Arrived)
	if names := r.target.packages(); len(names) != 1 || r.target.sent[names[0]] != 3 || r.target.built != 1 {
		t.Errorf("sent %v, built %d", r.target.sent, r.target.built)
	}
}

// A message that came after the clearance is read before its conversation is closed.
func TestC15_ANewerMessageIsReadFirst(t *testing.T) {
	r := reports(t, newDisk())
	hold := make(chan struct{})
	r.target.before = func(ctx context.Context) { <-hold }
	r.write()
	r.report.Send(r.about.ID())
	r.phase(reporting.OnItsWay)
	r.says(r.about, 4, "attendez")
	r.settled()
	close(hold)
	s := r.phase(reporting.Unread)
	if s.Sending.CanClose || slices.Contains(r.exported(), "accepted") || len(s.Receipts) != 1 {
		t.Errorf("can close %v, told %v", s.Sending.CanClose, r.exported())
	}
	r.report.CloseNow(r.about.ID())
	until(t, r.report, "why not", func(s reporting.State) bool { return s.Problem.Key == "reporting.problem.messages_unread" })
	r.read(2)
	until(t, r.report, "it is read", func(s reporting.State) bool { return s.Sending.CanClose })
	r.pass(5 * time.Second)
	if slices.Contains(r.exported(), "accepted") {
		t.Fatal("it was closed by itself at the moment of reading")
	}
	r.report.CloseNow(r.about.ID())
	eventually(t, "it is closed", func() bool { return slices.Contains(r.exported(), "accepted") })
	var e wire.Export
	decodeLast(t, r.requests(wire.TypeExport), &e)
	if e.Heard != 4 {
		t.Errorf("heard %d", e.Heard)
	}
}

// The service knows of a message that has not come here yet.
func TestC15_TheServiceKnowsOfANewerMessage(t *testing.T) {
	r := reports(t, newDisk())
	r.refuses(wire.TypeExport, nil)
	r.withhold(wire.TypeExport)
	r.write()
	r.report.Send(r.about.ID())
	eventually(t, "announced", func() bool { return len(r.exported()) == 1 })
	r.release(wire.TypeExport, nil)
	r.withhold(wire.TypeExport)
	eventually(t, "accepted", func() bool { return len(r.exported()) == 2 })
	r.release(wire.TypeExport, fault.New(fault.Taken, "test", fault.Key("fault.export.unseen")))
	r.phase(reporting.Unread)
}

func TestC4_AnEditOrAMessageVoidsWhatWasCleared(t *testing.T) {
	r := reports(t, newDisk())
	r.write()
	e := r.report.State().Elements[0]
	r.report.Justify(r.about.ID(), e.ID, "Une autre raison.")
	s := r.phase(reporting.Writing)
	if s.Passed || s.Read {
		t.Error("it still passes")
	}
	r.pass1()
	r.says(r.about, 4, "encore un mot")
	s = r.phase(reporting.Writing)
	if s.Problem.Key != "reporting.void.newer_message" {
		t.Errorf("problem %+v", s.Problem)
	}
	r.report.Send(r.about.ID())
	until(t, r.report, "why not", func(s reporting.State) bool { return s.Problem.Key == "reporting.unsendable.not_cleared" })
	if len(r.target.packages()) > 0 || len(r.exported()) > 0 {
		t.Error("something left")
	}
}

func TestC15_TakenBackBeforeTheTargetHasIt(t *testing.T) {
	r := reports(t, newDisk())
	r.target.before = func(ctx context.Context) { <-ctx.Done() }
	r.write()
	r.report.Send(r.about.ID())
	r.phase(reporting.OnItsWay)
	r.report.TakeBack(r.about.ID())
	s := until(t, r.report, "it is back", func(s reporting.State) bool { return s.Sending.Phase == reporting.Writing && s.Enabled })
	if s.Elements[0].Value != told || len(r.target.packages()) > 0 {
		t.Error("it is not as it was")
	}
	eventually(t, "the trace", func() bool { return slices.Equal(r.exported(), []string{"sent", "withdrawn"}) })
}

// At the deadline nothing of a package is left, answered or not, and nobody says that it arrived.
func TestC15_TheDeadlineHoldsAllTheSame(t *testing.T) {
	r := reports(t, newDisk())
	r.target.silent = true
	r.target.before = func(ctx context.Context) { <-ctx.Done() }
	r.write()
	r.report.Send(r.about.ID())
	r.phase(reporting.OnItsWay)
	deadline := r.thread.State().Deadline
	r.clock.Advance(deadline.Sub(r.clock.Now()) - 29*time.Minute)
	r.settled()
	until(t, r.report, "the warning", func(s reporting.State) bool { return s.Sending.Late })
	r.clock.Advance(deadline.Sub(r.clock.Now()) - 2*time.Minute)
	r.settled()
	s := r.phase(reporting.Lost)
	if len(s.Receipts) != 1 || s.Receipts[0].Outcome != reporting.ReceiptUnknown || s.Enabled || len(r.target.backs) != 1 {
		t.Errorf("receipts %+v, taken back %v", s.Receipts, r.target.backs)
	}
	eventually(t, "the trace", func() bool { return slices.Equal(r.exported(), []string{"sent", "unknown"}) })
	eventually(t, "the package has left the disk", func() bool { return len(canary.Find(r.disk.copy().all, "vigie report 1")) == 0 })
	r.clock.Advance(3 * time.Minute)
	r.settled()
	if s := r.report.State(); s.Enabled || len(s.Elements) > 0 {
		t.Error("the report outlives its conversation")
	}
}

// D2: the declarant's red button takes a package back that the target has not taken, and leaves nothing of the report.
func TestD2_ThePackageGoesWithTheConversation(t *testing.T) {
	r := reports(t, newDisk())
	r.target.before = func(ctx context.Context) { <-ctx.Done() }
	r.write()
	r.report.Send(r.about.ID())
	r.phase(reporting.OnItsWay)
	r.gone("declarant")
	s := until(t, r.report, "what became of it", func(s reporting.State) bool { return len(s.Receipts) == 1 })
	if s.Receipts[0].Outcome != reporting.ReceiptWithdrawn || s.Enabled {
		t.Errorf("%+v", s.Receipts)
	}
	eventually(t, "nothing is on the disk", func() bool { return len(r.disk.copy().all) == 0 })
}

func TestC4_TheDraftIsKeptOfflineAndGoesWithItsConversation(t *testing.T) {
	r := reports(t, newDisk())
	r.offline(fault.New(fault.Unavailable, "test", fault.Key("link.offline.lost")))
	r.report.Add(r.about.ID(), "facts.weapon", "")
	s := until(t, r.report, "the element", func(s reporting.State) bool { return len(s.Elements) == 1 })
	r.report.SetValue(r.about.ID(), s.Elements[0].ID, "canari-5d20 couteau")
	r.settled()
	r.pass(2 * time.Second)
	eventually(t, "it is on the disk", func() bool { return len(canary.Find(r.disk.copy().all, "couteau")) > 0 })
	r.clock.Advance(4 * time.Hour)
	r.settled()
	eventually(t, "it has left the disk", func() bool { return len(r.disk.copy().all) == 0 })
	if at := canary.Find(r.report.State(), "couteau"); len(at) > 0 {
		t.Errorf("it is shown at %q", at)
	}
}

func TestC14_WhatATargetRefusesIsToldWhileWriting(t *testing.T) {
	r := reports(t, nil)
	id := r.about.ID()
	r.report.Address(id, "n-mci")
	r.report.Add(id, "facts.health", "")
	s := until(t, r.report, "the element", func(s reporting.State) bool { return len(s.Elements) == 1 })
	r.report.SetValue(id, s.Elements[0].ID, "enceinte de cinq mois, joignable au 06 12 34 56 78")
	s = until(t, r.report, "its problems", func(s reporting.State) bool { return len(s.Elements[0].Problems) == 2 && len(s.Elements[0].Marks) == 2 })
	first := s.Elements[0].Problems[0]
	if first.Blocks || first.Text.Key != "reporting.problem.target_field" || len(first.Ways) != 3 || first.Ways[0].Target != "lrpgn" || first.Ways[0].Name.FR == "" {
		t.Errorf("%+v", first)
	}
	r.report.Address(id, "lrpgn")
	s = until(t, r.report, "the other target takes it", func(s reporting.State) bool { return len(s.Elements[0].Problems) == 0 })
	if s.Head.Recipient != "investigators" || s.Head.Purpose != "" { // the only one is chosen
		t.Errorf("%+v", s.Head.Recipient)
	}
	value := s.Elements[0].Value
	at := strings.Index(value, "06")
	r.report.BlackOut(id, s.Elements[0].ID, rules.Span{Begin: at, End: len(value)})
	s = until(t, r.report, "blacked out", func(s reporting.State) bool { return strings.HasSuffix(s.Elements[0].Leaves, "au […]") })
	if len(s.Elements[0].Marks) != 1 {
		t.Errorf("%d marks: what is blacked out is still marked", len(s.Elements[0].Marks))
	}
	r.report.Justify(id, s.Elements[0].ID, "sa sœur Inès l'a vue")
	until(t, r.report, "a mark in the reason", func(s reporting.State) bool { return len(s.Elements[0].Reasons.Necessity) == 1 })
}

func TestC24_DispatchIsReadAloud(t *testing.T) {
	r := reports(t, nil)
	id := r.about.ID()
	r.report.Address(id, "dispatch")
	r.report.Choose(id, "b", false)
	r.report.SetDanger(id, "L'auteur est revenu.")
	r.report.Add(id, "place.address", "")
	s := until(t, r.report, "the element", func(s reporting.State) bool { return len(s.Elements) == 1 && s.Dispatch })
	r.report.SetValue(id, s.Elements[0].ID, "12 rue des Lilas, troisième étage")
	r.report.Include(id, s.Elements[0].ID, true)
	s = until(t, r.report, "all but the read-through", func(s reporting.State) bool { return s.Done == len(s.Steps)-1 })
	r.report.ReadThrough(id, s.ReadAs)
	until(t, r.report, "passed", func(s reporting.State) bool { return s.Passed })
	r.report.Clear(id)
	s = r.phase(reporting.Cleared)
	if s.Sending.CanSend || s.Sending.WhyNot.Key != "reporting.unsendable.voice" || len(s.Sending.Aloud.Lines) != 1 || s.Sending.Aloud.Danger == "" {
		t.Errorf("can send %v (%s), %d lines", s.Sending.CanSend, s.Sending.WhyNot.Key, len(s.Sending.Aloud.Lines))
	}
}

func TestC4_WhatIsQuotedWasSaid(t *testing.T) {
	r := reports(t, nil)
	id := r.about.ID()
	message := r.thread.State().Items.At(r.thread.State().Items.Len() - 1).ID
	for _, part := range []rules.Span{{Begin: -1, End: 3}, {Begin: 3, End: 3}, {Begin: 0, End: 999}} {
		r.report.Quote(id, message, part, "facts.account", "")
	}
	r.report.Quote(id, "nobody's", rules.Span{Begin: 0, End: 3}, "facts.account", "")
	until(t, r.report, "why not", func(s reporting.State) bool {
		return s.Problem.Key == "reporting.problem.no_message" && len(s.Elements) == 0
	})
	r.report.Quote(id, message, rules.Span{Begin: 0, End: 11}, "facts.account", "")
	s := until(t, r.report, "the quotation", func(s reporting.State) bool { return len(s.Elements) == 1 })
	if e := s.Elements[0]; e.Value != told[:11] || len(e.Said) != 1 || e.Said[0].Text != told || e.Included {
		t.Errorf("%d sources, included %v", len(e.Said), e.Included)
	}
	r.report.QuoteInto(id, message, rules.Span{Begin: 14, End: 20}, s.Elements[0].ID)
	s = until(t, r.report, "more of it", func(s reporting.State) bool { return s.Elements[0].Value == told[:11]+" "+told[14:20] })
	if len(s.Elements[0].Said) != 1 || s.Elements[0].Revision != 1 {
		t.Errorf("%d sources, revision %d", len(s.Elements[0].Said), s.Elements[0].Revision)
	}
	r.report.ReadThrough(id, [32]byte{1})
	until(t, r.report, "it is not that", func(s reporting.State) bool { return s.Problem.Key == "reporting.problem.changed" })
}

// A message that was read while the report was on its way has not been weighed in it: its operator decides.
func TestC15_AMessageThatWasReadOnTheWayWaitsForTheOperator(t *testing.T) {
	r := reports(t, newDisk())
	hold := make(chan struct{})
	r.target.before = func(context.Context) { <-hold }
	r.write()
	r.report.Send(r.about.ID())
	r.phase(reporting.OnItsWay)
	r.says(r.about, 4, "attendez")
	r.read(2)
	close(hold)
	until(t, r.report, "it can be closed", func(s reporting.State) bool { return s.Sending.Phase == reporting.Unread && s.Sending.CanClose })
	r.pass(5 * time.Second)
	if slices.Contains(r.exported(), "accepted") {
		t.Error("it was closed by itself")
	}
}

// A message that comes while the package is made keeps it here.
func TestC4_AMessageWhileThePackageIsMadeVoidsIt(t *testing.T) {
	r := reports(t, newDisk())
	hold, made := make(chan struct{}), make(chan struct{})
	r.target.build = func(context.Context) { close(made); <-hold }
	r.write()
	r.report.Send(r.about.ID())
	<-made
	r.says(r.about, 4, "attendez")
	r.settled()
	close(hold)
	s := r.phase(reporting.Writing)
	if s.Problem.Key != "reporting.void.newer_message" || !s.Enabled {
		t.Errorf("problem %+v", s.Problem)
	}
	r.pass(5 * time.Second)
	if len(r.target.packages()) > 0 || len(r.exported()) > 0 {
		t.Error("something left")
	}
}
