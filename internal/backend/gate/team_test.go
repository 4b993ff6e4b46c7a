package gate_test

import (
	"encoding/json"
	"testing"

	"vigie.example/internal/access"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// TestC25_TheTeamIsToldInFigures follows two operators of a unit: each hears how busy all of them are together, and of nobody else's
// unit; no figure is about one person, and nobody is named.
func TestC25_TheTeamIsToldInFigures(t *testing.T) {
	b := vigied.Start(t, vigied.Options{Capacity: 4})
	unit := bordeaux(t, b)
	anna := onDuty(t, b, b.AddOperator(t, "op-1", unit))
	ben := onDuty(t, b, b.AddOperator(t, "op-2", unit))
	elsewhere := onDuty(t, b, b.AddOperator(t, "op-3", access.NationalUnit))

	is := func(o *officer, want wire.Team) wire.Team {
		t.Helper()
		return awaitThat(o.line, wire.TypeTeam, func(got wire.Team) bool { return got == want })
	}
	is(anna, wire.Team{OnDuty: 2, Room: 8})
	talk(t, b, anna)
	is(ben, wire.Team{OnDuty: 2, Held: 1, Room: 7})
	must[any](ben.line, wire.TypeDuty, wire.Duty{State: "break"}, wire.TypeOK)
	is(anna, wire.Team{OnDuty: 1, OnBreak: 1, Held: 1, Room: 3})
	must[any](anna.line, wire.TypeDuty, wire.Duty{State: "ending"}, wire.TypeOK)
	told := is(ben, wire.Team{OnBreak: 1, Ending: 1, Held: 1})
	ben.line.cut()
	is(anna, wire.Team{Ending: 1, Held: 1})
	is(elsewhere, wire.Team{OnDuty: 1, Room: 4})

	raw, err := json.Marshal(told)
	check(t, err)
	var fields map[string]any
	check(t, json.Unmarshal(raw, &fields))
	for name, value := range fields {
		if _, figure := value.(float64); !figure {
			t.Errorf("%s is no figure", name)
		}
	}
}
