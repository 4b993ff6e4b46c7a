package wire

// TypeTeam is the frame about who is at work.
const (
	TypeTeam Type = "team" // service: who is at work in the operator's unit, in figures; after a synchronisation, and when it changes (Team)
)

// Team is how busy a unit is, all of it together: no figure is about one person, so that nobody is compared with anybody.
type Team struct {
	OnDuty  int `json:"on_duty"` // operators who take conversations, with a connected console
	OnBreak int `json:"on_break"`
	Ending  int `json:"ending"` // who end what they hold and take nothing new
	Held    int `json:"held"`   // conversations that all of them hold
	Room    int `json:"room"`   // how many more those on duty may take
}

func (t Team) check() bool {
	return min(t.OnDuty, t.OnBreak, t.Ending, t.Held, t.Room) >= 0
}
