package browser_test

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"vigie.example/internal/testkit/browser"
)

const sample = `<!doctype html><html lang="fr"><head><title>Essai</title></head><body><main><h1>Essai</h1>
<label for="a">Nom</label><input id="a"><button onclick="document.querySelector('p').textContent='Bonjour '+a.value">Dire</button><p></p></main></body></html>`

func TestDrivesChromium(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/bad" {
			w.Write([]byte(strings.Replace(sample, `<label for="a">Nom</label>`, "", 1)))
			return
		}
		w.Write([]byte(sample))
	}))
	defer s.Close()
	b := browser.Start(t)
	p := b.Page(t, s.URL+"/", browser.Phone)
	p.Type("#a", "Zoé")
	p.Click("button")
	p.WaitText("Bonjour Zoé")
	if got := p.Text("p"); got != "Bonjour Zoé" {
		t.Errorf("text is %q", got)
	}
	var width int
	p.Evaluate("innerWidth", &width)
	if width != browser.Phone.Width && width != 980 { // without a viewport element a telephone lays out at 980
		t.Errorf("the viewport is %d pixels wide", width)
	}
	if v := p.Axe(); len(v) != 0 {
		t.Errorf("axe finds %v in a good page", v)
	}
	p.Screenshot(filepath.Join(t.TempDir(), "page.png"), true)
	p.Goto(s.URL + "/bad")
	if v := p.Axe(); len(v) == 0 {
		t.Error("axe finds nothing in a page with a field without a label")
	}
	if !p.Back() || p.URL() != s.URL+"/" {
		t.Error("the back button did not lead back")
	}
	if p.Title() != "Essai" || p.Cookies() != 0 {
		t.Error("title or cookies are wrong")
	}
}
