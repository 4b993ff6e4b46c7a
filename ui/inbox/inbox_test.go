package inbox

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/retention"
	"vigie.example/internal/testkit/screen"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

type asked struct{ calls []string }

func (a *asked) Select(id conversation.ID) { a.calls = append(a.calls, "select "+string(id)) }
func (a *asked) Claim(id conversation.ID)  { a.calls = append(a.calls, "claim "+string(id)) }
func (a *asked) Find(inbox.Filter)         {}
func (a *asked) ClaimNext()                { a.calls = append(a.calls, "next") }
func (a *asked) Settle(id conversation.ID, d retention.Disposition) {
	a.calls = append(a.calls, "settle "+string(id)+" "+string(d))
}
func (a *asked) Dismiss(id conversation.ID) { a.calls = append(a.calls, "dismiss "+string(id)) }

func (a *asked) last() string {
	if len(a.calls) == 0 {
		return ""
	}
	return a.calls[len(a.calls)-1]
}

func start(t *testing.T) (*View, *asked, fyne.Canvas) {
	t.Helper()
	screen.Start(t)
	w, err := words.In("fr")
	if err != nil {
		t.Fatal(err)
	}
	a := &asked{}
	win := fyne.CurrentApp().NewWindow("")
	v := New(a, win.Canvas(), w)
	return v, a, screen.Show(t, v.Content(), 300, 900).Canvas()
}

var now = time.Date(2026, 3, 4, 14, 41, 20, 0, time.Local)

func row(id string, status inbox.Status, change func(*inbox.Row)) inbox.Row {
	r := inbox.Row{
		Conversation: conversation.ID(id), Reference: conversation.Reference("REF" + id), Language: "fr", Status: status, Here: true,
		Opened: now.Add(-130 * time.Second), LastMessage: now.Add(-time.Minute), Deadline: now.Add(3*time.Hour + 41*time.Minute),
	}
	if change != nil {
		change(&r)
	}
	return r
}

func state(rows ...inbox.Row) inbox.State {
	s := inbox.State{Phase: inbox.Current, Now: now, Capacity: 6}
	for _, r := range rows {
		switch r.Status {
		case inbox.Waiting:
			s.Waiting = append(s.Waiting, r)
		case inbox.Mine:
			s.Mine = append(s.Mine, r)
		default:
			s.Ended = append(s.Ended, r)
		}
	}
	return s
}

// Each line says the one thing that matters most about its conversation, and what remains of it (C19).
func TestC19_EveryLineIsSaid(t *testing.T) {
	for _, c := range []struct {
		name, want string
		row        inbox.Row
	}{
		{"waiting", "02:10 REFa Français", row("a", inbox.Waiting, nil)},
		{"urgent", "02:10 REFa Urgent Français", row("a", inbox.Waiting, func(r *inbox.Row) { r.Urgent = true })},
		{"in English", "02:10 REFa Anglais", row("a", inbox.Waiting, func(r *inbox.Row) { r.Language = "en" })},
		{"being claimed", "Demande en cours…", row("a", inbox.Waiting, func(r *inbox.Row) { r.Claim = inbox.Claiming })},
		{"without its key", "Clé pas encore reçue", row("a", inbox.Waiting, func(r *inbox.Row) { r.Claim = inbox.NotYet })},
		{"no room", "Votre capacité est atteinte", row("a", inbox.Waiting, func(r *inbox.Row) { r.Claim = inbox.NoRoom })},
		{"off duty", "Pas en service", row("a", inbox.Waiting, func(r *inbox.Row) { r.Claim = inbox.NotOnDuty })},
		{"offline", "Hors ligne", row("a", inbox.Waiting, func(r *inbox.Row) { r.Claim = inbox.NotOnline })},
		{"mine", "14:40 REFa 3 h 41 Français", row("a", inbox.Mine, nil)},
		{"unread keeps what remains", "14:40 REFa 2 3 h 41 Français", row("a", inbox.Mine, func(r *inbox.Row) { r.Unread = 2 })},
		{"near its end", "8 min", row("a", inbox.Mine, func(r *inbox.Row) { r.Deadline, r.Life = now.Add(8*time.Minute), view.Urgent })},
		{"typing", "Écrit…", row("a", inbox.Mine, func(r *inbox.Row) { r.Typing = true })},
		{"away", "Page déconnectée", row("a", inbox.Mine, func(r *inbox.Row) { r.Here = false })},
		{"queued", "1 en attente d'envoi", row("a", inbox.Mine, func(r *inbox.Row) { r.Queued = 1 })},
		{"failed", "2 messages non envoyés", row("a", inbox.Mine, func(r *inbox.Row) { r.Failed, r.Queued = 2, 1 })},
		{"a report before what it is about", "Signalement refusé", row("a", inbox.Mine, func(r *inbox.Row) { r.Beside, r.Typing = view.T("inbox.beside.report_refused"), true })},
		{"alarm before all", "Message à vérifier", row("a", inbox.Mine, func(r *inbox.Row) { r.Alarm, r.Failed = true, 1 })},
		{"opening", "Clé en préparation", row("a", inbox.Mine, func(r *inbox.Row) { r.Note = view.T("inbox.note.opening") })},
		{"closed", "Terminée par le déclarant", row("a", inbox.Closed, func(r *inbox.Row) { r.Note = view.T("inbox.note.closed.declarant") })},
		{"lost", "Le service ne l'a plus", row("a", inbox.Lost, func(r *inbox.Row) { r.Note = view.T("inbox.note.lost") })},
		{"deleted", "REFa Effacée à l'échéance", row("a", inbox.Deleted, func(r *inbox.Row) { r.Note = view.T("inbox.note.deleted.deadline") })},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, _, _ := start(t)
			v.Render(state(c.row))
			if flow := screen.Flow(v.Content()); !strings.Contains(flow, c.want) {
				t.Errorf("does not say %q: %s", c.want, flow)
			}
		})
	}
}

