package gate

import (
	"slices"
	"sync"

	"vigie.example/internal/backend"
	"vigie.example/internal/conversation"
)

// unsaid are the lines of messages of a connection's own that are in the log while their acknowledgement has still to be written: the record
// of a first one has to be durable before. Whatever comes after such a line in the log must not overtake it, or what that end could give
// back to a service that has lost its memory would have a hole (B13, ADR 007). Safe for concurrent use.
type unsaid struct {
	mu    sync.Mutex
	lines map[conversation.ID][]backend.Line // guarded by mu
}

func (u *unsaid) add(id conversation.ID, line backend.Line) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.lines == nil {
		u.lines = make(map[conversation.ID][]backend.Line)
	}
	u.lines[id] = append(u.lines[id], line)
}

// take returns the lines that are to be told before the next one.
func (u *unsaid) take(id conversation.ID) []backend.Line {
	u.mu.Lock()
	defer u.mu.Unlock()
	lines := u.lines[id]
	delete(u.lines, id)
	return lines
}

// drop notes that everything of the conversation up to a position is acknowledged.
func (u *unsaid) drop(id conversation.ID, to conversation.Position) {
	u.mu.Lock()
	defer u.mu.Unlock()
	lines := slices.DeleteFunc(u.lines[id], func(l backend.Line) bool { return l.Position <= to })
	if len(lines) == 0 {
		delete(u.lines, id)
		return
	}
	u.lines[id] = lines
}

// forget drops everything: the connection follows nothing any more.
func (u *unsaid) forget() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.lines = nil
}
