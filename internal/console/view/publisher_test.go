package view_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"vigie.example/internal/console/view"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A slow subscriber gets the first and the last State, never an older one after a newer one.
func TestPublisherCoalesces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p view.Publisher[int]
		var got []int
		stop := p.Subscribe(func(s int) { got = append(got, s); time.Sleep(time.Second) })
		defer stop()
		synctest.Wait()
		for n := 1; n <= 100; n++ {
			p.Publish(n)
		}
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if len(got) != 2 || got[0] != 0 || got[1] != 100 || p.State() != 100 {
			t.Errorf("got %v", got)
		}
	})
}

func TestPublisherUnderManyHands(t *testing.T) {
	var p view.Publisher[int]
	var hands sync.WaitGroup
	var last atomic.Int64
	stop := p.Subscribe(func(s int) {
		if int64(s) < last.Swap(int64(s)) {
			t.Error("went back")
		}
	})
	hands.Go(func() {
		for n := range 5000 {
			p.Publish(n)
		}
	})
	for range 4 {
		hands.Go(func() {
			for range 200 {
				p.Subscribe(func(int) {})()
			}
		})
	}
	hands.Wait()
	for limit := time.Now().Add(5 * time.Second); last.Load() != 4999 && time.Now().Before(limit); {
		time.Sleep(time.Millisecond)
	}
	stop()
	stop() // twice is harmless
	before := last.Load()
	p.Publish(-1)
	if last.Load() != before || before != 4999 {
		t.Errorf("last %d", last.Load())
	}
}

func TestC19_LifeTurnsAtThirtyAndTenMinutes(t *testing.T) {
	now := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	for left, want := range map[time.Duration]view.Life{
		4 * time.Hour: view.Calm, 30*time.Minute + 1: view.Calm, 30 * time.Minute: view.Warning, 10*time.Minute + 1: view.Warning,
		10 * time.Minute: view.Urgent, 1: view.Urgent, 0: view.Over, -time.Hour: view.Over,
	} {
		if got := view.LifeOf(now, now.Add(left)); got != want {
			t.Errorf("%v left: %v, want %v", left, got, want)
		}
	}
}
