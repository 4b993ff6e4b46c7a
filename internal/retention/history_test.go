package retention_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
)

// history is what an observer writes down about one conversation, without the package's own arithmetic.
type history struct {
	lastMessage time.Time // latest accepted message, or the opening
	plannedAt   time.Time // zero: none in force
	over        time.Time // first moment at which it was found over
}

// FuzzHistories plays random histories of messages, plans, cancels, pauses and clock steps, and checks after every event:
// it never lives past four hours after the last message, nor past a plan in force; it never ends before it is asked or
// due; what is over stays over (B1, C17, C19, C23).
func FuzzHistories(f *testing.F) {
	for seed := range uint64(64) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) { play(t, seed) })
}

func TestB1_C17_RandomHistories(t *testing.T) {
	for seed := range uint64(2000) {
		play(t, seed)
	}
}

func play(t *testing.T, seed uint64) {
	t.Helper()
	rnd := rand.New(rand.NewPCG(seed, 4))
	ceiling, err := retention.NewCeiling(5*time.Minute + time.Duration(rnd.Int64N(int64(4*time.Hour-5*time.Minute)+1)))
	if err != nil {
		t.Fatal(err)
	}
	life, seen := retention.Begin(opened, ceiling), history{lastMessage: opened}
	clock := retention.Watermark{}.Observe(opened)
	for range 60 {
		step := time.Duration(rnd.Int64N(int64(50 * time.Minute)))
		if rnd.IntN(8) == 0 {
			step = -step // somebody sets the clock back
		}
		clock = clock.Observe(clock.Time().Add(step))
		life = event(t, rnd, life, &seen, clock.Time())
		check(t, seed, life, ceiling, &seen, clock.Time())
	}
}

// event does one random thing and writes down what an observer must believe after it.
func event(t *testing.T, rnd *rand.Rand, life retention.Life, seen *history, now time.Time) retention.Life {
	t.Helper()
	var err error
	before := life
	switch rnd.IntN(5) {
	case 0:
		if life, err = life.DeclarantWrote(now); err == nil {
			seen.lastMessage, seen.plannedAt = now, time.Time{}
		}
	case 1:
		if life, err = life.OperatorWrote(now); err == nil {
			seen.lastMessage = now
		}
	case 2:
		choice := []retention.Choice{retention.Now, retention.In15, retention.In30, retention.In60, retention.At}[rnd.IntN(5)]
		at := now.Add(time.Duration(rnd.Int64N(int64(6*time.Hour))) - time.Hour)
		if life, err = life.Schedule(choice, at, now); err == nil {
			seen.plannedAt = life.Plan.At
			if life.Plan.At.Before(now) || choice == retention.At && !life.Plan.At.Equal(at) {
				t.Fatalf("planned %v for %s at %v, now %v", life.Plan.At, choice, at, now)
			}
		}
	case 3:
		if life, err = life.Cancel(now); err == nil {
			seen.plannedAt = time.Time{}
		}
	case 4:
		return life // nothing happens but time
	}
	if err != nil && life != before {
		t.Fatalf("a refused event changed the life: %v", err)
	}
	if !seen.over.IsZero() && !fault.Is(err, fault.Gone) {
		t.Fatalf("over since %v, but at %v it was changed: %v", seen.over, now, err)
	}
	return life
}

func check(t *testing.T, seed uint64, life retention.Life, ceiling retention.Ceiling, seen *history, now time.Time) {
	t.Helper()
	due := seen.lastMessage.Add(ceiling.Duration())
	if !seen.plannedAt.IsZero() && seen.plannedAt.Before(due) {
		due = seen.plannedAt
	}
	switch {
	case !life.End().Equal(due):
		t.Fatalf("seed %d: ends %v, an observer says %v", seed, life.End(), due)
	case life.End().After(seen.lastMessage.Add(4 * time.Hour)):
		t.Fatalf("seed %d: lives past four hours after the last message", seed)
	case life.Ended(now) != !now.Before(due):
		t.Fatalf("seed %d: ended = %v at %v, due %v", seed, life.Ended(now), now, due)
	case !seen.over.IsZero() && !life.Ended(now):
		t.Fatalf("seed %d: came back", seed)
	case life.Remaining(now) < 0 || life.Remaining(now) > 4*time.Hour:
		t.Fatalf("seed %d: remaining %v", seed, life.Remaining(now))
	case life.Ended(now) != (life.Remaining(now) == 0):
		t.Fatalf("seed %d: remaining %v but ended = %v", seed, life.Remaining(now), life.Ended(now))
	}
	if life.Ended(now) && seen.over.IsZero() {
		seen.over = now
	}
}
