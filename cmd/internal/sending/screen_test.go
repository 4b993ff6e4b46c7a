package sending_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie.example/internal/console/inbox"
	reporting "vigie.example/internal/console/report"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/testkit/canary"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/testkit/screen"
	"vigie.example/ui/kit"
	"vigie.example/ui/report"
	uiwords "vigie.example/ui/words"
)

// pane is the screen of reports over the real view-model, driven by keys alone.
type pane struct {
	*report.View
	t      *testing.T
	model  *reporting.Model
	window fyne.Window
}

func newPane(t *testing.T, m *reporting.Model) *pane {
	t.Helper()
	screen.Start(t)
	w, err := uiwords.In("fr")
	if err != nil {
		t.Fatal(err)
	}
	p := &pane{t: t, model: m, window: fyne.CurrentApp().NewWindow("")}
	t.Cleanup(p.window.Close)
	if p.View, err = report.New(m, report.Actions{}, p.window.Canvas(), w); err != nil {
		t.Fatal(err)
	}
	p.window.SetContent(kit.NewRoot(p.Content()))
	p.window.Resize(fyne.NewSize(620, 700))
	return p
}

// shows renders what the model says until it is so.
func (p *pane) shows(what string, is func(reporting.State) bool) {
	p.t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		s := p.model.State()
		p.Render(s)
		if is(s) {
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("never: %s; on screen: %s", what, screen.Flow(p.window.Content()))
		}
	}
}

func (p *pane) press(keys ...fyne.KeyName) {
	for _, key := range keys {
		screen.Press(p.window.Canvas(), key)
	}
}

func (p *pane) write(text string) { test.Type(p.window.Canvas().Focused(), text) }

// A report is written, justified, read through, looked at as it will be read, and sent: by keys, on the screen, over the real
// service, to a real receiver. Then nothing of it is left on the screen but the receipt.
func TestC15_AReportIsWrittenAndSentByKeys(t *testing.T) {
	b := newBureau(t)
	b.receive(t, b.World.Doctrine)
	d, err := declarant.Start(declarant.Options{URL: b.Page, Roots: b.Roots, Authority: b.Backend.Authority.Public(), Observe: func(declarant.Event) {}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Vanish)
	d.Say(said)
	until(t, b.op.Inbox, "a conversation that can be claimed", func(s inbox.State) bool { return len(s.Waiting) > 0 && s.Waiting[0].Claim == inbox.Claimable })
	b.op.Inbox.ClaimNext()
	held := until(t, b.op.Thread, "what was said", func(s thread.State) bool { return s.Phase == thread.Held && hears(s) })
	b.op.Thread.Shown(held.Conversation, 100)
	p := newPane(t, b.report)

	p.shows("an empty report", func(s reporting.State) bool { return s.Enabled && s.Conversation == held.Conversation })
	p.Focus()
	p.press(fyne.KeySpace)
	p.shows("the category", func(s reporting.State) bool { return s.Head.Offence == "a" })
	p.Focus()
	p.press(fyne.KeyDown)
	p.shows("the target", func(s reporting.State) bool { return s.Head.Target == "lrpgn" })
	p.Focus()
	p.press(fyne.KeySpace)
	p.shows("the purpose", func(s reporting.State) bool { return s.Head.Purpose != "" && s.Head.Recipient != "" })

	for _, it := range held.Items.All() {
		if it.Kind == thread.Message && it.Text == said {
			p.Take(held.Conversation, report.Said{Message: it.ID, Text: it.Text})
		}
	}
	p.press(fyne.KeyReturn) // all of it
	p.write("récit")
	p.press(fyne.KeyReturn)
	p.shows("what was taken from the message", func(s reporting.State) bool { return len(s.Elements) == 1 && len(s.Elements[0].Said) == 1 })
	p.write("Ce sont les faits.")
	p.shows("the necessity", func(s reporting.State) bool { return s.Elements[0].Necessity == "Ce sont les faits." })
	p.Act()
	p.shows("that it will leave", func(s reporting.State) bool { return s.Elements[0].Included && len(s.Leaving) == 1 })

	p.ShowPage(report.Control)
	p.Act()
	p.press(fyne.KeySpace)
	p.shows("that the declarant is informed", func(s reporting.State) bool { return s.Head.Informed && s.Done == len(s.Steps)-1 })
	p.ShowPage(report.Leave)
	p.Focus()
	screen.Settle(p.window)
	p.press(fyne.KeyEnd)
	p.Act()
	p.shows("that it was read through", func(s reporting.State) bool { return s.Read && s.Passed })
	p.Act()
	p.shows("the document", func(s reporting.State) bool { return s.Sending.CanSend && len(s.Sending.Document) > 0 })
	if got := screen.Flow(p.window.Content()); !strings.Contains(got, "Le document tel qu'il sera lu") || !strings.Contains(got, "dans la cuisine.") || !strings.Contains(got, "Page 1 sur 1") {
		t.Errorf("the document is not shown: %s", got)
	}
	p.Act()
	p.window.Canvas().FocusNext() // past the safe answer
	p.press(fyne.KeyReturn)
	p.shows("the receipt", func(s reporting.State) bool { return len(s.Receipts) == 1 && len(s.Elements) == 0 })
	got := screen.Flow(p.window.Content())
	if receipt := b.report.State().Receipts[0]; !strings.Contains(got, receipt.Receipt) || !strings.Contains(got, receipt.Package) {
		t.Errorf("the receipt is not shown: %s", got)
	}
	b.op.Close() // nothing changes any more
	if at := canary.Find(p.View, "dans la cuisine"); len(at) > 0 {
		t.Errorf("still at %q", at)
	}
}
