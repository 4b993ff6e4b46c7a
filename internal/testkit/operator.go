package testkit

import (
	"context"
	"crypto/x509"
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/advice"
	"vigie.example/internal/console/call"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/notes"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/console/transfer"
	"vigie.example/internal/fault"
	"vigie.example/internal/link"
	"vigie.example/internal/seal"
)

// Operator is the real console without its window.
type Operator struct {
	Console  *console.Console
	Shell    *shell.Model
	SignIn   *signin.Model
	Inbox    *inbox.Model
	Thread   *thread.Model
	Notes    *notes.Model
	Transfer *transfer.Model
	Advice   *advice.Model
	Call     *call.Model
}

// OperatorOptions say where an operator works. URL, Authority and Workstation must be set.
type OperatorOptions struct {
	URL         string
	Roots       *x509.CertPool
	Authority   []byte
	Workstation *seal.SigningKey
	Clock       console.Clock        // the system's if nil
	Link        func(*link.Options)  // changes the link's options; may be nil
	Secrets     *Secrets             // a new keyring if nil
	Vault       console.Vault        // nothing is kept if nil
	Keys, Card  console.Carried      // none if nil
	Reader      console.FingerReader // likewise
	Habits      console.Habits       // forgotten if nil
	LockAfter   time.Duration        // 0: never
	Inherited   []byte               // of the console before it; may be nil
	Spent       func()               // told as by Console.OnSpent; may be nil
	Library     console.Library      // no doctrine can be read if nil

	Before func(*console.Console) // adds models before the console starts; may be nil
}

// StartOperator starts a console. Close it when done.
func StartOperator(o OperatorOptions) (*Operator, error) {
	secrets := o.Secrets
	if secrets == nil {
		secrets = NewSecrets()
	}
	private, err := o.Workstation.Bytes()
	if err != nil {
		return nil, err
	}
	stored, err := console.EncodeKey(private, "console-"+seal.HourlyID(o.Workstation.Public()))
	if err != nil {
		return nil, err
	}
	if err := secrets.Set(context.Background(), console.WorkstationSecret, stored); err != nil {
		return nil, err
	}
	c, err := console.New(console.Options{
		Secrets: secrets, Authority: o.Authority, Clock: o.Clock, Vault: o.Vault, Library: o.Library,
		Keys: o.Keys, Card: o.Card, Reader: o.Reader, Habits: o.Habits, LockAfter: o.LockAfter, Inherited: o.Inherited,
		Connect: func(r console.Receiver) (console.Link, error) {
			where := link.Options{URL: o.URL, Roots: o.Roots}
			if o.Link != nil {
				o.Link(&where)
			}
			return link.Start(where, r)
		},
	})
	if err != nil {
		return nil, err
	}
	op := &Operator{Console: c, Shell: shell.New(c), SignIn: signin.New(c), Inbox: inbox.New(c), Thread: thread.New(c)}
	op.Notes, op.Transfer, op.Advice, op.Call = notes.New(c, notes.Memory()), transfer.New(c), advice.New(c), call.New(c)
	if o.Before != nil {
		o.Before(c)
	}
	if o.Spent != nil {
		c.OnSpent(o.Spent)
	}
	return op, c.Start()
}

// Close ends the console.
func (o *Operator) Close() { o.Console.Close() }

// Enter signs in and waits until the list is there. The error is what the screen would show.
func (o *Operator) Enter(ctx context.Context, actor, passphrase string) error {
	const op = "testkit.Operator.Enter"
	if err := Until(ctx, &o.SignIn.Publisher, func(s signin.State) bool { return s.Phase == signin.Ready && s.Reachable }); err != nil {
		return fault.Wrap(op+".Reach", err, fault.Key(fault.TextKey(o.Shell.State().Connection.Reason.Key)))
	}
	o.SignIn.Enter(console.Attempt{Actor: actor, Way: console.WayPassphrase, Secret: passphrase})
	var last signin.State
	err := Until(ctx, &o.SignIn.Publisher, func(s signin.State) bool {
		last = s
		return s.Phase == signin.SignedIn || (s.Phase == signin.Ready && !s.Problem.None())
	})
	if err == nil && last.Phase != signin.SignedIn {
		err = fault.New(fault.Unauthenticated, op, fault.Key(fault.TextKey(last.Problem.Key)))
	}
	if err != nil {
		return fault.Wrap(op+".Prove", err)
	}
	return fault.Wrap(op+".List", Until(ctx, &o.Inbox.Publisher, func(s inbox.State) bool { return s.Phase == inbox.Current }))
}

// Source publishes States.
type Source[S any] interface {
	Subscribe(changed func(S)) (stop func())
}

// Until waits for a State that is as it should be, or for the end of the context.
func Until[S any](ctx context.Context, of Source[S], ok func(S) bool) error {
	found := make(chan struct{}, 1)
	stop := of.Subscribe(func(s S) {
		if len(found) == 0 && ok(s) {
			found <- struct{}{}
		}
	})
	defer stop()
	select {
	case <-found:
		return nil
	case <-ctx.Done():
		return fault.As(fault.Unavailable, "testkit.Until", ctx.Err())
	}
}
