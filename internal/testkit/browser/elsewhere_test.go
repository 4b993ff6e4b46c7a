package browser_test

import (
	"encoding/base64"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"vigie.example/internal/testkit/browser"
	"vigie.example/internal/testkit/vigied"
)

// The page, built as static files, talks to the service from another host; so that the service's host cannot change it (B11).
func TestB11_ThePageFromAnotherHost(t *testing.T) {
	folder := t.TempDir()
	files := http.FileServerFS(os.DirFS(folder))
	host := quiet(files)
	t.Cleanup(host.Close)
	other := quiet(files)
	t.Cleanup(other.Close)
	b := vigied.Start(t, vigied.Options{Origins: []string{host.URL}})
	build := exec.Command("node", "build.mjs", "--out", folder, "--service", "wss://"+b.Host, "--leave", "https://"+b.Host+"/healthz",
		"--authority", base64.StdEncoding.EncodeToString(b.Authority.Public()))
	build.Dir = filepath.Join("..", "..", "..", "assets", "page")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	c := chromium(t)
	p := c.Page(t, host.URL+"/", browser.Options{})
	begin(p, "33000", "")
	p.Wait(".reference")
	write(p, "d’ailleurs")
	p.Wait("[data-progress=stored]")
	if errors := p.Errors(); len(errors) != 0 {
		t.Errorf("the page complains: %v", errors)
	}
	p.Click("#leave")
	eventually(t, "the page is left", func() bool { return p.URL() == "https://"+b.Host+"/healthz" })

	stranger := c.Page(t, other.URL+"/", browser.Options{}) // another host may not: the service refuses its origin
	stranger.Wait("#place")
	stranger.Fill("#place", "33000")
	stranger.Click("form button[type=submit]")
	stranger.Wait(".start > [role=alert].warning")
}
