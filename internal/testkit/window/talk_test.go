package window_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vigie.example/internal/testkit/browser"
	"vigie.example/internal/testkit/vigied"
)

// phrase protects nothing but this test.
const phrase = "lampe cactus violon neige tambour fenouil radeau"

// programs builds what is tried here, as it is delivered but with the flags.
func programs(t *testing.T, flags ...string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	args := append([]string{"build", "-buildvcs=false", "-o", dir + "/"}, flags...)
	out, err := exec.Command("go", append(args, "vigie.example/cmd/vigied", "vigie.example/cmd/vigiectl", "vigie.example/cmd/vigie")...).CombinedOutput()
	if err != nil {
		t.Fatalf("the programs do not build: %v\n%s", err, out)
	}
	return dir
}

// TestC1_ADeclarantInABrowserAndAnOperatorAtTheWindow is the main job: two people talk, each on the real thing, and the
// declarant leaves by the red button.
func TestC1_ADeclarantInABrowserAndAnOperatorAtTheWindow(t *testing.T) {
	d := newDesk(t)
	chromium := browser.Start(t)
	p, _, console := open(t, d, programs(t, "-race"))
	defer func() {
		if t.Failed() {
			d.shot("failed")
			t.Logf("the console said:\n%s", console.String())
		}
	}()

	tab := chromium.Page(t, "https://"+p.Host+"/", browser.Options{})
	tab.Wait("#place")
	tab.Fill("#place", "33000")
	tab.Fill("#pseudonym", "Camille")
	tab.Click("form button[type=submit]")
	tab.Wait("#message")
	say(tab, "Bonsoir, il est rentré, vous êtes là ?")
	tab.Wait("[data-progress=stored]")
	d.window("Vigie")
	d.shot("sign-in")

	signIn(t, d, p)
	d.shot("inbox")
	// Ctrl+N takes who waits, once the list is there and the page has sealed to this operator: before, it does nothing.
	d.Until("the operator has the conversation", func() bool {
		d.keys("ctrl+n")
		return tab.Count(".status:has-text('Une personne vous répond.')") > 0
	})
	tab.Wait(".mine:has-text('il est rentré')[data-progress=read]") // the window has shown it
	d.shot("held")

	d.keys("ctrl+m")
	d.types("Oui, je suis là. Êtes-vous à l'abri, ça va ?")
	tab.Wait(".typing-line")
	d.keys("Return")
	tab.Wait(`.theirs:has-text("Oui, je suis là. Êtes-vous à l'abri, ça va ?")`)
	say(tab, "Oui, dans la salle de bain.")
	tab.Wait(".mine:has-text('salle de bain')[data-progress=read]")
	d.shot("answered")
	if n := tab.Count(".message"); n != 3 {
		t.Errorf("the page shows %d messages, want 3", n)
	}
	if n := tab.Count("[data-warning]"); n != 0 {
		t.Errorf("the page warns: %s", tab.Text(".warnings"))
	}

	if !shows(t, p, `vigie_conversations{state="held"} 1`) {
		t.Error("control: the service does not count the conversation")
	}
	if d.blank() {
		t.Error("control: the window shows no messages")
	}
	tab.Click("#leave")
	tab.WaitText("Ailleurs")
	d.Until("the service has nothing left", func() bool {
		return shows(t, p, `vigie_conversations{state="held"} 0`) && shows(t, p, `vigie_deletions_total{cause="`)
	})
	d.Until("the window shows nothing of it", d.blank)
	d.shot("erased")
	if said := console.String(); strings.Contains(said, "DATA RACE") || strings.Contains(said, "panic") {
		t.Errorf("the console said:\n%s", said)
	}
}

// signIn types what the operator knows.
func signIn(t *testing.T, d *desk, p *vigied.Process) {
	d.types("op-17")
	d.keys("Return", "Return") // to the passphrase, the only way that can be used here
	d.types(phrase)
	d.keys("Return")
	d.Until("the operator is on duty", func() bool { return shows(t, p, "vigie_operators_on_duty 1") })
}

// say sends a message from the page.
func say(tab *browser.Page, text string) {
	tab.Fill("#message", text)
	tab.Click(".send")
}

// shows reports whether the service's figures have a line that begins so.
func shows(t *testing.T, p *vigied.Process, line string) bool {
	t.Helper()
	resp, err := p.HTTP().Get("https://" + p.Host + "/metrics")
	fatal(t, err)
	defer resp.Body.Close()
	figures, err := io.ReadAll(resp.Body)
	fatal(t, err)
	return strings.Contains("\n"+string(figures), "\n"+line)
}

// open starts the backend, with one account for this workstation, and the console's window.
func open(t *testing.T, d *desk, bin string) (p *vigied.Process, pid int, said *vigied.Buffer) {
	t.Helper()
	key, public := filepath.Join(d.Dir, "authority.key"), filepath.Join(d.Dir, "authority.pub")
	d.Output("", bin+"/vigiectl", "authority", "init", "--key", key, "--public", public)
	raw, err := os.ReadFile(public)
	fatal(t, err)
	elsewhere := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "<!doctype html><title>Ailleurs</title><p>Ailleurs</p>")
	}))
	t.Cleanup(elsewhere.Close)
	p = vigied.Exec(t, bin+"/vigied", filepath.Join(d.Dir, "data"), nil, "--authority", public, "--leave", elsewhere.URL+"/")
	workstation := d.Output("", bin+"/vigie", "workstation")
	d.Output(phrase+"\n", bin+"/vigiectl", "account", "add", "--data", p.Dir, "--authority", key,
		"--actor", "op-17", "--name", "Camille Roche", "--unit", "police-33", "--workstation", workstation)
	policy := filepath.Join(d.Dir, "vigie.toml")
	fatal(t, os.WriteFile(policy, fmt.Appendf(nil, "backend = %q\nauthority = %q\nca = %q\n",
		p.Console, strings.TrimSpace(string(raw)), filepath.Join(p.Dir, "dev-cert.pem")), 0o600))
	cmd := d.Command(bin+"/vigie", "--policy", policy, "--lang", "fr")
	said = d.Start(cmd)
	return p, cmd.Process.Pid, said
}
