package report

import (
	"net/netip"
	"regexp"
	"strings"

	"vigie.example/internal/doctrine"
)

// A postcode that routed the declarant, and the address that they came from, have no business in a report (B3, C2). The console
// keeps neither; what an operator could still carry over is told by where it comes from: what leaves and looks like one of them
// must stand in a message that the element names as its source.

var (
	routingCode = regexp.MustCompile(`(?i)(?:\bcode postal\s*:?\s*|\bc\.?p\.?\s*:?\s*|\bF-)?\b\d{2}[ \x{00A0}\x{202F}]?\d{3}\b(?:\s+\p{L})?`)
	networkLike = regexp.MustCompile(`[0-9A-Fa-f:.]*(?:\.|:)[0-9A-Fa-f:.]+`)
)

// postcodesIn returns what reads as a postcode. In a place any five digits do; elsewhere they must be called one, or stand before
// the name of a place, so that sums of money are left alone.
func postcodesIn(value string, place bool) (out []string) {
	for _, g := range routingCode.FindAllString(value, -1) {
		code := onlyDigits(g)
		if !departmentCode(ofPostcode(code)) {
			continue
		}
		named := strings.IndexFunc(g, isLetter) >= 0 && !lowerCaseAfter(g)
		if place || named {
			out = append(out, code)
		}
	}
	return out
}

// lowerCaseAfter reports whether the only letter is a small one after the digits: "12000 euros" is no place.
func lowerCaseAfter(g string) bool {
	first := strings.IndexFunc(g, isLetter)
	digit := strings.IndexAny(g, "0123456789")
	return first > digit && strings.ToLower(g) == g
}

func isLetter(c rune) bool { return c != ' ' && c != '\u00A0' && c != '\u202F' && (c < '0' || c > '9') }

func onlyDigits(s string) string {
	return strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, s)
}

// addressesIn returns the network addresses in a value.
func addressesIn(value string) (out []netip.Addr) {
	if !strings.ContainsAny(value, ".:") {
		return nil
	}
	for _, g := range networkLike.FindAllString(value, -1) {
		g = strings.Trim(g, ".")
		for _, s := range []string{g, strings.TrimRight(g, ":"), beforeLast(g, ":")} {
			if a, err := netip.ParseAddr(s); err == nil {
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

// leftovers returns what reads as a postcode or a network address, and stands in none of the sources.
func (in Input) leftovers(e Element, f doctrine.Field, value string) (codes []Code) {
	place := f.Kind == doctrine.Address || f.Kind == doctrine.Commune
	if unsaid(in, e, postcodesIn(value, place), func(text string) []string { return postcodesIn(text, true) }) {
		codes = append(codes, PostcodeUnsaid)
	}
	if unsaid(in, e, addressesIn(value), addressesIn) {
		codes = append(codes, AddressUnsaid)
	}
	return codes
}

// unsaid reports whether one of the things found in a value is found in none of its sources.
func unsaid[T comparable](in Input, e Element, found []T, find func(string) []T) bool {
	if len(found) == 0 {
		return false
	}
	said := map[T]bool{}
	for _, id := range e.Sources {
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
