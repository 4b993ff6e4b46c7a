package doctrine

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// doctrineFile is how problems call the doctrine's file.
const doctrineFile = "doctrine"

// sheet is a map of a file that is read key by key. What nobody asked for is a problem, and so is what is missing: a doctrine says
// everything, and nothing else (C14).
type sheet struct {
	node     Node
	what     string // such as "field person.name"; empty for the whole file
	asked    []string
	problems *Problems
}

// open reads a node as a sheet; a node that is no map is a problem, and an empty sheet.
func open(node Node, what string, problems *Problems) *sheet {
	f := &sheet{node: node, what: what, problems: problems}
	if node.Kind != Map {
		f.bad(node.Line, "write keys and values below it, indented", "it has no keys")
		f.node.Items = nil
		return f
	}
	seen := make(map[string]int, len(node.Items))
	for _, item := range node.Items {
		if line, twice := seen[item.Key]; twice {
			problems.add(doctrineFile, item.Line, "keep one of the two", "%s is there twice%s, first in line %d", quoted(item.Key), f.in(), line)
			continue
		}
		seen[item.Key] = item.Line
	}
	return f
}

func (f *sheet) in() string {
	if f.what == "" {
		return ""
	}
	return " in " + f.what
}

func (f *sheet) bad(line int, remedy, what string, args ...any) {
	if f.what != "" {
		what = f.what + ": " + what
	}
	f.problems.add(doctrineFile, line, remedy, what, args...)
}

// lookup returns the item with the key; a Node of kind Nothing, on the sheet's own line, if there is none.
func (f *sheet) lookup(key string) Node {
	f.asked = append(f.asked, key)
	if i := slices.IndexFunc(f.node.Items, func(n Node) bool { return n.Key == key }); i >= 0 {
		return f.node.Items[i]
	}
	return Node{Line: f.node.Line, Key: key}
}

// word returns a value that must be there, on one line.
func (f *sheet) word(key string) (string, int) {
	s, line, there := f.maybe(key)
	if !there {
		f.bad(line, "write "+key+": and a value", "%s is missing", key)
	}
	return s, line
}

// maybe returns a value that may be missing, on one line.
func (f *sheet) maybe(key string) (value string, line int, there bool) {
	n := f.lookup(key)
	switch {
	case n.Kind == Nothing:
		return "", n.Line, false
	case n.Kind != Scalar:
		f.bad(n.Line, "write one value after the colon", "%s is not one value", key)
	case strings.TrimSpace(n.Value) == "":
		f.bad(n.Line, "write a value, or delete the line", "%s is empty", key)
	case strings.IndexFunc(n.Value, hidden) >= 0:
		f.bad(n.Line, "write it on one line, without hidden characters", "%s has a line break or a character that cannot be seen", key)
	default:
		return strings.TrimSpace(n.Value), n.Line, true
	}
	return "", n.Line, true
}

// choice returns a value that must be one of those given; "" after a problem.
func choice[T ~string](f *sheet, key string, of ...T) T {
	s, line := f.word(key)
	if s == "" {
		return ""
	}
	if !slices.Contains(of, T(s)) {
		f.bad(line, "write one of "+joined(of), "%s %s is not known", key, quoted(s))
		return ""
	}
	return T(s)
}

// number returns a whole number between the bounds; least after a problem.
func (f *sheet) number(key string, least, most int, unit string) int {
	s, line := f.word(key)
	if s == "" {
		return least
	}
	n := 0
	for _, c := range []byte(s) {
		if n = n*10 + int(c-'0'); c < '0' || c > '9' || n > most {
			n = -1
			break
		}
	}
	if n < least {
		f.bad(line, "write a whole number of "+unit+", "+itoa(least)+" to "+itoa(most), "%s %s is not right", key, quoted(s))
		return least
	}
	return n
}

// text returns a text in both languages, each of at most so many bytes.
func (f *sheet) text(key string, mostBytes int) Text {
	n := f.lookup(key)
	if n.Kind != Map {
		f.bad(n.Line, "write "+key+": and below it fr: and en:", "%s is missing, or not in two languages", key)
		return Text{}
	}
	in := open(n, strings.TrimSpace(f.what+" "+key), f.problems)
	out := Text{FR: in.prose("fr", mostBytes), EN: in.prose("en", mostBytes)}
	in.close()
	return out
}

