package doctrine

import "strings"

// query is what somebody may have meant by a text.
type query struct {
	insee      string      // the code of a candidate, without its "c"
	postcode   string      // five digits
	digits     string      // the beginning of a postcode, if nothing else was typed
	department *department // its number was typed
	name       []string    // the other words
}

// parse reads what somebody typed: a postcode ("33 000", "F-33000"), a commune, both ("33063 Bordeaux Cedex"), a
// commune with its department ("Saint-Denis (93)"), a department's number, or the code of a candidate.
func (p *Places) parse(input string) query {
	words := joinDigits(dropCedex(dropCountry(fold(input))))
	var q query
	if len(words) == 1 {
		if w := words[0]; len(w) == 6 && w[0] == 'c' && digits(w[3:]) {
			q.insee = strings.ToUpper(w[1:])
			return q
		}
	}
	for _, w := range words {
		switch d := p.departments[strings.ToUpper(w)]; {
		case q.postcode == "" && len(w) == 5 && digits(w):
			q.postcode = w
		case q.department == nil && d != nil:
			q.department = d
		default:
			q.name = append(q.name, w)
		}
	}
	if len(words) == 1 && digits(words[0]) && len(words[0]) < 5 {
		q.digits, q.name = words[0], nil
	}
	return q
}

// dropCountry removes "F-" before a postcode, and "France" after anything.
func dropCountry(words []string) []string {
	if len(words) > 1 && (words[0] == "f" || words[0] == "fr") && digits(words[1]) {
		words = words[1:]
	}
	if n := len(words); n > 1 && words[n-1] == "france" {
		words = words[:n-1]
	}
	return words
}

// dropCedex removes "Cedex" and the number of the distribution office after it.
func dropCedex(words []string) []string {
	for i, w := range words {
		if w == "cedex" {
			return words[:i]
		}
	}
	return words
}

// joinDigits puts a postcode together that was typed in groups.
func joinDigits(words []string) []string {
	var out []string
	for i := 0; i < len(words); {
		joined, next := words[i], i+1
		for digits(joined) && len(joined) < 5 && next < len(words) && digits(words[next]) && len(joined)+len(words[next]) <= 5 {
			joined, next = joined+words[next], next+1
		}
		out, i = append(out, joined), next
	}
	return out
}

// dropArrondissement removes what follows the name of a large city: "3e arrondissement", "15", "1er".
func dropArrondissement(words []string) []string {
	for len(words) > 1 {
		w := words[len(words)-1]
		number := strings.TrimRight(w, "ermdn") // 1er, 2e, 2eme, 2nd
		if w != "arrondissement" && w != "arr" && w != "ardt" && !(digits(number) && len(number) <= 2) {
			break
		}
		words = words[:len(words)-1]
	}
	return words
}
