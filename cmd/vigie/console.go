package main

import (
	"crypto/x509"

	"vigie.example/cmd/internal/cache"
	"vigie.example/cmd/internal/carried"
	"vigie.example/cmd/internal/machine"
	"vigie.example/internal/console"
	"vigie.example/internal/console/account"
	"vigie.example/internal/console/advice"
	"vigie.example/internal/console/call"
	"vigie.example/internal/console/fingers"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/notes"
	reporting "vigie.example/internal/console/report"
	"vigie.example/internal/console/rest"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/console/tools"
	"vigie.example/internal/console/transfer"
	"vigie.example/internal/keyring"
	"vigie.example/internal/link"
)

// core is the console without its window: the desk and the view-models. Nothing runs before desk.Start.
type core struct {
	desk     *console.Console
	shell    *shell.Model
	signIn   *signin.Model
	inbox    *inbox.Model
	thread   *thread.Model
	tools    *tools.Model
	notes    *notes.Model
	rest     *rest.Model
	transfer *transfer.Model
	advice   *advice.Model
	call     *call.Model
	report   *reporting.Model
	account  *account.Model
	fingers  *fingers.Model
}

func newCore(p policy, roots *x509.CertPool, keeps *cache.Cache) (*core, error) {
	books, err := openLibrary(p.authorityKey())
	if err != nil {
		return nil, err
	}
	clock := newClock() // permissions run on one clock, whoever looks at them
	keys, card := carried.NewKeys(nil, p.authorityKey(), clock.Now), carried.NewCard(p.cardModule())
	finger, err := p.fingerReader(keys, card, clock.Now)
	if err != nil {
		return nil, err
	}
	desk, err := console.New(console.Options{
		Clock: clock,
		Connect: func(r console.Receiver) (console.Link, error) {
			return link.Start(link.Options{URL: p.Backend, Roots: roots}, r)
		},
		Secrets:   keyring.Open(service),
		Vault:     keeps,
		Library:   books,
		Swaps:     machine.Swaps(),
		Inherited: machine.Inherited(),
		Authority: p.authorityKey(),
		Keys:      keys,
		Card:      card,
		Reader:    finger,
		Habits:    habits(),
		LockAfter: p.lockIdle(),
	})
	if err != nil {
		return nil, err
	}
	overwriteErased(desk)
	reports, err := p.reports()
	if err != nil {
		return nil, err
	}
	return &core{
		desk: desk, shell: shell.New(desk), signIn: signin.New(desk), inbox: inbox.New(desk), thread: thread.New(desk),
		tools: tools.New(desk), notes: notes.New(desk, notes.Memory()), rest: rest.New(desk), transfer: transfer.New(desk), advice: advice.New(desk),
		call:    call.New(desk),
		report:  reporting.New(desk, reports),
		account: account.New(desk), fingers: fingers.New(desk),
	}, nil
}
