package backend

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"vigie.example/internal/conversation"
)

// Signals between the processes of a service. What is in them is kept nowhere.
const (
	presenceSubject = "presence"
	typingSubject   = "typing"
)

// presenceSignal tells which declarants are connected to a process.
type presenceSignal struct {
	Process string            `json:"process"`
	Ask     bool              `json:"ask,omitempty"`  // a process has started and wants to know
	All     bool              `json:"all,omitempty"`  // Here is the whole list
	Here    []conversation.ID `json:"here,omitempty"` // came
	Gone    []conversation.ID `json:"gone,omitempty"` // went
}

type typingSignal struct {
	Process      string            `json:"process"`
	Conversation conversation.ID   `json:"conversation"`
	Side         conversation.Side `json:"side"`
}

// presence knows which declarants are connected, to this process or another. Safe for concurrent use.
type presence struct {
	process string
	changed func(conversation.ID)

	mu     sync.Mutex
	own    map[conversation.ID]int // connections to this process
	others map[string]*otherProcess
	since  map[conversation.ID]time.Time // of the last change
}

type otherProcess struct {
	heard time.Time
	here  map[conversation.ID]struct{}
}

func newPresence(process string, changed func(conversation.ID)) *presence {
	return &presence{
		process: process, changed: changed, own: make(map[conversation.ID]int),
		others: make(map[string]*otherProcess), since: make(map[conversation.ID]time.Time),
	}
}

// here reports whether the declarant is connected, and since when that is so.
func (p *presence) here(id conversation.ID) (bool, time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.isHere(id), p.since[id]
}

// isHere must be called under mu.
func (p *presence) isHere(id conversation.ID) bool {
	if p.own[id] > 0 {
		return true
	}
	for _, o := range p.others {
		if _, ok := o.here[id]; ok {
			return true
		}
	}
	return false
}

// change runs f, which changes something about these conversations, and tells what came of it.
func (p *presence) change(now time.Time, ids []conversation.ID, f func()) {
	p.mu.Lock()
	was := make([]bool, len(ids))
	for i, id := range ids {
		was[i] = p.isHere(id)
	}
	f()
	var told []conversation.ID
	for i, id := range ids {
		if p.isHere(id) != was[i] {
			p.since[id] = now
			told = append(told, id)
		}
	}
	p.mu.Unlock()
	for _, id := range told {
		p.changed(id)
	}
}

// join counts a connection of this process, or one less.
func (p *presence) join(id conversation.ID, by int, now time.Time) {
	p.change(now, []conversation.ID{id}, func() {
		if p.own[id] += by; p.own[id] <= 0 {
			delete(p.own, id)
		}
	})
}

// forget drops what is known of a deleted conversation.
func (p *presence) forget(id conversation.ID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.since, id)
}

// hear takes another process's signal in, and reports whether it wants an answer.
func (p *presence) hear(sig presenceSignal, now time.Time) (answer bool) {
	if sig.Process == p.process || sig.Process == "" {
		return false
	}
	ids := append(append([]conversation.ID{}, sig.Here...), sig.Gone...)
	p.mu.Lock()
	o := p.others[sig.Process]
	if o == nil {
		o = &otherProcess{here: make(map[conversation.ID]struct{})}
		p.others[sig.Process] = o
	}
	o.heard = now
	if sig.All {
		for id := range o.here {
			ids = append(ids, id)
		}
	}
	p.mu.Unlock()
	p.change(now, ids, func() {
		if sig.All {
			clear(o.here)
		}
		for _, id := range sig.Here {
			o.here[id] = struct{}{}
		}
		for _, id := range sig.Gone {
			delete(o.here, id)
		}
	})
	return sig.Ask
}

// expire drops processes that have been silent for longer than their lease.
func (p *presence) expire(now time.Time) {
	p.mu.Lock()
	var ids []conversation.ID
	var silent []string
	for name, o := range p.others {
		if now.Sub(o.heard) >= leaseTime {
			silent = append(silent, name)
			for id := range o.here {
				ids = append(ids, id)
			}
		}
	}
	p.mu.Unlock()
	if len(silent) > 0 {
		p.change(now, ids, func() {
			for _, name := range silent {
				delete(p.others, name)
			}
		})
	}
}

// list returns who is connected to this process.
func (p *presence) list() []conversation.ID {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := make([]conversation.ID, 0, len(p.own))
	for id := range p.own {
		out = append(out, id)
	}
	return out
}

// listen hears the other processes, and tells them what they cannot see, until the context ends.
func (s *Service) listen(ctx context.Context, wg *sync.WaitGroup) {
	signals := s.cfg.Store.Signals()
	wg.Go(func() {
		_ = signals.Subscribe(ctx, presenceSubject, func(data []byte) {
			var sig presenceSignal
			if json.Unmarshal(data, &sig) == nil && s.presence.hear(sig, s.Now()) {
				s.announce(ctx)
			}
		})
	})
	wg.Go(func() {
		_ = signals.Subscribe(ctx, typingSubject, func(data []byte) {
			var sig typingSignal
			if json.Unmarshal(data, &sig) == nil && sig.Process != s.process {
				s.showTyping(sig.Conversation, sig.Side)
			}
		})
	})
	wg.Go(func() {
		s.signal(ctx, presenceSubject, presenceSignal{Process: s.process, Ask: true})
		tick := time.NewTicker(leaseRenew)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				s.announce(ctx)
				s.presence.expire(s.Now())
			}
		}
	})
}

func (s *Service) announce(ctx context.Context) {
	s.signal(ctx, presenceSubject, presenceSignal{Process: s.process, All: true, Here: s.presence.list()})
}

// signal sends what may get lost.
func (s *Service) signal(ctx context.Context, subject string, v any) {
	data, err := json.Marshal(v)
	if err == nil {
		_ = s.cfg.Store.Signals().Publish(ctx, subject, data)
	}
}

func (s *Service) showTyping(id conversation.ID, side conversation.Side) {
	if l, err := s.book.get(id); err == nil {
		l.typing(side)
	}
}

// Arrive says that a declarant has connected; the returned function says that they went.
func (s *Service) Arrive(id conversation.ID) (leave func()) {
	s.presence.join(id, 1, s.Now())
	s.signal(context.Background(), presenceSubject, presenceSignal{Process: s.process, Here: []conversation.ID{id}})
	return sync.OnceFunc(func() {
		s.presence.join(id, -1, s.Now())
		if here, _ := s.presence.here(id); !here {
			s.signal(context.Background(), presenceSubject, presenceSignal{Process: s.process, Gone: []conversation.ID{id}})
		}
	})
}
