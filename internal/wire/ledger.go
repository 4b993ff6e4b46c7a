package wire

import (
	"cmp"
	"iter"
	"slices"

	"vigie.example/internal/conversation"
)

// Ledger is what one end keeps of a conversation in order to give it back: the proof of each entry, by position. The zero value
// is empty. It is not safe for concurrent use; the bytes are shared and must not be written to.
type Ledger struct {
	past map[conversation.Position]Past
}

// Keep remembers the proof of an entry that is not a message.
func (l *Ledger) Keep(k Kept) { l.put(k.Position, Past{Token: k.Token}) }

// Received remembers a message that came with its proof.
func (l *Ledger) Received(m Message) {
	if len(m.MAC) > 0 {
		l.put(m.Position, Past{Message: &m})
	}
}

// Acknowledged remembers a message of one's own.
func (l *Ledger) Acknowledged(s Send, side conversation.Side, a Ack) {
	l.Received(Message{Send: s, Side: side, Position: a.Position, Time: a.Time, Deadline: a.Deadline, MAC: a.MAC})
}

func (l *Ledger) put(at conversation.Position, p Past) {
	if l.past == nil {
		l.past = map[conversation.Position]Past{}
	}
	l.past[at] = p
}

// Cut drops what is beyond a position: after healing the service does not have it, and goes on from there.
func (l *Ledger) Cut(beyond conversation.Position) {
	for at := range l.past {
		if at > beyond {
			delete(l.past, at)
		}
	}
}

// Messages returns the messages, in no order.
func (l *Ledger) Messages() iter.Seq[Message] {
	return func(yield func(Message) bool) {
		for _, p := range l.past {
			if p.Message != nil && !yield(*p.Message) {
				return
			}
		}
	}
}

// Len returns how many entries there are from the first one on, without a gap.
func (l *Ledger) Len() int {
	n := conversation.Position(0)
	for {
		if _, has := l.past[n+1]; !has {
			return int(n)
		}
		n++
	}
}

// Offer returns the frames that give back everything up to the first gap, each of at most limit bytes; none when there is nothing. Who
// must sign them does so.
func (l *Ledger) Offer(id conversation.ID, limit int) []Restore {
	n := conversation.Position(l.Len())
	if n == 0 {
		return nil
	}
	room := limit - restoreOverhead
	frames := []Restore{{Conversation: id, From: 1}}
	left := room
	for at := conversation.Position(1); at <= n; at++ {
		p := l.past[at]
		size := p.size()
		last := &frames[len(frames)-1]
		if len(last.Entries) > 0 && (size > left || len(last.Entries) == maxPastInFrame) {
			frames = append(frames, Restore{Conversation: id, From: at})
			last, left = &frames[len(frames)-1], room
		}
		last.Entries = append(last.Entries, p)
		left -= size
	}
	frames[len(frames)-1].Whole = true
	return frames
}

// size bounds the bytes of the entry in a frame.
func (p Past) size() int {
	if p.Message != nil {
		return messageOverhead + (len(p.Message.Body)+2)/3*4
	}
	return tokenOverhead + (len(p.Token)+2)/3*4
}

// Store returns the entries in the order of their positions, for a vault; Load takes them back.
func (l *Ledger) Store() []Stored {
	all := make([]Stored, 0, len(l.past))
	for at, p := range l.past {
		all = append(all, Stored{at, p})
	}
	slices.SortFunc(all, func(a, b Stored) int { return cmp.Compare(a.Position, b.Position) })
	return all
}

// Stored is one entry of a Ledger.
type Stored struct {
	Position conversation.Position `json:"position"`
	Past     Past                  `json:"past"`
}

// Load takes in what Store has returned.
func (l *Ledger) Load(all []Stored) {
	for _, s := range all {
		l.put(s.Position, s.Past)
	}
}
