package ui

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"vigie.example/internal/biometric"
	"vigie.example/internal/console"
	accountmodel "vigie.example/internal/console/account"
	"vigie.example/internal/console/advice"
	"vigie.example/internal/console/call"
	"vigie.example/internal/console/fingers"
	inboxmodel "vigie.example/internal/console/inbox"
	"vigie.example/internal/console/notes"
	"vigie.example/internal/console/report"
	"vigie.example/internal/console/rest"
	"vigie.example/internal/console/shell"
	signinmodel "vigie.example/internal/console/signin"
	threadmodel "vigie.example/internal/console/thread"
	"vigie.example/internal/console/tools"
	"vigie.example/internal/console/transfer"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/retention"
	"vigie.example/internal/testkit/screen"
	"vigie.example/ui/kit"
)

// asked notes the intents of all models.
type asked struct {
	calls    []string
	attended int // that somebody is there
}

func (a *asked) note(format string, args ...any) {
	a.calls = append(a.calls, fmt.Sprintf(format, args...))
}

func (a *asked) last() string {
	if len(a.calls) == 0 {
		return ""
	}
	return a.calls[len(a.calls)-1]
}

// source gives one state; the tests render later ones themselves.
type source[S any] struct{ state S }

func (s source[S]) Subscribe(changed func(S)) func() { changed(s.state); return func() {} }

type (
	fakeShell struct {
		source[shell.State]
		*asked
	}
	fakeSignIn struct {
		source[signinmodel.State]
		*asked
	}
	fakeInbox struct {
		source[inboxmodel.State]
		inboxmodel.Intents
		*asked
	}
	fakeThread struct {
		source[threadmodel.State]
		threadmodel.Intents
		*asked
	}
	fakeTools struct {
		source[tools.State]
		tools.Intents
	}
	fakeNotes struct {
		source[notes.State]
		notes.Intents
	}
	fakeRest struct {
		source[rest.State]
		rest.Intents
	}
	fakeCall struct {
		source[call.State]
		call.Intents
		*asked
	}
	fakeAdvice struct {
		source[advice.State]
		advice.Intents
		*asked
	}
	fakeAccount struct {
		source[accountmodel.State]
		*asked
	}
	fakeFingers struct {
		source[fingers.State]
		*asked
	}
	fakeTransfer struct {
		source[transfer.State]
		transfer.Intents
		*asked
	}
)

func (f fakeShell) SetDuty(d shell.Duty)            { f.note("duty %s", d) }
func (f fakeShell) SignOut()                        { f.note("signout") }
func (f fakeShell) Lock()                           { f.note("lock") }
func (f fakeShell) Attended()                       { f.attended++ }
func (f fakeShell) Reconnect()                      { f.note("reconnect") }
func (fakeShell) Signals(func(shell.Signal)) func() { return func() {} }

func (f fakeSignIn) Enter(at console.Attempt) { f.note("signin %s %s", at.Actor, at.Way) }
func (f fakeSignIn) GiveUp()                  {}
func (f fakeSignIn) SignOut()                 { f.note("signout") }
func (f fakeSignIn) ReadKey()                 {}
func (f fakeSignIn) ReplaceKey()              {}

func (f fakeAccount) Open()                            { f.note("open account") }
func (f fakeAccount) Close()                           { f.note("close account") }
func (fakeAccount) Enrol(console.Enrolling)            {}
func (fakeAccount) GiveUp()                            {}
func (fakeAccount) Revoke(string, string)              {}
func (fakeAccount) Supervise(accountmodel.Supervision) {}

func (f fakeFingers) Open()                         { f.note("open fingers") }
func (f fakeFingers) Close()                        { f.note("close fingers") }
func (f fakeFingers) Read(biometric.Digest, string) {}
func (f fakeFingers) Withdraw()                     { f.note("withdraw") }
func (fakeFingers) Supervise(fingers.Supervision)   {}
func (fakeFingers) Key(fingers.AtKey)               {}
func (fakeFingers) Shown(biometric.Digest, string)  {}

func (f fakeInbox) Select(id conversation.ID)                          { f.note("select %s", id) }
func (f fakeInbox) Claim(id conversation.ID)                           { f.note("claim %s", id) }
func (f fakeInbox) ClaimNext()                                         { f.note("next") }
func (f fakeInbox) Dismiss(id conversation.ID)                         { f.note("dismiss %s", id) }
func (f fakeInbox) Settle(id conversation.ID, d retention.Disposition) { f.note("settle %s %s", id, d) }

