// Command vigied is the chat backend.
//
//	vigied serve --listen ADDR --data DIR [--nats URL,... [--replicas 3]] [--tls-cert F --tls-key F | --dev] [--authority F]
//	             [--page-origin URL,...] [--leave URL] [--tls12] [--no-page] [--zones F] [--doctrine F]
//	             [--connections N] [--connections-per-address N] [--opens-per-hour N] [--sign-ins-per-hour N]
//	             [--unlimited-from CIDR,...] [--proxy-from CIDR,...]
//	             [--fingerprint-basis L --fingerprint-ground L --fingerprint-methods M,...]
//
// When it is ready it prints one line of JSON on standard output: {"ready":true,"page":"https://...","console":"wss://..."}.
// It logs JSON lines on standard error. SIGTERM or SIGINT drains it: no new conversation, everybody connected is told, exit 0.
// Its data folder holds service.key (the secret that all processes of a service share), authority.pub (the public key that
// vigiectl made), admin.sock (the administration interface), and the embedded store.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"vigie.example/cmd/internal/machine"
	"vigie.example/internal/backend"
)

func main() {
	if machine.OverwriteFreed() {
		fmt.Fprintln(os.Stderr, "vigied: freed memory is not overwritten:", machine.StartAgain(nil))
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	code := run(ctx, newClock(), os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is main without the process: 0 after a clean end, 1 when the service failed, 2 for what the administrator can mend.
func run(ctx context.Context, clock backend.Clock, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 || args[0] != "serve" {
		fmt.Fprintln(stderr, "vigied: the only command is: vigied serve --listen ADDR --data DIR (see vigied serve -h)")
		return 2
	}
	o, err := parse(args[1:], stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintln(stderr, "vigied:", err)
		return 2
	}
	log := slog.New(slog.NewJSONHandler(stderr, nil))
	if err := hardenProcess(); err != nil {
		log.Warn("the memory of this process could not be protected from core dumps and debuggers")
	}
	if machine.Swaps() {
		log.Warn("this system swaps: memory may reach the disk; switch swap off or encrypt it")
	}
	if err := serve(ctx, o, clock, stdout, log); err != nil {
		log.Error("vigied ends", "fault", err.Error())
		return 1
	}
	return 0
}

// parse reads the command line. Its errors name what is wrong and what to do.
func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	var nats, origins string
	set := flag.NewFlagSet("vigied serve", flag.ContinueOnError)
	set.SetOutput(stderr)
	set.StringVar(&o.listen, "listen", "127.0.0.1:8443", "address and port to listen on; port 0 takes a free one")
	set.StringVar(&o.data, "data", "", "data folder, created if absent")
	set.StringVar(&nats, "nats", "", "servers of an external NATS cluster, separated by commas; without: embedded")
	set.IntVar(&o.replicas, "replicas", 0, "copies of each stream on the external cluster: 1 or 3")
	set.StringVar(&o.certificate, "tls-cert", "", "PEM file with the certificate chain")
	set.StringVar(&o.key, "tls-key", "", "PEM file with the certificate's key")
	set.BoolVar(&o.dev, "dev", false, "make a certificate of its own, for development only")
	set.BoolVar(&o.tls12, "tls12", false, "accept TLS 1.2 as well, in the suites that ANSSI recommends")
	set.StringVar(&o.authority, "authority", "", "file with the authority's public key (default: authority.pub in the data folder)")
	set.StringVar(&origins, "page-origin", "", "origins of pages on other hosts, separated by commas, such as https://page.example")
	set.BoolVar(&o.noPage, "no-page", false, "do not serve the page: another host does (B11)")
	set.StringVar(&o.leave, "leave", "", "address of the harmless site that the page's red button leads to")
	set.DurationVar(&o.drain, "drain", time.Second, "how long those connected have between being told and being disconnected")
	set.DurationVar(&o.calm, "calm", time.Minute, "what waits is deleted so long after the word that nobody is on duty (ADR 008)")
	o.registerMore(set)
	if err := set.Parse(args); err != nil {
		return o, err
	}
	o.nats, o.pageOrigins = list(nats), list(origins)
	return o, o.check(set.Args())
}
