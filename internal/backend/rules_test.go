package backend

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/retention"
)

var noon = time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)

func TestB9_ThrottleDoublesAndForgets(t *testing.T) {
	th := newThrottle()
	now := noon
	var waits []time.Duration
	for range 16 {
		waits = append(waits, th.wait("op-1", now))
		now = now.Add(th.wait("op-1", now))
		th.failed("op-1", now)
	}
	s := time.Second
	want := []time.Duration{0, 0, 0, 0, 0, 2 * s, 4 * s, 8 * s, 16 * s, 32 * s, 64 * s, 128 * s, 256 * s, 300 * s, 300 * s, 300 * s}
	if !slices.Equal(waits, want) {
		t.Errorf("waits %v, want %v", waits, want)
	}
	if th.wait("op-2", now) != 0 {
		t.Error("another name waits as well")
	}
	th.succeeded("op-1")
	if th.wait("op-1", now) != 0 {
		t.Error("it waits after a success")
	}
}

func TestB9_ThrottleIsBounded(t *testing.T) {
	th := newThrottle()
	for i := range maxThrottled + 10 {
		th.failed(strings.Repeat("x", i%7)+string(rune(i)), noon)
	}
	if len(th.all) > maxThrottled {
		t.Errorf("%d names are remembered", len(th.all))
	}
}

// wallAndElapsed are the two clocks of a machine.
type wallAndElapsed struct {
	wall    time.Time
	elapsed time.Duration
}

func TestB1_StepsOfTheWallClockMoveNothing(t *testing.T) {
	m := &wallAndElapsed{wall: noon}
	c := NewGuardedClock(func() time.Time { return m.wall }, func() time.Duration { return m.elapsed })
	pass := func(d time.Duration) { m.wall, m.elapsed = m.wall.Add(d), m.elapsed+d }

	pass(time.Hour)
	if got := c.Now(); !got.Equal(noon.Add(time.Hour)) || c.Skewed() {
		t.Errorf("after an hour: %v", got)
	}
	m.wall = m.wall.Add(500 * time.Millisecond) // a correction
	if got := c.Now(); !got.Equal(noon.Add(time.Hour+500*time.Millisecond)) || c.Skewed() {
		t.Errorf("after a small correction: %v", got)
	}
	for name, step := range map[string]time.Duration{"back": -3 * time.Hour, "forward": 5 * time.Hour} {
		before := c.Now()
		m.wall = m.wall.Add(step)
		if got := c.Now(); !got.Equal(before) || !c.Skewed() {
			t.Errorf("%s: %v, was %v, skewed %v", name, got, before, c.Skewed())
		}
		pass(time.Minute)
		if got := c.Now(); !got.Equal(before.Add(time.Minute)) {
			t.Errorf("%s, a minute later: %v, want %v", name, got, before.Add(time.Minute))
		}
		m.wall = m.wall.Add(-step)
		if c.Now(); c.Skewed() {
			t.Errorf("%s, mended: still skewed", name)
		}
	}
	m.elapsed += 2 * time.Hour // the machine slept, and its clock says so
	m.wall = m.wall.Add(2 * time.Hour)
	if got := c.Now(); !got.Equal(noon.Add(3*time.Hour+2*time.Minute+500*time.Millisecond)) || c.Skewed() {
		t.Errorf("after sleeping: %v", got)
	}
}

func TestB1_TheClockNeverGoesBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	m := &wallAndElapsed{wall: noon}
	c := NewGuardedClock(func() time.Time { return m.wall }, func() time.Duration { return m.elapsed })
	last := c.Now()
	for range 5_000 {
		m.elapsed += time.Duration(r.Int64N(int64(time.Second)))
		m.wall = m.wall.Add(time.Duration(r.Int64N(int64(4*time.Second))) - 2*time.Second)
		if now := c.Now(); now.Before(last) {
			t.Fatalf("%v after %v", now, last)
		} else {
			last = now
		}
	}
}

func TestSecrets_OnlyTheSameMessageHasTheSameMAC(t *testing.T) {
	s, err := newSecrets(make([]byte, SecretBytes))
	if err != nil {
		t.Fatal(err)
	}
	id := conversation.ID(strings.Repeat("A", 43))
	m := conversation.Message{ID: "m1", Body: []byte("body")}
	base := s.acknowledge(id, conversation.Declarant, m, 2, noon, noon.Add(time.Hour))
	otherBody := m
	otherBody.Body = []byte("Body")
	otherNumber, otherSignature := m, m
	otherNumber.N, otherSignature.Signature = 9, []byte("other")
	for name, mac := range map[string][]byte{
		"conversation": s.acknowledge("B"+id[1:], conversation.Declarant, m, 2, noon, noon.Add(time.Hour)),
		"side":         s.acknowledge(id, conversation.Operator, m, 2, noon, noon.Add(time.Hour)),
		"number":       s.acknowledge(id, conversation.Declarant, otherNumber, 2, noon, noon.Add(time.Hour)),
		"signature":    s.acknowledge(id, conversation.Declarant, otherSignature, 2, noon, noon.Add(time.Hour)),
		"message":      s.acknowledge(id, conversation.Declarant, otherBody, 2, noon, noon.Add(time.Hour)),
		"position":     s.acknowledge(id, conversation.Declarant, m, 3, noon, noon.Add(time.Hour)),
		"time":         s.acknowledge(id, conversation.Declarant, m, 2, noon.Add(time.Second), noon.Add(time.Hour)),
		"deadline":     s.acknowledge(id, conversation.Declarant, m, 2, noon, noon.Add(2*time.Hour)),
	} {
		if bytes.Equal(mac, base) {
			t.Errorf("another %s has the same MAC", name)
		}
	}
	ticket := s.stamp([]byte("payload"))
	if got, ok := s.stamped(ticket); !ok || string(got) != "payload" {
		t.Errorf("its own ticket: %q, %v", got, ok)
	}
	for i := range ticket {
		forged := bytes.Clone(ticket)
		forged[i] ^= 1
		if _, ok := s.stamped(forged); ok {
			t.Errorf("a ticket changed at %d is accepted", i)
		}
	}
	if _, err := newSecrets([]byte("short")); err == nil {
		t.Error("a short secret is accepted")
	}
}

