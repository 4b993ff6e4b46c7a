package doctrine

import (
	"slices"

	"vigie.example/internal/conversation"
)

const reasonsFile = "reasons.txt"

// reasonCodes are the reasons that the rules of conversations know, in the order in which they are offered.
var reasonCodes = []conversation.Reason{
	conversation.Done, conversation.Oriented, conversation.NoAnswer, conversation.Left, conversation.Abuse,
	conversation.Expired, conversation.Nobody,
}

// ClosingReason is a coded reason for closing, in words. No free text goes with it (C8).
type ClosingReason struct {
	Code conversation.Reason
	Name Text
	When Text // when to choose it
}

// Reasons are the reasons for closing. ParseReasons makes one.
type Reasons struct {
	header  Header
	reasons []ClosingReason
}

// Header returns what the file says about itself.
func (r *Reasons) Header() Header { return r.header }

// For returns the reasons that a side may state, in the order of the file; those of the service itself for the empty side.
func (r *Reasons) For(side conversation.Side) []ClosingReason {
	var out []ClosingReason
	for _, reason := range r.reasons {
		if reason.Code.Valid(side) {
			out = append(out, reason)
		}
	}
	return out
}

// Reason returns the reason with the given code, and whether there is one.
func (r *Reasons) Reason(code conversation.Reason) (ClosingReason, bool) {
	i := slices.IndexFunc(r.reasons, func(o ClosingReason) bool { return o.Code == code })
	if i < 0 {
		return ClosingReason{}, false
	}
	return r.reasons[i], true
}

// ParseReasons reads the reasons for closing, a file of format vigie.reasons/1: for each code of the rules, and no other, fr: and
// en: with its name, and below it when to choose it. The error is Invalid with Problems as its cause.
func ParseReasons(text string) (*Reasons, error) {
	var problems Problems
	out := &Reasons{}
	header, blocks := parseBlocks(reasonsFile, text, "vigie.reasons/1", []string{"fr", "en"}, []string{"fr", "en"}, &problems)
	out.header = header
	for _, b := range blocks {
		code := conversation.Reason(b.code)
		switch {
		case b.group != nil:
			problems.add(reasonsFile, b.line, "delete the line", "reasons have no groups")
			continue
		case !slices.Contains(reasonCodes, code):
			problems.add(reasonsFile, b.line, "delete it: the program decides which reasons there are", "there is no reason %q", b.code)
			continue
		}
		name, when := readBoth(reasonsFile, b, &problems)
		out.reasons = append(out.reasons, ClosingReason{Code: code, Name: name, When: when})
	}
	for _, code := range reasonCodes {
		if _, ok := out.Reason(code); !ok {
			problems.add(reasonsFile, 0, "add it", "the reason %s is missing", code)
		}
	}
	if err := problems.err("doctrine.ParseReasons"); err != nil {
		return nil, err
	}
	return out, nil
}
