package backend

import (
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"vigie.example/internal/conversation"
)

// TestB12_AThousandWhoComeAreNotToldAMillionTimes: each of n changes concerns all n who wait; they are told in rounds, so that the work of
// a second is bounded however many come.
func TestB12_AThousandWhoComeAreNotToldAMillionTimes(t *testing.T) {
	told := map[int]int64{}
	for _, n := range []int{250, 500, 1000} {
		synctest.Test(t, func(t *testing.T) {
			q := newQueue()
			var calls atomic.Int64
			for i := range n {
				q.rounds.join(func() { calls.Add(1) })
				q.set(conversation.ID(fmt.Sprint("c", i)), place{waiting: true, begun: noon.Add(time.Duration(i))})
				time.Sleep(2 * time.Millisecond)
			}
			time.Sleep(5 * time.Second)
			told[n] = calls.Load()
			before := calls.Load()
			q.set("one more", place{waiting: true, begun: noon})
			time.Sleep(5 * time.Second)
			if calls.Load() != before+int64(n) {
				t.Errorf("the last change was told to %d of %d", calls.Load()-before, n)
			}
		})
	}
	t.Logf("told: %v", told)
	if told[1000] > 8*1000 || told[1000] > 3*told[500] {
		t.Errorf("1,000 who came were told %d times, 500 %d times", told[1000], told[500])
	}
}