func entries() []conversation.Entry {
	ceiling, _ := retention.NewCeiling(time.Hour)
	at := noon
	return []conversation.Entry{
		{Position: 1, Time: at, Event: conversation.Opened{Key: []byte{4, 1}, Unit: "police-33", Language: "fr", Urgent: true, Ceiling: ceiling}},
		{Position: 2, Time: at, Event: conversation.Text{Side: conversation.Declarant, Message: conversation.Message{
			ID: "m", Key: 1, Generation: 2, N: 3, Seen: 4, Body: []byte{1}, Signature: []byte{2},
		}}},
		{Position: 3, Time: at, Event: conversation.Claimed{Generation: 1, Holder: conversation.Holder{Actor: "op-1", Console: "c", Shift: "s"}, Chain: []byte("{}")}},
		{Position: 4, Time: at, Event: conversation.Released{Generation: 1, Cause: conversation.HolderLost}},
		{Position: 5, Time: at, Event: conversation.Closed{By: conversation.Operator, Ending: conversation.Ending{
			Generation: 1, Sent: 2, Seen: 3, Reason: conversation.Done, Signature: []byte{9},
		}}},
	}
}

func TestCodec_EveryEventComesBackTheSame(t *testing.T) {
	for _, e := range entries() {
		data, err := encodeEntry(e)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeEntry(Logged{Position: e.Position, Data: data})
		if err != nil || !reflect.DeepEqual(got, e) {
			t.Errorf("%+v\n%+v, %v", e, got, err)
		}
	}
}

func TestCodec_ATextIsWholeOrAnError(t *testing.T) {
	whole, _ := encodeEntry(entries()[1])
	for n := range whole {
		if _, err := decodeEntry(Logged{Position: 2, Data: whole[:n]}); err == nil {
			t.Errorf("%d of %d bytes are taken for a text", n, len(whole))
		}
	}
	if _, err := decodeEntry(Logged{Position: 2, Data: append(whole, 0)}); err == nil {
		t.Error("a text with something after it is taken")
	}
}

func FuzzDecodeEntry(f *testing.F) {
	for _, e := range entries() {
		data, _ := encodeEntry(e)
		f.Add(data)
	}
	f.Add([]byte("{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := decodeEntry(Logged{Position: 1, Data: data})
		if err != nil {
			return
		}
		again, err := encodeEntry(e)
		if err != nil {
			t.Fatalf("decoded, but cannot be encoded: %v", err)
		}
		back, err := decodeEntry(Logged{Position: 1, Data: again})
		if err != nil {
			t.Fatalf("encoded, but cannot be decoded: %v", err)
		}
		if third, err := encodeEntry(back); err != nil || !bytes.Equal(third, again) {
			t.Fatalf("%s\n%s, %v", again, third, err)
		}
	})
}

// TestB12_TheQueueIsByUrgencyThenArrival compares the queue with a slow and obvious one, through random changes.
func TestB12_TheQueueIsByUrgencyThenArrival(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	q := newQueue()
	model := map[conversation.ID]place{}
	for range 2_000 {
		id := conversation.ID(string(rune('a' + r.IntN(26))))
		switch r.IntN(5) {
		case 0:
			q.remove(id)
			delete(model, id)
		default:
			p, known := model[id]
			if !known {
				p = place{urgent: r.IntN(4) == 0, begun: noon.Add(time.Duration(r.IntN(1000)) * time.Second)}
			}
			p.waiting = r.IntN(3) > 0
			q.set(id, p)
			model[id] = p
		}
		for id, p := range model {
			ahead := 0
			for other, o := range model {
				before := o.urgent && !p.urgent || o.urgent == p.urgent && (o.begun.Before(p.begun) || o.begun.Equal(p.begun) && other < id)
				if o.waiting && before && other != id {
					ahead++
				}
			}
			if got, waits := q.position(id); waits != p.waiting || waits && got != ahead {
				t.Fatalf("%s: %d, %v; want %d, %v", id, got, waits, ahead, p.waiting)
			}
		}
	}
}
