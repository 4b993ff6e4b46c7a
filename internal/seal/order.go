package seal

import (
	"crypto/sha256"

	"vigie.example/internal/conversation"
)

// Bounds of what one sender can number. A person who needs more begins another conversation.
const (
	MaxMessages = 10_000 // texts of one sender (an operator: in one generation)
	MaxMarks    = 100_000
	maxStreams  = 1_000 // generations
)

// Judgement says what a message, mark or close of the other side means for the order.
type Judgement int

// The judgements, from harmless to grave.
const (
	Accepted Judgement = iota // the next one: use it
	Repeat                    // known already: drop it in silence
	Late                      // one that was missing: use it, in its place, and say that it came out of order
	Gap                       // use it, and say that others are missing before it
	Forgery                   // the service, or the other side, lies: do not use it, and say so
)

// Verdict is the judgement and, for a Gap, how many messages are missing in all.
type Verdict struct {
	Judgement Judgement
	Missing   uint64
}

// Use reports whether what was judged is to be used.
func (v Verdict) Use() bool { return v.Judgement != Repeat && v.Judgement != Forgery }

// Sent is how many messages one has sent oneself, against which the other side's counts are held: in all for a
// declarant, in the generation that one holds for an operator.
type Sent struct {
	Generation conversation.Generation
	Count      uint64
}

// Order follows the messages, marks and close of one sender of one conversation, and notices what a lying service does to
// them (B11): see "Order" in the package documentation. It is a pure state machine; make one with NewOrder. Not safe for
// concurrent use.
type Order struct {
	conversation conversation.ID
	side         conversation.Side
	streams      map[conversation.Generation]*stream // a declarant's numbers run through all generations: only 0
}

// NewOrder begins to follow the sender at one end.
func NewOrder(id conversation.ID, side conversation.Side) *Order {
	return &Order{conversation: id, side: side, streams: map[conversation.Generation]*stream{}}
}

// Accept judges a message.
func (o *Order) Accept(m Message, mine Sent) Verdict {
	h := &m.header
	if h.conversation != o.conversation || h.side != o.side {
		return Verdict{Judgement: Forgery}
	}
	s := o.stream(h.generation)
	if s == nil {
		return Verdict{Judgement: Forgery}
	}
	r := record{digest: m.digest, seen: h.seen, generation: h.generation}
	if known := s.at(h.number); known != nil {
		return repeatOr(known.digest == r.digest)
	}
	if !s.plausible(h.number, r) || !o.possible(h.generation, h.seen, mine) {
		return Verdict{Judgement: Forgery}
	}
	return s.place(h.number, r)
}

// AcceptMark judges a mark. Only the newest counts; an older one is a Repeat.
func (o *Order) AcceptMark(r Receipt, mine Sent) Verdict {
	s := o.stream(r.generation)
	if r.conversation != o.conversation || r.side != o.side || s == nil || !o.possible(r.generation, r.counts.Received, mine) {
		return Verdict{Judgement: Forgery}
	}
	return s.mark(r)
}

// AcceptClose judges a close. After it, nothing more can come of what it does not count.
func (o *Order) AcceptClose(e Ending, mine Sent) Verdict {
	s := o.stream(e.end.Generation)
	if e.end.Conversation != o.conversation || e.side != o.side || s == nil || !o.possible(e.end.Generation, e.end.Seen, mine) {
		return Verdict{Judgement: Forgery}
	}
	return s.close(e)
}

// Seen is how many messages of this sender have been accepted without a gap: what one's own messages and marks say in
// the generation g.
func (o *Order) Seen(g conversation.Generation) uint64 {
	if s := o.known(g); s != nil {
		return s.run
	}
	return 0
}

// Missing is how many messages the sender is known to have sent that have not arrived. It may be above 0 for a moment, while a mark
// overtakes a message; when it stays, it is to be shown.
func (o *Order) Missing() uint64 {
	var n uint64
	for _, s := range o.streams {
		n += s.missing()
	}
	return n
}

// Receipts is what this sender's newest mark of the generation g said.
func (o *Order) Receipts(g conversation.Generation) Counts {
	if s := o.known(g); s != nil && s.receipt.generation == g {
		return s.receipt.counts
	}
	return Counts{}
}

// possible reports whether the sender can have seen so many messages.
func (o *Order) possible(g conversation.Generation, seen uint64, mine Sent) bool {
	switch {
	case o.side == conversation.Operator:
		return seen <= mine.Count
	case g == 0: // nobody has answered yet
		return seen == 0
	case g == mine.Generation:
		return seen <= mine.Count
	}
	return true // about another operator's messages: not ours to count
}

func (o *Order) index(g conversation.Generation) conversation.Generation {
	if o.side == conversation.Declarant {
		return 0
	}
	return g
}

func (o *Order) known(g conversation.Generation) *stream { return o.streams[o.index(g)] }

// stream returns the stream of a generation, and begins it; nil when there are too many.
func (o *Order) stream(g conversation.Generation) *stream {
	if s := o.known(g); s != nil {
		return s
	}
	if len(o.streams) >= maxStreams {
		return nil
	}
	s := &stream{}
	o.streams[o.index(g)] = s
	return s
}

func repeatOr(same bool) Verdict {
	if same {
		return Verdict{Judgement: Repeat}
	}
	return Verdict{Judgement: Forgery}
}

func (e Ending) digest() [sha256.Size]byte { return sha256.Sum256(closeTranscript(e.side, &e.end)) }

// String names the judgement, for tests and counters.
func (j Judgement) String() string {
	names := []string{"accepted", "repeat", "late", "gap", "forgery"}
	if j < 0 || int(j) >= len(names) {
		return "unknown"
	}
	return names[j]
}
