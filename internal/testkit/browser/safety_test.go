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
	b := chromium(t)
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
				always(t, p, screen)
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

// always holds what every screen has: the red button, the numbers, and the ways to traces, policy and rights (D2, D4, D5, D6).
func always(t *testing.T, p *browser.Page, screen string) {
	t.Helper()
	for _, what := range []string{
		"#leave", ".numbers a[href='tel:17']", ".numbers a[href='tel:112']", ".numbers a[href='sms:114']", ".numbers a[href='tel:3919']",
		".numbers a[href='tel:116006']", "#show-traces", "#show-policy", "#show-rights",
	} {
		if p.Count(what+" >> visible=true") != 1 {
			t.Errorf("%s: no %s", screen, what)
		}
	}
}

// Narrow telephones, and a desktop window of 1280 x 800 at 200 % and a half of one at 400 %: nothing scrolls sideways, nothing is cut off, and the red
// button is within reach (D7).
func TestD7_NarrowAndZoomed(t *testing.T) {
	b := chromium(t)
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
	b := chromium(t)
	s := newService(t)
	p := b.Page(t, s.url(), browser.Options{})
	p.Wait("#pseudonym")
	draftsStayHere(t, p)
	begin(p, "33000", "Camille")
	k := s.talk(0)
	k.await("a key is sealed", func() bool { return len(k.secrets) > 0 })
	k.claim()
	k.say("Bonsoir")
	p.Wait(".theirs")
	write(p, "Bonsoir")
	k.read(1)
	draftsStayHere(t, p)
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

// draftsStayHere: no field lets the browser check its spelling, which some do by sending the words away.
func draftsStayHere(t *testing.T, p *browser.Page) {
	t.Helper()
	var fields struct{ All, Checked int }
	p.Evaluate(`(() => {
		const all = [...document.querySelectorAll("input[type=text], input:not([type]), textarea")];
		return { All: all.length, Checked: all.filter((f) => f.spellcheck).length };
	})()`, &fields)
	if fields.All == 0 || fields.Checked > 0 {
		t.Errorf("of %d fields, %d have their spelling checked", fields.All, fields.Checked)
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
	b := chromium(t)
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

// A whole way by keyboard alone: what has the focus is where a person would look for it (D7).
func TestD7_KeyboardAlone(t *testing.T) {
	b := chromium(t)
	s := newService(t)
	p := b.Page(t, s.url(), browser.Options{})
	p.Wait("#place")
	focused := func(want string) {
		t.Helper()
		eventually(t, "the focus is on "+want, func() bool {
			var is bool
			p.Evaluate(fmt.Sprintf("document.activeElement?.matches(%q) ?? false", want), &is)
			return is
		})
	}
	p.Press("Tab")
	focused(".skip")
	p.Press("Enter")
	focused("main")
	p.Press("Tab")
	focused("#place")
	p.Press("Enter") // empty: the error is said, and the focus stays
	focused("#place")
	if p.Aria("form") == "" || p.Text("#place-error") == "" {
		t.Error("the error is not said")
	}
	p.Type("#place", "bor")
	p.Wait("[role=option]")
	p.Press("ArrowDown")
	focused("#place[aria-activedescendant]")
	p.Press("Enter")
	p.Press("Tab")
	focused("#pseudonym")
	p.Press("Enter")
	focused("#message")
	k := s.talk(0)
	if k.place != "33063" {
		t.Errorf("the place sent is %q", k.place)
	}
	p.Type("#message", "par le clavier")
	p.Press("Shift+Enter")
	p.Type("#message", "deux lignes")
	p.Press("Enter")
	if got := k.read(1)[0]; got != "par le clavier\ndeux lignes" {
		t.Errorf("the operator reads %q", got)
	}
	var kept string
	p.Evaluate(`[...document.querySelectorAll("input[type=text]")].map((e) => e.value).join("")`, &kept)
	if kept != "" {
		t.Errorf("the first screen still holds %q", kept) // B3
	}
	p.Press("Shift+Tab")
	focused("[role=log]")
	p.Press("Shift+Tab")
	focused("#end")
	p.Press("Enter")
	focused(".end h1")
	p.Press("Tab")
	p.Press("Enter") // the first choice: end
	focused(".ended h2")
	k.await("the page closes", func() bool { return k.closed == "left" })
}

// What a screen reader is told.
func TestD7_ScreenReader(t *testing.T) {
	b := chromium(t)
	s := newService(t)
	p := b.Page(t, "", browser.Options{Language: "en-GB"})
	k := held(s, p)
	write(p, "Hello")
	k.read(1)
	k.confirm(true)
	p.Wait("[data-progress=read]")
	tree := p.Aria("body")
	for _, want := range []string{
		"banner:", "main:", "contentinfo:", "navigation \"Information\":", "complementary \"Emergency and help numbers\":", "heading \"Your conversation\" [level=1]",
		"log \"Messages\":", "status:", "paragraph: Somebody is answering you.", "textbox \"Your message\"", "button \"Send\"", "button \"Leave urgently and delete the conversation\"",
	} {
		if !strings.Contains(tree, want) {
			t.Errorf("%s is missing in\n%s", want, tree)
		}
	}
	var lang string
	p.Evaluate("document.documentElement.lang", &lang)
	if lang != "en" {
		t.Errorf("the language is %q", lang)
	}
}

// Changing the language loses nothing, and asks for nothing.
func TestD7_LanguageChangesInPlace(t *testing.T) {
	b := chromium(t)
	s := newService(t)
	p := b.Page(t, "", browser.Options{})
	held(s, p)
	p.Fill("#message", "brouillon")
	asked := len(p.Requests())
	p.Click(".language")
	p.Wait(".status:has-text('Somebody is answering you.')")
	var draft string
	p.Evaluate(`document.querySelector("#message").value`, &draft)
	if draft != "brouillon" || p.Count(".theirs") != 1 || len(p.Requests()) != asked {
		t.Error("something was lost or asked for")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Equal(s.language, []string{"fr"}) {
		t.Errorf("opened in %v", s.language)
	}
}

// Two tabs, even of one browser, are two conversations that nothing links (C9, B2); coming back begins a new one.
func TestB2_C9_TwoTabsAndComingBackAreApart(t *testing.T) {
	b := chromium(t)
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
	b := chromium(t)
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
