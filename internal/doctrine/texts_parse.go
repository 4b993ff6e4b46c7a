package doctrine

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	textsFile   = "texts.txt"
	textsFormat = "vigie.texts/1"

	maxTextsBytes = 1 << 20 // of the file
	maxTexts      = 300
	maxBodyBytes  = 2_000 // of one language: what a frightened person can read; the wire takes six times that
	maxTitleRunes = 60
	maxKeysBytes  = 3
	maxCodeBytes  = 40
)

// obligatoryTexts are those without which no doctrine is put in force (C20).
var obligatoryTexts = []TextCode{"rights.data", "rights.victim", "report.after", "safety.danger", "closing.service"}

// ParseTexts reads the canned texts, a file of format vigie.texts/1:
//
//	= rights; Vos droits; Your rights            a group: code, name in French, name in English
//	[rights.data]                                a text: its code
//	keys: dd
//	fr: Droits sur vos données                   its title, then its body, indented
//	    A paragraph, on as many lines as it needs.
//
//	    An empty line begins the next; "- " begins an item of a list.
//	en: Rights over your data
//	    ...
//
// The error is Invalid with Problems as its cause; nothing is returned then.
func ParseTexts(text string) (*Texts, error) {
	var problems Problems
	p := textsParser{problems: &problems, out: &Texts{}}
	if len(text) > maxTextsBytes {
		problems.add(textsFile, 0, "check that this is the right file", "it is larger than 1 MB")
		text = ""
	}
	if !utf8.ValidString(text) {
		problems.add(textsFile, 0, "save it as UTF-8", "it is not text in UTF-8")
		text = ""
	}
	for raw := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		p.line++
		p.read(strings.TrimRight(raw, " \t\r\n"))
	}
	p.endText()
	p.out.header.check(textsFile, textsFormat, &problems)
	for _, code := range obligatoryTexts {
		if _, ok := p.out.Text(code); !ok {
			problems.add(textsFile, 0, "add it", "the text %s is missing", code)
		}
	}
	if err := problems.err("doctrine.ParseTexts"); err != nil {
		return nil, err
	}
	return p.out, nil
}

// textsParser reads line by line. text is the one being read, which began at begun; body is where its next line goes.
type textsParser struct {
	problems *Problems
	out      *Texts
	line     int

	text  *CannedText
	begun int
	body  *string
	gap   bool // an empty line came after the last line of the body
}

func (p *textsParser) bad(remedy, what string, args ...any) {
	p.problems.add(textsFile, p.line, remedy, what, args...)
}

func (p *textsParser) read(line string) {
	if i := strings.IndexFunc(line, hidden); i >= 0 {
		p.bad("delete the character", "it has a control character or one that cannot be seen")
		return
	}
	key, value, _ := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	switch {
	case line == "":
		p.gap = true
	case line[0] == '#':
		p.out.header.read(line)
	case line[0] == ' ' || line[0] == '\t':
		p.addBody(strings.TrimSpace(line))
	case line[0] == '=':
		p.endText()
		p.addCategory(strings.Split(line[1:], ";"))
	case line[0] == '[':
		p.endText()
		p.beginText(strings.TrimSpace(strings.Trim(line, "[]")))
	case p.text == nil:
		p.bad("begin a text with its code in brackets, as in [rights.data]", "the line stands outside a text")
	case key == "keys" && p.text.Keys == "":
		p.setKeys(value)
	case key == "fr" && p.text.Title.FR == "":
		p.text.Title.FR, p.body = p.title(value), &p.text.Body.FR
	case key == "en" && p.text.Title.EN == "":
		p.text.Title.EN, p.body = p.title(value), &p.text.Body.EN
	default:
		p.bad("write keys:, fr: and en: once each, and indent the lines of a body", "the line is not understood")
	}
}

func (p *textsParser) addCategory(cells []string) {
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	if len(cells) != 3 || !validTextCode(cells[0]) || cells[1] == "" || cells[2] == "" {
		p.bad("write = code; French name; English name", "the group cannot be read")
		return
	}
	c := Category{CategoryCode(cells[0]), Text{cells[1], cells[2]}}
	if slices.ContainsFunc(p.out.categories, func(o Category) bool { return o.Code == c.Code }) {
		p.bad("put its texts together", "group %s is there twice", c.Code)
		return
	}
	p.out.categories = append(p.out.categories, c)
}

