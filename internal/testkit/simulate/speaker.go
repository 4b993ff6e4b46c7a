package main

import (
	"context"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/testkit/declarant"
)

// speaker plays one script.
type speaker struct {
	script script
	nudge  string
	pace   float64 // of the script's pauses; 1 is as written
	ledger *ledger
	events chan declarant.Event
	talks  *declarant.Declarant
	heard  int // messages of the operator
	stored int
	said   int
	begun  bool
	went   bool // without a word
	over   bool // ended, deleted or unknown
}

// patience is how long a declarant waits for an answer before they ask once, and before they go on, at pace 1.
const (
	patience = 90 * time.Second
	despair  = 10 * time.Minute
)

// play begins the conversation and follows the script until it is over or ctx ends; whoever is still there then listens on
// until stay ends.
func (s *speaker) play(ctx, stay context.Context, o declarant.Options) error {
	s.events = make(chan declarant.Event, 256)
	o.Observe = func(e declarant.Event) {
		select {
		case s.events <- e:
		case <-stay.Done():
		}
	}
	o.Language, o.Pseudonym, o.Urgent = s.script.Language, s.script.Pseudonym, s.script.Urgent
	d, err := declarant.Start(o)
	if err != nil {
		return err
	}
	defer d.Vanish()
	s.talks = d
	if s.until(ctx, time.Hour, func() bool { return s.begun }) {
		s.act(ctx)
	}
	if !s.went {
		s.linger(stay)
	}
	return nil
}

// linger takes in what still comes: until stay ends, or for a moment after the end of the conversation.
func (s *speaker) linger(stay context.Context) {
	s.until(stay, time.Hour, func() bool { return false })
	moment := time.After(300 * time.Millisecond)
	for {
		select {
		case e := <-s.events:
			s.take(e)
		case <-moment:
			return
		}
	}
}

func (s *speaker) act(ctx context.Context) {
	answered := 0
	for _, l := range s.script.Say {
		if l.Reply && !s.awaitReply(ctx, answered) {
			return
		}
		answered = s.heard
		if !s.write(ctx, l) {
			return
		}
	}
	// Whatever the end is, the last words arrive first.
	s.until(ctx, s.scaled(30*time.Second), func() bool { return s.stored == s.said })
	s.leave(ctx, answered)
}

// awaitReply waits for a message that came after so many, and asks once when none comes.
func (s *speaker) awaitReply(ctx context.Context, answered int) bool {
	replied := func() bool { return s.heard > answered }
	if s.until(ctx, s.scaled(patience), replied) {
		return true
	}
	if s.over || ctx.Err() != nil {
		return false
	}
	s.tell(s.nudge)
	s.until(ctx, s.scaled(despair), replied)
	return !s.over && ctx.Err() == nil
}

// write takes the time that writing takes.
func (s *speaker) write(ctx context.Context, l line) bool {
	for left := time.Duration(l.Pause * float64(time.Second)); left > 0; left -= 3 * time.Second {
		s.talks.Typing()
		s.until(ctx, s.scaled(min(left, 3*time.Second)), func() bool { return false })
		if s.over || ctx.Err() != nil {
			return false
		}
	}
	s.tell(l.Text)
	return true
}

func (s *speaker) tell(text string) {
	s.said++
	s.ledger.change(s.talks.ID(), func(e *entry) { e.said++ })
	s.talks.Say(text)
}

// leave ends the conversation as the script says.
func (s *speaker) leave(ctx context.Context, answered int) {
	switch s.script.End {
	case "close":
		s.until(ctx, s.scaled(20*time.Second), func() bool { return s.heard > answered })
		s.talks.Finish()
		s.until(ctx, 10*time.Second, func() bool { return false })
	case "erase":
		s.until(ctx, s.scaled(20*time.Second), func() bool { return s.heard > answered })
		s.ledger.change(s.talks.ID(), func(e *entry) { e.deleted = true })
		s.talks.Erase()
		s.until(ctx, 10*time.Second, func() bool { return false })
	case "vanish":
		s.went = true
		s.ledger.change(s.talks.ID(), func(e *entry) { e.went = true })
	case "stay":
		s.until(ctx, s.scaled(despair), func() bool { return false })
	}
}

// until takes in what happens until it is as it should be, which it reports, or the time is over, or the conversation or
// the context.
func (s *speaker) until(ctx context.Context, limit time.Duration, ok func() bool) bool {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for !ok() && !s.over {
		select {
		case e := <-s.events:
			s.take(e)
		case <-timer.C:
			return false
		case <-ctx.Done():
			return false
		}
	}
	return ok()
}

func (s *speaker) scaled(d time.Duration) time.Duration {
	return max(time.Millisecond, time.Duration(float64(d)*s.pace))
}

// take notes an event.
func (s *speaker) take(e declarant.Event) {
	id := s.talks.ID()
	switch e.Kind {
	case declarant.Begun:
		s.begun = true
		s.ledger.change(id, func(*entry) {})
	case declarant.Joined:
		s.ledger.change(id, func(e *entry) { e.claimed = true })
	case declarant.Left: // it waits again, with all that it holds
		s.ledger.change(id, func(e *entry) { e.claimed = false })
	case declarant.Back:
		s.ledger.back(id)
	case declarant.Stored:
		s.stored++
		s.ledger.change(id, func(l *entry) { s.ledger.keep(l.text(e.ID, conversation.Declarant)) })
	case declarant.Heard:
		s.heard++
		s.ledger.change(id, func(l *entry) { l.text(e.ID, conversation.Operator).shown++ })
	case declarant.Ended, declarant.Erased:
		s.over = true
	}
}
