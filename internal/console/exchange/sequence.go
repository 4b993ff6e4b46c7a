package exchange

import "vigie.example/internal/conversation"

// sequence is which entries have come, in any order.
type sequence struct {
	run   conversation.Position // the last one before the first hole, which is where a synchronisation begins
	ahead map[conversation.Position]struct{}
}

func (s *sequence) add(p conversation.Position) {
	if p <= s.run {
		return
	}
	if s.ahead == nil {
		s.ahead = make(map[conversation.Position]struct{})
	}
	s.ahead[p] = struct{}{}
	for {
		if _, here := s.ahead[s.run+1]; !here {
			return
		}
		s.run++
		delete(s.ahead, s.run)
	}
}
