package thread

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"vigie.example/internal/console/thread"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/retention"
	"vigie.example/internal/testkit/screen"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// asked notes the intents.
type asked struct {
	calls []string
	at    time.Time // of the last deletion
}

func (a *asked) note(format string, args ...any) {
	a.calls = append(a.calls, fmt.Sprintf(format, args...))
}

func (a *asked) Send(to conversation.ID, text string)                 { a.note("send %s %s", to, text) }
func (a *asked) Resend(in conversation.ID, m conversation.MessageID)  { a.note("resend %s %s", in, m) }
func (a *asked) Discard(in conversation.ID, m conversation.MessageID) { a.note("discard %s %s", in, m) }
func (a *asked) Draft(in conversation.ID, text string)                { a.note("draft %s %s", in, text) }
func (a *asked) Shown(in conversation.ID, n int)                      { a.note("shown %s %d", in, n) }
func (a *asked) Close(in conversation.ID, reason string)              { a.note("close %s %s", in, reason) }

func (a *asked) Keep(in conversation.ID) { a.note("keep %s", in) }
func (a *asked) Delete(in conversation.ID, c retention.Choice, at time.Time) {
	a.note("delete %s %s", in, c)
	a.at = at
}

// last returns the last intent that begins with a word, "" when there was none.
func (a *asked) last(word string) string {
	for i := len(a.calls) - 1; i >= 0; i-- {
		if strings.HasPrefix(a.calls[i], word) {
			return a.calls[i]
		}
	}
	return ""
}

type stage struct {
	*asked
	view   *View
	canvas fyne.Canvas
	words  *words.Words
}

func start(t *testing.T) stage {
	t.Helper()
	screen.Start(t)
	w, err := words.In("fr")
	if err != nil {
		t.Fatal(err)
	}
	a := &asked{}
	win := fyne.CurrentApp().NewWindow("")
	v := New(a, win.Canvas(), w)
	v.SetLookedAt(true)
	win.SetPadded(false)
	win.SetContent(kit.NewRoot(v.Content()))
	win.Resize(fyne.NewSize(900, 700))
	t.Cleanup(win.Close)
	return stage{a, v, win.Canvas(), w}
}

var now = time.Date(2026, 3, 4, 14, 41, 20, 0, time.Local)

func state(id string, texts ...string) thread.State {
	s := thread.State{
		Conversation: conversation.ID(id), Phase: thread.Held, Now: now, Reference: "7K2Q9Z", Pseudonym: "Lou", Language: "fr",
		Opened: now.Add(-39 * time.Minute), Deadline: now.Add(3*time.Hour + 41*time.Minute), Here: true, HereSince: now.Add(-39 * time.Minute),
		Compose: thread.Compose{Enabled: true, TextBytes: 12000}, CanClose: true,
	}
	for i, text := range texts {
		s.Items = s.Items.Append(thread.Item{ID: conversation.MessageID(fmt.Sprint(id, i)), Side: conversation.Declarant, Text: text, At: now})
	}
	return s
}

func ours(id string, d thread.Delivery, why view.Text) thread.Item {
	return thread.Item{ID: conversation.MessageID(id), Side: conversation.Operator, Text: "Je vous lis.", At: now, Delivery: d, Event: why}
}

