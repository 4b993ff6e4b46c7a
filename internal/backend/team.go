package backend

import (
	"sync"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/wire"
)

// teamFor is how long figures of teams are good for: they are made for all units at once, and asked for by every console.
const teamFor = time.Second

// teams are the figures of every unit. Safe for concurrent use.
type teams struct {
	mu   sync.Mutex
	made time.Time // guarded by mu, as is all
	all  map[access.UnitCode]wire.Team
}

// Team returns how busy the unit of the session's operator is. It belongs to the list that ListQueue decides about.
func (s *Service) Team(x *Session) wire.Team {
	s.teams.mu.Lock()
	defer s.teams.mu.Unlock()
	now := s.Now()
	if age := now.Sub(s.teams.made); s.teams.all == nil || age >= teamFor || age < 0 {
		s.teams.all, s.teams.made = s.makeTeams(now), now
	}
	return s.teams.all[x.Actor(now).Unit]
}

func (s *Service) makeTeams(now time.Time) map[access.UnitCode]wire.Team {
	held := map[conversation.Holder]int{}
	s.eachHeld(func(_ *live, h conversation.Holder, _ conversation.Generation) { held[h]++ })
	out := map[access.UnitCode]wire.Team{}
	for _, x := range s.shifts.list(func(x shift) bool { return x.Role == access.Operator && x.present(now) }) {
		team, mine := out[x.Unit], held[x.holder()]
		team.Held += mine
		switch x.Duty {
		case DutyOn:
			team.OnDuty++
			team.Room += max(0, s.capacityOf(x.Unit)-mine)
		case DutyBreak:
			team.OnBreak++
		case DutyEnding:
			team.Ending++
		}
		out[x.Unit] = team
	}
	return out
}
