package console_test

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"vigie.example/internal/console"
	reporting "vigie.example/internal/console/report"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit/canary"
	"vigie.example/internal/wire"
)

// killed ends the program at this moment, and starts another one on the disk as it is.
func (r *reporter) killed() *reporter {
	r.t.Helper()
	left := r.disk.copy()
	r.target.set(func(g *target) { g.build, g.before, g.answer = nil, nil, nil })
	r.console.Close()
	r.mu.Lock()
	next := &scripted{
		t: r.t, clock: r.clock, secrets: r.secrets, authority: r.authority, refuse: map[wire.Type]error{}, epoch: r.epoch,
		chain: r.chain, shares: maps.Clone(r.shares), certificate: r.certificate,
	}
	r.mu.Unlock()
	again := newReporter(r.t, next, r.target, left)
	again.about = r.about
	again.withhold(wire.TypeSync) // what the service has comes before it says that this is all
	again.start()
	sum := again.summary(r.about)
	sum.State, sum.Holder, sum.Generation, sum.Position = "held", "op-1", 1, 3
	eventually(r.t, "the conversation is read from the disk", func() bool {
		there := false
		again.desk(func(d *console.Desk) { _, there = d.Conversation(r.about.ID()) })
		return there
	})
	eventually(r.t, "it synchronises", func() bool { return len(again.requests(wire.TypeSync)) > 0 })
	again.push(wire.TypeSummary, sum)
	again.release(wire.TypeSync, nil)
	again.push(wire.TypeSynced, wire.Synced{Time: again.now(), Epoch: again.epoch})
	again.rules()
	again.inbox.Select(r.about.ID())
	until(again.t, again.thread, "the conversation", func(st thread.State) bool { return st.Conversation == r.about.ID() && st.Phase == thread.Held })
	return again
}

// Whatever step the program is killed at, the target takes one package over, once, and nothing is deleted before.
func TestC15_KilledAtEveryStepOfSending(t *testing.T) {
	block := func(reached chan struct{}) func(context.Context) {
		return func(ctx context.Context) { close(reached); <-ctx.Done() }
	}
	for name, step := range map[string]func(*reporter, chan struct{}){
		"while the package is made": func(r *reporter, reached chan struct{}) {
			made := make(chan struct{})
			r.target.set(func(g *target) { g.build = block(made) })
			r.report.Send(r.about.ID())
			<-made
			r.pass(time.Second) // what was written is on the disk
			eventually(t, "the draft is kept", func() bool { return len(canary.Find(r.disk.copy().all, "Ce sont les faits")) > 0 })
			close(reached)
		},
		"before the service knows of it": func(r *reporter, reached chan struct{}) {
			r.withhold(wire.TypeExport)
			r.report.Send(r.about.ID())
			eventually(t, "announced", func() bool { return len(r.exported()) == 1 })
			close(reached)
		},
		"before the target has it": func(r *reporter, reached chan struct{}) {
			r.target.set(func(g *target) { g.before = block(reached) })
			r.report.Send(r.about.ID())
		},
		"before the target has answered": func(r *reporter, reached chan struct{}) {
			r.target.set(func(g *target) {
				g.answer = func(ctx context.Context, p console.Package) (console.Delivery, error) {
					_, _ = g.take(p)
					block(reached)(ctx)
					return console.Delivery{}, fault.New(fault.Unavailable, "test")
				}
			})
			r.report.Send(r.about.ID())
		},
		"before the service knows that it was accepted": func(r *reporter, reached chan struct{}) {
			r.withhold(wire.TypeExport)
			r.report.Send(r.about.ID())
			eventually(t, "announced", func() bool { return len(r.exported()) == 1 })
			r.release(wire.TypeExport, nil)
			r.withhold(wire.TypeExport)
			eventually(t, "accepted", func() bool { return len(r.exported()) == 2 })
			close(reached)
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := reports(t, newDisk())
			r.write()
			reached := make(chan struct{})
			step(r, reached)
			select {
			case <-reached:
			case <-time.After(30 * time.Second):
				t.Fatal("it does not come to this step")
			}
			if taken := r.target.packages(); slices.Contains(r.exported(), "accepted") && len(taken) == 0 {
				t.Fatal("it was deleted before the target had it")
			}
			again := r.killed()
			if name == "while the package is made" {
				s := until(t, again.report, "the draft", func(s reporting.State) bool { return len(s.Elements) == 1 && s.Enabled })
				if s.Elements[0].Value != told || len(again.target.packages()) > 0 {
					t.Fatal("it is not as it was")
				}
				again.pass1()
				again.report.Send(r.about.ID())
			}
			again.pass(10 * time.Second)
			eventually(t, "the service is told that it was accepted", func() bool { return slices.Contains(again.exported(), "accepted") })
			if names := again.target.packages(); len(names) != 1 {
				t.Errorf("the target has %d packages", len(names))
			}
			again.gone("export")
			eventually(t, "nothing is on the disk", func() bool { return len(again.disk.copy().all) == 0 })
			if s := again.report.State(); s.Enabled || len(s.Elements) > 0 || len(s.Receipts) != 1 {
				t.Errorf("%d elements, %d receipts", len(s.Elements), len(s.Receipts))
			}
			again.target.mu.Lock()
			defer again.target.mu.Unlock()
			if len(again.target.backs) > 0 {
				t.Errorf("the end of the program took it back: %v", again.target.backs)
			}
		})
	}
}
