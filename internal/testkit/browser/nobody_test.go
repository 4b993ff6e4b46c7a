package browser_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vigie.example/assets/page"
	"vigie.example/internal/backend"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/testkit/browser"
	"vigie.example/internal/testkit/vigied"
)

// TestB12_ThePageSaysThatNobodyIsOnDuty: the last one leaves while somebody waits. The page says so within 10 s, with the numbers, then
// that everything is erased; beginning again is refused at once.
func TestB12_ThePageSaysThatNobodyIsOnDuty(t *testing.T) {
	b := vigied.Start(t, vigied.Options{
		Page: http.FileServerFS(page.FS()), Policy: page.Policy, Heartbeat: time.Second, Grace: 2 * time.Second,
		Rules: backend.Rules{OverflowAfter: time.Hour, Calm: 8 * time.Second},
	})
	r := &room{t: t, b: b, browser: chromium(t)}
	r.op = r.enter("op-17")
	p := r.page(browser.Phone)
	p.Fill("#place", "33000")
	p.Click("form button[type=submit]")
	p.Wait(".status:has-text('Vous êtes la prochaine personne.')")
	began := time.Now()
	r.op.Shell.SetDuty(shell.Break)
	p.WaitLong(".status:has-text('Plus personne n’est en service')", 20*time.Second)
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("said after %v", took)
	}
	if p.Count(".numbers a[href='tel:17']") == 0 {
		t.Error("no number to call")
	}
	pictures(p, "waiting")
	p.WaitLong(".ended:has-text('l’échange a été effacé')", 30*time.Second)
	p.Click("#again")
	p.Fill("#place", "33000")
	p.Click("form button[type=submit]")
	p.WaitLong(".notice:has-text('Rien n’a été gardé')", 10*time.Second)
	pictures(p, "start")
}

// pictures writes pictures for who asks for them.
func pictures(p *browser.Page, name string) {
	folder := os.Getenv("PAGE_SHOTS")
	if folder == "" {
		return
	}
	for _, dark := range []bool{false, true} {
		p.Dark(dark)
		p.Screenshot(filepath.Join(folder, fmt.Sprintf("nobody-%s-%v.png", name, dark)), false)
	}
}
