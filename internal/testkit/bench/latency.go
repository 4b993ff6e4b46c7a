package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"runtime/pprof"
	"slices"
	"time"
)

// latencyAt measures how long a message takes at a number of open conversations with one message a second each: from
// before the page seals it until the console's view-models have published it. At the largest number it goes on to how
// many messages a second pass at most.
func latencyAt(conversations int) func(context.Context, *bench) error {
	return func(ctx context.Context, b *bench) error {
		n := conversations
		if b.quick {
			n = min(n, 24)
		}
		defer debug.SetGCPercent(debug.SetGCPercent(400)) // of this process, in which a thousand clients share one heap
		s, err := b.startService(ctx)
		if err != nil {
			return err
		}
		defer s.stop()
		begin := time.Now()
		p, err := gather(ctx, s, n)
		if err != nil {
			return err
		}
		defer p.leave()
		b.say("    %d conversations are held by %d consoles after %.1f s", n, len(p.operators), time.Since(begin).Seconds())
		r, err := startRelay(n, len(p.operators))
		if err != nil {
			return err
		}
		defer r.stop()
		name := fmt.Sprintf("latency/%d", conversations)
		if err := b.latency(ctx, name, p, r, conversations); err != nil {
			return err
		}
		if conversations < 1000 {
			return nil
		}
		return b.saturation(ctx, p, r)
	}
}

// rounds is how often service and relay take turns, so that what else the machine does meets both.
const rounds = 3

func (b *bench) latency(ctx context.Context, name string, p *people, r *relay, conversations int) error {
	seconds := 8
	if conversations == 1 {
		seconds = 34 // a hundred messages in all rounds, so that there is a 99th percentile
	}
	if b.quick {
		seconds = 1
	}
	talk(ctx, r, 1)
	talk(ctx, p, 2) // keys, buffers and heaps have their size now
	p.meter.settle(10 * time.Second)
	for _, c := range []crowd{r, p} {
		c.of().collect()
	}
	stop := b.profile(name)
	defer stop()
	var mine, base []time.Duration
	var cpu, cpuBase time.Duration
	lost, again := 0, 0
	for range rounds {
		for _, c := range []crowd{r, p} {
			before := processorTime(c.pid())
			talk(ctx, c, seconds)
			c.of().settle(time.Minute) // late is not lost
			used := processorTime(c.pid()) - before
			took, l, a := c.of().collect()
			if c == crowd(r) {
				if l > 0 || a > 0 {
					return fmt.Errorf("the relay itself lost %d messages and repeated %d", l, a)
				}
				base, cpuBase = append(base, took...), cpuBase+used
				continue
			}
			mine, cpu, lost, again = append(mine, took...), cpu+used, l, a
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	slices.Sort(mine)
	slices.Sort(base)
	b.compare(name+"/p50", quantile(mine, 0.5), quantile(base, 0.5), "ms", aimOf(conversations, "<= 3"))
	b.compare(name+"/p99", quantile(mine, 0.99), quantile(base, 0.99), "ms", aimOf(conversations, "<= 5"))
	if conversations >= 1000 {
		count := float64(len(mine))
		b.compare("cpu/message", float64(cpu.Microseconds())/count, float64(cpuBase.Microseconds())/float64(len(base)), "us", "")
	}
	if lost > 0 || again > 0 {
		return fmt.Errorf("%d messages were lost, %d shown twice", lost, again)
	}
	return nil
}

func aimOf(conversations int, aim string) string {
	if conversations < 1000 {
		return ""
	}
	return aim
}

// saturation compares how many messages a second pass when everybody writes as fast as they can.
func (b *bench) saturation(ctx context.Context, p *people, r *relay) error {
	if !b.wanted("saturation") {
		return nil
	}
	warm, length := 3*time.Second, 10*time.Second
	if b.quick {
		warm, length = 200*time.Millisecond, time.Second
	}
	stop := b.profile("saturation")
	base := rush(ctx, r, warm, length)
	mine := rush(ctx, p, warm, length)
	stop()
	p.meter.settle(time.Minute)
	b.compare("saturation", mine, base, "messages/s", ">= 0.4")
	if _, lost, again := p.meter.collect(); lost > 0 || again > 0 {
		return fmt.Errorf("%d messages were lost, %d shown twice", lost, again)
	}
	return ctx.Err()
}

// profile records where this process's time goes, if that was asked for.
func (b *bench) profile(name string) (stop func()) {
	if b.profiles == "" {
		return func() {}
	}
	f, err := os.Create(filepath.Join(b.profiles, filepath.Base(filepath.Dir(name))+"-"+filepath.Base(name)+".pprof"))
	if err == nil {
		err = pprof.StartCPUProfile(f)
	}
	if err != nil {
		b.say("    no profile: %v", err)
		return func() {}
	}
	return func() { pprof.StopCPUProfile(); f.Close() }
}
