package browser_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"vigie.example/internal/testkit/browser"
)

// Every screen, in both languages and both colour schemes, on a telephone and a desktop: no broken rule (D7).
func TestD7_EveryScreenIsAccessible(t *testing.T) {
	b := browser.Start(t)
	for _, v := range visits() {
		t.Run(v.name, func(t *testing.T) {
			walk(t, b, v, func(p *browser.Page, screen string) {
				for _, broken := range p.Axe() {
					t.Errorf("%s: %s (%s): %s\n\t%s", screen, broken.ID, broken.Impact, broken.Help, strings.Join(broken.Nodes, "\n\t"))
				}
				var scrolls bool
				p.Evaluate(`document.documentElement.scrollWidth > innerWidth`, &scrolls)
				if scrolls {
					t.Errorf("%s: scrolls sideways", screen)
				}
				sober(t, p, screen)
			})
		})
	}
}

// sober holds the title and the address to what anybody may see (D3).
func sober(t *testing.T, p *browser.Page, screen string) {
	t.Helper()
	if title := p.Title(); title != "Information et orientation" && title != "Information and guidance" {
		t.Errorf("%s: the title is %q", screen, title)
	}
	if url := p.URL(); !strings.HasSuffix(url, "/") || strings.Count(url, "/") != 3 {
		t.Errorf("%s: the address is %q", screen, url)
	}
}

// Narrow telephones, and a desktop window of 1280 x 800 at 200 % and a half of one at 400 %: nothing scrolls sideways, nothing is cut off, and the red
// button is within reach (D7).
func TestD7_NarrowAndZoomed(t *testing.T) {
	b := browser.Start(t)
	for _, o := range []browser.Options{
		{Width: 320, Height: 640, Touch: true}, {Width: 640, Height: 400}, {Width: 320, Height: 256}, {Width: 844, Height: 390, Touch: true},
	} {
		t.Run(fmt.Sprintf("%dx%d", o.Width, o.Height), func(t *testing.T) {
			walk(t, b, visit{"narrow", o}, func(p *browser.Page, screen string) {
				var wide []string
				p.Evaluate(`(() => {
					const out = document.documentElement.scrollWidth > innerWidth ? ["page " + document.documentElement.scrollWidth] : [];
					for (const e of document.querySelectorAll("body *")) {
						const r = e.getBoundingClientRect();
						if (e.offsetParent && r.width > 2 && (r.right > innerWidth + 1 || r.left < -1)) out.push(e.tagName + "." + e.className);
					}
					return out;
				})()`, &wide)
				if len(wide) != 0 {
					t.Errorf("%s: wider than the window: %v", screen, wide)
				}
				var reachable bool
				p.Evaluate(`(() => {
					const r = document.querySelector("#leave").getBoundingClientRect();
					const e = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
					return e !== null && e.closest("#leave") !== null;
				})()`, &reachable)
				if !reachable {
					t.Errorf("%s: the red button is out of reach", screen)
				}
			})
		})
	}
}

// Nothing is kept in the browser, and nobody else is asked for anything (D7).
func TestD7_NothingKeptAndNoThirdParty(t *testing.T) {
	b := browser.Start(t)
	s := newService(t)
	p := b.Page(t, s.url(), browser.Options{})
	begin(p, "33000", "Camille")
	k := s.talk(0)
	k.await("a key is sealed", func() bool { return len(k.secrets) > 0 })
	k.claim()
	k.say("Bonsoir")
	p.Wait(".theirs")
	write(p, "Bonsoir")
	k.read(1)
	p.Click("#show-policy")
	p.Wait(".reading")
	nothingKept(t, p)
	host := strings.TrimPrefix(s.server.URL, "https://")
	for _, r := range p.Requests() {
		if _, rest, _ := strings.Cut(r, "://"); !strings.HasPrefix(rest, host+"/") {
			t.Errorf("the page asked for %s", r)
		}
	}
	if errors := p.Errors(); len(errors) != 0 {
		t.Errorf("the page, or its policy, complains: %v", errors)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.queries) != 0 && slices.Contains(s.queries, "Camille") {
		t.Error("the pseudonym was sent as a place")
	}
}

