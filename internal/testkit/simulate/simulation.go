package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"vigie.example/internal/fault"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/declarant"
)

// simulation is one run.
type simulation struct {
	options
	scripts []script
	replies map[string]replies
	ledger  *ledger
	log     io.Writer // progress: names of scripts, never what they say
}

func newSimulation(o options, log io.Writer) (*simulation, error) {
	s := &simulation{options: o, ledger: newLedger(), log: log}
	var err error
	if s.scripts, err = o.chosen(); err != nil {
		return nil, err
	}
	s.replies, err = loadReplies()
	return s, err
}

// run begins the operators, then declarants one after the other, and waits for the end.
func (s *simulation) run(ctx context.Context) error {
	if s.seconds > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(s.seconds)*time.Second)
		defer cancel()
	}
	// The operators outlast the declarants, so that what was acknowledged last is still shown.
	after, end := context.WithCancel(context.WithoutCancel(ctx))
	var operators sync.WaitGroup
	defer operators.Wait()
	defer end()
	if s.headless {
		for _, a := range s.accounts[:s.operators] {
			op, err := s.enter(ctx, a)
			if err != nil {
				return err
			}
			defer op.Close()
			d := &duty{op: op, replies: s.replies, ledger: s.ledger, pace: s.pace, most: 8, closing: ctx}
			operators.Go(func() { d.work(after) })
		}
	}
	stay, leave := context.WithCancel(context.WithoutCancel(ctx))
	defer leave()
	var talks sync.WaitGroup
	s.declarants(ctx, stay, &talks)
	s.rest()
	leave()
	talks.Wait()
	return nil
}

func (s *simulation) enter(ctx context.Context, a account) (*testkit.Operator, error) {
	key, err := readKey(a.Workstation)
	if err != nil {
		return nil, err
	}
	op, err := testkit.StartOperator(testkit.OperatorOptions{URL: s.console, Roots: s.roots, Authority: s.authority, Workstation: key})
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if err := op.Enter(limited, a.Actor, a.Passphrase); err != nil {
		op.Close()
		return nil, fmt.Errorf("operator %s cannot sign in: %s", a.Actor, fault.PublicOf(err).Key)
	}
	return op, nil
}

// declarants plays the scripts, some at once, until the context ends; before that no new ones begin that could not be
// answered any more.
func (s *simulation) declarants(ctx, stay context.Context, talks *sync.WaitGroup) {
	room := make(chan struct{}, s.most)
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			return
		case room <- struct{}{}:
		}
		if deadline, limited := ctx.Deadline(); limited && time.Until(deadline) < s.lastCall() {
			<-ctx.Done()
			return
		}
		script := s.scripts[i%len(s.scripts)]
		talks.Go(func() {
			defer func() { <-room }()
			s.talk(ctx, stay, script)
		})
		select {
		case <-ctx.Done():
		case <-time.After(time.Duration(s.pace * float64(choose(i < 3, 2*time.Second, 8*time.Second)))):
		}
	}
}

// lastCall is how long before the end the last conversation begins.
func (s *simulation) lastCall() time.Duration {
	return min(time.Duration(s.seconds)*time.Second/4, 6*time.Second)
}

func (s *simulation) talk(ctx, stay context.Context, script script) {
	fmt.Fprintf(s.log, "simulate: %s begins\n", script.Name)
	place := script.Place
	if s.place != "" {
		place = s.place
	}
	speaker := &speaker{script: script, pace: s.pace, nudge: s.replies[script.Language].Nudge, ledger: s.ledger}
	err := speaker.play(ctx, stay, declarant.Options{URL: s.page, Roots: s.roots, Authority: s.authority, Place: place})
	if err != nil {
		fmt.Fprintf(s.log, "simulate: %s could not begin: %s\n", script.Name, fault.PublicOf(err).Key)
	}
}

// resting bounds how long the end waits: a console that was told to come back later, again and again, is away for half a minute.
const resting = time.Minute

// rest waits, for a while, until everything that was acknowledged is shown, and nothing more comes.
func (s *simulation) rest() {
	if !s.headless {
		return
	}
	before, quiet := s.ledger.counts(), time.Now()
	for limit := quiet.Add(resting); time.Since(quiet) < time.Second || !s.ledger.end(!time.Now().Before(limit)); {
		time.Sleep(50 * time.Millisecond)
		if now := s.ledger.counts(); now != before && time.Now().Before(limit) {
			before, quiet = now, time.Now()
		}
	}
}
