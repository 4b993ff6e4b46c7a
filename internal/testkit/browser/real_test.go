package browser_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"vigie.example/assets/page"
	"vigie.example/internal/access"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/conversation"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/browser"
	"vigie.example/internal/testkit/vigied"
)

// room is the real thing: a service, its page in Chromium, and a console without its window.
type room struct {
	t       testing.TB
	b       *vigied.Backend
	op      *testkit.Operator
	browser *browser.Browser
}

func newRoom(t *testing.T) *room {
	t.Helper()
	b := vigied.Start(t, vigied.Options{
		Page: http.FileServerFS(page.FS()), Policy: page.Policy, Heartbeat: time.Second,
	})
	r := &room{t: t, b: b, browser: chromium(t)}
	r.op = r.enter("op-17")
	return r
}

// enter signs an operator of the unit of Bordeaux in.
func (r *room) enter(actor string) *testkit.Operator {
	r.t.Helper()
	staff := r.b.AddOperator(r.t, access.ActorCode(actor), "police-33")
	op, err := testkit.StartOperator(testkit.OperatorOptions{
		URL: r.b.Console, Roots: r.b.Roots, Authority: r.b.Authority.Public(), Workstation: staff.Workstation,
	})
	must(r.t, err)
	r.t.Cleanup(op.Close)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	must(r.t, op.Enter(ctx, actor, staff.Passphrase))
	return op
}

func (r *room) page(o browser.Options) *browser.Page {
	r.t.Helper()
	return r.browser.Page(r.t, "https://"+r.b.Host+"/", o)
}

// claim takes the first who waits.
func (r *room) claim() conversation.ID {
	r.t.Helper()
	var id conversation.ID
	until(r.t, "somebody waits", &r.op.Inbox.Publisher, func(s inbox.State) bool {
		for _, row := range s.Waiting {
			if row.Claim == inbox.Claimable {
				id = row.Conversation
				return true
			}
		}
		return false
	})
	r.op.Inbox.Claim(id)
	until(r.t, "the conversation is held", &r.op.Thread.Publisher, func(s thread.State) bool {
		return s.Conversation == id && s.Phase == thread.Held
	})
	return id
}

// reads waits until the operator reads a text, and says that it was on the screen.
func (r *room) reads(id conversation.ID, text string) {
	r.t.Helper()
	n := 0
	until(r.t, "the operator reads "+text, &r.op.Thread.Publisher, func(s thread.State) bool {
		n = s.Items.Len()
		for i := range n {
			if item := s.Items.At(i); item.Kind == exchange.Message && item.Text == text {
				return true
			}
		}
		return false
	})
	r.op.Thread.Shown(id, n)
}

func until[S any](t testing.TB, what string, of testkit.Source[S], ok func(S) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if testkit.Until(ctx, of, ok) != nil {
		t.Fatalf("not in time: %s", what)
	}
}

// A whole conversation between Chromium and the real console, over the real service.
func TestD1_AWholeConversation(t *testing.T) {
	r := newRoom(t)
	p := r.page(browser.Phone)
	p.Wait("#place")
	p.Type("#place", "bordea")
	p.Wait("[role=option]:has-text('Bordeaux')")
	p.Press("ArrowDown")
	p.Press("Enter")
	p.Fill("#pseudonym", "Camille")
	p.Click("form button[type=submit]")
	p.Wait(".status:has-text('Vous êtes la prochaine personne.')")
	write(p, "Bonsoir, vous êtes là ?")
	p.Wait("[data-progress=stored]")
	id := r.claim()
	p.Wait(".status:has-text('Une personne vous répond.')")
	r.reads(id, "Bonsoir, vous êtes là ?")
	p.Wait("[data-progress=read]")
	until(t, "the operator sees the pseudonym", &r.op.Thread.Publisher, func(s thread.State) bool { return s.Pseudonym == "Camille" })

	r.op.Thread.Draft(id, "Bon")
	p.Wait(".typing-line")
	r.op.Thread.Send(id, "Bonsoir Camille. Prenez votre temps.")
	p.Wait(".theirs:has-text('Bonsoir Camille. Prenez votre temps.')")
	until(t, "the page confirms", &r.op.Thread.Publisher, func(s thread.State) bool {
		for i := range s.Items.Len() {
			if item := s.Items.At(i); item.Delivery == thread.Read {
				return true
			}
		}
		return false
	})

	p.Offline(true)
	p.Wait(".status[data-tone=warning]")
	write(p, "pendant la coupure")
	p.Wait("[data-progress=sending]:has-text('partira au retour de la connexion')")
	r.op.Thread.Send(id, "Je vous attends.")
	p.Offline(false)
	p.Wait(".status[data-tone=good]")
	p.Wait(".theirs:has-text('Je vous attends.')")
	r.reads(id, "pendant la coupure")
	p.Wait(".mine:has-text('pendant la coupure')[data-progress=read]")
	if got := p.Count(".message"); got != 4 {
		t.Errorf("%d messages are shown, want 4", got)
	}
	if got := p.Count("[data-warning]"); got != 0 {
		t.Errorf("a good service is warned of: %s", p.Text(".warnings"))
	}

	r.op.Thread.Close(id, "done")
	p.Wait(".ended:has-text('La personne qui vous répondait a terminé')")
	p.Click("#erase")
	p.Wait(".ended:has-text('effacé à votre demande')")
	until(t, "nothing is left at the operator's", &r.op.Thread.Publisher, func(s thread.State) bool {
		return s.Phase == thread.Gone || s.Conversation == ""
	})
	if errors := p.Errors(); len(errors) > 0 {
		for _, e := range errors {
			if !strings.Contains(e, "ERR_INTERNET_DISCONNECTED") { // the network was taken away
				t.Errorf("the page complains: %s", e)
			}
		}
	}
	nothingKept(t, p)
}

// The red button deletes on the service and at the operator's, while the page is already elsewhere (D2).
func TestD2_TheRedButtonErasesEverywhere(t *testing.T) {
	r := newRoom(t)
	p := r.page(browser.Options{})
	begin(p, "33000", "")
	write(p, "il arrive")
	id := r.claim()
	r.reads(id, "il arrive")
	p.Press("Escape")
	p.Press("Escape")
	p.Press("Escape")
	until(t, "nothing is left at the operator's", &r.op.Thread.Publisher, func(s thread.State) bool {
		return s.Phase == thread.Gone || s.Conversation == ""
	})
	eventually(t, "the service has nothing left", func() bool {
		exists, _ := r.b.Service.Knows(id)
		return !exists
	})
}

// What the page leaves when it is closed without the red button: the operator sees that the declarant has gone.
func TestD2_AClosedTabIsSeenAsGone(t *testing.T) {
	r := newRoom(t)
	p := r.page(browser.Options{})
	begin(p, "33000", "")
	r.claim()
	p.Close()
	until(t, "the declarant has gone", &r.op.Thread.Publisher, func(s thread.State) bool { return !s.Here })
}