func (f fakeThread) Send(to conversation.ID, text string) { f.note("send %s %s", to, text) }
func (f fakeThread) Draft(conversation.ID, string)        {}
func (f fakeThread) Shown(in conversation.ID, n int)      { f.note("shown %s %d", in, n) }
func (f fakeThread) Close(in conversation.ID, why string) { f.note("close %s %s", in, why) }

var now = time.Date(2026, 3, 4, 14, 41, 20, 0, time.Local)

func deskShell() shell.State {
	return shell.State{Screen: shell.Desk, Now: now, Connection: shell.Connection{Phase: shell.Online}, Name: "Camille Roche", UnitName: "Gironde", Duty: shell.OnDuty, Held: 1}
}

func signInState() signinmodel.State {
	return signinmodel.State{Phase: signinmodel.Ready, Reachable: true, Workstation: signinmodel.Workstation{State: signinmodel.KeyPresent},
		Ways: []signinmodel.Way{{Code: "passphrase", Available: true}}}
}

func inboxState() inboxmodel.State {
	row := func(id string, status inboxmodel.Status) inboxmodel.Row {
		return inboxmodel.Row{Conversation: conversation.ID(id), Reference: conversation.Reference("REF" + id), Language: "fr", Status: status, Here: true,
			Opened: now, LastMessage: now, Deadline: now.Add(time.Hour)}
	}
	return inboxmodel.State{Phase: inboxmodel.Current, Now: now, Capacity: 6, Selected: "a",
		Waiting: []inboxmodel.Row{row("w", inboxmodel.Waiting)}, Mine: []inboxmodel.Row{row("a", inboxmodel.Mine)}, Ended: []inboxmodel.Row{row("e", inboxmodel.Closed)}}
}

func threadState() threadmodel.State {
	s := threadmodel.State{Conversation: "a", Phase: threadmodel.Held, Now: now, Reference: "REFa", Pseudonym: "Lou", Language: "fr", Opened: now,
		Deadline: now.Add(time.Hour), Here: true, Compose: threadmodel.Compose{Enabled: true, TextBytes: 12000}, CanClose: true}
	s.Items = s.Items.Append(threadmodel.Item{ID: "m1", Side: conversation.Declarant, Text: "Bonjour.", At: now})
	return s
}

// start opens the window headless, on the desk or at the sign-in.
func start(t *testing.T, s shell.State, look Look) (*Window, *asked) {
	t.Helper()
	app := test.NewTempApp(t)
	a := &asked{}
	w, err := New(app, Models{
		Shell: fakeShell{source[shell.State]{s}, a}, SignIn: fakeSignIn{source[signinmodel.State]{signInState()}, a},
		Inbox: fakeInbox{source[inboxmodel.State]{inboxState()}, nil, a}, Thread: fakeThread{source[threadmodel.State]{threadState()}, nil, a},
		Tools: fakeTools{}, Notes: fakeNotes{}, Rest: fakeRest{}, Transfer: fakeTransfer{source[transfer.State]{transferState()}, nil, a}, Advice: fakeAdvice{source[advice.State]{adviceState()}, nil, a},
		Call:    fakeCall{source[call.State]{callState()}, nil, a},
		Report:  fakeReport{source[report.State]{reportState()}, nil, a},
		Account: fakeAccount{source[accountmodel.State]{}, a}, Fingers: fakeFingers{source[fingers.State]{}, a},
	}, look)
	if err != nil {
		t.Fatal(err)
	}
	w.Fyne().Resize(fyne.NewSize(1366, 700))
	t.Cleanup(w.Close)
	return w, a
}

var french = Look{Language: "fr", Scale: 1}

// strike gives a key to whatever has the keyboard, and a shortcut to the window: that the kit's widgets hand those on is tested
// there. The headless canvas hides that it takes shortcuts.
func strike(w *Window, key fyne.KeyName, modifier fyne.KeyModifier) {
	c := w.window.Canvas()
	if modifier == 0 {
		screen.Press(c, key)
		return
	}
	inner := reflect.ValueOf(c).Elem().FieldByName("WindowlessCanvas").Interface()
	inner.(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: modifier})
}

