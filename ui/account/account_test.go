package account

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"vigie.example/internal/console"
	"vigie.example/internal/console/account"
	"vigie.example/internal/console/view"
	"vigie.example/internal/testkit/canary"
	"vigie.example/internal/testkit/screen"
	"vigie.example/ui/words"
)

type asked struct {
	calls []string
	by    console.Held
}

func (a *asked) Open()   { a.calls = append(a.calls, "open") }
func (a *asked) Close()  { a.calls = append(a.calls, "close") }
func (a *asked) GiveUp() { a.calls = append(a.calls, "give up") }
func (a *asked) Enrol(e console.Enrolling) {
	a.by = e.By
	a.calls = append(a.calls, strings.Join([]string{"enrol", string(e.Way), e.Code, e.PIN, e.Name}, " "))
}
func (a *asked) Revoke(actor, id string) { a.calls = append(a.calls, "revoke "+actor+" "+id) }
func (a *asked) Supervise(s account.Supervision) {
	a.calls = append(a.calls, strings.TrimSpace([]string{"look", "invite", "confirm", "forget"}[s.Do]+" "+s.Actor+" "+s.Number))
}

func start(t *testing.T) (*View, *asked, fyne.Window) {
	t.Helper()
	screen.Start(t)
	w, err := words.In("fr")
	if err != nil {
		t.Fatal(err)
	}
	a := &asked{}
	win := screen.Show(t, container.NewStack(), 1366, 2000)
	v := New(a, win.Canvas(), w)
	win.SetContent(v.Content())
	win.Resize(fyne.NewSize(1366, 2000))
	return v, a, win
}

func ready(change func(*account.State)) account.State {
	s := account.State{
		Phase: account.Ready, Name: "Camille Roche", Unit: "Gironde",
		Own: []account.Means{{ID: "k1", Kind: "key", Title: view.T("account_page.means.key"), Name: "Clé bleue", Added: time.Now(), By: "sup-1"}},
		Enrol: []account.Kind{
			{Way: console.WayPIN, Title: view.T("account_page.kind.key_pin"), Ready: true},
			{Way: console.WayCard, Title: view.T("account_page.kind.card"), Problem: view.T("carried.card.reader")},
		},
	}
	if change != nil {
		change(&s)
	}
	return s
}

// A key is enrolled with a code and its PIN, once both are there and the key is; the PIN is gone at once.
func TestL3_Enrolling(t *testing.T) {
	const secret = "kanarienvogel"
	v, a, _ := start(t)
	v.Render(ready(nil))
	button := screen.Button(t, v.Content(), "Enregistrer")
	test.Tap(button)
	v.enrol.kinds.SetChosen(string(console.WayCard))
	test.Type(v.enrol.code, "ABCD")
	test.Type(v.enrol.pin, secret)
	test.Tap(button) // the card is not here
	if len(a.calls) > 0 {
		t.Fatalf("asked for %q", a.calls)
	}
	v.enrol.kinds.SetChosen(string(console.WayPIN))
	v.enrol.enable()
	test.Type(v.enrol.name, "Clé bleue")
	test.Tap(button)
	if len(a.calls) != 1 || a.calls[0] != "enrol key_pin ABCD "+secret+" Clé bleue" {
		t.Fatalf("asked for %q", a.calls)
	}
	a.calls = nil
	v.Render(ready(func(s *account.State) { s.Stage = console.Touching }))
	if flow := screen.Flow(v.Content()); !strings.Contains(flow, "Touchez la clé qui clignote.") {
		t.Errorf("says %s", flow)
	}
	if test.Tap(screen.Button(t, v.Content(), "Interrompre")); a.calls[0] != "give up" {
		t.Errorf("asked for %q", a.calls)
	}
	for _, path := range canary.Find(v, secret) {
		t.Errorf("the PIN is still there: %s", path)
	}
}

// What waits shows its number, and to whom it is read; nobody else's page has one.
func TestL2_TheNumberIsRead(t *testing.T) {
	v, _, win := start(t)
	v.Render(ready(func(s *account.State) { s.Own[0].State, s.Own[0].Number = account.Waiting, "481516" }))
	screen.Settle(win)
	if flow := screen.Flow(v.Content()); !strings.Contains(flow, "Clé bleue · Clé de sécurité") || !strings.Contains(flow, "481 516") || !strings.Contains(flow, "sup-1, qui est à côté de vous") {
		t.Errorf("says %s", flow)
	}
}

// A means is ended after a question that says what it costs.
func TestL2_Revoking(t *testing.T) {
	v, a, win := start(t)
	c := win.Canvas()
	v.Render(ready(func(s *account.State) { s.Own[0].Present = true }))
	test.Tap(screen.Button(t, v.Content(), "Révoquer"))
	if len(a.calls) > 0 {
		t.Fatal("it is revoked without a question")
	}
	top := screen.Top(c)
	if flow := screen.Flow(top); !strings.Contains(flow, "ne peut pas être défait") || !strings.Contains(flow, "sera verrouillée") {
		t.Errorf("asks %s", flow)
	}
	test.Tap(screen.Button(t, top, "Révoquer"))
	if len(a.calls) != 1 || a.calls[0] != "revoke  k1" {
		t.Errorf("asked for %q", a.calls)
	}
}

