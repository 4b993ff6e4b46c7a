package console_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"vigie.example/internal/console/rest"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/wire"
)

func newRest(t *testing.T) (*scripted, *rest.Model) {
	t.Helper()
	s := newScripted(t)
	m := rest.New(s.console)
	return s.signedIn(), m
}

func (s *scripted) duty(d shell.Duty) {
	s.t.Helper()
	s.shell.SetDuty(d)
	until(s.t, s.shell, "the duty state", func(st shell.State) bool { return st.Duty == d && !st.Changing })
	s.settled()
}

// minutes let time go by in big steps: only what a tick brings happens.
func (s *scripted) minutes(n int) {
	for range n {
		s.clock.Advance(time.Minute)
		s.settled()
	}
}

func TestC25_ABreakIsSuggestedAfterLongWork(t *testing.T) {
	s, m := newRest(t)
	s.minutes(119)
	if m.State().Due {
		t.Fatal("suggested too early")
	}
	s.minutes(2)
	st := until(t, m, "the suggestion", func(st rest.State) bool { return st.Due })
	if st.Why.Key != "rest.why.time" || st.Length != 15*time.Minute || st.Holding {
		t.Errorf("%+v", st)
	}
	m.Later()
	until(t, m, "quiet", func(st rest.State) bool { return !st.Due })
	s.minutes(19)
	if m.State().Due {
		t.Error("reminded too early")
	}
	s.minutes(2)
	until(t, m, "the suggestion again", func(st rest.State) bool { return st.Due })
	m.Take()
	until(t, s.shell, "the break", func(st shell.State) bool { return st.Duty == shell.Break })
	until(t, m, "nothing suggested on a break", func(st rest.State) bool { return !st.Due })
	s.minutes(5) // too short: it makes up for nothing
	s.duty(shell.OnDuty)
	s.minutes(16)
	until(t, m, "the suggestion after a short break", func(st rest.State) bool { return st.Due })
	s.duty(shell.Break)
	s.minutes(16)
	s.duty(shell.OnDuty)
	s.minutes(119)
	if m.State().Due {
		t.Error("suggested too early after a break")
	}
	s.minutes(2)
	until(t, m, "the suggestion after the next two hours", func(st rest.State) bool { return st.Due })
}

func TestC25_ABreakIsSuggestedAfterManyConversations(t *testing.T) {
	s, m := newRest(t)
	for range 7 {
		v := s.held("")
		s.minutes(1)
		s.push(wire.TypeDeleted, wire.Deleted{Conversation: v.ID(), Cause: "declarant", Time: s.now()})
		s.minutes(1)
	}
	if m.State().Due {
		t.Error("suggested too early")
	}
	s.held("")
	s.minutes(1)
	st := until(t, m, "the suggestion", func(st rest.State) bool { return st.Due })
	if st.Why.Key != "rest.why.many" || !st.Holding {
		t.Errorf("%+v", st)
	}
	s.push(wire.TypeSession, wire.SessionEnded{Cause: "revoked"})
	until(t, m, "nothing after the session", func(st rest.State) bool { return !st.Due })
}

func TestC25_ABreakIsSuggestedAfterHardConversations(t *testing.T) {
	s, m := newRest(t)
	for range 2 {
		v := s.held("")
		sum := s.summary(v)
		sum.State, sum.Holder, sum.Generation, sum.Urgent = "held", "op-1", 1, true
		s.push(wire.TypeSummary, sum)
		s.minutes(1)
	}
	until(t, m, "the suggestion", func(st rest.State) bool { return st.Due && st.Why.Key == "rest.why.hard" })
}

func TestC25_TheDoctrineSaysWhenABreakIsDue(t *testing.T) {
	s, m := newRest(t)
	policies, err := doctrine.ParsePolicies("# format: vigie.service/1\n# version: 2026-01-01\n# status: starting\n# source: x\n# licence: x\nunit;setting;value\n*;break_after;30m\n", &doctrine.Places{})
	if err != nil {
		t.Fatal(err)
	}
	m.Load(policies)
	s.minutes(31)
	until(t, m, "the suggestion", func(st rest.State) bool { return st.Due })
}

// Nothing that ranks people: no count leaves the model.
func TestC25_NoCountIsShown(t *testing.T) {
	for i := range reflect.TypeFor[rest.State]().NumField() {
		f := reflect.TypeFor[rest.State]().Field(i)
		if !slices.Contains([]string{"Due", "Why", "Length", "Holding"}, f.Name) {
			t.Errorf("%s: does it tell people apart?", f.Name)
		}
	}
}
