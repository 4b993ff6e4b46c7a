package main

import (
	"context"
	"runtime"
	"runtime/debug"
	"time"
)

// collectEvery is how long what was freed stays in memory at most: a declarant's place for instance, which is forgotten once the
// conversation has its unit (B3). A service that works collects far more often by itself.
const collectEvery = 10 * time.Second

// collect makes the collector run where it does not by itself, until the context ends: what it finds is overwritten.
func collect(ctx context.Context) {
	tick := time.NewTicker(collectEvery)
	defer tick.Stop()
	var last debug.GCStats
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		var now debug.GCStats
		if debug.ReadGCStats(&now); now.NumGC == last.NumGC {
			runtime.GC()
			debug.ReadGCStats(&now)
		}
		last = now
	}
}
