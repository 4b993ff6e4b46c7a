package console

import (
	"time"

	"vigie.example/internal/conversation"
)

// Concern is what somebody who looks at another conversation has to know of what stands beside this one: a code and a time, never
// content (C8). The zero value is none.
type Concern struct {
	Code    string
	Serious bool
	At      time.Time // until when it is to be taken up; zero: whenever
}

// OnConcern makes the state line ask, about every second, for what is beside a conversation. It runs on the Desk's goroutine and must not
// block. It is to be called before Start.
func (c *Console) OnConcern(of func(*Desk, conversation.ID) Concern) {
	c.desk.concerns = append(c.desk.concerns, of)
}

// Concerns returns what there is to know of what stands beside a conversation.
func (d *Desk) Concerns(id conversation.ID) (out []Concern) {
	for _, of := range d.concerns {
		if c := of(d, id); c.Code != "" {
			out = append(out, c)
		}
	}
	return out
}
