package thread

import (
	"strconv"
	"time"

	"vigie.example/internal/console/thread"
	"vigie.example/internal/conversation"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// items turns the model's items into the kit's. It keeps what it made, so that a new message in a long thread costs one
// conversation and not thousands. It belongs to Fyne's goroutine.
type items struct {
	words *words.Words
	from  []thread.Item
	made  []kit.Item
}

// update returns the items of a state; the result is never changed afterwards.
func (c *items) update(s thread.State) []kit.Item {
	n := s.Items.Len()
	from := make([]thread.Item, 0, n)
	changed := n < len(c.from)
	for i, item := range s.Items.All() {
		from = append(from, item)
		if i < len(c.from) && c.from[i] != item {
			changed = true
		}
	}
	made := c.made
	if changed { // what was handed out stays as it was: begin a new block
		made = make([]kit.Item, 0, n+n/4)
		for i := range min(n, len(c.from)) {
			if c.from[i] == from[i] {
				made = append(made, c.made[i])
			} else {
				made = append(made, c.item(i, from[i]))
			}
		}
	}
	for i := len(made); i < n; i++ {
		made = append(made, c.item(i, from[i]))
	}
	c.from, c.made = from, made
	return made
}

// forget drops every text.
func (c *items) forget() { c.from, c.made = nil, nil }

func (c *items) item(i int, it thread.Item) kit.Item {
	out := kit.Item{
		ID:   string(it.ID),
		Text: it.Text,
		Time: words.Clock(it.At),
		Day:  day(it.At, c.words),
	}
	if out.ID == "" {
		out.ID = "line-" + strconv.Itoa(i)
	}
	switch {
	case it.Kind == thread.Event:
		out.Side, out.Text = kit.System, c.words.Say(it.Event)
	case it.Kind == thread.Broken:
		out.Side, out.Warning = kit.System, c.words.Say(it.Event)
	case it.Side == conversation.Operator:
		out.Side = kit.Operator
		out.State, out.StateText = deliveries[it.Delivery], c.delivery(it.Delivery)
		if it.Delivery == thread.Failed {
			out.Warning, out.Action = c.words.Say(it.Event), c.words.T("thread.resend")
		}
	default:
		out.Side = kit.Declarant
	}
	return out
}

var deliveries = map[thread.Delivery]kit.State{
	thread.Queued: kit.Sending, thread.Sending: kit.Sending, thread.Stored: kit.ReceivedByService,
	thread.Received: kit.ReceivedByDeclarant, thread.Read: kit.Read, thread.Failed: kit.Failed,
	thread.Unconfirmed: kit.NotConfirmed,
}

var deliveryCodes = map[thread.Delivery]string{
	thread.Queued: "queued", thread.Sending: "sending", thread.Stored: "stored",
	thread.Received: "received", thread.Read: "read", thread.Failed: "failed", thread.Unconfirmed: "unconfirmed",
}

func (c *items) delivery(d thread.Delivery) string {
	if code, ok := deliveryCodes[d]; ok {
		return c.words.T("thread.delivery." + code)
	}
	return ""
}

// day names the date of a line: today's is worth no line, since nothing is older than some hours.
func day(at time.Time, w *words.Words) string {
	local, now := at.Local(), time.Now()
	if local.YearDay() == now.YearDay() && local.Year() == now.Year() {
		return ""
	}
	return local.Format(w.T("thread.date"))
}
