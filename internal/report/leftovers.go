package report

import (
	"net/netip"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigie.example/internal/conversation"
)

// A postcode that routed the declarant, and the address that they came from, have no business in a report (B3, C2). The console
// keeps neither; what an operator could still carry over is told by where it comes from: what leaves and looks like one of them
// must stand in a message that the element names as its source.

// postcodesIn returns what reads as a postcode. In a place any five digits do; elsewhere they must be called one, or stand before
// the name of a place, so that sums of money are left alone.
func postcodesIn(value string, place bool) (out []string) {
	for i := 0; i < len(value); {
		code, end := fiveDigits(value, i)
		switch {
		case code == "":
			i = max(end, i+1)
			continue
		case !departmentCode(ofPostcode(code)):
		case place || calledPostcode(value[:i]) || capitalAfter(value[end:]):
			out = append(out, code)
		}
		i = end
	}
	return out
}

// fiveDigits returns the postcode that begins at a place: "33000" or "33 000", and no digit more. Without one it returns the end of the
// digits that stand there.
func fiveDigits(value string, at int) (code string, end int) {
	if !isDigit(value[at]) || at > 0 && isDigit(value[at-1]) {
		return "", at
	}
	end = endOfDigits(value, at)
	switch end - at {
	case 5:
		return value[at:end], end
	case 2:
		next := end
		for _, space := range []string{" ", "\u00A0", "\u202F"} {
			if strings.HasPrefix(value[end:], space) {
				next = end + len(space)
				break
			}
		}
		if last := endOfDigits(value, next); next > end && last-next == 3 {
			return value[at:end] + value[next:last], last
		}
	}
	return "", end
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func endOfDigits(value string, at int) int {
	for at < len(value) && isDigit(value[at]) {
		at++
	}
	return at
}

// calledPostcode reports whether what stands before five digits calls them a postcode.
func calledPostcode(before string) bool {
	before = strings.ToLower(strings.TrimRight(before[max(0, len(before)-24):], " :\u00A0\u202F"))
	for _, name := range []string{"code postal", "cp", "c.p.", "f-", "postcode"} {
		if strings.HasSuffix(before, name) {
			return true
		}
	}
	return false
}

// capitalAfter reports whether a word with a capital letter follows.
func capitalAfter(after string) bool {
	rest := strings.TrimLeft(after, " \u00A0\u202F")
	c, _ := utf8.DecodeRuneInString(rest)
	return len(rest) < len(after) && unicode.IsUpper(c)
}

var networkLike = regexp.MustCompile(`[0-9A-Fa-f:.]*[.:][0-9A-Fa-f:.]+`)

// addressesIn returns the network addresses in a value.
func addressesIn(value string) (out []netip.Addr) {
	if strings.Count(value, ".") < 3 && strings.Count(value, ":") < 2 {
		return nil
	}
	for _, g := range networkLike.FindAllString(value, -1) {
		g = strings.Trim(g, ".")
		for _, s := range []string{g, strings.TrimRight(g, ":"), beforeLast(g, ":")} {
			if a, err := netip.ParseAddr(s); err == nil && !a.IsUnspecified() {
				out = append(out, a.Unmap())
				break
			}
		}
	}
	return out
}

func beforeLast(s, sep string) string {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i]
	}
	return s
}

// leftovers returns what reads as a postcode or a network address in a text that leaves, and stands in none of the sources.
func (in Input) leftovers(sources []conversation.MessageID, text string, place bool) (codes []Code) {
	if unsaid(in, sources, postcodesIn(text, place), func(said string) []string { return postcodesIn(said, true) }) {
		codes = append(codes, PostcodeUnsaid)
	}
	if unsaid(in, sources, addressesIn(text), addressesIn) {
		codes = append(codes, AddressUnsaid)
	}
	return codes
}

// unsaid reports whether one of the things found in a value is found in none of its sources.
func unsaid[T comparable](in Input, sources []conversation.MessageID, found []T, find func(string) []T) bool {
	if len(found) == 0 {
		return false
	}
	said := map[T]bool{}
	for _, id := range sources {
		if text, ok := in.said(id); ok {
			for _, t := range find(text) {
				said[t] = true
			}
		}
	}
	for _, t := range found {
		if !said[t] {
			return true
		}
	}
	return false
}
