package main

import (
	"context"
	"crypto/x509"
	"fmt"
	"os"

	"fyne.io/fyne/v2/app"

	"vigie.example/cmd/internal/attended"
	"vigie.example/ui"
	"vigie.example/ui/pump"
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
	return show(a, window.Fyne(), func() { loadDoctrine(c.tools, c.rest) })
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