// prose returns a text of one language: paragraphs apart by a line break.
func (f *sheet) prose(key string, mostBytes int) string {
	n := f.lookup(key)
	s := strings.TrimSpace(n.Value)
	switch {
	case n.Kind == Nothing || n.Kind == Scalar && s == "":
		f.bad(n.Line, "write "+key+": and the text; French and English are both complete", "the text in %s is missing", languages[key])
	case n.Kind != Scalar:
		f.bad(n.Line, "write the text after the colon, in quotation marks or indented below >-", "the text in %s is not text", languages[key])
	case len(s) > mostBytes:
		f.bad(n.Line, "cut it: at most "+itoa(mostBytes)+" bytes", "the text in %s is too long", languages[key])
	case strings.IndexFunc(strings.ReplaceAll(s, "\n", ""), hidden) >= 0:
		f.bad(n.Line, "delete the character", "the text in %s has a control character or one that cannot be seen", languages[key])
	case strings.ContainsAny(s, "{}<>"):
		f.bad(n.Line, "write words only: nothing is filled in, and nothing is markup", "the text in %s has braces or angle brackets", languages[key])
	default:
		return s
	}
	return ""
}

var languages = map[string]string{"fr": "French", "en": "English"}

// entries returns the items of a map that must be there and not be empty; each key must be a code.
func (f *sheet) entries(key string) []Node {
	n := f.lookup(key)
	if n.Kind != Map || len(n.Items) == 0 {
		f.bad(n.Line, "write "+key+": and its entries below it, indented", "%s is missing or has no entries", key)
		return nil
	}
	out, seen := make([]Node, 0, len(n.Items)), make(map[string]int, len(n.Items))
	for _, item := range n.Items {
		switch line, twice := seen[item.Key]; {
		case !validCode(item.Key):
			f.bad(item.Line, "write lower-case letters, digits, points, hyphens and underscores, at most 40", "%s in %s is not a code", quoted(item.Key), key)
		case twice:
			f.bad(item.Line, "keep one of the two", "%s is there twice in %s, first in line %d", item.Key, key, line)
		default:
			seen[item.Key] = item.Line
			out = append(out, item)
		}
	}
	return out
}

// listed is a word in a list, with its line.
type listed struct {
	line  int
	value string
}

// list returns the values of a list, without what is there twice; required says that it may not be missing.
func (f *sheet) list(key string, required bool) []listed {
	n := f.lookup(key)
	if n.Kind == Nothing && !required {
		return nil
	}
	if n.Kind != List || len(n.Items) == 0 && required {
		f.bad(n.Line, "write "+key+": and a list, such as [one, two]", "%s is missing, or not a list", key)
		return nil
	}
	var out []listed
	seen := make(map[string]bool, len(n.Items))
	for _, item := range n.Items {
		value := strings.TrimSpace(item.Value)
		switch {
		case item.Kind != Scalar || value == "":
			f.bad(item.Line, "write a code", "something in %s is not a value", key)
		case seen[value]:
			f.bad(item.Line, "keep one of the two", "%s is there twice in %s", quoted(value), key)
		default:
			seen[value] = true
			out = append(out, listed{item.Line, value})
		}
	}
	return out
}

// close reports what nobody asked for.
func (f *sheet) close() {
	for _, item := range f.node.Items {
		if !slices.Contains(f.asked, item.Key) {
			f.bad(item.Line, "delete it, or write one of "+strings.Join(f.asked, ", "), "%s is not known here", quoted(item.Key))
		}
	}
}

// quoted shows what somebody wrote, cut so that a problem stays a line.
func quoted(s string) string {
	const most = 40
	for i := range s {
		if i >= most {
			s = s[:i] + "..."
			break
		}
	}
	if !utf8.ValidString(s) {
		return "something that is not text"
	}
	return strconv.Quote(s)
}

func joined[T ~string](all []T) string {
	words := make([]string, len(all))
	for i, s := range all {
		words[i] = string(s)
	}
	return strings.Join(words, ", ")
}

func itoa(n int) string { return strconv.Itoa(n) }
