package backend

import (
	"context"
	"encoding/json"
	"strconv"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
)

// pageTicket lets a page continue its conversation once, together with its signature. The conversation's cell says which was the last.
type pageTicket struct {
	Conversation conversation.ID `json:"c"`
	N            uint64          `json:"p"` // counts the tickets of a conversation, from 1
}

// resumeMember names the cell that keeps the last ticket used.
const resumeMember = "r-last"

// ticketOf returns the ticket after the last one that was used. It must be called under the lock of the conversation.
func (s *Service) ticketOf(l *live) []byte {
	payload, err := json.Marshal(pageTicket{l.id, l.resumed.value + 1})
	if err != nil {
		return nil
	}
	return s.secrets.stamp(payload)
}

// spendTicket uses a page's ticket. The last one used may come again until the next one has, for whoever never received that; an older
// one is refused as if there were no such conversation. After the memory was lost the first that comes is believed.
func (s *Service) spendTicket(ctx context.Context, l *live, raw []byte) error {
	const op = "backend.spendTicket"
	var t pageTicket
	payload, ok := s.secrets.stamped(raw)
	if !ok || json.Unmarshal(payload, &t) != nil || t.Conversation != l.id || t.N == 0 {
		return fault.Conceal(fault.New(fault.Missing, op))
	}
	name := string(l.id) + "." + resumeMember
	for range maxTries {
		l.mu.Lock()
		last := l.resumed
		l.mu.Unlock()
		switch {
		case t.N < last.value:
			return fault.Conceal(fault.New(fault.Missing, op))
		case t.N == last.value:
			return nil
		}
		data := strconv.AppendUint(nil, t.N, 10)
		revision, err := s.cfg.Store.Memory().Put(ctx, name, data, last.revision, cellLife)
		if err == nil {
			l.setResumed(Cell{Name: name, Data: data, Revision: revision})
			return nil
		}
		if !fault.Is(err, fault.Taken) {
			return fault.Wrap(op, err)
		}
		cell, err := s.cfg.Store.Memory().Get(ctx, name)
		if err != nil {
			return fault.Wrap(op, err)
		}
		l.setResumed(cell)
	}
	return fault.New(fault.Unavailable, op)
}

// setResumed takes the cell in.
func (l *live) setResumed(cell Cell) {
	n, err := strconv.ParseUint(string(cell.Data), 10, 64)
	if err != nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if cell.Revision > l.resumed.revision {
		l.resumed = held[uint64]{n, cell.Revision}
	}
}