// Empty, loading and stale are told apart; without the service nothing is said about who is there.
func TestPhases(t *testing.T) {
	v, _, _ := start(t)
	if flow := screen.Flow(v.Content()); !strings.Contains(flow, "Chargement") || strings.Contains(flow, "Personne") {
		t.Errorf("at first: %s", flow)
	}
	v.Render(state())
	if flow := screen.Flow(v.Content()); !strings.Contains(flow, "Personne n'attend.") || !strings.Contains(flow, "0 sur 6") || strings.Contains(flow, "Terminées") {
		t.Errorf("empty: %s", flow)
	}
	s := state(row("a", inbox.Mine, func(r *inbox.Row) { r.Here = false }))
	s.Phase = inbox.Stale
	v.Render(s)
	if flow := screen.Flow(v.Content()); strings.Contains(flow, "déconnectée") {
		t.Errorf("stale: %s", flow)
	}
	s.Notice = view.T("inbox.claim.taken")
	v.Render(s)
	if flow := screen.Flow(v.Content()); !strings.Contains(flow, "quelqu'un y répond") {
		t.Errorf("the notice is not said: %s", flow)
	}
}

func TestOpenByKeyAndByPointer(t *testing.T) {
	v, a, c := start(t)
	v.Render(state(row("a", inbox.Waiting, nil), row("b", inbox.Mine, nil)))
	c.Focus(v.FocusTarget())
	screen.Press(c, fyne.KeyDown)
	if len(a.calls) != 0 {
		t.Fatalf("moving about asked for %v", a.calls)
	}
	screen.Press(c, fyne.KeyReturn)
	if a.last() != "select b" {
		t.Errorf("by key: %q", a.last())
	}
	test.TapAt(v.FocusTarget().(fyne.Tappable), fyne.NewPos(40, 60))
	if a.last() != "select a" { // to look at one that waits does not take it
		t.Errorf("by pointer: %q", a.last())
	}
}

func TestClaimNext(t *testing.T) {
	v, a, _ := start(t)
	v.Render(state(row("a", inbox.Waiting, func(r *inbox.Row) { r.Claim = inbox.NotYet })))
	next := screen.Button(t, v.Content(), "Prendre la suivante")
	test.Tap(next)
	if len(a.calls) != 0 {
		t.Fatalf("nothing can be claimed, and %v was asked for", a.calls)
	}
	v.Render(state(row("a", inbox.Waiting, nil)))
	test.Tap(next)
	if a.last() != "next" {
		t.Errorf("asked for %q", a.last())
	}
}

// Everything that the pointer's menu offers can be had by key.
func TestMenusByKey(t *testing.T) {
	v, a, c := start(t)
	s := state(row("a", inbox.Waiting, nil), row("b", inbox.Closed, nil), row("m", inbox.Mine, nil))
	s.Selected = "a"
	v.Render(s)
	c.Focus(v.FocusTarget())
	screen.Press(c, fyne.KeyHome)
	screen.Press(c, desktop.KeyMenu)
	screen.Choose(t, c, "Répondre")
	if a.last() != "claim a" {
		t.Errorf("by the menu key: %q", a.last())
	}
	v.ClaimShown()
	if len(a.calls) != 2 || a.last() != "claim a" {
		t.Errorf("by shortcut: %v", a.calls)
	}
	v.Dismiss() // the cursor is on one that waits
	screen.Press(c, fyne.KeyEnd)
	if v.Dismiss(); a.last() != "dismiss b" {
		t.Errorf("by shortcut: %q", a.last())
	}
	screen.Press(c, desktop.KeyMenu)
	screen.Choose(t, c, "Retirer de la liste")
	if len(a.calls) != 4 || a.last() != "dismiss b" {
		t.Errorf("asked for %v", a.calls)
	}
}

