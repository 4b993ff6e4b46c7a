package backend

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// Duty states (C25). Only who is "on" is in a roster. These values are on the wire.
const (
	DutyOn     = "on"
	DutyBreak  = "break"
	DutyEnding = "ending"
)

// How long the connection of a console counts as there without a sign of its process, and how often that gives one.
const (
	leaseTime  = 30 * time.Second
	leaseRenew = 10 * time.Second
)

// shift is what the service knows of an operator at work. It is a cell in memory, so that every process knows it.
type shift struct {
	Actor      access.ActorCode `json:"actor"`
	Unit       access.UnitCode  `json:"unit"`
	Role       access.Role      `json:"role"`
	Session    string           `json:"session"`    // from the sign-in, until the sign-out
	Connection string           `json:"connection"` // the one that speaks for it; another has replaced any other
	Credential wire.Credential  `json:"credential"`
	Statement  wire.Shift       `json:"statement"`
	Hourly     wire.Hourly      `json:"hourly"`           // zero until the console has sent one
	Earlier    []string         `json:"earlier"`          // identifiers of the hourly keys before it
	Means      []byte           `json:"means,omitempty"`  // what the person proved themselves with; nil: nothing that they carry
	Locked     string           `json:"locked,omitempty"` // why nobody may act in it; "": somebody may
	Duty       string           `json:"duty"`             // "" until the console has said
	Here       bool             `json:"here"`             // the console is connected
	Seen       wire.Millis      `json:"seen"`             // last sign of the process that has the connection
	LostAt     wire.Millis      `json:"lost_at"`          // when it went; 0 while it is here
}

// maxEarlier bounds how many hourly keys of a shift are remembered.
const maxEarlier = 24

func (s shift) chain() wire.Chain {
	return wire.Chain{Credential: s.Credential, Shift: s.Statement, Hourly: s.Hourly}
}

func (s shift) holder() conversation.Holder {
	return conversation.Holder{
		Actor: conversation.Actor(s.Actor), Console: conversation.Console(s.Statement.Console), Shift: shiftID(s.Statement.Key),
	}
}

// present reports whether the console is connected, as far as this process can know.
func (s shift) present(now time.Time) bool { return s.Here && now.Sub(s.Seen.Time()) < leaseTime }

// lastSeen returns until when the console was there.
func (s shift) lastSeen() time.Time {
	if !s.Here && s.LostAt != 0 {
		return s.LostAt.Time()
	}
	return s.Seen.Time()
}

// reachable reports whether a page may seal to the operator now.
func (s shift) reachable(now time.Time) bool {
	return s.Role == access.Operator && s.Duty == DutyOn && s.Locked == "" && s.present(now) && s.sealable(now)
}

// sealable reports whether there is a key that a page may seal to, wherever the console is.
func (s shift) sealable(now time.Time) bool {
	return s.Hourly.ID != "" && wire.At(now) < s.Hourly.NotAfter && wire.At(now) < s.Statement.Expires
}

// owns reports whether the hourly key is one of this shift's.
func (s shift) owns(hourly string) bool {
	return hourly != "" && (s.Hourly.ID == hourly || slices.Contains(s.Earlier, hourly))
}

const shiftGroup = "shift"

// shifts is the fold of the cells of everybody at work. Safe for concurrent use.
type shifts struct {
	cells   Cells
	changed func(access.ActorCode) // after any change; must not block

	mu       sync.RWMutex
	all      map[access.ActorCode]held[shift]
	watchers map[access.ActorCode]map[*func()]struct{}
}

func newShifts(cells Cells, changed func(access.ActorCode)) *shifts {
	return &shifts{
		cells: cells, changed: changed, all: make(map[access.ActorCode]held[shift]),
		watchers: make(map[access.ActorCode]map[*func()]struct{}),
	}
}

func (s *shifts) get(actor access.ActorCode) (shift, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	h, ok := s.all[actor]
	return h.value, ok
}