// Each phase says what it is, what can be done, and shows nothing that does not belong to it.
func TestEveryPhaseIsShown(t *testing.T) {
	none := func(*thread.State) {}
	for _, c := range []struct {
		name        string
		change      func(*thread.State)
		says, never []string
	}{
		{"held", none, []string{"Lou", "Bonjour.", "Réf. 7K2Q9Z", "Page connectée", "S'efface à 18:22 · reste 3 h 41", "Envoyer", "Clore"}, []string{"Répondre à cette personne"}},
		{"anonymous", func(s *thread.State) { s.Pseudonym = "" }, []string{"Anonyme"}, []string{"Lou"}},
		{"urgent", func(s *thread.State) { s.Urgent = true }, []string{"Urgent"}, nil},
		{"typing", func(s *thread.State) { s.Typing = true }, []string{"Écrit…"}, []string{"Page connectée"}},
		{"none", func(s *thread.State) { *s = thread.State{} }, []string{"Aucune conversation affichée"}, []string{"Envoyer", "Clore"}},
		{"waiting", func(s *thread.State) {
			s.Phase, s.CanClose, s.Compose = thread.Waiting, false, thread.Compose{Why: view.T("thread.why.waiting")}
		}, []string{"Bonjour.", "Répondre à cette personne"}, []string{"Envoyer", "Clore"}},
		{"sealed", func(s *thread.State) {
			s.Phase, s.CanClose, s.Compose = thread.Waiting, false, thread.Compose{}
			s.Note = view.T("thread.note.sealed")
		}, []string{"pas encore transmis de clé"}, []string{"Envoyer"}},
		{"opening", func(s *thread.State) { s.Phase, s.Compose.Why = thread.Opening, view.T("thread.why.opening") },
			[]string{"La page prépare la clé", "Envoyer"}, nil},
		{"away", func(s *thread.State) {
			s.Here, s.HereSince = false, now.Add(-4*time.Minute)
			s.Note = view.Text{Key: "thread.note.away", At: now.Add(-4 * time.Minute), Left: 4 * time.Minute}
		}, []string{"Page déconnectée depuis 14:37", "depuis 14:37 (4 min)"}, nil},
		{"offline", func(s *thread.State) { s.Compose.Why = view.T("thread.why.offline") }, []string{"attend ici"}, nil},
		{"closed", func(s *thread.State) {
			s.Phase, s.CanClose, s.Compose = thread.Closed, false, thread.Compose{Why: view.T("thread.why.ended")}
			s.Note = view.Text{Key: "thread.note.closed.declarant", At: s.Deadline}
		}, []string{"Bonjour.", "lisible ici jusqu'à 18:22"}, []string{"Envoyer", "Page connectée", "Clore"}},
		{"lost", func(s *thread.State) {
			s.Phase, s.CanClose, s.Compose = thread.Lost, false, thread.Compose{}
			s.Note = view.Text{Key: "thread.note.lost", At: s.Deadline}
		}, []string{"n'a plus cette conversation"}, []string{"Envoyer"}},
		{"gone", func(s *thread.State) {
			*s = thread.State{Conversation: s.Conversation, Phase: thread.Gone, Note: view.T("thread.note.gone.declarant")}
		}, []string{"Il ne reste rien", "Le déclarant a supprimé"}, []string{"Bonjour.", "Lou", "Envoyer"}},
		{"one alarm", func(s *thread.State) { s.Alarms = []thread.Alarm{alarm(thread.Gap, 2)} }, []string{"2 messages du déclarant manquent"}, []string{"Et 1"}},
		{"events and broken lines", func(s *thread.State) {
			s.Items = s.Items.Append(thread.Item{Kind: thread.Event, At: now, Event: view.T("thread.event.claimed")}).
				Append(thread.Item{Kind: thread.Broken, At: now, Event: view.T("thread.item.missing")})
		}, []string{"Vous avez pris la conversation.", "Un message du déclarant manque ici."}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := start(t)
			st := state("a", "Bonjour.")
			c.change(&st)
			s.view.Render(st)
			flow := screen.Flow(s.view.Content())
			for _, want := range c.says {
				if !strings.Contains(flow, want) {
					t.Errorf("does not say %q:\n%s", want, flow)
				}
			}
			for _, never := range c.never {
				if strings.Contains(flow, never) {
					t.Errorf("says %q:\n%s", never, flow)
				}
			}
		})
	}
}

func alarm(code thread.AlarmCode, n int) thread.Alarm {
	return thread.Alarm{Code: code, Count: n, Text: view.Text{Key: "thread.alarm." + string(code), Count: n}}
}

// Every step of a delivery has its words under the message.
func TestEveryDeliveryIsSaid(t *testing.T) {
	s := start(t)
	st := state("a")
	for d, code := range deliveryCodes {
		st.Items = st.Items.Append(ours("m"+code, d, view.Text{}))
	}
	s.view.Render(st)
	flow := screen.Flow(s.view.Content())
	for _, code := range deliveryCodes {
		if want := s.words.T("thread.delivery." + code); !strings.Contains(flow, want) {
			t.Errorf("does not say %q", want)
		}
	}
}

// Without the service nobody knows whether the declarant is there.
func TestPresenceIsNotClaimedOffline(t *testing.T) {
	s := start(t)
	st := state("a", "Bonjour.")
	st.Here = false
	s.view.SetOnline(false)
	s.view.Render(st)
	if flow := screen.Flow(s.view.Content()); strings.Contains(flow, "déconnectée") {
		t.Errorf("says that the page is away: %s", flow)
	}
}

// What is wrong never pushes the conversation away: the worst is said, the rest is asked for.
func TestAlarmsBeyondTheWorstAreAskedFor(t *testing.T) {
	s := start(t)
	st := state("a", "Bonjour.")
	st.Alarms = []thread.Alarm{alarm(thread.Forged, 1), alarm(thread.Silent, 3)}
	s.view.Render(st)
	if flow := screen.Flow(s.view.Content()); !strings.Contains(flow, "n'a pas signé") || strings.Contains(flow, "ne confirme pas") {
		t.Errorf("says %s", flow)
	}
	test.Tap(screen.Button(t, s.view.Content(), "Et 1 autre"))
	if flow := screen.Flow(screen.Top(s.canvas)); !strings.Contains(flow, "n'a pas signé") || !strings.Contains(flow, "ne confirme pas 3 de vos messages") {
		t.Errorf("the list says %s", flow)
	}
}

