package report

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// bands are the ages that a band begins with. The first ones follow the penal code: 13, 15 and 18 years.
var bands = []int{0, 13, 15, 18, 25, 35, 45, 55, 65, 75}

const oldest = 130

var wholeNumber = regexp.MustCompile(`[0-9]+`)

// bandOf returns the band of an age, the only number in a value; of a date of birth the five years that it lies in.
func bandOf(value string) (string, bool) {
	if d, ok := parseDate(value); ok {
		return fmt.Sprintf("entre %d et %d", d.year-d.year%5, d.year-d.year%5+4), true
	}
	numbers := wholeNumber.FindAllString(value, 2)
	if len(numbers) != 1 {
		return "", false
	}
	age, err := strconv.Atoi(numbers[0])
	if err != nil || age > oldest {
		return "", false
	}
	i := 0
	for i+1 < len(bands) && age >= bands[i+1] {
		i++
	}
	switch i {
	case 0:
		return fmt.Sprintf("moins de %d ans", bands[1]), true
	case len(bands) - 1:
		return fmt.Sprintf("%d ans ou plus", bands[i]), true
	}
	return fmt.Sprintf("de %d à %d ans", bands[i], bands[i+1]-1), true
}

func yearOf(value string) (string, bool) {
	d, ok := parseDate(value)
	return strconv.Itoa(d.year), ok
}

func monthOf(value string) (string, bool) {
	d, ok := parseDate(value)
	if !ok || d.month == 0 {
		return "", false
	}
	return months[d.month] + " " + strconv.Itoa(d.year), true
}

// date is a day, a month (day 0) or a year (month 0).
type date struct{ year, month, day int }

var months = []string{"", "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}

var (
	isoDate     = regexp.MustCompile(`^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[ T]\d{1,2}[:h]\d{0,2}.*)?$`)
	numericDate = regexp.MustCompile(`^(?:(\d{1,2})[/.\- ])?(\d{1,2})[/.\- ](\d{4})(?:[ ,à]+\d{1,2}\s?[:h]\s?\d{0,2}.*)?$`)
	writtenDate = regexp.MustCompile(`^(?:(?:le )?(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?(\d{1,2})(?:er)? )?(\p{L}+) (\d{4})(?:[ ,à]+\d{1,2}\s?[:h]\s?\d{0,2}.*)?$`)
	onlyYear    = regexp.MustCompile(`^(\d{4})$`)
)

// parseDate reads a value that is a date and, at most, a time after it.
func parseDate(value string) (date, bool) {
	s := strings.ToLower(strings.Join(strings.Fields(value), " "))
	var y, m, d string
	if g := isoDate.FindStringSubmatch(s); g != nil {
		y, m, d = g[1], g[2], g[3]
	} else if g := numericDate.FindStringSubmatch(s); g != nil {
		d, m, y = g[1], g[2], g[3]
	} else if g := writtenDate.FindStringSubmatch(s); g != nil {
		d, m, y = g[1], monthNumber(g[2]), g[3]
	} else if g := onlyYear.FindStringSubmatch(s); g != nil {
		y = g[1]
	}
	out := date{number(y), number(m), number(d)}
	return out, out.year >= 1900 && out.year <= 2999 && out.month >= 0 && out.month <= 12 && out.day <= 31 && (m == "" || out.month > 0)
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func monthNumber(name string) string {
	plain := strings.NewReplacer("é", "e", "û", "u").Replace(name)
	for i, m := range months {
		if i > 0 && strings.NewReplacer("é", "e", "û", "u").Replace(m) == plain {
			return strconv.Itoa(i)
		}
	}
	return "0" // no month
}

var (
	postcode      = regexp.MustCompile(`\b(\d{2})[ \x{00A0}\x{202F}]?(\d{3})\b`)
	inParentheses = regexp.MustCompile(`\((\d{2,3}|2[AaBb])\)`)
	departments   = regexp.MustCompile(`^(0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-8]|98[4-9])$`)
)

func departmentCode(s string) bool { return s != "20" && departments.MatchString(s) }

const mostCommuneBytes = 80

// communeOf returns what follows the only postcode of an address, up to the end of its line; or to, where the operator wrote it.
func communeOf(value, to string) (string, bool) {
	if to == "" {
		found := postcode.FindAllStringIndex(value, 2)
		if len(found) != 1 {
			return "", false
		}
		to = value[found[0][1]:]
		if end := strings.IndexAny(to, "\n,;("); end >= 0 {
			to = to[:end]
		}
	}
	to = strings.TrimSpace(to)
	return to, says(to) && len(to) <= mostCommuneBytes && !strings.ContainsAny(to, "0123456789\n")
}

func departmentOf(value, to string) (string, bool) {
	if to == "" {
		to = departmentIn(value)
	}
	return "département " + to, departmentCode(to)
}

// departmentIn returns the code of the department that a value names in digits; empty if there is none, or more than one.
func departmentIn(value string) string {
	found := map[string]bool{}
	for _, g := range postcode.FindAllStringSubmatch(value, -1) {
		found[ofPostcode(g[1]+g[2])] = true
	}
	for _, g := range inParentheses.FindAllStringSubmatch(value, -1) {
		found[strings.ToUpper(g[1])] = true
	}
	if s := strings.ToUpper(strings.TrimSpace(value)); departmentCode(s) {
		found[s] = true
	}
	for code := range found {
		if len(found) == 1 {
			return code
		}
	}
	return ""
}

// ofPostcode returns the department of a postcode: three digits overseas, and two departments in Corsica.
func ofPostcode(p string) string {
	switch {
	case p[:2] == "97" || p[:2] == "98":
		return p[:3]
	case p[:3] == "200" || p[:3] == "201":
		return "2A"
	case p[:2] == "20":
		return "2B"
	}
	return p[:2]
}