func (p *textsParser) beginText(code string) {
	p.text, p.begun, p.body = &CannedText{Code: TextCode(code)}, p.line, nil
	_, twice := p.out.Text(TextCode(code))
	switch {
	case !validTextCode(code):
		p.bad("write lower-case letters, digits, points and underscores, at most 40", "%q is not the code of a text", code)
	case twice:
		p.bad("keep one of the two", "text %s is there twice", code)
	case len(p.out.categories) == 0:
		p.bad("write a line = code; French name; English name above it", "text %s belongs to no group", code)
	default:
		p.text.Category = p.out.categories[len(p.out.categories)-1].Code
	}
}

func (p *textsParser) setKeys(keys string) {
	p.text.Keys = keys
	if keys == "" || len(keys) > maxKeysBytes || strings.IndexFunc(keys, notKey) >= 0 {
		p.bad("write one to three lower-case letters or digits", "%q are not keys", keys)
		return
	}
	for _, o := range p.out.texts {
		if o.Keys != "" && (strings.HasPrefix(o.Keys, keys) || strings.HasPrefix(keys, o.Keys)) {
			p.bad("choose others: no keys may begin with those of another text", "keys %s cannot be told from %s of %s", keys, o.Keys, o.Code)
			return
		}
	}
}

func (p *textsParser) title(s string) string {
	p.gap = false
	switch {
	case s == "":
		p.bad("write the title after the colon", "the title is missing")
		s = "?" // so that a body after it is not one more problem
	case utf8.RuneCountInString(s) > maxTitleRunes:
		p.bad("write at most 60 characters", "the title is too long")
	}
	return s
}

// addBody adds a line to a body: to the line before it, unless a paragraph or an item begins.
func (p *textsParser) addBody(s string) {
	switch {
	case p.text == nil || p.body == nil:
		p.bad("write fr: or en: with the title above it", "the line belongs to no text")
		return
	case strings.ContainsAny(s, "{}<>"):
		p.bad("write words only: nothing is filled in, and nothing is markup", "it has braces or angle brackets")
	case *p.body == "":
	case p.gap:
		*p.body += "\n\n"
	case strings.HasPrefix(s, "- "):
		*p.body += "\n"
	default:
		*p.body += " "
	}
	*p.body += s
	p.gap = false
}

// endText checks the text that has been read, and keeps it.
func (p *textsParser) endText() {
	t := p.text
	p.text, p.body = nil, nil
	if t == nil {
		return
	}
	at := func(remedy, what string, args ...any) { p.problems.add(textsFile, p.begun, remedy, what, args...) }
	if t.Keys == "" {
		at("write keys: and one to three lower-case letters or digits", "text %s has no keys", t.Code)
	}
	for _, l := range []struct{ name, title, body string }{{"fr", t.Title.FR, t.Body.FR}, {"en", t.Title.EN, t.Body.EN}} {
		switch {
		case l.title == "" || l.body == "":
			at("write "+l.name+": with the title, and the body indented below it", "text %s lacks its %s", t.Code, l.name)
		case len(l.body) > maxBodyBytes:
			at("cut it, or make two texts of it: at most 2,000 bytes", "text %s is too long in %s", t.Code, l.name)
		}
	}
	if len(p.out.texts) == maxTexts {
		at("keep at most 300", "there are too many texts")
		return
	}
	p.out.texts = append(p.out.texts, *t)
}

// hidden reports whether a character could change how a text is read without being seen (line breaks are gone already).
func hidden(r rune) bool {
	return r != '\t' && (unicode.Is(unicode.C, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) || r == utf8.RuneError)
}

func notKey(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }

func validTextCode(s string) bool {
	return s != "" && len(s) <= maxCodeBytes && strings.IndexFunc(s, func(r rune) bool { return notKey(r) && r != '.' && r != '_' }) < 0
}