func nothingKept(t *testing.T, p *browser.Page) {
	t.Helper()
	var kept json.RawMessage
	p.Evaluate(`(async () => ({
		local: localStorage.length, session: sessionStorage.length, cookies: document.cookie.length,
		databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
		workers: (await navigator.serviceWorker.getRegistrations()).length, history: history.state === null ? 0 : 1,
	}))()`, &kept)
	var counts map[string]int
	if err := json.Unmarshal(kept, &counts); err != nil {
		t.Fatal(err)
	}
	for what, n := range counts {
		if n != 0 {
			t.Errorf("the browser keeps %s", what)
		}
	}
	if n := p.Cookies(); n != 0 {
		t.Errorf("the browser keeps %d cookies", n)
	}
}

// A message is text, whatever is in it (D7): markup stays words, and what would turn or hide words is taken out.
func TestD7_MessagesAreText(t *testing.T) {
	b := browser.Start(t)
	s := newService(t)
	p := b.Page(t, "", browser.Options{})
	k := held(s, p)
	k.say("<img src=x onerror=alert(1)><script>document.title='pris'</script> [lien](javascript:1)")
	p.Wait(".theirs:has-text('<img src=x')")
	k.say("photo\u202Egpj.exe mot\u200Bcou\u00ADpé \u2066a\u2069")
	p.Wait(".theirs:has-text('photo\uFFFDgpj.exe motcoupé \uFFFDa\uFFFD')")
	if p.Count(".log img, .log script, .log a") != 0 || p.Title() != "Information et orientation" {
		t.Error("a message became markup")
	}
}

// Two tabs, even of one browser, are two conversations that nothing links (C9, B2); coming back begins a new one.
func TestB2_C9_TwoTabsAndComingBackAreApart(t *testing.T) {
	b := browser.Start(t)
	s := newService(t)
	c := b.Context(t, browser.Options{})
	one, two := c.Page(t, s.url()), c.Page(t, s.url())
	begin(one, "33000", "")
	write(one, "premier onglet")
	first := s.talk(0)
	begin(two, "33000", "")
	write(two, "second onglet")
	second := s.talk(1)
	if got := first.read(1); len(got) != 1 || got[0] != "premier onglet" {
		t.Errorf("the first tab sent %q", got)
	}
	if got := second.read(1); len(got) != 1 || got[0] != "second onglet" {
		t.Errorf("the second tab sent %q", got)
	}
	one.Reload()
	one.Wait("#place")
	var place, pseudonym string
	one.Evaluate(`document.querySelector("#place").value`, &place)
	one.Evaluate(`document.querySelector("#pseudonym").value`, &pseudonym)
	if place+pseudonym != "" || one.Count(".message") != 0 {
		t.Error("something of the first conversation came back")
	}
	begin(one, "33000", "")
	if third := s.talk(2); third.id == first.id || third.id == second.id {
		t.Error("coming back continued a conversation")
	}
}

// The back button leads out and, forward again, to an empty first screen (D7).
func TestD7_BackAndForwardShowNothing(t *testing.T) {
	b := browser.Start(t)
	s := newService(t)
	p := b.Page(t, s.harmless.URL+"/", browser.Options{})
	p.Goto(s.url())
	begin(p, "33000", "")
	write(p, "ne doit pas revenir")
	s.talk(0).read(1)
	p.Click("#show-rights") // panels make no entry in the history
	p.Wait(".reading")
	if !p.Back() || p.URL() != s.harmless.URL+"/" {
		t.Fatalf("back led to %s", p.URL())
	}
	p.Forward()
	p.Wait("#place")
	if p.Count("text=ne doit pas revenir") != 0 || p.Count(".message") != 0 {
		t.Error("the conversation came back")
	}
}