func TestSendByKeyAndByButton(t *testing.T) {
	s := start(t)
	s.view.Render(state("a", "Bonjour."))
	field := s.view.FocusComposer()
	s.canvas.Focus(field)
	test.Type(field, "un")
	field.(desktop.Keyable).KeyDown(screen.Key(desktop.KeyShiftLeft))
	field.TypedKey(screen.Key(fyne.KeyReturn))
	field.(desktop.Keyable).KeyUp(screen.Key(desktop.KeyShiftLeft))
	test.Type(field, "deux")
	if got := s.last("send"); got != "" {
		t.Fatalf("a line break sent: %s", got)
	}
	field.TypedKey(screen.Key(fyne.KeyReturn))
	if got := s.last("send"); got != "send a un\ndeux" {
		t.Errorf("by key: %q", got)
	}
	test.Type(field, "trois")
	test.Tap(screen.Button(t, s.view.Content(), "Envoyer"))
	if got := s.last("send"); got != "send a trois" {
		t.Errorf("by button: %q", got)
	}
	if s.view.composer.Draft() != "" {
		t.Errorf("left in the field: %q", s.view.composer.Draft())
	}
}

// A failed message can be sent again by key, and by the menu sent again or discarded.
func TestFailedMessagesAreDecidedOn(t *testing.T) {
	s := start(t)
	st := state("a", "Bonjour.")
	st.Items = st.Items.Append(ours("m1", thread.Failed, view.T("fault.too_many")))
	s.view.Render(st)
	if flow := screen.Flow(s.view.Content()); !strings.Contains(flow, "Trop de demandes") || !strings.Contains(flow, "Non envoyé") {
		t.Errorf("does not say why: %s", flow)
	}
	s.canvas.Focus(s.view.FocusMessages())
	screen.Press(s.canvas, fyne.KeyUp)
	screen.Press(s.canvas, fyne.KeyReturn)
	if got := s.last("resend"); got != "resend a m1" {
		t.Errorf("by key: %q", got)
	}
	screen.Press(s.canvas, desktop.KeyMenu)
	screen.Choose(t, s.canvas, "Abandonner ce message")
	if got := s.last("discard"); got != "discard a m1" {
		t.Errorf("by menu: %q", got)
	}
}

func TestAnswerByKeyAndByButton(t *testing.T) {
	s := start(t)
	var claimed []conversation.ID
	s.view.OnClaim = func(id conversation.ID) { claimed = append(claimed, id) }
	may := true
	s.view.MayClaim = func(conversation.ID) (bool, string) { return may, "pas encore" }
	st := state("a", "Bonjour.")
	st.Phase, st.Compose = thread.Waiting, thread.Compose{}
	s.view.Render(st)
	screen.Press(s.canvas, fyne.KeyReturn) // the keyboard is on the button
	test.Tap(screen.Button(t, s.view.Content(), "Répondre à cette personne"))
	if len(claimed) != 2 || claimed[0] != "a" || claimed[1] != "a" {
		t.Fatalf("claimed %v", claimed)
	}
	may = false
	s.view.Render(st)
	test.Tap(screen.Button(t, s.view.Content(), "Répondre à cette personne"))
	if len(claimed) != 2 || !strings.Contains(screen.Flow(s.view.Content()), "pas encore") {
		t.Errorf("what cannot be claimed was asked for, or the reason is not said: %v", claimed)
	}
}

// Closing asks for the reason, and does nothing when it is left (C17).
func TestC17_ClosingAsks(t *testing.T) {
	s := start(t)
	s.view.Render(state("a", "Bonjour."))
	test.Tap(screen.Button(t, s.view.Content(), "Clore"))
	if flow := screen.Flow(screen.Top(s.canvas)); !strings.Contains(flow, "l'échéance (18:22)") {
		t.Errorf("does not say what happens: %s", flow)
	}
	screen.Press(s.canvas, fyne.KeyEscape)
	if s.last("close") != "" || screen.Top(s.canvas) != nil {
		t.Fatalf("leaving the question closed: %v", s.calls)
	}
	s.view.AskClose()
	screen.Press(s.canvas, fyne.KeyDown)
	screen.Press(s.canvas, fyne.KeyReturn)
	if got := s.last("close"); got != "close a left" {
		t.Errorf("by key: %q", got)
	}
	for i, reason := range thread.Reasons() {
		s.view.AskClose()
		for range i {
			screen.Press(s.canvas, fyne.KeyDown)
		}
		test.Tap(screen.Button(t, screen.Top(s.canvas), "Clore"))
		if got := s.last("close"); got != "close a "+reason {
			t.Errorf("reason %d: %q, want %q", i, got, reason)
		}
	}
	st := state("a", "Bonjour.")
	st.CanClose = false
	s.view.Render(st)
	s.view.AskClose()
	if screen.Top(s.canvas) != nil {
		t.Error("asks although it cannot be closed")
	}
}
