package doctrine_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	assets "vigie.example/assets/doctrine"
	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
)

func TestB12_ShippedPolicyIsTheDefault(t *testing.T) {
	p, err := doctrine.ParsePolicies(assets.Service(), places(t))
	if err != nil {
		t.Fatal(errors.Unwrap(err))
	}
	if got := p.For("police-33"); got != doctrine.DefaultPolicy() || got.Grace != time.Minute || got.Life.Duration() != retention.MaxCeiling {
		t.Errorf("%+v", got)
	}
	if got := p.For(access.NationalUnit); got.OverflowAfter != 0 || got.AnswerWithin == 0 {
		t.Errorf("the national unit overflows into itself: %+v", got)
	}
	if h := p.Header(); h.Status != "starting" {
		t.Errorf("%+v", h)
	}
	if got := new(doctrine.Policies).For("anything"); got != doctrine.DefaultPolicy() {
		t.Errorf("without a file: %+v", got)
	}
}

const somePolicy = "# format: vigie.service/1" + head + "unit;setting;value\np-33;capacity;3\n*;capacity;5\n*;overflow_after;1h\np-33;life;90m\n*;break_hard;1\n"

func TestB1_AUnitHasItsOwnValues(t *testing.T) {
	places, err := doctrine.ParsePlaces(small())
	if err != nil {
		t.Fatal(err)
	}
	p, err := doctrine.ParsePolicies(somePolicy, places)
	if err != nil {
		t.Fatal(errors.Unwrap(err))
	}
	own, other := p.For("p-33"), p.For("g-33")
	if own.Consoles != 1 || other.Consoles != 1 {
		t.Errorf("consoles: %d, %d", own.Consoles, other.Consoles)
	}
	if own.Capacity != 3 || own.Life.Duration() != 90*time.Minute || own.OverflowAfter != time.Hour || own.Break.Hard != 1 {
		t.Errorf("its own: %+v", own)
	}
	if other.Capacity != 5 || other.Life.Duration() != 4*time.Hour || other.AnswerWithin != doctrine.DefaultPolicy().AnswerWithin {
		t.Errorf("another's: %+v", other)
	}
	for _, tt := range []struct{ old, new, want string }{
		{"service/1", "service/2", `service.csv: the format is "vigie.service/2"`},
		{"p-33;capacity", "p-34;capacity", `service.csv:7: there is no unit "p-34"; write * or the code`},
		{"p-33;capacity", "p-33;strength", `service.csv:7: there is no setting "strength"; write one of answer_within, break_after,`},
		{"capacity;3", "capacity;0", `service.csv:7: "0" is no value for capacity; write a whole number from 1 to 20`},
		{"capacity;3", "capacity;many", `service.csv:7: "many" is no value for capacity`},
		{"capacity;3", "consoles;2", `service.csv:7: "2" is no value for consoles; write 1: an operator works at one console`},
		{"*;capacity;5", "*;consoles;0", `service.csv:8: "0" is no value for consoles; write 1`},
		{"*;capacity;5", "p-33;capacity;5", "service.csv:8: line 7 sets it already; keep one"},
		{";1h", ";2h", `service.csv:9: "2h" is no value for overflow_after; write a duration such as 90s, 5m or 1h30m, from 1m0s to 1h0m0s`},
		{";90m", ";5h", `service.csv:10: "5h" is no value for life; write from 5m to 4h`},
		{"*;break_hard;1", "*;grace;4m", "service.csv:11: unit * takes a conversation back before"},
		{"p-33;life;90m", "p-33;grace;5m", "service.csv:10: unit p-33 takes a conversation back before"},
	} {
		got, err := doctrine.ParsePolicies(strings.Replace(somePolicy, tt.old, tt.new, 1), places)
		var problems doctrine.Problems
		if got != nil || !fault.Is(err, fault.Invalid) || !errors.As(err, &problems) || !strings.Contains(problems.Error(), tt.want) {
			t.Errorf("%s: got\n%v\nwant %s", tt.new, problems, tt.want)
		}
	}
}

