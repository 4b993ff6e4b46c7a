package retention_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"vigie.example/internal/retention"
)

func TestD2_WhatOutlivesTheRedButton(t *testing.T) {
	opened := time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)
	at := func(minutes int) time.Time { return opened.Add(time.Duration(minutes) * time.Minute) }
	both := retention.Emergency{Declared: at(5), Opened: at(6)}
	life := retention.Begin(opened, retention.Ceiling{})
	planned, err := life.Schedule(retention.In15, time.Time{}, at(5))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name  string
		life  retention.Life
		cause retention.Cause
		e     retention.Emergency
		at    time.Time
		until time.Time // zero: nothing survives
	}{
		{"no emergency", life, retention.ByDeclarant, retention.Emergency{}, at(10), time.Time{}},
		{"declared, nothing opened", life, retention.ByDeclarant, retention.Emergency{Declared: at(5)}, at(10), time.Time{}},
		{"opened on another ground", life, retention.ByDeclarant, retention.Emergency{Opened: at(5)}, at(10), time.Time{}},
		{"opened before it was declared", life, retention.ByDeclarant, retention.Emergency{Declared: at(6), Opened: at(5)}, at(10), time.Time{}},
		{"opened after the press", life, retention.ByDeclarant, retention.Emergency{Declared: at(5), Opened: at(11)}, at(10), time.Time{}},
		{"declared and opened", life, retention.ByDeclarant, both, at(10), at(40)},
		{"opened in the moment of the press", life, retention.ByDeclarant, both, at(6), at(36)},
		{"near the deadline", life, retention.ByDeclarant, both, at(230), at(240)},
		{"before a planned deletion", planned, retention.ByDeclarant, both, at(10), at(20)},
		{"at the deadline", life, retention.ByDeclarant, both, at(240), time.Time{}},
		{"deleted by the operator", life, retention.ByOperator, both, at(10), time.Time{}},
		{"deleted by the deadline", life, retention.ByDeadline, both, at(240), time.Time{}},
		{"exported", life, retention.ByExport, both, at(10), time.Time{}},
		{"nobody on duty", life, retention.ByNobody, both, at(10), time.Time{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := tt.life.Remainder(tt.cause, tt.e, tt.at)
			if !r.Until.Equal(tt.until) || tt.until.IsZero() != (len(r.Parts)+len(r.Readers) == 0) {
				t.Fatalf("%+v, want until %v", r, tt.until)
			}
			for _, part := range []retention.Part{retention.PartAddress, retention.PartDispatch} {
				for _, by := range []retention.Reader{retention.ReaderOpener, retention.ReaderSupervisor} {
					if got := r.Readable(part, by, tt.at); got != !tt.until.IsZero() {
						t.Errorf("%s of %s: %v", part, by, got)
					}
					if r.Readable(part, by, r.Until) {
						t.Errorf("%s of %s is still readable at its end", part, by)
					}
				}
			}
			if r.Readable("messages", retention.ReaderOpener, tt.at) || r.Readable(retention.PartAddress, "psychologist", tt.at) {
				t.Error("something else, or somebody else")
			}
		})
	}
}

// Whatever happened, nothing survives for longer than half an hour, nor past the end that the conversation had.
func TestD2_B1_TheRemainderNeverOutlivesTheCeiling(t *testing.T) {
	opened := time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)
	moment := func() time.Time { return opened.Add(time.Duration(rand.Int64N(int64(5 * time.Hour)))) }
	survived := 0
	for range 20_000 {
		life := retention.Begin(opened, retention.Ceiling{})
		press := moment()
		r := life.Remainder(retention.ByDeclarant, retention.Emergency{Declared: moment(), Opened: moment()}, press)
		if len(r.Parts) == 0 {
			continue
		}
		survived++
		if r.Until.After(press.Add(retention.VitalLimit)) || r.Until.After(life.End()) || !r.Until.After(press) {
			t.Fatalf("pressed at %v, until %v", press, r.Until)
		}
	}
	if survived == 0 {
		t.Error("nothing ever survived: this test proves nothing")
	}
}
