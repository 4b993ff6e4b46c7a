package doctrine

import (
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	textsFile = "texts.txt"

	maxTitleRunes = 60
	maxKeysBytes  = 3
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
	out := &Texts{}
	header, blocks := parseBlocks(textsFile, text, "vigie.texts/1", []string{"keys", "fr", "en"}, []string{"fr", "en"}, &problems)
	out.header = header
	for _, b := range blocks {
		if b.group != nil {
			out.addCategory(b, &problems)
		} else {
			out.addText(b, &problems)
		}
	}
	for _, code := range obligatoryTexts {
		if _, ok := out.Text(code); !ok {
			problems.add(textsFile, 0, "add it", "the text %s is missing", code)
		}
	}
	if err := problems.err("doctrine.ParseTexts"); err != nil {
		return nil, err
	}
	return out, nil
}

func (t *Texts) addCategory(b block, problems *Problems) {
	if len(b.group) != 3 || !validCode(b.group[0]) || b.group[1] == "" || b.group[2] == "" {
		problems.add(textsFile, b.line, "write = code; French name; English name", "the group cannot be read")
		return
	}
	c := Category{CategoryCode(b.group[0]), Text{b.group[1], b.group[2]}}
	if slices.ContainsFunc(t.categories, func(o Category) bool { return o.Code == c.Code }) {
		problems.add(textsFile, b.line, "put its texts together", "group %s is there twice", c.Code)
		return
	}
	t.categories = append(t.categories, c)
}

func (t *Texts) addText(b block, problems *Problems) {
	c := CannedText{Code: TextCode(b.code), Keys: b.get("keys").value}
	if n := len(t.categories); n > 0 {
		c.Category = t.categories[n-1].Code
	} else {
		problems.add(textsFile, b.line, "write a line = code; French name; English name above it", "text %s belongs to no group", c.Code)
	}
	t.checkKeys(c, b.get("keys").line, problems)
	c.Title, c.Body = readBoth(textsFile, b, problems)
	t.texts = append(t.texts, c)
}

func (t *Texts) checkKeys(c CannedText, line int, problems *Problems) {
	if c.Keys == "" || len(c.Keys) > maxKeysBytes || strings.IndexFunc(c.Keys, notLetterOrDigit) >= 0 {
		problems.add(textsFile, line, "write keys: and one to three lower-case letters or digits", "text %s has no keys that can be typed", c.Code)
		return
	}
	for _, o := range t.texts {
		if o.Keys != "" && (strings.HasPrefix(o.Keys, c.Keys) || strings.HasPrefix(c.Keys, o.Keys)) {
			problems.add(textsFile, line, "choose others: no keys may begin with those of another text",
				"keys %s of %s cannot be told from %s of %s", c.Keys, c.Code, o.Keys, o.Code)
			return
		}
	}
}

// readBoth returns the titles and the bodies of the fields fr and en, which must be there.
func readBoth(file string, b block, problems *Problems) (title, body Text) {
	for _, key := range []string{"fr", "en"} {
		switch f := b.get(key); {
		case f.value == "" || f.body == "":
			problems.add(file, f.line, "write "+key+": with a title, and the text indented below it", "%s lacks its %s", b.code, key)
		case utf8.RuneCountInString(f.value) > maxTitleRunes:
			problems.add(file, f.line, "write at most 60 characters", "the title is too long")
		case len(f.body) > maxBodyBytes:
			problems.add(file, f.line, "cut it, or make two of it: at most 2,000 bytes", "%s is too long in %s", b.code, key)
		}
	}
	fr, en := b.get("fr"), b.get("en")
	return Text{fr.value, en.value}, Text{fr.body, en.body}
}
