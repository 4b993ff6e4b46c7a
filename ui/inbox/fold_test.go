package inbox

import (
	"fmt"
	"strings"
	"testing"

	"vigie.example/internal/console/inbox"
	"vigie.example/internal/testkit/screen"
)

func queueOf(n, urgent int) []inbox.Row {
	var out []inbox.Row
	for i := range n {
		out = append(out, row(fmt.Sprintf("%03d", i), inbox.Waiting, func(r *inbox.Row) { r.Urgent = i < urgent }))
	}
	return out
}

// Three hundred who wait do not push an operator's own conversations out of sight; the urgent ones are all shown, and the
// rest is one key away (B12).
func TestB12_LongQueueLeavesRoomForOnesOwn(t *testing.T) {
	mine := row("own", inbox.Mine, nil)
	v, a, _ := start(t)
	v.Render(state(append(queueOf(300, 0), mine)...))
	flow := screen.Flow(v.Content())
	if !strings.Contains(flow, "REFown") || !strings.Contains(flow, "294 autres personnes attendent") || strings.Contains(flow, "REF006") {
		t.Fatalf("folded: %s", flow)
	}
	v.open(moreRow)
	if flow := screen.Flow(v.Content()); !strings.Contains(flow, "REF006") || len(a.calls) != 0 {
		t.Errorf("unfolded: %s; asked %v", flow, a.calls)
	}
	v.open(moreRow)
	if flow := screen.Flow(v.Content()); strings.Contains(flow, "REF006") {
		t.Errorf("folded again: %s", flow)
	}
	v.Render(state(append(queueOf(300, 8), mine)...))
	if flow := screen.Flow(v.Content()); !strings.Contains(flow, "REF007") || strings.Contains(flow, "REF008") {
		t.Errorf("urgent ones: %s", flow)
	}
	s := state(append(queueOf(300, 0), mine)...)
	s.Selected = "042"
	v.Render(s)
	if flow := screen.Flow(v.Content()); !strings.Contains(flow, "REF042") {
		t.Errorf("the one on screen has no line: %s", flow)
	}
}

// Who has no conversation yet, or looks for one, sees the whole queue.
func TestB12_QueueIsWholeForWhoHasNone(t *testing.T) {
	v, _, _ := start(t)
	v.Render(state(queueOf(9, 0)...))
	if flow := screen.Flow(v.Content()); !strings.Contains(flow, "REF008") || strings.Contains(flow, "attendent") {
		t.Errorf("without any: %s", flow)
	}
	s := state(append(queueOf(9, 0), row("own", inbox.Mine, nil))...)
	s.Filter = inbox.Filter{Reference: "REF"}
	v.Render(s)
	if flow := screen.Flow(v.Content()); !strings.Contains(flow, "REF008") {
		t.Errorf("searching: %s", flow)
	}
}
