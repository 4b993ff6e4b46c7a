package console_test

import (
	"testing"

	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/vigied"
)

// How busy the unit is follows what its operators do, and is not claimed to be known while there is no connection.
func TestC25_TheTeamIsKnownWhileConnected(t *testing.T) {
	b := vigied.Start(t, vigied.Options{Capacity: 5})
	p := &place{Backend: b, who: b.AddOperator(t, "op-1", "national")}
	var network cuttable
	op, err := testkit.StartOperator(testkit.OperatorOptions{
		URL: b.Console, Roots: b.Roots, Authority: b.Authority.Public(), Workstation: p.who.Workstation, Link: network.use,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(op.Close)
	if err := op.Enter(soon(t), "op-1", p.who.Passphrase); err != nil {
		t.Fatal(err)
	}
	is := func(what string, want inbox.Team) {
		t.Helper()
		until(t, op.Inbox, what, func(s inbox.State) bool { return s.Team == want })
	}
	is("alone", inbox.Team{Known: true, OnDuty: 1, Room: 5})
	colleague := p.operator(t, b.AddOperator(t, "op-2", "national"))
	is("two", inbox.Team{Known: true, OnDuty: 2, Room: 10})
	colleague.Shell.SetDuty(shell.Break)
	is("one on a break", inbox.Team{Known: true, OnDuty: 1, OnBreak: 1, Room: 5})
	network.cut(true)
	is("offline", inbox.Team{})
	network.cut(false)
	is("back", inbox.Team{Known: true, OnDuty: 1, OnBreak: 1, Room: 5})
}
