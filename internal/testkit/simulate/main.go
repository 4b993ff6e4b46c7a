package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, out, diagnostics io.Writer) int {
	if len(args) > 0 && args[0] == "keygen" {
		return report(keygen(args[1:], out, diagnostics), diagnostics)
	}
	o, err := parse(args, diagnostics)
	if err != nil {
		return report(err, diagnostics)
	}
	s, err := newSimulation(o, &serial{to: diagnostics})
	if err != nil {
		return report(err, diagnostics)
	}
	if err := s.run(ctx); err != nil {
		return report(err, diagnostics)
	}
	if !o.headless {
		return 0
	}
	result := s.ledger.counts()
	line, err := json.Marshal(result)
	if err != nil {
		return report(err, diagnostics)
	}
	fmt.Fprintln(out, string(line))
	if result.Lost+result.Duplicated > 0 {
		return 1
	}
	return 0
}

// serial lets many goroutines write whole lines.
type serial struct {
	mu sync.Mutex
	to io.Writer
}

func (s *serial) Write(line []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.to.Write(line)
}

func report(err error, diagnostics io.Writer) int {
	switch {
	case err == nil, err == flag.ErrHelp:
		return 0
	}
	fmt.Fprintln(diagnostics, "simulate:", err)
	return 2
}
