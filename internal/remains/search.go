package remains

import (
	"bytes"
	"io"
)

// MinWordBytes is the length of the shortest word that can be looked for: shorter ones are everywhere by chance.
const MinWordBytes = 8

// aroundBytes is how much of what is before and after a find is told.
const aroundBytes = 96

// Search looks for words. It is safe for concurrent use.
type Search struct {
	shapes  []shape
	longest int // of the shapes, in bytes
}

// New returns a search for words of at least MinWordBytes bytes; shorter ones are left out.
func New(words ...string) *Search {
	s := &Search{}
	for _, w := range words {
		if len(w) < MinWordBytes {
			continue
		}
		for _, shape := range shapesOf(w) {
			s.shapes = append(s.shapes, shape)
			s.longest = max(s.longest, len(shape.bytes))
		}
	}
	return s
}

// Find is one place in which a word is.
type Find struct {
	Word   string
	Shape  string // "UTF-8", "base64+1", ...
	Place  string // a file's path, or a mapping's beginning and name
	At     int64  // in bytes from the beginning of the place; -1: in the file's name
	Before []byte // what is right before it, and after it: for telling finds apart, not for showing
	After  []byte
}

// Report is what a search has found, and how far it looked.
type Report struct {
	Finds      []Find
	Places     int      // files or mappings that were read
	Bytes      int64    // in them
	Unreadable []string // places that are there and could not be read
}

func (r *Report) add(other Report) {
	r.Finds = append(r.Finds, other.Finds...)
	r.Places += other.Places
	r.Bytes += other.Bytes
	r.Unreadable = append(r.Unreadable, other.Unreadable...)
}

// Data returns where words are in data.
func (s *Search) Data(place string, data []byte) []Find { return s.in(place, 0, data, 0) }

// in returns the finds in data that begin at or after from, as of a place in which data begins at offset.
func (s *Search) in(place string, offset int64, data []byte, from int) (all []Find) {
	for _, shape := range s.shapes {
		for at := max(0, from); ; {
			n := bytes.Index(data[at:], shape.bytes)
			if n < 0 {
				break
			}
			at += n
			end := at + len(shape.bytes)
			all = append(all, Find{
				Word: shape.word, Shape: shape.name, Place: place, At: offset + int64(at),
				Before: bytes.Clone(data[max(0, at-aroundBytes):at]), After: bytes.Clone(data[end:min(len(data), end+aroundBytes)]),
			})
			at = end
		}
	}
	return all
}

// pieceBytes is how much is read at once.
const pieceBytes = 1 << 20

// reader looks through what comes in pieces, so that what lies across two of them is found once.
type reader struct {
	search *Search
	place  string
	window []byte // the end of what came before, and what came now
	start  int64  // of the window in the place
	looked int    // in the window: finds that begin before it were told
	finds  []Find
}

// take looks at what follows; last tells that nothing does.
func (r *reader) take(data []byte, last bool) {
	r.window = append(r.window, data...)
	until := len(r.window) - r.search.longest - aroundBytes // what begins later may go on in the next piece
	if last {
		until = len(r.window)
	}
	for _, f := range r.search.in(r.place, r.start, r.window, r.looked) {
		if int(f.At-r.start) < until {
			r.finds = append(r.finds, f)
		}
	}
	r.looked = max(r.looked, until)
	if cut := r.looked - aroundBytes; cut > 0 {
		r.window = append(r.window[:0], r.window[cut:]...)
		r.start += int64(cut)
		r.looked -= cut
	}
}

// Reader looks through everything that from has.
func (s *Search) Reader(place string, from io.Reader) (Report, error) {
	r := reader{search: s, place: place}
	report := Report{Places: 1}
	piece := make([]byte, pieceBytes)
	for {
		n, err := io.ReadFull(from, piece)
		report.Bytes += int64(n)
		r.take(piece[:n], err != nil)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			report.Finds = r.finds
			return report, nil
		}
		if err != nil {
			report.Finds = r.finds
			return report, err
		}
	}
}
