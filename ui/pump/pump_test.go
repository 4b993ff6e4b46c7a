package pump

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

type source struct{ changed func(int) }

func (s *source) Subscribe(changed func(int)) func() { s.changed = changed; return func() {} }

func connect(s *source, render func(int)) *connection[int] {
	var fyneGoroutine sync.Mutex // one rendering at a time, as Fyne does
	c := &connection[int]{render: render, run: func(f func()) {
		fyneGoroutine.Lock()
		defer fyneGoroutine.Unlock()
		f()
	}}
	s.Subscribe(c.changed)
	return c
}

// A burst costs two renderings, the first state and the last; the last one is never lost.
func TestBurstIsMerged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s source
		var got []int
		connect(&s, func(n int) { got = append(got, n) })
		for n := range 100 {
			s.changed(n)
			if n == 0 {
				synctest.Wait()
			}
		}
		time.Sleep(Interval)
		synctest.Wait()
		if len(got) != 2 || got[1] != 99 {
			t.Fatalf("rendered %v, want the first and the last", got)
		}
		s.changed(100)
		time.Sleep(Interval)
		synctest.Wait()
		if last := got[len(got)-1]; last != 100 {
			t.Fatalf("the last rendering shows %d, want 100", last)
		}
	})
}

func TestNothingIsRenderedAfterStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s source
		rendered := 0
		c := connect(&s, func(int) { rendered++ })
		s.changed(1)
		synctest.Wait()
		s.changed(2) // due, not yet painted
		c.mu.Lock()
		c.stopped = true
		c.mu.Unlock()
		time.Sleep(2 * Interval)
		synctest.Wait()
		if rendered != 1 {
			t.Fatalf("rendered %d times, want once", rendered)
		}
	})
}

func TestAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ran := 0
		var queued func()
		stop := after(time.Second, func() { ran++ }, func(f func()) { queued = f })
		time.Sleep(time.Second)
		synctest.Wait()
		stop() // on its way to Fyne's goroutine, and stopped there first
		queued()
		if ran != 0 {
			t.Fatal("ran after it was stopped")
		}
		after(time.Second, func() { ran++ }, func(f func()) { f() })
		time.Sleep(time.Second)
		synctest.Wait()
		if ran != 1 {
			t.Fatalf("ran %d times, want once", ran)
		}
	})
}
