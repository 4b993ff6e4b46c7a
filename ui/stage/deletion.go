package main

import (
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/view"
	"vigie.example/internal/retention"
)

func deletePlanned() scene {
	s := desk()
	s.thread.Deletion.Plan = console.Plan{Plan: retention.Plan{At: now.Add(9*time.Minute + 12*time.Second)}, Since: now.Add(-5*time.Minute - 48*time.Second)}
	return s
}

func deleteAsks() scene {
	s := deletePlanned()
	s.thread.Deletion.Plan.AsksAgain = true
	return s
}

// receipts are of a deletion that a console has still to confirm, of one that one never did, and of one that is complete.
func receipts() []inbox.Receipt {
	receipt := func(n int, cause retention.Cause, by string, ago time.Duration, standing retention.Standing, consoles ...inbox.Erasure) inbox.Receipt {
		at := now.Add(-ago)
		out := inbox.Receipt{Conversation: id(n), Reference: id(n).Reference(), Cause: cause, By: by, At: at, Standing: standing, Consoles: consoles}
		for _, step := range retention.Steps()[:7] {
			if step != retention.StepAddress {
				out.Erased = append(out.Erased, inbox.Erasure{Name: string(step), At: at})
			}
		}
		return out
	}
	gone := inbox.Erasure{Name: "op-roche", At: now.Add(-20 * time.Minute)}
	settled := receipt(8, retention.ByDeadline, "", 80*time.Minute, retention.Settled, inbox.Erasure{Name: "op-martin"})
	settled.Decided = retention.Wiped
	return []inbox.Receipt{
		receipt(10, retention.ByOperator, "op-roche", 20*time.Minute, retention.Pending, gone, inbox.Erasure{Name: "op-martin"}),
		receipt(9, retention.ByDeclarant, "", 21*time.Minute, retention.Deleted, gone),
		receipt(11, retention.ByDeadline, "", 50*time.Minute, retention.Unconfirmed, inbox.Erasure{Name: "op-martin"}),
		settled,
	}
}

func endedRows() []inbox.Row {
	return []inbox.Row{with(row(10, inbox.Deleted, 80*time.Minute, 20*time.Minute), func(r *inbox.Row) {
		r.Here, r.Note = false, view.Text{Key: "inbox.note.pending", Name: "op-martin"}
	})}
}