const ctrl = fyne.KeyModifierControl

// The help names every key that does something, and each does one thing.
func TestHelpListsEveryBinding(t *testing.T) {
	w, _ := start(t, deskShell(), french)
	strike(w, fyne.KeyF1, 0)
	help := strings.Split(screen.Words(screen.Top(w.window.Canvas())), "\n")
	taken := map[string]bool{}
	// These work where a line of their own widget says so, or do what another line does.
	elsewhere := map[fyne.KeyName]string{
		fyne.KeyEqual: w.words.T("help.size"), fyne.KeyK: w.words.T("key.codes"),
		fyne.KeyReturn: w.words.T("key.ctrl_enter"), fyne.KeyEscape: w.words.T("key.escape"),
		fyne.KeyPageDown: w.words.T("key.ctrl_page"), fyne.KeyPageUp: w.words.T("key.ctrl_page"),
	}
	for _, b := range bindings() {
		if id := fmt.Sprint(b.key, b.modifier); taken[id] {
			t.Errorf("%s is bound twice", id)
		} else {
			taken[id] = true
		}
		want := []string{b.shown, w.words.T(b.text)}
		if b.shown == "" {
			want = []string{elsewhere[b.key]}
		}
		for _, line := range want {
			if !slices.Contains(help, line) {
				t.Errorf("the help lacks %q for %s", line, b.key)
			}
		}
	}
	for _, f := range fixed {
		if !slices.Contains(help, w.words.T(f.shown)) || !slices.Contains(help, w.words.T(f.text)) {
			t.Errorf("the help lacks %q, %q", w.words.T(f.shown), w.words.T(f.text))
		}
	}
}

// Keys work wherever the keyboard is.
func TestKeysDoWhatTheHelpSays(t *testing.T) {
	w, a := start(t, deskShell(), french)
	c := w.window.Canvas()
	for _, at := range []area{list, messages, composer} {
		for _, step := range []struct {
			key      fyne.KeyName
			modifier fyne.KeyModifier
			want     string
		}{
			{fyne.KeyN, ctrl, "next"}, {fyne.KeyB, ctrl, "duty break"},
		} {
			w.focusOn(at)
			strike(w, step.key, step.modifier)
			if a.last() != step.want {
				t.Errorf("from %d, %s asked for %q", at, step.key, a.last())
			}
		}
		for key, where := range map[fyne.KeyName]area{fyne.KeyL: list, fyne.KeyT: messages, fyne.KeyM: composer} {
			w.focusOn(at)
			if strike(w, key, ctrl); w.keyboard() != where {
				t.Errorf("from %d, %s went to %d", at, key, w.keyboard())
			}
		}
		w.focusOn(at)
		strike(w, fyne.KeyW, ctrl)
		screen.Press(c, fyne.KeyReturn)
		if a.last() != "close a done" {
			t.Errorf("closing asked for %q", a.last())
		}
		if w.keyboard() != at {
			t.Errorf("after the question the keyboard is at %d, not %d", w.keyboard(), at)
		}
	}
	w.focusOn(list)
	screen.Press(c, fyne.KeyEnd)
	if strike(w, fyne.KeyD, ctrl); a.last() != "dismiss e" {
		t.Errorf("dismissing asked for %q", a.last())
	}
	s := inboxState()
	s.Selected = "w"
	w.inbox.Render(s)
	if strike(w, fyne.KeyR, ctrl); a.last() != "claim w" {
		t.Errorf("answering asked for %q", a.last())
	}
}

// With nobody signed in, no key asks for anything on the desk.
func TestDeskKeysNeedTheDesk(t *testing.T) {
	w, a := start(t, shell.State{}, french)
	for _, b := range bindings() {
		if b.deskOnly {
			strike(w, b.key, b.modifier)
		}
	}
	if len(a.calls) != 0 || screen.Top(w.window.Canvas()) != nil {
		t.Errorf("asked for %v", a.calls)
	}
	if w.keyboard() != name {
		t.Errorf("the keyboard is at %d", w.keyboard())
	}
}

