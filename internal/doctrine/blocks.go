package doctrine

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxBlocksBytes = 1 << 20 // of a file
	maxBlocks      = 2_000
	maxBodyBytes   = 2_000 // of one language: what a frightened person can read; the wire takes six times that
	maxCodeBytes   = 40
)

// block is one entry of a file that is made for reading, where a table's lines would be too long:
//
//	= rights; Vos droits; Your rights            a line of a group: only group is set
//	[rights.data]                                an entry: its code
//	keys: dd                                     a field
//	fr: Droits sur vos données                   a field with a body, indented below it
//	    A paragraph, on as many lines as it needs.
//
//	    An empty line begins the next; "- " begins an item of a list.
type block struct {
	line   int
	group  []string // the cells of a line "=", trimmed
	code   string
	fields map[string]*field
}

// field is "key: value" with the body below it. Its zero value is a field that is not there.
type field struct {
	line        int
	value, body string
}

// get returns a field of the block; one that is not there stands on the block's own line.
func (b block) get(key string) field {
	if f := b.fields[key]; f != nil {
		return *f
	}
	return field{line: b.line}
}

// blocksReader reads a file line by line. at is where its fields go, body where the lines of a body go.
type blocksReader struct {
	file     string
	keys     []string
	bodies   []string // keys that have a body
	problems *Problems

	header Header
	blocks []block
	seen   map[string]bool
	line   int
	at     *block
	body   *field
	gap    bool // an empty line came after the last line of the body
}

// parseBlocks reads a file that must have the given format. Fields are those of keys, each at most once in a block; those of
// bodies have a body. What cannot be read is a problem; whether a field is there is for the caller to check.
func parseBlocks(file, text, format string, keys, bodies []string, problems *Problems) (Header, []block) {
	r := blocksReader{file: file, keys: keys, bodies: bodies, problems: problems, seen: map[string]bool{}}
	switch {
	case len(text) > maxBlocksBytes:
		problems.add(file, 0, "check that this is the right file", "it is larger than 1 MB")
		return r.header, nil
	case !utf8.ValidString(text):
		problems.add(file, 0, "save it as UTF-8", "it is not text in UTF-8")
		return r.header, nil
	}
	for raw := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		r.line++
		r.read(strings.TrimRight(raw, " \t\r\n"))
	}
	r.header.check(file, format, problems)
	if len(r.blocks) == 0 {
		problems.add(file, 0, "check that this is the right file", "it has no entries")
	}
	return r.header, r.blocks
}

func (r *blocksReader) bad(remedy, what string, args ...any) {
	r.problems.add(r.file, r.line, remedy, what, args...)
}

func (r *blocksReader) read(line string) {
	switch {
	case strings.IndexFunc(line, hidden) >= 0:
		r.bad("delete the character", "it has a control character or one that cannot be seen")
	case line == "":
		r.gap = true
	case line[0] == '#':
		r.header.read(line)
	case line[0] == ' ' || line[0] == '\t':
		r.addBody(strings.TrimSpace(line))
	case line[0] == '=':
		r.addGroup(strings.Split(line[1:], ";"))
	case line[0] == '[':
		r.begin(strings.TrimSpace(strings.Trim(line, "[]")))
	default:
		r.addField(line)
	}
}

func (r *blocksReader) addGroup(cells []string) {
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	r.at, r.body = nil, nil
	r.add(block{line: r.line, group: cells})
}

func (r *blocksReader) add(b block) {
	if len(r.blocks) == maxBlocks {
		r.bad("keep at most 2,000", "there are too many entries")
		return
	}
	r.blocks = append(r.blocks, b)
}

func (r *blocksReader) begin(code string) {
	b := block{line: r.line, code: code, fields: map[string]*field{}}
	r.at, r.body = &b, nil
	switch {
	case !validCode(code):
		r.bad("write lower-case letters, digits, points, hyphens and underscores, at most 40", "%q is not a code", code)
	case r.seen[code]:
		r.bad("keep one of the two", "%s is there twice", code)
	default:
		r.seen[code] = true
		r.add(b) // shares its fields with at
	}
}

func (r *blocksReader) addField(line string) {
	key, value, colon := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	switch {
	case r.at == nil:
		r.bad("begin an entry with its code in brackets", "the line stands outside an entry")
	case !colon || !slices.Contains(r.keys, key):
		r.bad("write one of "+strings.Join(r.keys, ", ")+" and a colon, and indent the lines of a body", "the line is not understood")
	case r.at.fields[key] != nil:
		r.bad("keep one of the two", "%s is there twice in %s", key, r.at.code)
	case value == "":
		r.bad("write something after the colon, or delete the line", "%s is empty", key)
		fallthrough // so that what follows it is not one more problem
	default:
		f := &field{line: r.line, value: value}
		r.at.fields[key], r.body, r.gap = f, nil, false
		if slices.Contains(r.bodies, key) {
			r.body = f
		}
	}
}

// addBody adds a line to a body: to the line before it, unless a paragraph or an item begins.
func (r *blocksReader) addBody(s string) {
	f := r.body
	switch {
	case f == nil:
		r.bad("write "+strings.Join(r.bodies, ": or ")+": above it", "the line belongs to nothing")
		return
	case strings.ContainsAny(s, "{}<>"):
		r.bad("write words only: nothing is filled in, and nothing is markup", "it has braces or angle brackets")
	case len(f.body) > maxBodyBytes: // too long already, and it must not cost the square of its length
		return
	case f.body == "":
	case r.gap:
		f.body += "\n\n"
	case strings.HasPrefix(s, "- "):
		f.body += "\n"
	default:
		f.body += " "
	}
	f.body += s
	r.gap = false
}

// hidden reports whether a character could change how a text is read without being seen (line breaks are gone already).
func hidden(c rune) bool {
	return c != '\t' && (unicode.Is(unicode.C, c) || unicode.Is(unicode.Zl, c) || unicode.Is(unicode.Zp, c) || c == utf8.RuneError)
}

func notLetterOrDigit(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') }

func validCode(s string) bool {
	return s != "" && len(s) <= maxCodeBytes &&
		strings.IndexFunc(s, func(c rune) bool { return notLetterOrDigit(c) && c != '.' && c != '_' && c != '-' }) < 0
}
