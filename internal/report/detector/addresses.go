package detector

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// mostStreetWords is how many words the name of a street has at most.
const mostStreetWords = 6

// addresses finds streets: with a number before them, or with a name in capitals after them.
func (d *Detector) addresses(tokens []token) (out []Mark) {
	for i := 0; i < len(tokens); i++ {
		if end := town(tokens, i); end > i+1 { // "33600 Pessac"
			out = append(out, Mark{Address, tokens[i].begin, tokens[end-1].end})
			i = end - 1
			continue
		}
		_, n := d.streets.at(tokens, i)
		if n == 0 {
			continue
		}
		if begin, ok := englishStreet(tokens, i); ok {
			out = append(out, Mark{Address, tokens[begin].begin, tokens[i].end})
			continue
		}
		begin, numbered := houseNumber(tokens, i)
		if !numbered && d.numbered[tokens[i].fold] && tokens[i].fold != "place" {
			continue
		}
		end, ok := streetName(tokens, i+n, numbered)
		if !ok {
			continue
		}
		end = town(tokens, end)
		out = append(out, Mark{Address, tokens[begin].begin, tokens[end-1].end})
		i = end - 1
	}
	return out
}

// houseNumber returns where the number before a street begins: "12", "3 bis", "45,".
func houseNumber(tokens []token, street int) (begin int, ok bool) {
	at := street - 1
	if at > 0 && isRepetition(tokens[at].fold) && !tokens[street].joined {
		at--
	}
	if at < 0 || street-at > 2 {
		return street, false
	}
	number := strings.TrimRight(tokens[at].fold, "abcd")
	n, err := strconv.Atoi(number)
	return at, err == nil && n > 0 && n < 10_000 && tokens[street].begin-tokens[at].end <= len("  quater ")
}

// englishStreet finds the number and the name that stand before "Street" or "Road".
func englishStreet(tokens []token, street int) (begin int, ok bool) {
	if !tokens[street].capital {
		return 0, false
	}
	at := street - 1
	for at >= 0 && tokens[at].capital && !tokens[at+1].apart && street-at < 4 {
		at--
	}
	if at < 0 || at == street-1 {
		return 0, false
	}
	n, err := strconv.Atoi(tokens[at].text)
	return at, err == nil && n > 0 && n < 10_000
}

func isRepetition(s string) bool { return s == "bis" || s == "ter" || s == "quater" }

// streetName returns the token after a street's name.
func streetName(tokens []token, at int, numbered bool) (end int, ok bool) {
	named := false
	for end = at; end < len(tokens) && end-at < mostStreetWords; end++ {
		t := tokens[end]
		if end > at && t.apart && !t.joined {
			break
		}
		switch {
		case linking(t.fold):
		case t.capital || t.joined && named && utf8.RuneCountInString(t.text) > 1:
			named = true
		case numbered && !named:
			return end + 1, true
		default:
			return trim(tokens, at, end), named
		}
	}
	return trim(tokens, at, end), named
}

// trim takes linking words from the end.
func trim(tokens []token, at, end int) int {
	for end > at && linking(tokens[end-1].fold) {
		end--
	}
	return end
}

func linking(s string) bool {
	switch s {
	case "de", "du", "des", "la", "le", "les", "l", "d", "et", "aux", "au", "sur", "saint", "sainte", "st", "ste", "of", "the":
		return true
	}
	return false
}

// town takes in a postcode and the name after it.
func town(tokens []token, end int) int {
	if end >= len(tokens) || len(tokens[end].text) != 5 {
		return end
	}
	if _, err := strconv.Atoi(tokens[end].text); err != nil {
		return end
	}
	end++
	for end < len(tokens) && (tokens[end].capital || tokens[end].joined) && (!tokens[end].apart || tokens[end].joined) {
		end++
	}
	return end
}
