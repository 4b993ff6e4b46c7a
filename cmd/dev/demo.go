package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// demo is a service with people on both sides, on this machine alone.
type demo struct {
	w    *workspace
	o    runOptions
	bin  string
	dir  string // all its files: gone when it ends
	own  *supervisor
	at   backendReady
	key  string   // the public authority key
	desk []string // environment of the console, where it differs

	mu      sync.Mutex
	backend *child // guarded by mu: another one after each kill
}

// backendReady is what the backend announces on standard output.
type backendReady struct {
	Page    string `json:"page"`
	Console string `json:"console"`
}

// socket is the address that declarants' pages connect to.
func (r backendReady) socket() string {
	return strings.TrimSuffix(r.Console, "console") + "page"
}

// What the demonstration is made of. The unit is the one of the place.
const (
	demoUnit  = "police-33"
	demoPlace = "33000"
	demoActor = "op-camille"
	demoName  = "Camille Roche"
	// demoPassphrase is printed: it protects nothing but the demonstration.
	demoPassphrase = "lampe cactus violon neige tambour fenouil radeau"
)

// demonstrate starts the programs, waits until the run is over, and stops
// them.
func (w *workspace) demonstrate(ctx context.Context, bin string, o runOptions) (err error) {
	dir, err := os.MkdirTemp("", "vigie-run-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	defer sweep("XDG_RUNTIME_DIR=" + filepath.Join(dir, "run")) // a keyring of its own leaves its group
	d := &demo{w: w, o: o, bin: bin, dir: dir, own: &supervisor{w: w}}
	defer d.own.stop()
	begin := time.Now()
	if err := d.begin(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	w.say("ok  %-44s %8s", "start the service", rounded(time.Since(begin)))
	if o.headless {
		return d.headless(ctx)
	}
	return d.windowed(ctx)
}

// begin makes keys and a certificate, and starts the backend.
func (d *demo) begin(ctx context.Context) error {
	if err := os.Mkdir(d.path("data"), 0o700); err != nil {
		return err
	}
	if err := demoCertificate(d.path("cert.pem"), d.path("key.pem")); err != nil {
		return err
	}
	key, err := d.output(ctx, "", "vigiectl", "authority", "init", "--key", d.path("authority.key"), "--public", d.path("authority.pub"))
	if err != nil {
		return err
	}
	d.key = key
	if err := d.signDoctrine(ctx); err != nil {
		return err
	}
	return d.startBackend(ctx, "127.0.0.1:0")
}

// startBackend starts vigied and waits until it is ready.
func (d *demo) startBackend(ctx context.Context, listen string) error {
	c, err := d.own.start("vigied", command{args: []string{
		d.program("vigied"), "serve", "--listen", listen, "--data", d.path("data"),
		"--tls-cert", d.path("cert.pem"), "--tls-key", d.path("key.pem"), "--authority", d.path("authority.pub"),
		"--doctrine", d.path("doctrine.yaml"),
	}})
	if err != nil {
		return err
	}
	d.mu.Lock()
	d.backend = c
	d.mu.Unlock()
	return c.ready(ctx, &d.at, io.Discard)
}

func (d *demo) running() *child {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.backend
}

func (d *demo) path(name string) string    { return filepath.Join(d.dir, name) }
func (d *demo) program(name string) string { return filepath.Join(d.bin, name) }

// output runs one of the programs to its end and returns what it printed.
func (d *demo) output(ctx context.Context, input, name string, args ...string) (string, error) {
	var said, complaint tail
	cmd := d.w.prepare(ctx, command{args: append([]string{d.program(name)}, args...), env: d.desk, out: &said, errs: &complaint})
	cmd.Stdin = strings.NewReader(input)
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args[:min(2, len(args))], " "), err, complaint.String())
	}
	return strings.TrimSpace(said.String()), nil
}

// addAccount makes an operator of the demonstration's unit.
func (d *demo) addAccount(ctx context.Context, actor, name, workstation string) error {
	_, err := d.output(ctx, demoPassphrase+"\n", "vigiectl", "account", "add", "--data", d.path("data"),
		"--authority", d.path("authority.key"), "--actor", actor, "--name", name, "--unit", demoUnit, "--workstation", workstation)
	return err
}

