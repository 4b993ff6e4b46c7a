package gate_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/testkit/memstore"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// Every process of a service looks after deadlines and plans; each deletion is done once (O3).
func TestO3_C17_TwoProcessesDeleteOnce(t *testing.T) {
	store, now := memstore.New(), newClock()
	a := vigied.Start(t, vigied.Options{Store: store, Clock: now})
	b := vigied.Start(t, vigied.Options{Store: store, Clock: now, Authority: a.Authority, Secret: a.Secret})
	o := onDuty(t, a, a.AddOperator(t, "op-1", bordeaux(t, a)))
	planned, _ := talk(t, a, o)
	waits := arrive(t, b, "33000")
	o.plan(planned.id, "15min", time.Time{}, position)
	now.add(15 * time.Minute)
	for _, x := range []*vigied.Backend{a, b} {
		eventually(t, "both know of the planned deletion", func() bool {
			d, done, dead := x.Service.Deletion(planned.id)
			return dead && done && d.Cause == "operator"
		})
	}
	if exists, _ := b.Service.Knows(waits.id); !exists {
		t.Error("deleted before its time")
	}
	now.add(4 * time.Hour)
	for _, x := range []*vigied.Backend{a, b} {
		eventually(t, "both know that it has expired", func() bool {
			d, done, dead := x.Service.Deletion(waits.id)
			return dead && done && d.Cause == "deadline"
		})
	}
	// Two expired: bordeaux has opened one to learn the unit.
	for cause, want := range map[string]int{"operator": 1, "deadline": 2} {
		eventually(t, "each to be counted once", func() bool {
			sum := 0
			for _, x := range []*vigied.Backend{a, b} {
				for line := range strings.Lines(metrics(t, x)) {
					if n, ok := strings.CutPrefix(line, fmt.Sprintf("vigie_deletions_total{cause=%q} ", cause)); ok {
						k, err := strconv.Atoi(strings.TrimSpace(n))
						check(t, err)
						sum += k
					}
				}
			}
			return sum == want
		})
	}
	nothingLeft(t, store, planned.id)
	nothingLeft(t, store, waits.id)
}

// Random histories of messages, plans, cancels, time and crashes: nothing lives past its time, nothing goes before it was asked
// for or is due, and what is gone stays gone (B1, C17, C23).
func TestC17_RandomHistoriesWithCrashes(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { historyWithCrash(t, rand.New(rand.NewPCG(seed, 17))) })
	}
}

func historyWithCrash(t *testing.T, rnd *rand.Rand) {
	store, now := memstore.New(), newClock()
	b := vigied.Start(t, vigied.Options{Store: store, Clock: now})
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	const n = 3
	var all [n]*declarant
	var due, dead [n]time.Time // of what an observer believes: a plan in force, else the deadline
	var last [n]time.Time
	for i := range all {
		all[i], _ = talk(t, b, o)
		last[i] = now.Now()
		due[i] = last[i].Add(4 * time.Hour)
	}
	for range 12 {
		i := rnd.IntN(n)
		gone := !dead[i].IsZero()
		switch what := rnd.IntN(4); {
		case gone:
			all[i].refused(wire.TypeSend, all[i].text("trop tard"), "gone")
		case what == 0:
			all[i].say("un mot")
			last[i] = now.Now()
			due[i] = last[i].Add(4 * time.Hour) // what was planned asks again
		case what == 1 && now.Now().Add(15*time.Minute).Before(last[i].Add(4*time.Hour)):
			o.plan(all[i].id, "15min", time.Time{}, position)
			due[i] = now.Now().Add(15 * time.Minute)
		case what == 2:
			must[struct{}](o.line, wire.TypeKeep, wire.Keep{Conversation: all[i].id}, wire.TypeOK)
			due[i] = last[i].Add(4 * time.Hour)
		}
		now.add(time.Duration(rnd.IntN(9)) * time.Minute)
		check(t, b.Service.Sweep(t.Context()))
		for j, d := range all {
			over := !now.Now().Before(due[j])
			if over && dead[j].IsZero() {
				dead[j] = now.Now()
			}
			eventually(t, "its deletion", func() bool { _, done, is := b.Service.Deletion(d.id); return is == over && done == over })
		}
	}
	// A crash, and some time in which nobody runs: what became due goes before anything is served.
	b.Stop()
	now.add(time.Duration(rnd.IntN(30)) * time.Minute)
	b = vigied.Start(t, vigied.Options{Store: store, Clock: now, Authority: b.Authority, Secret: b.Secret})
	for j, d := range all {
		over := !now.Now().Before(due[j])
		if _, done, is := b.Service.Deletion(d.id); is != over || done != over {
			t.Errorf("conversation %d: deleted = %v, due = %v", j, is, over)
		}
	}
}
