package detector

// people finds names: after a title, after "s'appelle", after "mon frère", and first names by themselves.
func (d *Detector) people(tokens []token) (out []Mark) {
	for i := 0; i < len(tokens); i++ {
		begin, end := d.personAt(tokens, i)
		if end > begin {
			out = append(out, Mark{Name, tokens[begin].begin, tokens[end-1].end})
			i = end - 1
		}
	}
	return out
}

// personAt returns the tokens of the name that begins, or is announced, at a token.
func (d *Detector) personAt(tokens []token, i int) (begin, end int) {
	t := tokens[i]
	if d.titles[t.fold] && i+1 < len(tokens) && nextTo(tokens, i+1) {
		at := i + 1
		if particle(tokens[at].fold) && at+1 < len(tokens) && !tokens[at+1].apart {
			at++ // "Mme de Kerven", "M. Le Goff"
		}
		if d.family(tokens[at]) {
			return i, d.rest(tokens, at)
		}
	}
	if _, n := d.naming.at(tokens, i); n > 0 && i+n < len(tokens) {
		next := tokens[i+n]
		if !next.apart && len(next.fold) > 2 && !d.common(next) {
			return i + n, d.rest(tokens, i+n)
		}
	}
	if d.relation[t.fold] && i+1 < len(tokens) {
		next := tokens[i+1]
		if next.capital && !next.first && !d.common(next) && len(next.fold) > 1 && !d.titles[next.fold] && (!next.apart || d.firstName(next)) {
			return i + 1, d.rest(tokens, i+1)
		}
	}
	switch {
	case d.names[t.fold] && (t.capital || len(t.fold) > 3) && !t.joined, d.cautious[t.fold] && t.capital && !t.first && !t.joined:
		return i, d.rest(tokens, i)
	}
	return 0, 0
}

// nextTo reports whether nothing but spaces, or the point of a short title, stands before a token.
func nextTo(tokens []token, i int) bool {
	return !tokens[i].apart || tokens[i].begin-tokens[i-1].end <= 3 && len(tokens[i-1].fold) <= 4
}

func particle(s string) bool {
	switch s {
	case "de", "du", "des", "le", "la", "el", "ben", "van", "von", "d", "da", "dos":
		return true
	}
	return false
}

func (d *Detector) firstName(t token) bool { return d.names[t.fold] || d.cautious[t.fold] }

// family reports whether a word can be a family name: it has a capital, and is no word that has one anyway.
func (d *Detector) family(t token) bool { return t.capital && !d.common(t) && len(t.fold) > 1 }

func (d *Detector) common(t token) bool {
	return d.notNames[t.fold] || t.fold[0] >= '0' && t.fold[0] <= '9'
}

// rest returns the token after a name that begins at a token: more words with capitals, also after a hyphen or "de".
func (d *Detector) rest(tokens []token, i int) int {
	end := i + 1
	for end < len(tokens) && end-i < 5 {
		t := tokens[end]
		switch {
		case t.joined && tokens[end-1].capital && t.capital, !t.apart && d.family(t):
			end++
		case particle(t.fold) && !t.apart && end+1 < len(tokens) && d.family(tokens[end+1]) && !tokens[end+1].apart && !d.firstName(tokens[end+1]):
			end += 2
		default:
			return end
		}
	}
	return end
}
