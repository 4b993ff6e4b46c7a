package main

import (
	"context"
	"runtime/debug"
	"time"
)

// Conversations that are open when memory is read, before and after.
const (
	memoryFew  = 200
	memoryMany = 1000
	memoryTalk = 10 // messages in each
)

// memory measures how much of the backend's memory an open conversation takes: page connected, held by an operator, ten
// messages each.
func memory(ctx context.Context, b *bench) error {
	few, many := memoryFew, memoryMany
	if b.quick {
		few, many = 8, 24
	}
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	s, err := b.startService(ctx)
	if err != nil {
		return err
	}
	defer s.stop()
	idle := residentBytes(s.pid())
	var at [2]float64
	for i, n := range []int{few, many} {
		fresh, err := b.startService(ctx)
		if err != nil {
			return err
		}
		at[i], err = residentWith(ctx, fresh, n)
		fresh.stop()
		if err != nil {
			return err
		}
		b.say("    %d conversations: %.1f MB (idle %.1f MB)", n, at[i]/1e6, idle/1e6)
	}
	b.add("memory/conversation", (at[1]-at[0])/float64(many-few), "bytes", "< 40000")
	return nil
}

func residentWith(ctx context.Context, s *service, conversations int) (float64, error) {
	p, err := gather(ctx, s, conversations)
	if err != nil {
		return 0, err
	}
	defer p.leave()
	talk(ctx, p, memoryTalk)
	p.meter.settle(10 * time.Second)
	pause(ctx, 2*time.Second)
	return residentBytes(s.pid()), ctx.Err()
}
