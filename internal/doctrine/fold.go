package doctrine

import "strings"

// maxInputBytes bounds what is looked up; no place has so long a name.
const maxInputBytes = 200

// fold returns the words of s in the form in which names are compared: lower case, without accents, punctuation
// and doubled spaces, with "st" and "ste" written out. It accepts composed and decomposed accents and full-width
// characters; whatever it does not know separates words.
func fold(s string) []string {
	if len(s) > maxInputBytes {
		s = s[:maxInputBytes]
	}
	var b strings.Builder
	b.Grow(len(s) + 8)
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteByte(byte(r))
		case r >= 'A' && r <= 'Z':
			b.WriteByte(byte(r) + 'a' - 'A')
		case r >= 0x300 && r <= 0x36f: // combining accent
		case r >= 0xff01 && r <= 0xff5e: // full width
			foldASCII(&b, byte(r-0xff01+'!'))
		default:
			b.WriteString(plain(r))
		}
	}
	words := strings.Fields(b.String())
	for i, w := range words {
		if long, ok := abbreviations[w]; ok {
			words[i] = long
		}
	}
	return words
}

func foldASCII(b *strings.Builder, c byte) {
	switch {
	case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
		b.WriteByte(c)
	case c >= 'A' && c <= 'Z':
		b.WriteByte(c + 'a' - 'A')
	default:
		b.WriteByte(' ')
	}
}

var abbreviations = map[string]string{"st": "saint", "ste": "sainte", "s": "sur", "sts": "saints", "stes": "saintes"}

// articles begin names and are often left out by those who type them.
var articles = map[string]bool{"le": true, "la": true, "les": true, "l": true}

// plain returns the letters without accent for a letter of French names and their neighbours, else a space.
func plain(r rune) string {
	switch r {
	case 'à', 'â', 'ä', 'á', 'ã', 'å', 'ā', 'À', 'Â', 'Ä', 'Á', 'Ã', 'Å', 'Ā':
		return "a"
	case 'ç', 'Ç':
		return "c"
	case 'é', 'è', 'ê', 'ë', 'ē', 'É', 'È', 'Ê', 'Ë', 'Ē':
		return "e"
	case 'î', 'ï', 'í', 'ì', 'ī', 'Î', 'Ï', 'Í', 'Ì', 'Ī':
		return "i"
	case 'ñ', 'Ñ':
		return "n"
	case 'ô', 'ö', 'ó', 'ò', 'õ', 'ō', 'Ô', 'Ö', 'Ó', 'Ò', 'Õ', 'Ō':
		return "o"
	case 'ù', 'û', 'ü', 'ú', 'ū', 'Ù', 'Û', 'Ü', 'Ú', 'Ū':
		return "u"
	case 'ÿ', 'ý', 'Ÿ', 'Ý':
		return "y"
	case 'œ', 'Œ':
		return "oe"
	case 'æ', 'Æ':
		return "ae"
	case 'ß':
		return "ss"
	}
	return " "
}
