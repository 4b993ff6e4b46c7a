package detector

import "strings"

// phrases are sequences of words with what they stand for, found by their first word.
type phrases struct {
	whole  map[string][]phrase // by the first word
	begins map[string][]phrase // by the beginning of the first word: "diabet*"
	least  int                 // length of the shortest beginning
	most   int                 // and of the longest
}

// phrase is one entry of a list.
type phrase struct {
	kind     string
	words    []pattern
	capitals bool // found in capitals alone
}

// pattern is one word of a phrase.
type pattern struct {
	fold string
	open bool // any ending
	any  bool // any word
}

// nothing is the kind of words that are to be left alone.
const nothing = ""

func newPhrases() phrases {
	return phrases{whole: map[string][]phrase{}, begins: map[string][]phrase{}}
}

// add reads one entry of a list.
func (p *phrases) add(kind, entry string) bool {
	out := phrase{kind: kind}
	entry, negative := strings.CutPrefix(entry, "!")
	if negative {
		out.kind = nothing
	}
	out.capitals = strings.ToUpper(entry) == entry && strings.ToLower(entry) != entry
	for word := range strings.FieldsSeq(strings.NewReplacer("'", " ", "’", " ", "-", " ").Replace(entry)) {
		if word == "?" {
			out.words = append(out.words, pattern{any: true})
			continue
		}
		word, open := strings.CutSuffix(word, "*")
		folded := foldAll(word)
		if len(folded) > 1 || len(folded) == 0 && !open {
			return false
		}
		out.words = append(out.words, pattern{fold: strings.Join(folded, ""), open: open})
	}
	if len(out.words) == 0 || out.words[0].any || out.words[0].fold == "" {
		return false
	}
	first := out.words[0]
	if !first.open {
		p.whole[first.fold] = append(p.whole[first.fold], out)
		return true
	}
	p.begins[first.fold] = append(p.begins[first.fold], out)
	if n := len(first.fold); p.least == 0 || n < p.least {
		p.least = n
	}
	p.most = max(p.most, len(first.fold))
	return true
}

// at returns the longest phrase that begins at a token, and how many words it has; none are 0.
func (p *phrases) at(tokens []token, i int) (kind string, n int) {
	try := func(list []phrase) {
		for _, f := range list {
			if len(f.words) > n && f.stands(tokens[i:]) {
				kind, n = f.kind, len(f.words)
			}
		}
	}
	word := tokens[i].fold
	try(p.whole[word])
	for size := p.least; p.least > 0 && size <= min(len(word), p.most); size++ {
		try(p.begins[word[:size]])
	}
	return kind, n
}

func (f phrase) stands(tokens []token) bool {
	if len(tokens) < len(f.words) {
		return false
	}
	for i, w := range f.words {
		t := tokens[i]
		switch {
		case w.any:
		case w.open && !strings.HasPrefix(t.fold, w.fold), !w.open && t.fold != w.fold, f.capitals && !t.capitals:
			return false
		}
	}
	return true
}
