package main

import (
	"testing"

	"vigie.example/internal/conversation"
)

// What an operator has put away before a crash nobody can give back; every other text that is missing is a loss.
func TestB13_OnlyWhatWasPutAwayBeforeACrashIsNoLoss(t *testing.T) {
	const id = conversation.ID("c")
	crash := func(l *ledger) { l.crashed() }
	put := func(l *ledger) { l.putAway(id) }
	back := func(l *ledger) { l.back(id) }
	shown := func(l *ledger) { l.change(id, func(e *entry) { e.texts["m"].shown++ }) }
	for name, tt := range map[string]struct {
		side       conversation.Side
		then       []func(*ledger)
		lost, left int
	}{
		"put away, then a crash":                      {conversation.Operator, []func(*ledger){put, crash, back}, 0, 1},
		"a crash, put away before the page came back": {conversation.Operator, []func(*ledger){crash, put, back}, 0, 1},
		"shown before":                                {conversation.Operator, []func(*ledger){shown, put, crash, back}, 0, 0},
		"shown after all":                             {conversation.Operator, []func(*ledger){put, crash, back, shown}, 0, 0},
		"put away, without a crash":                   {conversation.Operator, []func(*ledger){put, back}, 1, 0},
		"put away when the page was back already":     {conversation.Operator, []func(*ledger){crash, back, put}, 1, 0},
		"never put away":                              {conversation.Operator, []func(*ledger){crash, back}, 1, 0},
		"the page never came back":                    {conversation.Operator, []func(*ledger){put, crash}, 1, 0},
		"of the declarant":                            {conversation.Declarant, []func(*ledger){put, crash, back}, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLedger()
			l.crashed() // one before all of it does not count
			l.change(id, func(e *entry) {
				e.claimed = true
				l.keep(e.text("m", tt.side))
			})
			for _, step := range tt.then {
				step(l)
			}
			if got := l.counts(); got.Lost != tt.lost || got.LeftAfterAck != tt.left {
				t.Errorf("%+v", got)
			}
		})
	}
}
