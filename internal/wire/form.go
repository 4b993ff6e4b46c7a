package wire

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"vigie.example/internal/fault"
)

// Bounds on the form of a frame.
const (
	maxDepth = 12    // of objects and arrays in each other
	maxNames = 4_096 // of one object
)

// checkForm accepts one JSON object in valid UTF-8 whose nesting is bounded and in which no object has a name twice. Two
// parsers that read a repeated name differently would see two different frames; names that differ in case only count
// as repeated, since encoding/json takes either for the same field.
func checkForm(raw []byte) error {
	const op = "wire.checkForm"
	if !utf8.Valid(raw) || shallowest(raw) > maxDepth || !json.Valid(raw) {
		return fault.New(fault.Invalid, op)
	}
	s := scanner{raw: raw}
	if s.skipSpace(); s.at >= len(raw) || raw[s.at] != '{' {
		return fault.New(fault.Invalid, op)
	}
	if !s.value() {
		return fault.New(fault.Invalid, op)
	}
	return nil
}

// shallowest returns the depth of nesting without recursion, before any parser recurses on it.
func shallowest(raw []byte) int {
	depth, deepest, quoted := 0, 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return deepest
}

// scanner walks over text that json.Valid has accepted, and compares the names in each object.
type scanner struct {
	raw []byte
	at  int
}

func (s *scanner) value() bool {
	s.skipSpace()
	switch s.raw[s.at] {
	case '{':
		return s.object()
	case '[':
		return s.array()
	case '"':
		s.text()
	default:
		for s.at < len(s.raw) && !strings.ContainsRune(",]} \t\r\n", rune(s.raw[s.at])) {
			s.at++
		}
	}
	return true
}

func (s *scanner) object() bool {
	names := make(map[string]bool)
	for s.at++; ; s.at++ {
		if s.skipSpace(); s.raw[s.at] == '}' {
			s.at++
			return true
		}
		name, ok := s.name()
		if !ok || names[name] || len(names) >= maxNames {
			return false
		}
		names[name] = true
		s.skipSpace()
		s.at++ // the colon
		if !s.value() {
			return false
		}
		if s.skipSpace(); s.raw[s.at] == '}' {
			s.at++
			return true
		}
	}
}

func (s *scanner) array() bool {
	for s.at++; ; s.at++ {
		if s.skipSpace(); s.raw[s.at] == ']' {
			s.at++
			return true
		}
		if !s.value() {
			return false
		}
		if s.skipSpace(); s.raw[s.at] == ']' {
			s.at++
			return true
		}
	}
}

// name returns a name in the form in which encoding/json compares it.
func (s *scanner) name() (string, bool) {
	raw := s.text()
	if plain(raw[1 : len(raw)-1]) {
		return string(raw[1 : len(raw)-1]), true
	}
	var name string
	if err := json.Unmarshal(raw, &name); err != nil {
		return "", false
	}
	return strings.ToLower(strings.ToUpper(name)), true
}

// plain reports whether a name reads the same in every case and without escapes, as ours do.
func plain(name []byte) bool {
	for _, c := range name {
		if c != '_' && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

// text steps over a string and returns it with its quotation marks.
func (s *scanner) text() []byte {
	from := s.at
	for s.at++; s.raw[s.at] != '"'; s.at++ {
		if s.raw[s.at] == '\\' {
			s.at++
		}
	}
	s.at++
	return s.raw[from:s.at]
}

func (s *scanner) skipSpace() {
	for s.at < len(s.raw) && strings.IndexByte(" \t\r\n", s.raw[s.at]) >= 0 {
		s.at++
	}
}