// The title says the program's name, whoever writes and whatever happens (C8): a task bar shows it to whoever passes.
func TestC8_TitleSaysNothing(t *testing.T) {
	w, _ := start(t, shell.State{}, french)
	s := threadState()
	s.Urgent, s.Unread = true, 3
	w.render(deskShell())
	w.thread.Render(s)
	strike(w, fyne.KeyF10, 0)
	if got := w.window.Title(); got != "Vigie" {
		t.Errorf("the title is %q", got)
	}
}

// Another language changes the words and nothing else.
func TestD7_LanguageKeepsEverything(t *testing.T) {
	w, _ := start(t, shell.State{}, french)
	var remembered []Look
	w.OnLook = func(l Look) { remembered = append(remembered, l) }
	c := w.window.Canvas()
	test.Type(w.signIn.FocusName(), "roche")
	c.Focus(w.signIn.FocusSecret()) // the first of the ways
	strike(w, fyne.KeyReturn, 0)
	test.Type(c.Focused(), "sept mots")
	strike(w, fyne.KeyF10, 0)
	if flow := screen.Flow(c.Content()); !strings.Contains(flow, "Begin a shift") || strings.Contains(flow, "Prendre") {
		t.Errorf("in English: %s", flow)
	}
	if w.keyboard() != secret {
		t.Errorf("the keyboard is at %d", w.keyboard())
	}
	if strike(w, fyne.KeyReturn, 0); w.models.SignIn.(fakeSignIn).last() != "signin roche passphrase" {
		t.Errorf("what was typed is lost")
	}
	if len(remembered) != 1 || remembered[0].Language != "en" {
		t.Errorf("remembered %v", remembered)
	}
}

func TestC22_LanguageKeepsDraftAndPlace(t *testing.T) {
	w, a := start(t, deskShell(), french)
	w.focusOn(composer)
	test.Type(w.window.Canvas().Focused(), "un brouillon")
	strike(w, fyne.KeyF10, 0)
	if w.keyboard() != composer {
		t.Errorf("the keyboard is at %d", w.keyboard())
	}
	if flow := screen.Flow(w.window.Canvas().Content()); !strings.Contains(flow, "My conversations") || !strings.Contains(flow, "Bonjour.") {
		t.Errorf("in English: %s", flow)
	}
	if strike(w, fyne.KeyReturn, 0); a.last() != "send a un brouillon" {
		t.Errorf("sent %q", a.last())
	}
}

// Theme and size change at once, within their bounds; the desktop is followed only until the person has chosen.
func TestD7_LookChanges(t *testing.T) {
	w, _ := start(t, deskShell(), Look{Language: "fr", Scale: 1, Follow: true})
	if w.look.Mode != kit.Light {
		t.Error("dark, and the desktop has said nothing")
	}
	w.desktopSays(theme.VariantDark)
	if w.look.Mode != kit.Dark || w.app.Settings().Theme().(*kit.Theme).Mode() != kit.Dark {
		t.Errorf("the desktop became dark: %+v", w.look)
	}
	strike(w, fyne.KeyF9, 0)
	if w.look.Mode != kit.Light || w.look.Follow || w.app.Settings().Theme().(*kit.Theme).Mode() != kit.Light {
		t.Errorf("after F9 %+v", w.look)
	}
	w.desktopSays(theme.VariantDark)
	if w.look.Mode != kit.Light {
		t.Error("the desktop went before what the person has chosen")
	}
	for range 20 {
		strike(w, fyne.KeyPlus, ctrl)
	}
	if got := w.app.Settings().Theme().(*kit.Theme).Scale(); got != kit.MaxScale {
		t.Errorf("the text grows to %v", got)
	}
	for range 20 {
		strike(w, fyne.KeyMinus, ctrl)
	}
	if got := w.app.Settings().Theme().(*kit.Theme).Scale(); got != kit.MinScale {
		t.Errorf("the text shrinks to %v", got)
	}
}

