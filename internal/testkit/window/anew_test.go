package window_test

import (
	"crypto/rand"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"

	"vigie.example/internal/remains"
	"vigie.example/internal/testkit/browser"
)

// TestC21_TheWindowStartsAnewOnceItsLastConversationIsGone reads the memory of the real console, window and toolkit included: after the
// red button it has put a new process in its own place, nothing of what was shown is in it, and the shift goes on.
func TestC21_TheWindowStartsAnewOnceItsLastConversationIsGone(t *testing.T) {
	d := newDesk(t)
	chromium := browser.Start(t)
	p, pid, console := open(t, d, programs(t)) // without the race detector, whose own memory cannot be read through
	defer func() {
		if t.Failed() {
			d.shot("failed")
			t.Logf("the console said:\n%s", console.String())
		}
	}()
	stem := "zzqxkanari" + strings.ToLower(rand.Text()[:8])
	count := func() int {
		t.Helper()
		report, err := remains.New(stem).Memory(t.Context(), pid)
		if errors.Is(err, remains.ErrMemory) {
			t.Skipf("%v (it needs root or CAP_SYS_PTRACE)", err)
		}
		fatal(t, err)
		return len(report.Finds)
	}

	first := talkOnce(t, d, chromium, p.Host, func(tab *browser.Page) {
		say(tab, stem+" de la page")
		d.window("Vigie")
		signIn(t, d, p)
	}, stem)
	before, began := count(), stackOf(t, pid)
	if before == 0 {
		t.Error("control: the memory does not show what is on the screen")
	}
	first.Click("#leave")
	first.WaitText("Ailleurs")
	d.Until("a new process in its place", func() bool { now := stackOf(t, pid); return now != "" && now != began })
	d.window("Vigie")
	d.Until("the shift to go on", func() bool {
		return shows(t, p, "vigie_operators_on_duty 1") && shows(t, p, `vigie_conversations{state="held"} 0`)
	})
	if n := count(); n > 0 {
		t.Errorf("the memory of the new process holds it %d times", n)
	}
	t.Logf("the window's memory held it %d times before", before)

	report, err := remains.New(stem).Files(t.Context(), d.Dir)
	fatal(t, err)
	for _, f := range report.Finds {
		t.Errorf("%s holds it (%s)", f.Place, f.Shape)
	}
	talkOnce(t, d, chromium, p.Host, func(tab *browser.Page) { say(tab, "Bonsoir") }, "Oui")
	d.shot("anew-held")
}

// talkOnce brings a conversation to the operator at the window, who answers.
func talkOnce(t *testing.T, d *desk, chromium *browser.Browser, host string, begin func(*browser.Page), answer string) *browser.Page {
	t.Helper()
	tab := chromium.Page(t, "https://"+host+"/", browser.Options{})
	tab.Wait("#place")
	tab.Fill("#place", "33000")
	tab.Click("form button[type=submit]")
	tab.Wait("#message")
	begin(tab)
	d.Until("the operator has the conversation", func() bool {
		d.keys("ctrl+n")
		return tab.Count(".status:has-text('Une personne vous répond.')") > 0
	})
	d.keys("ctrl+m")
	d.types(answer)
	d.keys("Return")
	tab.Wait(`.theirs:has-text("` + answer + `")`)
	return tab
}

// stackOf returns where a process has its stack: a new program in its place has another one.
func stackOf(t *testing.T, pid int) string {
	t.Helper()
	maps, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/maps")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(maps)) {
		if strings.HasSuffix(strings.TrimSpace(line), "[stack]") {
			return line
		}
	}
	return ""
}