// simulation starts the simulated declarants.
func (d *demo) simulation(more ...string) (*child, error) {
	args := []string{
		d.program("simulate"), "--page", d.at.socket(), "--ca", d.path("cert.pem"), "--authority", d.key, "--unit-place", demoPlace,
	}
	return d.own.start("simulate", command{args: append(args, more...)})
}

// headlessOperators is how many automatic operators answer without a window.
const headlessOperators = 2

// headless runs with automatic operators, and passes on the line that says
// what became of each message.
func (d *demo) headless(ctx context.Context) error {
	accounts, err := d.automaticOperators(ctx)
	if err != nil {
		return err
	}
	sim, err := d.simulation("--headless", "--console", d.at.Console, "--accounts", accounts,
		"--operators", fmt.Sprint(headlessOperators), "--seconds", fmt.Sprint(d.o.seconds))
	if err != nil {
		return err
	}
	d.w.say("    simulated declarants and %d automatic operators talk for %d seconds", headlessOperators, d.o.seconds)
	killing, stop := context.WithCancel(ctx)
	defer stop()
	broken := make(chan error, 1)
	go func() { broken <- d.kill(killing) }()
	last := ""
	for {
		select {
		case line, more := <-sim.lines:
			if more {
				last = line
				continue
			}
			<-sim.ended
			if last != "" {
				fmt.Fprintln(os.Stdout, last)
			}
			return d.verdict(sim)
		case err := <-broken:
			if err != nil {
				return err
			}
			broken = nil
		case <-ctx.Done():
			signalGroup(sim.cmd.Process, syscall.SIGTERM)
			ctx = context.WithoutCancel(ctx) // it prints what there was until now
		}
	}
}

// verdict tells whether the simulation found something wrong.
func (d *demo) verdict(sim *child) error {
	if sim.err == nil {
		return nil
	}
	if said := sim.said.String(); said != "" {
		d.w.say("%s", said)
	}
	if sim.cmd.ProcessState.ExitCode() == 1 {
		return errors.New("messages were lost or shown twice")
	}
	return fmt.Errorf("simulate: %w", sim.err)
}

// automaticOperators adds the accounts and returns the file that describes
// them.
func (d *demo) automaticOperators(ctx context.Context) (file string, err error) {
	type account struct {
		Actor       string `json:"actor"`
		Passphrase  string `json:"passphrase"`
		Workstation string `json:"workstation"`
	}
	var all []account
	for i := range headlessOperators {
		a := account{fmt.Sprintf("op-%d", i+1), demoPassphrase, d.path(fmt.Sprintf("op-%d.key", i+1))}
		public, err := d.output(ctx, "", "simulate", "keygen", "--out", a.Workstation)
		if err != nil {
			return "", err
		}
		if err := d.addAccount(ctx, a.Actor, fmt.Sprintf("Automatic operator %d", i+1), public); err != nil {
			return "", err
		}
		all = append(all, a)
	}
	text, err := json.Marshal(all)
	if err != nil {
		return "", err
	}
	file = d.path("accounts.json")
	return file, os.WriteFile(file, text, 0o600)
}

// kill kills the backend as often as was asked for, each time at once and
// without a word, and starts it again on the same address and data.
func (d *demo) kill(ctx context.Context) error {
	for i := range d.o.kills {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(time.Duration(d.o.seconds) * time.Second / time.Duration(d.o.kills+1)):
		}
		old := d.running()
		signalGroup(old.cmd.Process, syscall.SIGKILL)
		<-old.ended
		listen := strings.TrimSuffix(strings.TrimPrefix(d.at.Page, "https://"), "/")
		if err := d.startBackend(ctx, listen); err != nil && ctx.Err() == nil {
			return err
		}
		d.w.say("    killed the backend and started it again (%d of %d)", i+1, d.o.kills)
	}
	return nil
}
