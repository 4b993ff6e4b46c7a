package rulebook_test

import (
	"errors"
	"testing"

	assets "vigie.example/assets/doctrine"
	"vigie.example/internal/rulebook"
)

func TestC3_StartingDoctrinePassesItsOwnChecks(t *testing.T) {
	d, err := rulebook.Parse(assets.Doctrine())
	if err != nil {
		t.Fatalf("%v\n%v", err, errors.Unwrap(err))
	}
	if !d.Starting() || len(d.Offences()) != 8 || len(d.Targets()) != 3 || len(d.Awareness()) != 3 || len(d.Openings()) != 2 {
		t.Error("the starting doctrine is not whole")
	}
}