// Only a supervisor has the part about colleagues: a code, a number, and what they have.
func TestL2_ASupervisorsPart(t *testing.T) {
	v, a, _ := start(t)
	v.Render(ready(nil))
	if flow := screen.Flow(v.Content()); strings.Contains(flow, "Vos collègues") {
		t.Errorf("an operator sees %s", flow)
	}
	v.Render(ready(func(s *account.State) {
		s.Invites = true
		s.Invited = account.Invited{Actor: "op-7", Code: "K7QM-2XWR-PD4H-9TBA", Expires: time.Now()}
		s.Theirs = account.Theirs{Actor: "op-7", Means: ready(nil).Own}
	}))
	test.Type(v.others.actor, "op-7")
	test.Tap(screen.Button(t, v.Content(), "Donner un code"))
	test.Tap(screen.Button(t, v.Content(), "Voir ses moyens"))
	test.Tap(screen.Button(t, v.Content(), "Confirmer"))
	test.Type(v.others.number, "123 456")
	test.Tap(screen.Button(t, v.Content(), "Confirmer"))
	test.Tap(screen.Button(t, v.Content(), "Masquer"))
	want := []string{"invite op-7", "look op-7", "confirm op-7 123 456", "forget"}
	if strings.Join(a.calls, "|") != strings.Join(want, "|") {
		t.Errorf("asked for %q", a.calls)
	}
	if flow := screen.Flow(v.Content()); !strings.Contains(flow, "K7QM-2XWR-PD4H-9TBA") || !strings.Contains(flow, "Moyens de op-7") {
		t.Errorf("shows %s", flow)
	}
}

// Nothing of the page outlives it, and each phase says what it is.
func TestL3_ThePagesPhases(t *testing.T) {
	v, _, _ := start(t)
	for phase, says := range map[account.Phase]string{account.Loading: "Lecture de vos moyens", account.Offline: "Le service est injoignable"} {
		v.Render(ready(func(s *account.State) { s.Phase = phase }))
		if flow := screen.Flow(v.Content()); !strings.Contains(flow, says) {
			t.Errorf("phase %d says %s", phase, flow)
		}
	}
	v.Render(ready(func(s *account.State) { s.Own = nil }))
	if flow := screen.Flow(v.Content()); !strings.Contains(flow, "Aucun moyen") {
		t.Errorf("says %s", flow)
	}
	test.Type(v.enrol.code, "kanarienvogel")
	v.Render(account.State{})
	for _, path := range canary.Find(v, "kanarienvogel") {
		t.Errorf("still there: %s", path)
	}
}

// A finger on the reader is enrolled under what its person holds: a key wants no PIN, a card does, and what is not here cannot be taken. While it is scanned
// the page says what to do now, how far it is, and why a scan is to be repeated.
func TestL9_EnrollingAFinger(t *testing.T) {
	v, a, win := start(t)
	reader := func(change func(*account.State)) account.State {
		return ready(func(s *account.State) {
			s.Enrol = append(s.Enrol, account.Kind{Way: console.WayReader, Title: view.T("account_page.kind.reader"), Ready: true})
			s.Held = map[console.Held]view.Text{console.HeldCard: view.T("carried.card.reader")}
			if change != nil {
				change(s)
			}
		})
	}
	v.Render(reader(nil))
	button := screen.Button(t, v.Content(), "Enregistrer")
	test.Type(v.enrol.code, "ABCD")
	v.enrol.kinds.SetChosen(string(console.WayReader))
	v.enrol.chosen()
	v.enrol.by.SetChosen(string(console.HeldCard)) // which is not here
	v.enrol.chosen()
	test.Type(v.enrol.pin, "314159")
	if test.Tap(button); len(a.calls) > 0 {
		t.Fatalf("asked for %q", a.calls)
	}
	v.enrol.by.SetChosen(string(console.HeldKey))
	v.enrol.chosen()
	if v.enrol.pinOf.Visible() || !v.enrol.pinFree.Visible() {
		t.Error("the PIN of a key that opens a template is not shown as what need not be given")
	}
	if test.Tap(button); len(a.calls) != 1 || a.calls[0] != "enrol reader ABCD  " || a.by != console.HeldKey {
		t.Fatalf("asked for %q by %q: a card's PIN goes to no key", a.calls, a.by)
	}
	for _, c := range []struct {
		scan console.Scan
		says []string
		not  string
	}{
		{console.Scan{}, []string{"Posez un doigt sur le lecteur."}, "Lecture"},
		{console.Scan{Stage: 3, Of: 5}, []string{"Soulevez le doigt, puis posez-le de nouveau.", "Lecture 3 sur 5"}, "milieu"},
		{console.Scan{Stage: 3, Of: 5, Again: console.AgainCentre}, []string{"Placez le doigt au milieu du lecteur.", "Lecture 3 sur 5"}, "trop tôt"},
		{console.Scan{Check: true}, []string{"Posez le même doigt une dernière fois, pour vérifier."}, "Lecture"},
	} {
		v.Render(reader(func(s *account.State) { s.Stage, s.Way, s.Scan = console.Scanning, console.WayReader, c.scan }))
		screen.Settle(win)
		flow := screen.Flow(v.enrol.content)
		for _, says := range c.says {
			if !strings.Contains(flow, says) {
				t.Errorf("%+v: says %s", c.scan, flow)
			}
		}
		if strings.Contains(flow, c.not) || v.enrol.form.Visible() {
			t.Errorf("%+v: says %s", c.scan, flow)
		}
	}
	if test.Tap(screen.Button(t, v.enrol.scan.Content(), "Interrompre")); a.calls[1] != "give up" {
		t.Errorf("asked for %q", a.calls)
	}
	v.Render(reader(nil))
	if !v.enrol.form.Visible() || v.enrol.scan.Content().Visible() {
		t.Error("the form does not come back")
	}
}
