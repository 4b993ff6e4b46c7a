package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

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
	model "vigie.example/internal/console/tools"
	"vigie.example/internal/console/transfer"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/testkit/screen"
	"vigie.example/ui/tools"
)

type (
	askedTools struct {
		source[model.State]
		*asked
	}
	askedNotes struct {
		source[notes.State]
		*asked
	}
	askedRest struct {
		source[rest.State]
		*asked
	}
	askedInbox struct {
		fakeInbox
	}
)

func (f askedTools) FindTexts(typed string)                   { f.note("texts %s", typed) }
func (f askedTools) FindServices(typed string)                { f.note("services %s", typed) }
func (f askedTools) Choose(in conversation.ID, d string)      { f.note("choose %s %s", in, d) }
func (f askedTools) SetLanguage(in conversation.ID, l string) { f.note("language %s %s", in, l) }

func (f askedNotes) Add(in conversation.ID, text notes.Private) { f.note("add %s %s", in, text.Read()) }
func (f askedNotes) Remove(in conversation.ID, n notes.ID)      { f.note("remove %s %s", in, n) }
func (f askedNotes) Draft(conversation.ID, notes.Private)       {}

func (f askedRest) Take()  { f.note("take") }
func (f askedRest) Later() { f.note("later") }

func (f askedInbox) Find(filter inboxmodel.Filter) {
	f.note("find %s %s %s", filter.Reference, filter.Show, filter.Age)
}

// sent returns what was asked to be sent.
func (a *asked) sent() []string {
	return slices.DeleteFunc(slices.Clone(a.calls), func(c string) bool { return !strings.HasPrefix(c, "send ") })
}

// startTools opens the desk with something in the right column.
func startTools(t *testing.T) (*Window, *asked) {
	t.Helper()
	app, a := test.NewTempApp(t), &asked{}
	hello := model.Text{Code: "hello", Keys: "bj", Title: doctrine.Text{FR: "Premier message"}, Body: "Bonjour à vous."}
	insertable := model.State{Phase: model.Ready, Conversation: "a", Enabled: true, Language: "fr",
		Texts: model.Texts{Groups: []model.Group{{Code: "welcome", Name: doctrine.Text{FR: "Accueil"}, Texts: []model.Text{hello}}}}}
	w, err := New(app, Models{
		Shell: fakeShell{source[shell.State]{deskShell()}, a}, SignIn: fakeSignIn{source[signinmodel.State]{signInState()}, a},
		Inbox:    askedInbox{fakeInbox{source[inboxmodel.State]{inboxState()}, nil, a}},
		Thread:   fakeThread{source[threadmodel.State]{threadState()}, nil, a},
		Tools:    askedTools{source[model.State]{insertable}, a},
		Notes:    askedNotes{source[notes.State]{notes.State{Conversation: "a", Enabled: true}}, a},
		Rest:     askedRest{source[rest.State]{rest.State{}}, a},
		Transfer: fakeTransfer{source[transfer.State]{transferState()}, nil, a}, Advice: fakeAdvice{source[advice.State]{adviceState()}, nil, a},
		Call:    fakeCall{source[call.State]{callState()}, nil, a},
		Report:  fakeReport{source[report.State]{reportState()}, nil, a},
		Account: fakeAccount{source[accountmodel.State]{}, a}, Fingers: fakeFingers{source[fingers.State]{}, a},
	}, french)
	if err != nil {
		t.Fatal(err)
	}
	w.Fyne().Resize(fyne.NewSize(1366, 700))
	t.Cleanup(w.Close)
	return w, a
}

// A text goes into the draft behind what is there, the keyboard with it, and nothing is sent by itself.
func TestC20_ATextIsThreeKeysAway(t *testing.T) {
	w, a := startTools(t)
	w.focusOn(composer)
	test.Type(w.window.Canvas().Focused(), "Oui.")
	strike(w, fyne.KeyK, ctrl)
	test.Type(w.window.Canvas().Focused(), "bj")
	if w.keyboard() != composer {
		t.Errorf("the keyboard is at %d", w.keyboard())
	}
	if sent := a.sent(); len(sent) > 0 {
		t.Errorf("sent by itself: %q", sent)
	}
	strike(w, fyne.KeyReturn, 0)
	if a.last() != "send a Oui.\n\nBonjour à vous." {
		t.Errorf("sent %q", a.last())
	}
}

