package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	tables "vigie.example/assets/doctrine"
	"vigie.example/internal/console"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/declarant"
)

const (
	perConsole = 8 // conversations that an operator holds: the service's own limit
	perUnit    = 2 // operators of one unit
)

// people are declarants and operators who talk through the service: the page's protocol and the console's core.
type people struct {
	*service
	meter      *meter
	declarants []*declarant.Declarant
	operators  []*testkit.Operator

	mu      sync.Mutex
	index   map[conversation.ID]int // guarded by mu: the conversation's place in meter.lines
	held    int                     // guarded by mu
	changed chan struct{}
}

// of implements crowd.
func (p *people) of() *meter { return p.meter }

// say implements crowd.
func (p *people) say(i int) { p.declarants[i].Say(p.meter.lines[i].text()) }

// gather brings in as many conversations as asked for, each held by an operator.
func gather(ctx context.Context, s *service, conversations int) (*people, error) {
	p := &people{service: s, meter: newMeter(conversations), index: make(map[conversation.ID]int), changed: make(chan struct{}, 1)}
	consoles := (conversations + perConsole - 1) / perConsole
	units, err := unitsWithPlaces((consoles + perUnit - 1) / perUnit)
	if err != nil {
		return nil, err
	}
	for n := range consoles {
		if err := p.bringOperator(ctx, n, units[n/perUnit].unit); err != nil {
			p.leave()
			return nil, err
		}
	}
	for i := range conversations {
		if err := p.bringDeclarant(ctx, i, units[i/perConsole/perUnit].place); err != nil {
			p.leave()
			return nil, err
		}
	}
	return p, p.settle(ctx, conversations)
}

// leave ends everybody.
func (p *people) leave() {
	var all sync.WaitGroup
	for _, d := range p.declarants {
		all.Go(d.Vanish)
	}
	for _, op := range p.operators {
		all.Go(op.Close)
	}
	all.Wait()
}

func (p *people) bringOperator(ctx context.Context, n int, unit string) error {
	key, err := seal.NewSigningKey()
	if err != nil {
		return err
	}
	actor := fmt.Sprintf("op-%d", n)
	if err := p.addOperator(ctx, actor, unit, key.Public()); err != nil {
		return err
	}
	op, err := testkit.StartOperator(testkit.OperatorOptions{
		URL: p.console, Roots: p.roots, Authority: p.authority.Public(), Workstation: key,
	})
	if err != nil {
		return err
	}
	p.operators = append(p.operators, op)
	limited, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if err := op.Enter(limited, actor, passphrase); err != nil {
		return err
	}
	w := &watcher{people: p, op: op, shown: make(map[conversation.ID]int)}
	op.Console.Watch(w.seen) // after the models' own: they have published when it is called
	op.Inbox.Subscribe(func(s inbox.State) { w.claim(op, s) })
	return nil
}

// bringDeclarant opens a conversation, and goes on to the next once somebody holds some of those before: whoever waits
// with a thousand others is sealed to again for everybody who comes.
func (p *people) bringDeclarant(ctx context.Context, i int, place string) error {
	d, err := declarant.Start(declarant.Options{URL: p.page, Roots: p.roots, Authority: p.authority.Public(), Place: place})
	if err != nil {
		return err
	}
	p.mu.Lock()
	p.index[d.ID()] = i
	p.mu.Unlock()
	p.declarants = append(p.declarants, d)
	return p.settle(ctx, i-16)
}

// settle waits until at least n conversations are held.
func (p *people) settle(ctx context.Context, n int) error {
	limit := time.NewTimer(60 * time.Second)
	defer limit.Stop()
	for {
		p.mu.Lock()
		held := p.held
		p.mu.Unlock()
		if held >= n {
			return ctx.Err()
		}
		select {
		case <-p.changed:
		case <-time.After(100 * time.Millisecond):
		case <-limit.C:
			return fmt.Errorf("after a minute %d of %d conversations are held", held, n)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// watcher looks at what one console shows. Apart from claim, it belongs to the console's goroutine.
type watcher struct {
	*people
	op    *testkit.Operator
	shown map[conversation.ID]int // items that were looked at; a key for each conversation that is held
}

// claim takes the first that waits, as long as there is room.
func (w *watcher) claim(op *testkit.Operator, s inbox.State) {
	for _, r := range s.Waiting {
		if r.Claim == inbox.Claimable && len(s.Mine) < perConsole {
			op.Inbox.Claim(r.Conversation)
			return
		}
	}
}

// seen notes the messages that are new in a State.
func (w *watcher) seen(d *console.Desk, change console.Change) {
	at := now()
	for id := range change.Threads {
		x, ok := d.Conversation(id)
		if !ok || x.Phase() != exchange.Held {
			continue
		}
		from, known := w.shown[id]
		if !known {
			// What nobody answers goes back to the queue (B12): one message each, before anything is measured.
			w.op.Console.Do(func(d *console.Desk) { _ = d.Send(id, "Bonjour.") })
			w.holds()
		}
		items := x.Items()
		for i := from; i < items.Len(); i++ {
			if it := items.At(i); it.Kind == exchange.Message && it.Side == conversation.Declarant {
				w.line(id).arrive(it.Text, at)
			}
		}
		w.shown[id] = items.Len()
	}
}

func (w *watcher) holds() {
	w.mu.Lock()
	w.held++
	w.mu.Unlock()
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

func (p *people) line(id conversation.ID) *line {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.meter.lines[p.index[id]]
}

// served is a unit and a commune whose declarants it gets.
type served struct{ unit, place string }

// unitsWithPlaces returns that many units.
func unitsWithPlaces(n int) ([]served, error) {
	places, err := doctrine.ParsePlaces(doctrine.Files{
		Communes: tables.Communes(), Zones: tables.Zones(), Departments: tables.Departments(), Units: tables.Units(),
	})
	if err != nil {
		return nil, err
	}
	var out []served
	for d := 1; d < 96 && len(out) < n; d++ {
		place := fmt.Sprintf("%02d", d)
		if r := places.Route(place); r.Found {
			out = append(out, served{string(r.Unit), place})
		}
	}
	if len(out) < n {
		return nil, fmt.Errorf("there are %d units for %d", len(out), n)
	}
	return out, nil
}
