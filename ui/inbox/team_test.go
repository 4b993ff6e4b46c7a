package inbox

import (
	"testing"

	"vigie.example/internal/console/inbox"
)

// How busy the unit is stands under the list, and what is not known is not said.
func TestC25_TheTeamIsSaid(t *testing.T) {
	v, _, _ := start(t)
	for _, tt := range []struct {
		team inbox.Team
		want string
	}{
		{inbox.Team{Known: true, OnDuty: 4, OnBreak: 1, Held: 17, Room: 7}, "4 en service, 1 en pause\n17 en cours, 7 places libres"},
		{inbox.Team{Known: true, OnDuty: 1, Held: 1, Room: 1}, "1 en service\n1 en cours, 1 place libre"},
		{inbox.Team{Known: true, OnDuty: 2}, "2 en service\naucune en cours, plus de place"},
		{inbox.Team{Known: true, OnBreak: 2, Ending: 1, Held: 3}, "Personne en service, 2 en pause, 1 en fin de service\n3 en cours"},
	} {
		v.Render(inbox.State{Phase: inbox.Current, Now: now, Team: tt.team})
		if got := v.team.who.Text() + "\n" + v.team.load.Text(); got != tt.want || !v.team.content.Visible() {
			t.Errorf("%+v: %q", tt.team, got)
		}
	}
	v.Render(inbox.State{Phase: inbox.Stale, Now: now})
	if v.team.content.Visible() {
		t.Error("offline, a team is shown")
	}
}
