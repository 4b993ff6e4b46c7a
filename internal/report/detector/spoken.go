package detector

// A telephone number may be written in words: "zéro six douze trente-quatre...".

var numberWords = set([]string{
	"zéro", "un", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize",
	"vingt", "trente", "quarante", "cinquante", "soixante", "septante", "quatrevingt", "quatrevingts", "nonante", "vingts", "et",
})

// leastSpoken is how many number words in a row make a telephone number, of which the first is "zéro".
const leastSpoken = 5

func spoken(tokens []token) (out []Mark) {
	for i := 0; i < len(tokens); i++ {
		if tokens[i].fold != "zero" {
			continue
		}
		end := i + 1
		for end < len(tokens) && numberWords[tokens[end].fold] {
			end++
		}
		if end-i >= leastSpoken {
			out = append(out, Mark{Telephone, tokens[i].begin, tokens[end-1].end})
		}
		i = end - 1
	}
	return out
}
