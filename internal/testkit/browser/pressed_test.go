package browser_test

import (
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie.example/internal/console/thread"
	"vigie.example/internal/retention"
	"vigie.example/internal/testkit/browser"
)

// The tab is closed, or its process killed, in the moment after the press: the deletion goes out all the same (D2). It is
// the request that is looked for, not the frame on the socket, which dies with the page.
func TestD2_TheDeletionOutlivesTheTab(t *testing.T) {
	for name, press := range map[string]func(*browser.Page){
		"closed": func(p *browser.Page) {
			p.Evaluate(`void setTimeout(() => document.querySelector("#leave").click(), 50)`, nil)
			eventually(t, "the press", func() bool { return slices.ContainsFunc(p.Requests(), isDeletion) })
			p.Close()
		},
		"killed": func(p *browser.Page) { p.ClickAndKill("#leave", "/v1/delete") },
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t)
			s.slow.Store(int64(5 * time.Second)) // the page is still there when the tab ends
			defer s.slow.Store(0)
			p := browser.Start(t).Page(t, "", browser.Options{})
			k := held(s, p)
			press(p)
			eventually(t, "the deletion is posted", func() bool {
				s.mu.Lock()
				defer s.mu.Unlock()
				return len(s.posted) == 1 && s.posted[0].Conversation == k.id
			})
		})
	}
}

func isDeletion(url string) bool { return strings.HasSuffix(url, "/v1/delete") }

// From the press to the first frame that shows nothing but the cover, with a harmless site that takes its time.
func TestD2_CoveredAtOnce(t *testing.T) {
	b := chromium(t)
	s := newService(t)
	s.slow.Store(int64(5 * time.Second))
	defer s.slow.Store(0)
	p := b.Page(t, "", browser.Options{})
	k := held(s, p)
	for range 50 {
		k.say(strings.Repeat("un long message ", 20))
	}
	eventually(t, "all are shown", func() bool { return p.Count(".theirs") >= 50 })
	// The debugger waits for the navigation; what the page writes to its console does not. The second frame begins after the
	// first was painted.
	p.Evaluate(`void setTimeout(() => {
		const pressed = performance.now();
		document.querySelector("#leave").click();
		const left = document.querySelectorAll("body *").length;
		requestAnimationFrame(() => requestAnimationFrame(() => console.error("covered " + left + " " + (performance.now() - pressed))));
	}, 50)`, nil)
	var left int
	var took float64 // milliseconds
	eventually(t, "the cover is painted", func() bool {
		for _, line := range p.Errors() {
			if n, _ := fmt.Sscanf(line, "covered %d %f", &left, &took); n == 2 {
				return true
			}
		}
		return false
	})
	if left != 1 || took > 2_000 { // the bound is for a machine with better things to do
		t.Errorf("covered after %.0f ms, with %d elements left", took, left)
	}
	t.Logf("covered after %.1f ms", took)
}

// wayIn is a way to a service that can be shut.
type wayIn struct {
	listener net.Listener
	mu       sync.Mutex
	conns    []net.Conn // guarded by mu
}

func openWay(t *testing.T, to string) *wayIn {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	w := &wayIn{listener: l}
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", to)
			if err != nil {
				_ = in.Close()
				continue
			}
			w.mu.Lock()
			w.conns = append(w.conns, in, out)
			w.mu.Unlock()
			go func() { _, _ = io.Copy(out, in); _ = out.Close() }()
			go func() { _, _ = io.Copy(in, out); _ = in.Close() }()
		}
	}()
	t.Cleanup(w.shut)
	return w
}

func (w *wayIn) shut() {
	_ = w.listener.Close()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.conns {
		_ = c.Close()
	}
}

// The service cannot be reached when the button is pressed: the page leaves all the same. At the operator's the declarant is
// lost, the conversation can be ended, and its deadline stands; nobody says that it was deleted.
func TestD2_TheServiceIsDownAtThePress(t *testing.T) {
	r := newRoom(t)
	way := openWay(t, r.b.Host)
	here := "https://" + way.listener.Addr().String() + "/"
	p := r.browser.Page(t, here, browser.Options{})
	begin(p, "33000", "")
	write(p, "il arrive")
	id := r.claim()
	r.reads(id, "il arrive")
	p.Wait("[data-progress=read]")
	said := r.b.Now()
	way.shut()
	p.Click("#leave")
	eventually(t, "the page is left", func() bool { return !strings.HasPrefix(p.URL(), here) })

	var seen thread.State
	until(t, "the declarant is lost", &r.op.Thread.Publisher, func(s thread.State) bool {
		seen = s
		return !s.Here && s.Note.Key == "thread.note.away"
	})
	if seen.Phase != thread.Held || !seen.CanClose {
		t.Errorf("phase %s, can be closed: %v", seen.Phase, seen.CanClose)
	}
	if seen.Deadline.After(said.Add(retention.MaxCeiling)) {
		t.Errorf("the deadline has moved to %v", seen.Deadline)
	}
	if exists, _ := r.b.Service.Knows(id); !exists {
		t.Error("something was deleted although nobody could ask for it")
	}
}

// What the button cannot do, and the one thing that may outlive it, are said before anybody writes (D2, ADR 010).
func TestD2_ThePageSaysBeforehandWhatSurvives(t *testing.T) {
	b := chromium(t)
	s := newService(t)
	for language, want := range map[string][]string{
		"fr-FR": {"danger vital", "30 minutes au plus", "Aucun message n’est gardé", "quatre heures après le dernier message"},
		"en-GB": {"a life is in danger", "30 minutes at most", "No message is kept", "four hours after the last message"},
	} {
		p := b.Page(t, s.url(), browser.Options{Language: language})
		p.Click("#show-traces")
		p.Wait(".reading")
		shown := p.Text(".reading")
		for _, text := range want {
			if !strings.Contains(strings.ReplaceAll(shown, "\u00a0", " "), text) {
				t.Errorf("%s: %q is not said", language, text)
			}
		}
	}
}