// One key blanks the window, over a question as well, and lifts again; nothing gets through, and nothing counts as read.
func TestC25_PrivacyKey(t *testing.T) {
	w, a := start(t, deskShell(), french)
	c := w.window.Canvas()
	for _, with := range []func(){func() {}, w.AskClose, w.Help} {
		with()
		under := screen.Top(c)
		screen.Press(c, fyne.KeyF12)
		if flow := screen.Flow(screen.Top(c)); !strings.Contains(flow, "Fenêtre masquée") {
			t.Fatalf("not covered: %s", flow)
		}
		calls := len(a.calls)
		s := threadState()
		s.Items = s.Items.Append(threadmodel.Item{ID: "m2", Side: conversation.Declarant, Text: "Encore.", At: now})
		w.thread.Render(s)
		for _, key := range []fyne.KeyName{fyne.KeyF1, fyne.KeyF8, fyne.KeyF9, fyne.KeyEscape, fyne.KeyN} {
			screen.Press(c, key)
		}
		strike(w, fyne.KeyN, ctrl)
		if len(a.calls) != calls || !strings.Contains(screen.Flow(screen.Top(c)), "Fenêtre masquée") {
			t.Errorf("through the cover came %v", a.calls[calls:])
		}
		screen.Press(c, fyne.KeyF12)
		if screen.Top(c) != under {
			t.Fatal("the cover stayed, or took what was below along")
		}
		if a.last() != "shown a 2" {
			t.Errorf("after the cover: %q", a.last())
		}
		if under != nil {
			screen.Press(c, fyne.KeyEscape)
		}
		w.thread.Render(threadState())
	}
}

// Closing the window asks while conversations are held (B13), and signs out on the way when none is.
func TestB13_LeavingAsks(t *testing.T) {
	closed := false
	w, a := start(t, deskShell(), french)
	w.window.SetOnClosed(func() { closed = true })
	w.AskLeave()
	if flow := screen.Flow(screen.Top(w.window.Canvas())); !strings.Contains(flow, "Vous tenez encore une conversation") {
		t.Fatalf("asks %s", flow)
	}
	w.AskLeave() // once more is once
	screen.Press(w.window.Canvas(), fyne.KeyEscape)
	if closed || len(a.calls) > 1 || screen.Top(w.window.Canvas()) != nil {
		t.Fatalf("staying closed the window or asked for %v", a.calls)
	}
	s := deskShell()
	s.Held = 0
	w.render(s)
	w.AskLeave()
	if a.last() != "signout" || closed {
		t.Fatalf("asked for %q, closed %v", a.last(), closed)
	}
	w.render(shell.State{Screen: shell.SignIn})
	if !closed {
		t.Error("signed out, and the window stayed")
	}
}

func TestB13_LeavingAllTheSame(t *testing.T) {
	closed := false
	w, _ := start(t, deskShell(), french)
	w.window.SetOnClosed(func() { closed = true })
	w.AskLeave()
	test.Tap(screen.Button(t, screen.Top(w.window.Canvas()), "Quitter quand même"))
	if !closed {
		t.Error("the window stayed")
	}
}

func TestWarningsAreListed(t *testing.T) {
	w, _ := start(t, deskShell(), french)
	s := deskShell()
	for _, code := range []string{"hourly", "lies"} {
		s.Warnings = append(s.Warnings, shell.Warning{Code: code, Severity: shell.Medium, Text: view.Text{Key: "shell.warning." + code, Count: 2}, Hint: view.T("shell.warning." + code + ".hint")})
	}
	w.render(s)
	strike(w, fyne.KeyF8, 0)
	flow := screen.Flow(screen.Top(w.window.Canvas()))
	for _, want := range []string{"clé de l'heure", "2 conversations sous des clés"} {
		if !strings.Contains(flow, want) {
			t.Errorf("does not list %q: %s", want, flow)
		}
	}
}

// The keyboard goes round the desk in the order of reading, and every stop can be seen.
func TestD7_FocusOrder(t *testing.T) {
	w, _ := start(t, deskShell(), french)
	c := w.window.Canvas()
	w.focusOn(list)
	var stops []fyne.Focusable
	for range 40 {
		stops = append(stops, c.Focused())
		c.(interface{ FocusNext() }).FocusNext()
		if c.Focused() == stops[0] {
			break
		}
	}
	at := func(f fyne.Focusable) int { return slices.Index(stops, f) }
	l, m, f := at(w.inbox.FocusTarget()), at(w.thread.FocusMessages()), at(w.thread.FocusComposer())
	if l != 0 || m <= l || f <= m {
		t.Errorf("list %d, messages %d, composer %d of %d stops", l, m, f, len(stops))
	}
	for _, stop := range stops {
		if o, ok := stop.(fyne.CanvasObject); ok && !o.Visible() {
			t.Errorf("%T has the keyboard and cannot be seen", o)
		}
	}
}
