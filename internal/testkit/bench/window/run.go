package main

import (
	"runtime"
	"time"

	"vigie.example/internal/console/thread"
)

// results are milliseconds.
type results struct {
	OpenShort    []float64 `json:"open_200"`
	OpenLong     []float64 `json:"open_5000"`
	StateToFrame []float64 `json:"state_to_frame"`
	AppendGaps   []float64 `json:"append_gaps"`
}

// appendEvery is the time between messages: fifty a second.
const appendEvery = 20 * time.Millisecond

func run(f *frames, short, long, opens, seconds int) results {
	time.Sleep(time.Second) // fonts and the window's first frames
	var r results
	for n := range opens {
		r.OpenShort = append(r.OpenShort, open(f, 100+n, short))
		r.OpenLong = append(r.OpenLong, open(f, 200+n, long))
	}
	s := conversationOf(300, long)
	f.show(s)
	add := func() {
		s.Items = s.Items.Append(message(s.Items.Len(), time.Now()))
		s.Now = time.Now()
	}
	for range 3 * opens {
		time.Sleep(150 * time.Millisecond)
		add()
		r.StateToFrame = append(r.StateToFrame, ms(f.show(s)))
	}
	runtime.GC()
	r.AppendGaps = all(f.count(func() {
		begin := time.Now()
		for i := range seconds * int(time.Second/appendEvery) {
			time.Sleep(time.Until(begin.Add(time.Duration(i) * appendEvery)))
			add()
			f.publish(s)
		}
	}))
	return r
}

// open shows a conversation that was never shown, from an empty thread.
func open(f *frames, n, messages int) float64 {
	f.publish(thread.State{Now: time.Now()})
	s := conversationOf(n, messages)
	time.Sleep(150 * time.Millisecond)
	return ms(f.show(s))
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func all(list []time.Duration) []float64 {
	out := make([]float64, len(list))
	for i, d := range list {
		out[i] = ms(d)
	}
	return out
}
