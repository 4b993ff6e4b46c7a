package seal

import (
	"crypto/sha256"

	"vigie.example/internal/conversation"
)

// record is what the order remembers of one message. A zero digest stands for one that has not arrived.
type record struct {
	digest     [sha256.Size]byte
	seen       uint64
	generation conversation.Generation
}

func (r *record) here() bool { return r.digest != [sha256.Size]byte{} }

// stream is one run of numbers from 1.
type stream struct {
	records []record // index is number - 1
	run     uint64   // how many from the first without a gap
	present uint64   // how many in all
	claimed uint64   // how many the sender says that there are
	receipt Receipt  // the newest mark
	closing *Ending
}

// at returns the record of a number that has arrived, or nil.
func (s *stream) at(number uint64) *record {
	if number == 0 || number > uint64(len(s.records)) || !s.records[number-1].here() {
		return nil
	}
	return &s.records[number-1]
}

// plausible holds a new record against its neighbours: generations never go down along the numbers, and neither does
// what was seen within a generation. Nothing comes after what a close counted.
func (s *stream) plausible(number uint64, r record) bool {
	if s.closing != nil && number > max(s.closing.end.Sent, uint64(len(s.records))) {
		return false
	}
	before, after := s.before(number), s.after(number)
	return (before == nil || follows(*before, r)) && (after == nil || follows(r, *after))
}

func follows(a, b record) bool {
	return a.generation < b.generation || (a.generation == b.generation && a.seen <= b.seen)
}

func (s *stream) before(number uint64) *record {
	for n := min(number-1, uint64(len(s.records))); n > 0; n-- {
		if r := s.at(n); r != nil {
			return r
		}
	}
	return nil
}

func (s *stream) after(number uint64) *record {
	for n := number + 1; n <= uint64(len(s.records)); n++ {
		if r := s.at(n); r != nil {
			return r
		}
	}
	return nil
}

// place keeps a new record. The caller has checked the number against MaxMessages.
func (s *stream) place(number uint64, r record) Verdict {
	last := uint64(len(s.records))
	for uint64(len(s.records)) < number {
		s.records = append(s.records, record{})
	}
	s.records[number-1] = r
	s.present++
	for s.at(s.run+1) != nil {
		s.run++
	}
	switch {
	case number <= last:
		return Verdict{Judgement: Late}
	case number == last+1:
		return Verdict{Judgement: Accepted}
	}
	return Verdict{Judgement: Gap, Missing: s.missing()}
}

func (s *stream) mark(r Receipt) Verdict {
	old := &s.receipt
	if r.number < old.number {
		return Verdict{Judgement: Repeat}
	}
	if r.number == old.number {
		return repeatOr(r.digest == old.digest)
	}
	if r.generation < old.generation || r.counts.Sent < old.counts.Sent || (s.closing != nil && r.counts.Sent > s.closing.end.Sent) {
		return Verdict{Judgement: Forgery}
	}
	if r.generation == old.generation && (r.counts.Received < old.counts.Received || r.counts.Read < old.counts.Read) {
		return Verdict{Judgement: Forgery}
	}
	s.receipt = r
	return s.claim(r.counts.Sent)
}

// close keeps what the sender says at the end. It may be fewer than arrived: a sender does not count what it sent and has
// no acknowledgement for. It is never fewer than a mark said.
func (s *stream) close(e Ending) Verdict {
	if s.closing != nil {
		return repeatOr(e.digest() == s.closing.digest())
	}
	r := record{seen: e.end.Seen, generation: e.end.Generation}
	last := s.before(MaxMessages + 1)
	if e.end.Sent < s.claimed || e.end.Sent > MaxMessages || (last != nil && !follows(*last, r)) {
		return Verdict{Judgement: Forgery}
	}
	s.closing = &e
	return s.claim(e.end.Sent)
}

// claim keeps what the sender says about how many there are.
func (s *stream) claim(sent uint64) Verdict {
	s.claimed = max(s.claimed, sent)
	if missing := s.missing(); missing > 0 {
		return Verdict{Judgement: Gap, Missing: missing}
	}
	return Verdict{Judgement: Accepted}
}

func (s *stream) missing() uint64 {
	return max(s.claimed, uint64(len(s.records))) - s.present
}
