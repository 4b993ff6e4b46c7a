// Package spool hands packages over in a folder that both ends can reach, a mounted one for instance.
//
//	out/KEY.p7m      a package that waits; it appears by a rename
//	taken/KEY.p7m    one that the target has taken, by a rename, and not answered yet
//	reply/KEY.json   the answer, which appears by a rename
//
// KEY is a deadline and random (form.NewKey): no name in the folder says anything else. What is past it is removed by every console that
// uses the folder (Tidy), so nothing waits there for one that does not come back. Whoever can write in the folder can keep a package
// from arriving and can refuse it; they can neither read one nor accept it (see courier.Parcel.Believe).
package spool

import (
	"context"
	"path/filepath"
	"sync"
	"time"

	"vigie.example/internal/courier"
	"vigie.example/internal/courier/disk"
	"vigie.example/internal/courier/form"
	"vigie.example/internal/fault"
)

// The folders of a spool, and how its files end.
const (
	Out   = "out"
	Taken = "taken"
	Reply = "reply"

	PackageEnd = ".p7m"
	ReplyEnd   = ".json"
)

// backBegin begins the name of what is being taken back.
const backBegin = ".back-"

// DefaultPoll is how often a folder is looked at.
const DefaultPoll = 500 * time.Millisecond

// packageMode lets the group of the folder read what waits: the target runs as another user.
const packageMode = 0o640

// Options is what a connector needs.
type Options struct {
	Folder string           // has the three folders: the target makes them
	Poll   time.Duration    // DefaultPoll if it is zero
	Now    func() time.Time // nil: the clock of the machine
}

// Connector is a courier.Connector. A new one after a restart goes on: nothing that it knows is needed then. Within one run a target has
// one connector, which keeps Send and Withdraw of a package apart.
type Connector struct {
	o Options

	mu   sync.Mutex      // held while a package is put into the folder, or taken back
	back map[string]bool // keys that were taken back: a Send that is under way does not put them there again
}

// New returns a connector for the folder, which it does not touch yet.
func New(o Options) *Connector {
	if o.Poll <= 0 {
		o.Poll = DefaultPoll
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Connector{o: o, back: make(map[string]bool)}
}

func (c *Connector) out(key string) string   { return filepath.Join(c.o.Folder, Out, key+PackageEnd) }
func (c *Connector) taken(key string) string { return filepath.Join(c.o.Folder, Taken, key+PackageEnd) }

// Send puts the package into the folder unless it is there, and waits for the answer. Past its deadline it takes it back instead.
func (c *Connector) Send(ctx context.Context, p courier.Parcel) (courier.Answer, error) {
	const op = "spool.Send"
	unknown := courier.Answer{Outcome: courier.Unknown}
	if !form.ValidKey(p.Key) {
		return unknown, fault.New(fault.Invalid, op)
	}
	ticker := time.NewTicker(c.o.Poll)
	defer ticker.Stop()
	placed := fault.As(fault.Unavailable, op, ctx.Err(), fault.Key("courier.unanswered")) // until it is
	for {
		answer, err := c.answer(p)
		if err == nil {
			return answer, nil
		}
		if form.Late(p.Key, c.o.Now()) {
			return c.Withdraw(ctx, p)
		}
		if placed != nil && ctx.Err() == nil {
			placed = c.place(p)
		}
		if fault.Is(placed, fault.Gone) {
			return courier.Answer{Outcome: courier.Withdrawn}, nil
		}
		select {
		case <-ctx.Done():
			switch {
			case placed != nil:
				err = placed
			case fault.Is(err, fault.Missing):
				err = fault.As(fault.Unavailable, op, ctx.Err(), fault.Key("courier.unanswered"))
			}
			return unknown, fault.Wrap(op, err)
		case <-ticker.C:
		}
	}
}

// place puts the package into the folder; fault.Gone when it was taken back.
func (c *Connector) place(p courier.Parcel) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.back[p.Key] {
		return fault.New(fault.Gone, "spool.place")
	}
	if disk.There(c.out(p.Key)) || disk.There(c.taken(p.Key)) {
		return nil
	}
	err := disk.Write(filepath.Join(c.o.Folder, Out), p.Key+PackageEnd, p.Sealed, packageMode)
	return fault.Wrap("spool.place", err, fault.Key("courier.spool"))
}

// answer reads the answer; fault.Missing until there is one, fault.Untrusted for one that is not believed.
func (c *Connector) answer(p courier.Parcel) (courier.Answer, error) {
	text, err := disk.Read(filepath.Join(c.o.Folder, Reply, p.Key+ReplyEnd), form.MaxAnswerBytes)
	if fault.Is(err, fault.Missing) {
		return courier.Answer{}, err
	}
	if err != nil {
		return courier.Answer{}, fault.As(fault.Untrusted, "spool.answer", err, fault.Key("courier.answer"))
	}
	a, err := form.ParseAnswer(text)
	if err != nil {
		return courier.Answer{}, fault.As(fault.Untrusted, "spool.answer", err, fault.Key("courier.answer"))
	}
	return p.Believe(a)
}

// Withdraw takes the package back. The target moves it before it opens it, and answers before it removes it: so what is neither
// waiting, nor taken, nor answered, in this order, was never taken over.
func (c *Connector) Withdraw(_ context.Context, p courier.Parcel) (courier.Answer, error) {
	const op = "spool.Withdraw"
	if !form.ValidKey(p.Key) {
		return courier.Answer{Outcome: courier.Unknown}, fault.New(fault.Invalid, op)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	folder := filepath.Join(c.o.Folder, Out)
	back := filepath.Join(folder, backBegin+p.Key)
	if err := disk.Move(c.out(p.Key), back); err != nil && !fault.Is(err, fault.Missing) {
		return courier.Answer{Outcome: courier.Unknown}, fault.Wrap(op, err)
	}
	for _, file := range []string{back, filepath.Join(folder, disk.Temporary(p.Key+PackageEnd))} {
		if err := disk.Remove(file); err != nil {
			return courier.Answer{Outcome: courier.Unknown}, fault.Wrap(op, err)
		}
	}
	taken := disk.There(c.taken(p.Key))
	if answer, err := c.answer(p); err == nil {
		return answer, nil
	}
	if taken {
		return courier.Answer{Outcome: courier.Unknown}, nil
	}
	c.back[p.Key] = true
	return courier.Answer{Outcome: courier.Withdrawn}, nil
}
