package browser_test

import (
	"testing"

	"vigie.example/internal/testkit/browser"
)

// The red button covers, deletes by two ways, and puts a harmless site in the page's place in the history (D2).
func TestD2_LeavesAndDeletes(t *testing.T) {
	b := chromium(t)
	for name, press := range map[string]func(*browser.Page){
		"button": func(p *browser.Page) { p.Click("#leave") },
		"button over a panel": func(p *browser.Page) {
			p.Click("#show-traces")
			p.Wait(".reading")
			p.Click("#leave")
		},
		"Escape three times": func(p *browser.Page) { p.Press("Escape"); p.Press("Escape"); p.Press("Escape") },
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t)
			p := b.Page(t, s.harmless.URL+"/before", browser.Options{})
			k := held(s, p)
			press(p)
			p.WaitText("Ailleurs")
			if p.URL() != s.harmless.URL+"/" {
				t.Errorf("the red button led to %s", p.URL())
			}
			eventually(t, "the deletion is posted", func() bool {
				s.mu.Lock()
				defer s.mu.Unlock()
				return len(s.posted) == 1 && s.posted[0].Conversation == k.id
			})
			eventually(t, "the deletion came on the socket", k.erased.Load)
			if !p.Back() || p.URL() != s.harmless.URL+"/before" {
				t.Errorf("back led to %s", p.URL())
			}
		})
	}
}

// The page is empty before anything else can take time, with the network gone, too.
func TestD2_CoversAtOnceWithoutANetwork(t *testing.T) {
	b := chromium(t)
	s := newService(t)
	p := b.Page(t, "", browser.Options{})
	held(s, p)
	p.Offline(true)
	var left string
	p.Evaluate(`(() => { document.querySelector("#leave").click(); return document.body.innerText.trim() + document.querySelectorAll("body *").length; })()`, &left)
	if left != "1" { // the cover alone
		t.Errorf("after the press the page still holds %q", left)
	}
	eventually(t, "the page is left", func() bool { return p.URL() != s.url() })
}

// On the first screen there is nothing to delete: the button only leaves.
func TestD2_LeavesTheFirstScreen(t *testing.T) {
	b := chromium(t)
	s := newService(t)
	p := b.Page(t, s.url(), browser.Options{})
	p.Click("#leave")
	p.WaitText("Ailleurs")
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.posted) != 0 {
		t.Error("something was deleted")
	}
}