// C25: a break is suggested after long, many, or hard work, whichever comes first.
func TestC25_BreakIsSuggested(t *testing.T) {
	b := doctrine.BreakPolicy{After: time.Hour, Conversations: 5, Hard: 2}
	for _, tt := range []struct {
		work doctrine.Work
		want bool
	}{
		{doctrine.Work{}, false},
		{doctrine.Work{Time: time.Hour - 1, Conversations: 4, Hard: 1}, false},
		{doctrine.Work{Time: time.Hour}, true},
		{doctrine.Work{Conversations: 5}, true},
		{doctrine.Work{Conversations: 2, Hard: 2}, true},
	} {
		if b.Due(tt.work) != tt.want {
			t.Errorf("%+v: %v", tt.work, !tt.want)
		}
	}
}

// FuzzParsePolicies: a table is refused, or every unit's values are within the bounds.
func FuzzParsePolicies(f *testing.F) {
	f.Add(somePolicy)
	f.Add("")
	f.Add(strings.ReplaceAll(somePolicy, "*", "g-33"))
	places, err := doctrine.ParsePlaces(small())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := doctrine.ParsePolicies(text, places)
		if err != nil {
			return
		}
		for _, unit := range []access.UnitCode{"p-33", "g-33", access.NationalUnit} {
			v := p.For(unit)
			if v.AnswerWithin < v.Grace || v.Consoles != 1 || v.Grace < 10*time.Second || v.Capacity < 1 || v.Capacity > 20 ||
				v.Life.Duration() > retention.MaxCeiling || v.Break.Hard < 1 || v.Break.Length < 5*time.Minute || v.OverflowAfter > time.Hour {
				t.Fatalf("%s: %+v", unit, v)
			}
		}
	})
}

func reasons(t testing.TB) *doctrine.Reasons {
	t.Helper()
	r, err := doctrine.ParseReasons(assets.Reasons())
	if err != nil {
		t.Fatal(errors.Unwrap(err))
	}
	return r
}

func TestC2_ClosingHasCodedReasonsAbuseAmongThem(t *testing.T) {
	r := reasons(t)
	for side, want := range map[conversation.Side]string{
		conversation.Operator: "done oriented no_answer left abuse", conversation.Declarant: "done left", "": "expired nobody",
	} {
		var got []string
		for _, reason := range r.For(side) {
			got = append(got, string(reason.Code))
			if reason.Name.FR == "" || reason.Name.EN == "" || reason.When.FR == "" || reason.When.EN == reason.When.FR {
				t.Errorf("%s lacks words", reason.Code)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q may state %v, want %s", side, got, want)
		}
	}
	if abuse, ok := r.Reason(conversation.Abuse); !ok || !strings.Contains(abuse.When.EN, "after a warning") {
		t.Errorf("abuse: %+v", abuse)
	}
	if _, ok := r.Reason("because"); ok {
		t.Error("a reason that nobody knows")
	}
	for _, tt := range []struct{ old, new, want string }{
		{"[abuse]", "[insults]", `there is no reason "insults"; delete it`},
		{"[abuse]", "[insults]", "reasons.txt: the reason abuse is missing; add it"},
		{"[abuse]", "= a; b; c\n[abuse]", "reasons have no groups; delete"},
		{"en: Conversation finished", "", "reasons.txt:10: done lacks its en"},
	} {
		got, err := doctrine.ParseReasons(strings.Replace(assets.Reasons(), tt.old, tt.new, 1))
		var problems doctrine.Problems
		if got != nil || !fault.Is(err, fault.Invalid) || !errors.As(err, &problems) || !strings.Contains(problems.Error(), tt.want) {
			t.Errorf("%s: got\n%v\nwant %s", tt.new, problems, tt.want)
		}
	}
}
