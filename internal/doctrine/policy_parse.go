package doctrine

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/retention"
)

const serviceFile = "service.csv"

// form is how the value of a setting is written, and how it is read: parse reports whether it is within the bounds.
type form struct {
	words string
	parse func(value string) (setting, bool)
}

// settings are what a line of service.csv can set.
var settings = map[string]form{
	"overflow_after":      duration(time.Minute, time.Hour, func(p *Policy) *time.Duration { return &p.OverflowAfter }),
	"answer_within":       duration(time.Minute, 30*time.Minute, func(p *Policy) *time.Duration { return &p.AnswerWithin }),
	"grace":               duration(10*time.Second, 5*time.Minute, func(p *Policy) *time.Duration { return &p.Grace }),
	"capacity":            count(20, func(p *Policy) *int { return &p.Capacity }),
	"consoles":            {"1: an operator works at one console, and a second sign-in ends the first (decision 019)", parseConsoles},
	"life":                {"from 5m to 4h, the limit of the law (B1)", parseLife},
	"break_after":         duration(30*time.Minute, 6*time.Hour, func(p *Policy) *time.Duration { return &p.Break.After }),
	"break_conversations": count(50, func(p *Policy) *int { return &p.Break.Conversations }),
	"break_hard":          count(20, func(p *Policy) *int { return &p.Break.Hard }),
	"break_length":        duration(5*time.Minute, time.Hour, func(p *Policy) *time.Duration { return &p.Break.Length }),
}

func duration(least, most time.Duration, at func(*Policy) *time.Duration) form {
	return form{
		fmt.Sprintf("a duration such as 90s, 5m or 1h30m, from %v to %v", least, most),
		func(value string) (setting, bool) {
			d, err := time.ParseDuration(value)
			return func(p *Policy) { *at(p) = d }, err == nil && d >= least && d <= most
		},
	}
}

func count(most int, at func(*Policy) *int) form {
	return form{
		fmt.Sprintf("a whole number from 1 to %d", most),
		func(value string) (setting, bool) {
			n, err := strconv.Atoi(value)
			return func(p *Policy) { *at(p) = n }, err == nil && n >= 1 && n <= most
		},
	}
}

// parseConsoles takes 1 alone. That there is a setting at all is so that who wants another number is told what it would mean.
func parseConsoles(value string) (setting, bool) {
	return func(p *Policy) { p.Consoles = 1 }, value == "1"
}

func parseLife(value string) (setting, bool) {
	var c retention.Ceiling
	err := c.UnmarshalText([]byte(value))
	return func(p *Policy) { p.Life = c }, err == nil
}

// ParsePolicies reads the values by which units work, a table of format vigie.service/1, whose units must be those of
// places. The error is Invalid with Problems as its cause; nothing is returned then.
func ParsePolicies(text string, places *Places) (*Policies, error) {
	var problems Problems
	t := parseTable(serviceFile, text, "vigie.service/1", []string{"unit", "setting", "value"}, &problems)
	out := &Policies{header: t.header, own: map[access.UnitCode][]setting{}}
	names := slices.Sorted(maps.Keys(settings))
	seen := map[string]int{}
	lines := map[access.UnitCode]int{}
	for _, r := range t.rows {
		unit, name, value := access.UnitCode(r.cells[0]), r.cells[1], r.cells[2]
		s, known := settings[name]
		_, there := places.Unit(unit)
		key := r.cells[0] + ";" + name
		switch {
		case unit != "*" && !there:
			problems.add(serviceFile, r.line, "write * or the code of a unit of units.csv", "there is no unit %q", unit)
			continue
		case !known:
			problems.add(serviceFile, r.line, "write one of "+strings.Join(names, ", "), "there is no setting %q", name)
			continue
		case seen[key] != 0:
			problems.add(serviceFile, r.line, "keep one of the two lines", "line %d sets it already", seen[key])
			continue
		}
		seen[key], lines[unit] = r.line, r.line
		set, ok := s.parse(value)
		switch {
		case !ok:
			problems.add(serviceFile, r.line, "write "+s.words, "%q is no value for %s", value, name)
		case unit == "*":
			out.all = append(out.all, set)
		default:
			out.own[unit] = append(out.own[unit], set)
		}
	}
	for _, unit := range slices.Sorted(maps.Keys(lines)) {
		if p := out.For(unit); p.AnswerWithin < p.Grace {
			problems.add(serviceFile, lines[unit], "make answer_within at least as long as grace",
				"unit %s takes a conversation back before its operator may return", unit)
		}
	}
	if err := problems.err("doctrine.ParsePolicies"); err != nil {
		return nil, err
	}
	return out, nil
}