// Where the thread has no room for its buttons, a colleague can be asked from the list.
func TestB12_ColleaguesAreAskedFromTheList(t *testing.T) {
	v, a, c := start(t)
	v.MayAsk = func(id conversation.ID) bool { return id == "m" }
	v.OnAdvice = func(id conversation.ID) { a.calls = append(a.calls, "advice "+string(id)) }
	v.OnTransfer = func(id conversation.ID) { a.calls = append(a.calls, "transfer "+string(id)) }
	v.Render(state(row("m", inbox.Mine, nil)))
	c.Focus(v.FocusTarget())
	screen.Press(c, fyne.KeyHome)
	screen.Press(c, desktop.KeyMenu)
	screen.Choose(t, c, "Demander un avis")
	if a.last() != "advice m" {
		t.Errorf("asked for %v", a.calls)
	}
	if items := v.menu("m"); len(items) != 2 || items[0].Disabled || !items[1].Disabled {
		t.Errorf("%d entries; who may not be asked to take over is offered", len(items))
	}
}

func TestMayClaim(t *testing.T) {
	v, _, _ := start(t)
	v.Render(state(row("a", inbox.Waiting, nil), row("b", inbox.Waiting, func(r *inbox.Row) { r.Claim = inbox.NoRoom }), row("c", inbox.Mine, nil)))
	for id, want := range map[conversation.ID]string{"a": "", "b": "Votre capacité est atteinte"} {
		if may, why := v.MayClaim(id); may != (want == "") || why != want {
			t.Errorf("%s: %v %q", id, may, why)
		}
	}
	for _, id := range []conversation.ID{"c", "unknown"} {
		if may, _ := v.MayClaim(id); may {
			t.Errorf("%s may be claimed", id)
		}
	}
}

// Three hundred lines are rendered from a State in a moment: the list draws what is in view.
func BenchmarkRender300(b *testing.B) {
	test.NewTempApp(b).Settings().SetTheme(kit.NewTheme(kit.Light, 1))
	w, err := words.In("fr")
	if err != nil {
		b.Fatal(err)
	}
	v := New(&asked{}, fyne.CurrentApp().NewWindow("").Canvas(), w)
	screen.Show(b, v.Content(), 300, 900)
	var rows []inbox.Row
	for n := range 300 {
		rows = append(rows, row(strings.Repeat("x", n+1), inbox.Waiting, nil))
	}
	s := state(rows...)
	for b.Loop() {
		s.Now = s.Now.Add(time.Second)
		v.Render(s)
	}
}

// A deletion that a console did not confirm asks for a decision among a few, and says which one was taken (C23).
func TestC23_ADecisionIsAskedForAndShown(t *testing.T) {
	v, a, _ := start(t)
	open := inbox.Receipt{Conversation: "x", Reference: "REFx", Cause: retention.ByDeadline, At: now, Standing: retention.Unconfirmed,
		Consoles: []inbox.Erasure{{Name: "op-loin"}}}
	decided := open
	decided.Conversation, decided.Standing, decided.Decided = "y", retention.Settled, retention.Missing
	v.Render(inbox.State{Now: now, Receipts: []inbox.Receipt{open, decided}})
	v.ShowReceipts("y")
	if flow := screen.Flow(screen.Top(v.window)); !strings.Contains(flow, "Poste perdu ou volé") || strings.Contains(flow, "Enregistrer") {
		t.Errorf("of the decided one: %s", flow)
	}
	screen.Button(t, screen.Top(v.window), "Fermer").Tapped(nil)
	v.ShowReceipts("x")
	top := screen.Top(v.window)
	record := screen.Button(t, top, "Enregistrer la décision")
	if record.Tapped(nil); len(a.calls) > 0 || screen.Top(v.window) != top {
		t.Errorf("without a choice: %v", a.calls)
	}
	screen.Visit(top, func(o fyne.CanvasObject) {
		if choice, ok := o.(*kit.Choice); ok {
			choice.SetChosen(string(retention.Wiped))
		}
	})
	if record.Tapped(nil); a.last() != "settle x wiped" || screen.Top(v.window) != nil {
		t.Errorf("with one: %v, and the question is open: %v", a.calls, screen.Top(v.window) != nil)
	}
}

// A supervisor sees who waits, and is offered nothing to take (S7).
func TestS7_NothingIsOfferedToASupervisor(t *testing.T) {
	v, _, _ := start(t)
	s := state(row("a", inbox.Waiting, func(r *inbox.Row) { r.Claim = inbox.NotTheirs }))
	s.Watches = true
	v.Render(s)
	words := screen.Words(v.Content())
	for _, never := range []string{"Suivante", "Prendre", "Mes conversations", "Clé"} {
		if strings.Contains(words, never) {
			t.Errorf("the list says %q", words)
		}
	}
	if may, why := v.MayClaim("a"); may || why == "" || len(v.menu("a")) > 0 && !v.menu("a")[0].Disabled {
		t.Error("it can be taken")
	}
	s.Watches = false
	if v.Render(s); !strings.Contains(screen.Words(v.Content()), "Mes conversations") {
		t.Error("an operator's list has no conversations of theirs")
	}
}
