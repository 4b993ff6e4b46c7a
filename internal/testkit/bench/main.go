// Command bench measures the product on this machine, each figure beside a base that is measured in the same run: what is
// slow here and now is slow for both. It fails when something does not work or a message is lost, never on a time.
//
//	go run ./cmd/dev bench [--only latency] [--out FILE]
//
// It prints a table, and appends one line of JSON for each figure to bench-results.jsonl:
// {"name","value","unit","base","ratio"}, base and ratio null where there is nothing to compare with.
//
// The backend is the real vigied in a process of its own, and so is the relay that it is compared with: a plain
// gorilla/websocket server that passes frames of the same size from one socket to another, over the same TLS, without a store
// or end-to-end encryption. Declarants and consoles, with all their cryptography, run in this process, on the same processors.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == relayCommand {
		exit(serveRelay(os.Stdin, os.Stdout))
	}
	only := flag.String("only", "", "measure only what has this `text` in its name")
	out := flag.String("out", "bench-results.jsonl", "append the results to this `file`")
	quick := flag.Bool("quick", false, "short and few: to see that everything works, not to measure")
	keep := flag.String("profile", "", "write CPU profiles of this process into this `folder`")
	vigied := flag.String("vigied", "", "measure this `program` instead of building one")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	b := &bench{only: *only, quick: *quick, profiles: *keep}
	if *vigied != "" {
		b.programs.built = map[string]string{backendProgram: *vigied}
	}
	err := b.run(ctx)
	err = errors.Join(err, b.report(os.Stdout, *out))
	b.close()
	exit(err)
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// measure is a group of figures that are measured together.
type measure struct {
	names []string
	run   func(ctx context.Context, b *bench) error
}

// measures lists all, in the order in which they run.
func measures() []measure {
	return []measure{
		{[]string{"latency/1/p50", "latency/1/p99"}, latencyAt(1)},
		{[]string{"latency/100/p50", "latency/100/p99"}, latencyAt(100)},
		{[]string{"latency/1000/p50", "latency/1000/p99", "saturation", "cpu/message"}, latencyAt(1000)},
		{[]string{"memory/conversation"}, memory},
		{[]string{"delete/acknowledged"}, deleteAcknowledged},
		{[]string{"purge/10000"}, purge},
		{[]string{"console/first-frame"}, firstFrame},
		{[]string{"console/memory"}, consoleMemory},
		{[]string{"vault/write", "vault/read"}, vaultFigures},
		{[]string{"vault/write-sqlcipher", "vault/read-sqlcipher"}, vaultSQLCipher},
		{[]string{"vault/purge"}, vaultPurge},
		{[]string{"checklist/evaluate"}, checklistFigures},
		{[]string{"package/build"}, packageBuild},
		{[]string{"detector/recall", "detector/precision"}, detectorFigures},
		{[]string{"login/ceremony"}, loginCeremony},
		{[]string{"fingerprint/false-match", "fingerprint/false-non-match"}, fingerprintFigures},
		{[]string{"thread/open-5000", "thread/append-p99", "ui/state-to-frame"}, windowFigures},
	}
}

// wanted tells whether one of the names was asked for.
func (b *bench) wanted(names ...string) bool {
	for _, n := range names {
		if strings.Contains(n, b.only) {
			return true
		}
	}
	return false
}

// run measures what was asked for. A group that fails does not keep the others from running.
func (b *bench) run(ctx context.Context) error {
	var failed error
	ran := false
	for _, m := range measures() {
		if !b.wanted(m.names...) || ctx.Err() != nil {
			continue
		}
		ran = true
		b.say("==> %s", strings.Join(m.names, " "))
		if err := m.run(ctx, b); err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", m.names[0], err))
		}
	}
	if !ran {
		return fmt.Errorf("nothing is called %q", b.only)
	}
	return errors.Join(failed, ctx.Err())
}