// list returns the shifts that keep returns true for, in the order of their actors.
func (s *shifts) list(keep func(shift) bool) []shift {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []shift
	for _, h := range s.all {
		if keep(h.value) {
			out = append(out, h.value)
		}
	}
	slices.SortFunc(out, func(a, b shift) int { return cmp.Compare(a.Actor, b.Actor) })
	return out
}

// roster returns the chains of who is on duty for a unit.
func (s *shifts) roster(unit conversation.Unit, now time.Time) []wire.Chain {
	at := s.list(func(x shift) bool { return x.Unit == access.UnitCode(unit) && x.reachable(now) })
	out := make([]wire.Chain, len(at))
	for i, x := range at {
		out[i] = x.chain()
	}
	return out
}

// change replaces an operator's shift by what f makes of it. f may be called more than once; its error ends the change.
func (s *shifts) change(ctx context.Context, actor access.ActorCode, f func(old shift, found bool) (shift, error)) (shift, error) {
	const op = "backend.shifts.change"
	name := shiftGroup + "." + string(actor)
	for range maxTries {
		s.mu.RLock()
		known, found := s.all[actor]
		s.mu.RUnlock()
		next, err := f(known.value, found)
		if err != nil {
			return shift{}, err
		}
		data, err := json.Marshal(next)
		if err != nil {
			return shift{}, fault.As(fault.Internal, op, err)
		}
		revision, err := s.cells.Put(ctx, name, data, known.revision, shiftLife)
		if err == nil {
			s.deliver(Cell{Name: name, Data: data, Revision: revision})
			return next, nil
		}
		if !fault.Is(err, fault.Taken) {
			return shift{}, fault.Wrap(op, err)
		}
		if err := s.refresh(ctx, name); err != nil {
			return shift{}, fault.Wrap(op, err)
		}
	}
	return shift{}, fault.New(fault.Unavailable, op)
}

// shiftLife is the backstop after which the store forgets a shift that nobody ended.
const shiftLife = 17 * time.Hour

// refresh reads the cell that another process changed first.
func (s *shifts) refresh(ctx context.Context, name string) error {
	cell, err := s.cells.Get(ctx, name)
	if fault.Is(err, fault.Missing) {
		s.forget(access.ActorCode(memberOf(name)))
		return nil
	}
	if err == nil {
		s.deliver(cell)
	}
	return err
}

// remove ends a shift.
func (s *shifts) remove(ctx context.Context, actor access.ActorCode) error {
	if err := s.cells.Delete(ctx, shiftGroup+"."+string(actor)); err != nil {
		return fault.Wrap("backend.shifts.remove", err)
	}
	s.forget(actor)
	return nil
}

func (s *shifts) forget(actor access.ActorCode) {
	s.mu.Lock()
	delete(s.all, actor)
	s.mu.Unlock()
	s.tell(actor)
}

// deliver takes a cell of the group in.
func (s *shifts) deliver(cell Cell) {
	actor := access.ActorCode(memberOf(cell.Name))
	var x shift
	if cell.Data != nil && json.Unmarshal(cell.Data, &x) != nil {
		return
	}
	s.mu.Lock()
	old, known := s.all[actor]
	if known && cell.Revision != 0 && cell.Revision <= old.revision {
		s.mu.Unlock()
		return
	}
	if cell.Data == nil {
		delete(s.all, actor)
	} else {
		s.all[actor] = held[shift]{x, cell.Revision}
	}
	s.mu.Unlock()
	s.tell(actor)
}

// watch calls changed, which must not block, after each change of an operator's shift.
func (s *shifts) watch(actor access.ActorCode, changed func()) (stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.watchers[actor] == nil {
		s.watchers[actor] = make(map[*func()]struct{})
	}
	key := &changed
	s.watchers[actor][key] = struct{}{}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.watchers[actor], key)
		if len(s.watchers[actor]) == 0 {
			delete(s.watchers, actor)
		}
	}
}

func (s *shifts) tell(actor access.ActorCode) {
	s.mu.RLock()
	var calls []func()
	for f := range s.watchers[actor] {
		calls = append(calls, *f)
	}
	s.mu.RUnlock()
	for _, f := range calls {
		f()
	}
	s.changed(actor)
}
