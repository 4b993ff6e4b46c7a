package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"
)

// windowed runs with the console's window and a person at it.
func (d *demo) windowed(ctx context.Context) error {
	public, err := d.workstation(ctx)
	if err != nil {
		return err
	}
	if err := d.addAccount(ctx, demoActor, demoName, public); err != nil {
		return err
	}
	targets, err := d.startReceivers(ctx)
	if err != nil {
		return err
	}
	policy := fmt.Sprintf("backend = %q\nauthority = %q\nca = %q\n", d.at.Console, d.key, d.path("cert.pem")) + targets
	if err := os.WriteFile(d.path("vigie.toml"), []byte(policy), 0o600); err != nil {
		return err
	}
	args := []string{d.program("vigie"), "--policy", d.path("vigie.toml")}
	if d.o.lang != "" {
		args = append(args, "--lang", d.o.lang)
	}
	console, err := d.own.start("vigie", command{args: args, env: append(slices.Clone(d.desk), "XDG_STATE_HOME="+d.path("state"))})
	if err != nil {
		return err
	}
	go console.drain(os.Stderr)
	sim, err := d.simulation()
	if err != nil {
		return err
	}
	go sim.drain(os.Stderr)
	d.explain()
	return d.wait(ctx, console, sim)
}

// explain tells the person what to do now.
func (d *demo) explain() {
	d.w.say(`
Everything runs on this machine only, with keys and accounts that are gone when it ends.

  Sign in at the window    %s
  with the passphrase      %s
  (for this demonstration only)

  The declarant's page     %s
  (any browser; it warns about the certificate, which was made for this run.
  Type the postcode %s, so that your window gets the conversation.)

Simulated declarants write meanwhile; they wait in the list on the left.
A report that you send is accepted by a receiver of this run, in
  %s
  %s
To stop: close the window, or press Ctrl+C here.`, demoActor, demoPassphrase, d.at.Page, demoPlace, d.inbox(demoTargets[0]), d.inbox(demoTargets[1]))
}

// wait returns when the window is closed, something ended that must not, or
// the context did.
func (d *demo) wait(ctx context.Context, console, sim *child) error {
	if d.o.seconds > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(d.o.seconds)*time.Second)
		defer cancel()
	}
	killing, stop := context.WithCancel(ctx)
	defer stop()
	broken := make(chan error, 1)
	go func() { broken <- d.kill(killing) }()
	for {
		var backendEnded <-chan struct{}
		if d.o.kills == 0 {
			backendEnded = d.running().ended
		}
		select {
		case <-ctx.Done():
			return nil
		case err := <-broken:
			if err != nil {
				return err
			}
			broken = nil
		case <-console.ended:
			if console.err != nil {
				return fmt.Errorf("the window ended: %w\n%s", console.err, console.said.String())
			}
			d.w.say("the window was closed")
			return nil
		case <-backendEnded:
			return fmt.Errorf("vigied ended: %v\n%s", d.running().err, d.running().said.String())
		case <-sim.ended:
			return fmt.Errorf("the simulation ended: %v\n%s", sim.err, sim.said.String())
		}
	}
}

// workstation returns the public key of this workstation, from the keyring of
// this desktop session, or from one of the demonstration's own where this
// session has none that works.
func (d *demo) workstation(ctx context.Context) (string, error) {
	var public string
	err := d.w.steps.do(ctx, "the workstation's key in the keyring", func(ctx context.Context, p *progress) error {
		limited, cancel := context.WithTimeout(ctx, 45*time.Second) // longer than the console waits for a person who unlocks it
		defer cancel()
		var err error
		if public, err = d.output(limited, "", "vigie", "workstation"); err == nil {
			p.at("of this session")
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		p.at("this session has none that works: one of its own")
		first := err
		if err := d.ownKeyring(ctx); err != nil {
			return errors.Join(first, err)
		}
		public, err = d.output(ctx, "", "vigie", "workstation")
		return err
	})
	return public, err
}

// ownKeyringScript starts a message bus and an unlocked keyring, tells the
// address of the bus, and lets both live until its standard input ends.
const ownKeyringScript = `echo "$DBUS_SESSION_BUS_ADDRESS"; cat >/dev/null`

// ownKeyring starts a private message bus with an unlocked keyring for the
// demonstration, whose files are in the demonstration's folder.
func (d *demo) ownKeyring(ctx context.Context) error {
	if err := d.w.setup(ctx, needKeyring); err != nil {
		return err
	}
	var env []string
	for name, folder := range map[string]string{"HOME": "home", "XDG_RUNTIME_DIR": "run"} {
		if err := os.Mkdir(d.path(folder), 0o700); err != nil {
			return err
		}
		env = append(env, name+"="+d.path(folder))
	}
	s := &session{env: append(env, "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "GNOME_KEYRING_CONTROL", "DISPLAY", "WAYLAND_DISPLAY")}
	c, err := d.own.start("the keyring", s.wrap(command{args: []string{"sh", "-c", ownKeyringScript}, hold: true}))
	if err != nil {
		return err
	}
	select {
	case address, ok := <-c.lines:
		if !ok {
			<-c.ended
			return fmt.Errorf("no keyring could be started: %v\n%s", c.err, c.said.String())
		}
		d.desk = []string{"DBUS_SESSION_BUS_ADDRESS=" + address}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
