package main

import (
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"os"
	"time"

	"fyne.io/fyne/v2/app"

	"vigie.example/cmd/internal/attended"
	"vigie.example/internal/console"
	"vigie.example/internal/fault"
	"vigie.example/internal/keyring"
	"vigie.example/ui"
	"vigie.example/ui/pump"
	"vigie.example/ui/words"
)

// service is the name under which the keyring holds our secrets.
const service = "example.vigie.console"

// run opens the window and returns when it is closed.
func run(s start) error {
	p := s.policy
	roots, err := certificates(p.CA)
	if err != nil {
		return err
	}
	keeps, err := openCache()
	if err != nil {
		return err
	}
	c, err := newCore(p, roots, keeps)
	if err != nil {
		return err
	}
	defer c.desk.Close()
	models := ui.Models{
		Shell: c.shell, SignIn: c.signIn, Inbox: c.inbox, Thread: c.thread, Tools: c.tools, Notes: c.notes, Rest: c.rest,
		Transfer: c.transfer, Advice: c.advice, Call: c.call, Report: c.report, Account: c.account, Fingers: c.fingers,
	}
	ensureCacheFolder()
	a := app.NewWithID(service)
	window, err := ui.New(a, models, look(p, s.flags, a.Preferences()))
	if err != nil {
		return err
	}
	defer window.Close()
	window.Resize(rememberedSize())
	window.OnLook, window.Sound = remember(a.Preferences()), findPlayer()
	anew := whenSpent(c.desk, func(do func()) {
		pump.After(0, func() {
			if window.Idle() {
				do()
			}
		})
	})
	anew.before = func() { rememberSize(window.Size()) }
	watch := attended.Start(context.Background(), attended.Options{Idle: p.idle()})
	go anew.attend(watch, func(away bool) { pump.After(0, func() { window.Away(away) }) })
	go loadDoctrine(c.tools, c.rest)
	return show(a, window.Fyne())
}

// certificates reads the authority of the service's certificate; nil means the system's.
func certificates(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("certificate authority: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("certificate authority: %s holds no PEM certificate", file)
	}
	return pool, nil
}

// printWorkstation prints the public key of this workstation, made at the first use.
func printWorkstation(out io.Writer) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	public, err := console.WorkstationKey(ctx, keyring.Open(service))
	if err != nil {
		w, wordsErr := words.In(policy{}.language())
		if wordsErr != nil {
			return wordsErr
		}
		public := fault.PublicOf(err)
		return fmt.Errorf("%s %s", w.T(string(public.Key)), w.T(string(public.Hint)))
	}
	_, err = fmt.Fprintln(out, public)
	return err
}
