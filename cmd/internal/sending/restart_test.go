package sending_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vigie.example/internal/access"
	"vigie.example/internal/console/inbox"
	reporting "vigie.example/internal/console/report"
	"vigie.example/internal/conversation"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/trace"
)

// The console ends while the target is away; the next one goes on with the same package from the vault, which is taken over once. Then
// nothing is left of it on the workstation, and the trace says what was sent and what became of it.
func TestC15_ARestartGoesOnWithThePackage(t *testing.T) {
	b := newBureau(t)
	id, events := b.talk(t)
	b.report.Send(id)
	until(t, b.report, "it is on its way", func(s reporting.State) bool { return s.Sending.Phase == reporting.OnItsWay })
	b.op.Close()
	b.start(t)
	until(t, b.op.Inbox, "the conversation is back", func(s inbox.State) bool { return len(s.Mine) == 1 })
	b.op.Inbox.Select(id)
	s := until(t, b.report, "it goes on", func(s reporting.State) bool { return s.Conversation == id && s.Sending.Phase == reporting.OnItsWay })
	if s.Enabled || len(s.Elements) != 1 || s.Elements[0].Value != said {
		t.Errorf("%d elements", len(s.Elements))
	}
	b.receive(t, b.World.Doctrine)
	expect(t, events, declarant.Erased)
	s = until(t, b.report, "the receipt", func(s reporting.State) bool { return len(s.Receipts) == 1 && !s.Enabled })
	name := s.Receipts[0].Package
	if got := b.way.accepted(); !slices.Equal(got, []string{name}) {
		t.Errorf("the target has %v, the receipt names %s", got, name)
	}
	until(t, b.op.Inbox, "the deletion's receipt", func(s inbox.State) bool { return len(s.Receipts) == 1 && s.Receipts[0].Cause == "export" })
	if got := b.traced(id, name); len(got) < 2 || got[0] != "sent" || got[len(got)-1] != "accepted" {
		t.Errorf("traced: %v", got)
	}
	b.nothingLeft(t)
}

// traced returns what the trace says of a package, in order.
func (b *bureau) traced(id conversation.ID, name string) (became []string) {
	for _, r := range b.store.Recorded() {
		if r.Action == access.Export && r.Object == trace.Conversation(id) && r.Export.Package == name && r.Export.Target == "lrpgn" {
			became = append(became, r.Export.Outcome)
		}
	}
	return became
}

// nothingLeft wants the spool without a package, and the workstation's files without anything that was said.
func (b *bureau) nothingLeft(t *testing.T) {
	t.Helper()
	for _, folder := range []string{b.way.folder, b.folder} {
		err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			raw, err := os.ReadFile(path)
			if strings.HasSuffix(path, ".p7m") || strings.Contains(string(raw), said) {
				t.Errorf("%s is left", filepath.Base(path))
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}
