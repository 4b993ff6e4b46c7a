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
	crashes       int  // of the service, so far
	over          bool // what is stored from now on nobody waits for
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
	shown  int  // how often, at the other end
	life   int  // of the service: how many crashes there were when it was stored
	put    bool // its console has put the conversation away
	gone   bool // nobody held it any more when the service lost its memory
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

// crashed notes that the service has lost its memory.
func (l *ledger) crashed() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.crashes++
}

// keep notes that the service has a text. It must be called within change.
func (l *ledger) keep(t *text) {
	if !t.stored && !l.over {
		t.stored, t.life = true, l.crashes
	}
}

// end ends the run, if everything that was stored is shown or it is time: it reports whether it did.
func (l *ledger) end(due bool) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.over = due || l.countsNow().Lost == 0
	return l.over
}

// putAway notes that an operator's console has put the conversation away: it holds none of their texts any more.
func (l *ledger) putAway(id conversation.ID) {
	l.change(id, func(e *entry) {
		for _, t := range e.texts {
			t.put = t.put || t.side == conversation.Operator
		}
	})
}

// back notes that the declarant's page has found the conversation again. What an operator had written before a crash, and had put away
// before the page came back, nobody was left to give back: B13 promises it for as long as its sender stays. It is no loss; any other is.
func (l *ledger) back(id conversation.ID) {
	l.change(id, func(e *entry) {
		for _, t := range e.texts {
			t.gone = t.gone || t.put && t.stored && t.shown == 0 && t.life < l.crashes
		}
	})
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
	return l.countsNow()
}

// countsNow must be called under mu.
func (l *ledger) countsNow() counts {
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
		case t.gone, e.went && t.side == conversation.Declarant:
			out.LeftAfterAck++
		case !e.went:
			out.Lost++
		}
	}
}