// A text for another conversation than the one on screen goes nowhere.
func TestC22_AnInsertionStaysWithItsConversation(t *testing.T) {
	w, a := startTools(t)
	w.insert(model.Insertion{In: "b", Text: "pour quelqu'un d'autre"})
	w.focusOn(composer)
	if strike(w, fyne.KeyReturn, 0); len(a.sent()) > 0 {
		t.Errorf("sent %q", a.sent())
	}
	s := threadState()
	s.Compose.Enabled, s.Phase = false, threadmodel.Closed
	w.thread.Render(s)
	w.insert(model.Insertion{In: "a", Text: "trop tard"})
	w.thread.Render(threadState())
	w.focusOn(composer)
	if strike(w, fyne.KeyReturn, 0); len(a.sent()) > 0 {
		t.Errorf("sent %q", a.sent())
	}
}

func TestD7_TheColumnIsOpenedAndFoldedByKeys(t *testing.T) {
	w, a := startTools(t)
	for key, tab := range map[fyne.KeyName]tools.Tab{fyne.KeyF2: tools.Texts, fyne.KeyF3: tools.Services, fyne.KeyF4: tools.Notes} {
		w.focusOn(composer)
		strike(w, key, 0)
		if w.tools.Tab() != tab || w.keyboard() != aside {
			t.Errorf("%s: pane %d, keyboard at %d", key, w.tools.Tab(), w.keyboard())
		}
	}
	strike(w, fyne.KeyF4, 0)
	test.Type(w.window.Canvas().Focused(), "à rappeler")
	if strike(w, fyne.KeyReturn, ctrl); a.last() != "add a à rappeler" {
		t.Errorf("asked for %q", a.last())
	}
	if strike(w, fyne.KeyEscape, 0); w.keyboard() != composer {
		t.Errorf("after Escape the keyboard is at %d", w.keyboard())
	}
	strike(w, fyne.KeyF6, 0)
	if _, right := w.column.columns.Shown(); right {
		t.Error("not folded")
	}
	strike(w, fyne.KeyF10, 0) // another language leaves it folded
	if _, right := w.column.columns.Shown(); right {
		t.Error("open again in another language")
	}
	strike(w, fyne.KeyF3, 0)
	if _, right := w.column.columns.Shown(); !right || w.keyboard() != aside {
		t.Errorf("folded for ever; keyboard at %d", w.keyboard())
	}
}

func TestC7_TheListIsSearchedByKeys(t *testing.T) {
	w, a := startTools(t)
	w.focusOn(composer)
	strike(w, fyne.KeyF, ctrl)
	if w.keyboard() != search {
		t.Fatalf("the keyboard is at %d", w.keyboard())
	}
	test.Type(w.window.Canvas().Focused(), "7k")
	if a.last() != "find 7k  0s" {
		t.Errorf("asked for %q", a.last())
	}
	strike(w, fyne.KeyEscape, 0)
	if a.last() != "find   0s" {
		t.Errorf("asked for %q", a.last())
	}
	w.render(shell.State{Screen: shell.SignIn})
	w.render(deskShell())
	if w.keyboard() != list {
		t.Errorf("the keyboard is at %d", w.keyboard())
	}
}

// The suggestion is there and gone, and does what its words say.
func TestC25_ABreakIsSuggestedAboveTheDesk(t *testing.T) {
	w, a := startTools(t)
	content := w.window.Canvas().Content()
	w.pause.Render(rest.State{Due: true, Why: view.Text{Key: "rest.why.time", Left: 2 * time.Hour}, Length: 15 * time.Minute, Holding: true})
	screen.Settle(w.window)
	for button, want := range map[string]string{"Faire une pause": "take", "Plus tard": "later"} {
		if test.Tap(screen.Button(t, content, button)); a.last() != want {
			t.Errorf("%s asked for %q", button, a.last())
		}
	}
	w.pause.Render(rest.State{})
	if w.pause.Content().MinSize().Height > 0 {
		t.Error("an empty suggestion takes room")
	}
}
