package clearing_test

import (
	"testing"

	"vigie.example/internal/doctrine"
	"vigie.example/internal/testkit/clearing"
)

func TestTypicalPassesForEveryTarget(t *testing.T) {
	for _, to := range clearing.Doctrine(t).Targets() {
		c := clearing.Of(t, to.Code, map[doctrine.FieldCode]string{"facts.account": "Autre récit."})
		if !c.Valid() || c.Target() != to.Code || len(c.Outgoing().Lines) < 5 || len(c.Outgoing().Persons) == 0 {
			t.Errorf("%s: %d lines", to.Code, len(c.Outgoing().Lines))
		}
	}
}
