package gate

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestAttentionLooksAtOnceThenRestsAndMissesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		var looks []time.Duration
		a := newAttention(100*time.Millisecond, func() {
			looks = append(looks, time.Since(begin))
			time.Sleep(10 * time.Millisecond)
		})
		for range 3 {
			a.wake()
		}
		time.Sleep(5 * time.Millisecond)
		a.wake() // while it looks
		time.Sleep(time.Second)
		a.wake()
		synctest.Wait()
		a.stop()
		a.wake()
		time.Sleep(time.Second)
		want := []time.Duration{0, 110 * time.Millisecond, 1005 * time.Millisecond}
		if len(looks) != len(want) {
			t.Fatalf("looked at %v, want %v", looks, want)
		}
		for i := range want {
			if looks[i] != want[i] {
				t.Errorf("looked at %v, want %v", looks, want)
			}
		}
	})
}

func TestAttentionStopWaitsForALook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ended := false
		a := newAttention(time.Second, func() { time.Sleep(time.Minute); ended = true })
		a.wake()
		time.Sleep(time.Millisecond)
		a.wake()
		a.stop()
		if !ended {
			t.Error("something runs after stop")
		}
		a.stop()
	})
}
