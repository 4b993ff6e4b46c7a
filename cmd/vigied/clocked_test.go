package main

import (
	"context"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"vigie.example/internal/backend"
	"vigie.example/internal/testkit/cluster"
	"vigie.example/internal/testkit/vigied"
)

// TestMain lets the test binary be a server of a cluster, or the program with a clock that a file sets forward, for tests of whole
// processes.
func TestMain(m *testing.M) {
	if cluster.IsNode() {
		cluster.RunNode()
		return
	}
	file := os.Getenv(vigied.ClockVariable)
	if file == "" || len(os.Args) < 2 || os.Args[1] != "serve" {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	os.Exit(run(ctx, clockOf(file), os.Args[1:], os.Stdout, os.Stderr))
}

// ahead is a clock that looks, now and then, by how much a file sets it forward.
type ahead struct {
	backend.Clock
	file string

	mu   sync.Mutex
	by   time.Duration
	read time.Time
}

func clockOf(file string) backend.Clock { return &ahead{Clock: newClock(), file: file} }

// Now implements backend.Clock.
func (a *ahead) Now() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	if time.Since(a.read) > 20*time.Millisecond {
		a.read = time.Now()
		if raw, err := os.ReadFile(a.file); err == nil {
			if by, err := time.ParseDuration(strings.TrimSpace(string(raw))); err == nil {
				a.by = by
			}
		}
	}
	return a.Clock.Now().Add(a.by)
}
