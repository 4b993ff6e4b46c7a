package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// textBytes is the length of a message: a sentence or two.
const textBytes = 160

// meter knows what was sent, when, and what has arrived.
type meter struct {
	lines   []*line // one for each conversation
	arrived atomic.Int64
}

// line is one conversation's messages, numbered from 0.
type line struct {
	meter *meter
	mu    sync.Mutex
	sent  []time.Time // guarded by mu, as all below
	took  []time.Duration
	again int           // arrivals beyond the first
	next  chan struct{} // one token for each arrival; nil while nobody asks
	seen  map[int]bool  // by number
}

func newMeter(conversations int) *meter {
	m := &meter{}
	for range conversations {
		m.lines = append(m.lines, &line{meter: m, seen: make(map[int]bool)})
	}
	return m
}

// text makes the next message and notes the time.
func (l *line) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := fmt.Sprintf("%d message de mesure ", len(l.sent))
	text += strings.Repeat("x", max(0, textBytes-len(text)))
	l.sent = append(l.sent, time.Now())
	return text
}

// arrive notes a message where an operator would see it.
func (l *line) arrive(text string, at time.Time) {
	number, _, _ := strings.Cut(text, " ")
	n, err := strconv.Atoi(number)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil || n >= len(l.sent) || l.seen[n] {
		l.again++
		return
	}
	l.seen[n] = true
	l.took = append(l.took, at.Sub(l.sent[n]))
	l.meter.arrived.Add(1)
	if l.next != nil {
		select {
		case l.next <- struct{}{}:
		default:
		}
	}
}

// collect returns how long each message took that was sent since the last time, and forgets it.
func (m *meter) collect() (took []time.Duration, lost, again int) {
	for _, l := range m.lines {
		l.mu.Lock()
		took = append(took, l.took...)
		lost += len(l.sent) - len(l.seen)
		again += l.again
		l.took = nil
		l.mu.Unlock()
	}
	slices.Sort(took)
	return took, lost, again
}

// settle waits until everything sent has arrived, or for the limit.
func (m *meter) settle(limit time.Duration) {
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		missing := 0
		for _, l := range m.lines {
			l.mu.Lock()
			missing += len(l.sent) - len(l.seen)
			l.mu.Unlock()
		}
		if missing == 0 {
			return
		}
	}
}

// quantile returns the q-th quantile of sorted durations in milliseconds: the smallest that is not below that share.
func quantile(sorted []time.Duration, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	i := min(len(sorted)-1, int(q*float64(len(sorted))))
	return float64(sorted[i]) / float64(time.Millisecond)
}
