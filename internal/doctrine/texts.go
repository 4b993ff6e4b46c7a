package doctrine

import "strings"

// TextCode names a canned text, such as "rights.data": lower-case letters, digits, points and underscores.
type TextCode string

// CategoryCode names a group of canned texts, such as "rights"; same alphabet as a TextCode.
type CategoryCode string

// Category is a group of canned texts.
type Category struct {
	Code CategoryCode
	Name Text
}

// CannedText is what an operator inserts with a few keys instead of typing it (C20). It goes into the draft, where it is
// read over and changed before it is sent; nothing in it is filled in by the program, so that no gap can be sent by mistake.
type CannedText struct {
	Code     TextCode
	Category CategoryCode
	Keys     string // what to type to choose it: 1 to 3 lower-case letters or digits; none begins another's
	Title    Text   // for the operator's list
	Body     Text   // for the declarant: paragraphs apart by an empty line, items of a list begin with "- "
}

// Texts are the canned texts. ParseTexts makes one.
type Texts struct {
	header     Header
	categories []Category
	texts      []CannedText
}

// Header returns what the file says about itself.
func (t *Texts) Header() Header { return t.header }

// Categories returns the groups in the order of the file.
func (t *Texts) Categories() []Category { return append([]Category(nil), t.categories...) }

// All returns every text, group by group, in the order of the file.
func (t *Texts) All() []CannedText { return append([]CannedText(nil), t.texts...) }

// In returns the texts of a group, in the order of the file.
func (t *Texts) In(category CategoryCode) []CannedText {
	return t.keep(func(c *CannedText) bool { return c.Category == category })
}

// Text returns the text with the given code, and whether there is one.
func (t *Texts) Text(code TextCode) (CannedText, bool) {
	return first(t.keep(func(c *CannedText) bool { return c.Code == code }))
}

// Typed returns the text whose keys were typed, and whether they are somebody's. As none begins another's, the first
// match is the only one.
func (t *Texts) Typed(keys string) (CannedText, bool) {
	return first(t.keep(func(c *CannedText) bool { return c.Keys == keys }))
}

// Find returns the texts whose keys begin as typed, or whose title has, in either language, words that begin with each of the
// words typed; every text for nothing typed. It looks at titles, never at a conversation (C7).
func (t *Texts) Find(typed string) []CannedText {
	words := fold(typed)
	return t.keep(func(c *CannedText) bool {
		return len(words) == 1 && strings.HasPrefix(c.Keys, words[0]) ||
			begins(fold(c.Title.FR), words) || begins(fold(c.Title.EN), words)
	})
}

func (t *Texts) keep(fits func(*CannedText) bool) []CannedText {
	var out []CannedText
	for i := range t.texts {
		if fits(&t.texts[i]) {
			out = append(out, t.texts[i])
		}
	}
	return out
}

func first(texts []CannedText) (CannedText, bool) {
	if len(texts) == 0 {
		return CannedText{}, false
	}
	return texts[0], true
}

// begins reports whether each of the typed words begins one of the words.
func begins(words, typed []string) bool {
	for _, w := range typed {
		found := false
		for _, word := range words {
			found = found || strings.HasPrefix(word, w)
		}
		if !found {
			return false
		}
	}
	return true
}
