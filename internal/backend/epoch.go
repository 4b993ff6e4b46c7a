package backend

import (
	"time"

	"vigie.example/internal/access"
)

// Epoch names the present life of the store's memory.
func (s *Service) Epoch() string {
	if e := s.epoch.Load(); e != nil {
		return *e
	}
	return ""
}

// began returns since when this process follows the present life of the store's memory.
func (s *Service) began() time.Time {
	if t := s.begun.Load(); t != nil {
		return *t
	}
	return time.Time{}
}

// outlived reports whether something that happened at a time of the log is older than the present life of the store's memory, as far as this
// process has followed it: then the ends may have given it back. The time may be another process's.
func (s *Service) outlived(at time.Time) bool { return at.Before(s.began().Add(MaxSkew)) }

// OnRenew makes f, which must not block, be called when the store's memory has begun empty. What a connection was told before is not
// there any more: it is to end, and its client comes back. It is to be called before Run.
func (s *Service) OnRenew(f func()) { s.renewals = append(s.renewals, f) }

// Serving reports whether the service knows what its store has.
func (s *Service) Serving() bool { return s.ready.Load() }

// forgetMemory forgets everything that was in the store's memory, and ends what was built upon it.
func (s *Service) forgetMemory() {
	s.book.forget()
	s.shifts.forgetAll()
	s.noticed.Range(func(key, _ any) bool { s.noticed.Delete(key); return true })
	for _, tell := range s.renewals {
		tell()
	}
}

// forget drops all conversations. Tombstones are on disk, and stay.
func (b *book) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	clear(b.all)
	for _, q := range b.queues {
		q.forget()
	}
}

func (q *queue) forget() {
	q.mu.Lock()
	defer q.mu.Unlock()
	clear(q.all)
	q.order, q.ahead = nil, nil
}

func (s *shifts) forgetAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = make(map[access.ActorCode]held[shift])
}
