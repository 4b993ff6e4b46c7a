package main

import (
	"sync"

	"vigie.example/internal/conversation"
)

// counts is what a headless run prints.
type counts struct {
	Conversations int `json:"conversations"`
	Sent          int `json:"sent"`
	Acknowledged  int `json:"acknowledged"`
	Shown         int `json:"shown"`
	Lost          int `json:"lost"`
	Duplicated    int `json:"duplicated"`
	LeftAfterAck  int `json:"left_after_ack"`
}

// ledger follows every text from one end to the other. It is safe for concurrent use.
type ledger struct {
	mu            sync.Mutex
	conversations map[conversation.ID]*entry
}

// entry is one conversation. Texts that were never acknowledged have no identifier yet, and are only counted.
type entry struct {
	said    int  // by the declarant, acknowledged or not
	claimed bool // somebody answers; false again while it waits once more
	went    bool // the declarant's page is gone without an end
	deleted bool // at the declarant's wish
	texts   map[conversation.MessageID]*text
}

type text struct {
	side   conversation.Side
	stored bool
	shown  int // how often, at the other end
}

func newLedger() *ledger { return &ledger{conversations: map[conversation.ID]*entry{}} }

// change runs f on a conversation's entry.
func (l *ledger) change(id conversation.ID, f func(*entry)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e, known := l.conversations[id]
	if !known {
		e = &entry{texts: map[conversation.MessageID]*text{}}
		l.conversations[id] = e
	}
	f(e)
}

func (e *entry) text(id conversation.MessageID, side conversation.Side) *text {
	t, known := e.texts[id]
	if !known {
		t = &text{side: side}
		e.texts[id] = t
	}
	return t
}

// counts adds everything up.
func (l *ledger) counts() counts {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := counts{Conversations: len(l.conversations)}
	for _, e := range l.conversations {
		e.add(&out)
	}
	return out
}

func (e *entry) add(out *counts) {
	out.Sent += e.said
	for _, t := range e.texts {
		if t.side == conversation.Operator {
			out.Sent++
		}
		if t.stored || t.shown > 0 { // what was shown was stored, heard of here or not
			out.Acknowledged++
		}
		switch {
		case t.shown > 1:
			out.Duplicated++
			fallthrough
		case t.shown == 1:
			out.Shown++
		case !t.stored || e.deleted || !e.claimed:
		case e.went && t.side == conversation.Declarant:
			out.LeftAfterAck++
		case !e.went:
			out.Lost++
		}
	}
}
