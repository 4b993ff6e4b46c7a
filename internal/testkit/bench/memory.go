package main

import (
	"context"
	"regexp"
	"runtime/debug"
	"strconv"
	"time"
)

// Conversations that are open when memory is read, before and after.
const (
	memoryFew  = 200
	memoryMany = 1000
	memoryTalk = 10 // messages in each
)

// memory measures how much of the backend's memory an open conversation takes: page connected, held by an operator, ten
// messages each. The base is what the relay takes for the same sockets: it keeps nothing.
func memory(ctx context.Context, b *bench) error {
	few, many := memoryFew, memoryMany
	if b.quick {
		few, many = 8, 24
	}
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	var at [2]footprint
	var base [2]float64
	for i, n := range []int{few, many} {
		s, err := b.startService(ctx)
		if err != nil {
			return err
		}
		at[i], err = footprintWith(ctx, s, n)
		s.stop()
		if err != nil {
			return err
		}
		if base[i], err = relayFootprint(ctx, n); err != nil {
			return err
		}
		b.say("    %d conversations: %.1f MB resident; live heap %.1f MB, stacks %.1f MB; relay %.1f MB", n, at[i].resident/1e6, at[i].live/1e6,
			at[i].stacks/1e6, base[i]/1e6)
	}
	each := func(of func(footprint) float64) float64 { return (of(at[1]) - of(at[0])) / float64(many-few) }
	b.compare("memory/conversation", each(func(f footprint) float64 { return f.resident }), (base[1]-base[0])/float64(many-few), "bytes", "< 40000")
	b.add("memory/conversation/live", each(func(f footprint) float64 { return f.live + f.stacks }), "bytes", "")
	return nil
}

// footprint is what a process takes, in bytes.
type footprint struct {
	resident float64 // of physical memory
	live     float64 // of the heap, after its last collection
	stacks   float64
}

func footprintWith(ctx context.Context, s *service, conversations int) (footprint, error) {
	p, err := gather(ctx, s, conversations)
	if err != nil {
		return footprint{}, err
	}
	defer p.leave()
	talk(ctx, p, memoryTalk)
	p.meter.settle(10 * time.Second)
	pause(ctx, 2*time.Second)
	text := s.metrics(ctx)
	f := footprint{resident: residentBytes(s.pid()), stacks: metric(text, "go_memstats_stack_inuse_bytes")}
	// The next collection is due when the heap has grown by GOGC percent of itself and the stacks.
	percent := metric(text, "go_gc_gogc_percent") / 100
	f.live = (metric(text, "go_memstats_next_gc_bytes") - percent*f.stacks) / (1 + percent)
	return f, ctx.Err()
}

// relayFootprint is how much memory the relay has in RAM for as many conversations.
func relayFootprint(ctx context.Context, conversations int) (float64, error) {
	r, err := startRelay(conversations, (conversations+perConsole-1)/perConsole)
	if err != nil {
		return 0, err
	}
	defer r.stop()
	talk(ctx, r, memoryTalk)
	r.meter.settle(10 * time.Second)
	pause(ctx, 2*time.Second)
	return residentBytes(r.pid()), ctx.Err()
}

// metric returns a figure of the service; 0 if there is none of that name.
func metric(text, name string) float64 {
	m := regexp.MustCompile("(?m)^" + regexp.QuoteMeta(name) + " (\\S+)$").FindStringSubmatch(text)
	if m == nil {
		return 0
	}
	v, _ := strconv.ParseFloat(m[1], 64)
	return v
}
