package retention_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
)

var opened = time.Date(2026, 3, 28, 23, 0, 0, 0, time.UTC) // the clocks of France change in the night that follows

func must(t *testing.T, d time.Duration) retention.Ceiling {
	t.Helper()
	c, err := retention.NewCeiling(d)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestB1_CeilingIsAtMostFourHours(t *testing.T) {
	var zero retention.Ceiling
	if zero.Duration() != 4*time.Hour {
		t.Errorf("zero value: %v", zero.Duration())
	}
	for d, ok := range map[time.Duration]bool{
		0: false, -time.Hour: false, 5*time.Minute - 1: false, 4*time.Hour + 1: false, 1 << 62: false,
		5 * time.Minute: true, time.Hour: true, 4 * time.Hour: true,
	} {
		c, err := retention.NewCeiling(d)
		if ok != (err == nil) || !ok && !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: %v", d, err)
		}
		if ok && c.Duration() != d || c.Duration() > retention.MaxCeiling {
			t.Errorf("%v became %v", d, c.Duration())
		}
	}
}

func TestB1_CeilingSurvivesJSON(t *testing.T) {
	for _, d := range []time.Duration{5 * time.Minute, 90 * time.Minute, 4 * time.Hour} {
		text, err := json.Marshal(must(t, d))
		var back retention.Ceiling
		if err != nil || json.Unmarshal(text, &back) != nil || back.Duration() != d {
			t.Errorf("%v became %v by way of %s", d, back, text)
		}
	}
	for _, text := range []string{`"4h1s"`, `"0s"`, `"-1h"`, `"soon"`, `""`} {
		var c retention.Ceiling
		if err := json.Unmarshal([]byte(text), &c); err == nil || c != (retention.Ceiling{}) {
			t.Errorf("%s became %v", text, c)
		}
	}
}

func TestB1_DeadlineFollowsTheLastMessage(t *testing.T) {
	life := retention.Begin(opened, must(t, time.Hour))
	if got := life.Deadline(); !got.Equal(opened.Add(time.Hour)) {
		t.Errorf("opening: %v", got)
	}
	life, err := life.DeclarantWrote(opened.Add(59 * time.Minute))
	if err != nil || !life.Deadline().Equal(opened.Add(119*time.Minute)) {
		t.Errorf("declarant: %v, %v", life.Deadline(), err)
	}
	life, err = life.OperatorWrote(opened.Add(60 * time.Minute))
	if err != nil || !life.Deadline().Equal(opened.Add(120*time.Minute)) {
		t.Errorf("operator: %v, %v", life.Deadline(), err)
	}
	if _, err := life.OperatorWrote(opened.Add(120 * time.Minute)); !fault.Is(err, fault.Gone) {
		t.Errorf("at the deadline itself: %v", err)
	}
	if life.Ended(opened.Add(120*time.Minute-1)) || !life.Ended(opened.Add(120*time.Minute)) {
		t.Error("the moment of the deadline")
	}
}

func TestC19_Remaining(t *testing.T) {
	life := retention.Begin(opened, retention.Ceiling{})
	for _, tt := range []struct{ after, want time.Duration }{
		{0, 4 * time.Hour}, {time.Hour, 3 * time.Hour}, {4 * time.Hour, 0}, {5 * time.Hour, 0},
	} {
		if got := life.Remaining(opened.Add(tt.after)); got != tt.want {
			t.Errorf("after %v: %v", tt.after, got)
		}
	}
}

func TestC17_Schedule(t *testing.T) {
	life := retention.Begin(opened, retention.Ceiling{})
	late := opened.Add(4*time.Hour - 20*time.Minute) // 20 minutes are left
	tests := []struct {
		name   string
		choice retention.Choice
		at     time.Time
		now    time.Time
		want   time.Time
		kind   fault.Kind
	}{
		{"now", retention.Now, time.Time{}, late, late, ""},
		{"in 15", retention.In15, time.Time{}, late, late.Add(15 * time.Minute), ""},
		{"in 30, after the deadline", retention.In30, time.Time{}, late, time.Time{}, fault.Invalid},
		{"in 60, early", retention.In60, time.Time{}, opened, opened.Add(time.Hour), ""},
		{"chosen", retention.At, late.Add(time.Minute), late, late.Add(time.Minute), ""},
		{"chosen, at the deadline", retention.At, life.Deadline(), late, life.Deadline(), ""},
		{"chosen, after the deadline", retention.At, life.Deadline().Add(1), late, time.Time{}, fault.Invalid},
		{"chosen, past", retention.At, late.Add(-1), late, time.Time{}, fault.Invalid},
		{"no such choice", "tomorrow", late.Add(1), late, time.Time{}, fault.Invalid},
		{"over", retention.Now, time.Time{}, life.Deadline(), time.Time{}, fault.Gone},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := life.Schedule(tt.choice, tt.at, tt.now)
			if fault.KindOf(err) != tt.kind {
				t.Fatalf("error %v, want %q", err, tt.kind)
			}
			if err == nil && !got.End().Equal(tt.want) {
				t.Errorf("end %v, want %v", got.End(), tt.want)
			}
			if err != nil && got != life {
				t.Error("a refused plan changed something")
			}
		})
	}
	if got := life.Choices(late); !slices.Equal(got, []retention.Choice{"now", "15min", "at"}) {
		t.Errorf("choices with 20 minutes left: %v", got)
	}
	if got := life.Choices(life.Deadline()); got != nil {
		t.Errorf("choices when over: %v", got)
	}
}

func TestC17_MessageAfterSchedulingAsksAgain(t *testing.T) {
	life, err := retention.Begin(opened, retention.Ceiling{}).Schedule(retention.In15, time.Time{}, opened)
	if err != nil {
		t.Fatal(err)
	}
	own, err := life.OperatorWrote(opened.Add(time.Minute))
	if err != nil || !own.End().Equal(opened.Add(15*time.Minute)) {
		t.Errorf("the operator's own message: %v, %v", own.End(), err)
	}
	life, err = life.DeclarantWrote(opened.Add(14 * time.Minute))
	if err != nil || life.Ended(opened.Add(15*time.Minute)) || !life.Plan.AsksAgain {
		t.Fatalf("deleted unread: %+v, %v", life, err)
	}
	life, err = life.Schedule(retention.In15, time.Time{}, opened.Add(20*time.Minute))
	if err != nil || !life.End().Equal(opened.Add(35*time.Minute)) {
		t.Errorf("confirmed: %v, %v", life.End(), err)
	}
	if life, err = life.Cancel(opened.Add(34 * time.Minute)); err != nil || life.Plan.Made() {
		t.Errorf("cancelled: %+v, %v", life, err)
	}
	if _, err = own.Cancel(opened.Add(15 * time.Minute)); !fault.Is(err, fault.Gone) {
		t.Errorf("cancelled after it started: %v", err)
	}
}

func TestC23_TombstoneOutlivesEveryCopyAndMergesToTheFirst(t *testing.T) {
	a := retention.Tombstone[string]{Conversation: "x", Deleted: opened, Cause: retention.ByOperator}
	b := retention.Tombstone[string]{Conversation: "x", Deleted: opened.Add(time.Second), Cause: retention.ByDeadline}
	c := retention.Tombstone[string]{Conversation: "x", Deleted: opened, Cause: retention.ByDeadline}
	if retention.Merge(a, b) != a || retention.Merge(b, a) != a {
		t.Error("merge does not keep the first deletion")
	}
	if retention.Merge(a, c) != retention.Merge(c, a) {
		t.Error("merge depends on the order")
	}
	if a.Removable(opened.Add(30*24*time.Hour-1)) || !a.Removable(opened.Add(30*24*time.Hour)) {
		t.Error("a tombstone stays 30 days")
	}
	if retention.TombstoneLife < 2*retention.MaxCeiling {
		t.Error("a copy could outlive its tombstone")
	}
	for _, cause := range []retention.Cause{"deadline", "declarant", "operator", "export", "nobody"} {
		if !cause.Valid() {
			t.Errorf("%s is not a cause", cause)
		}
	}
	if retention.Cause("").Valid() {
		t.Error("no cause is a cause")
	}
}

func TestDeletionJob_GoesOnAfterEveryStep(t *testing.T) {
	var job retention.Job[string]
	var did []retention.Step
	for {
		step, more := job.Next()
		if !more {
			break
		}
		did = append(did, step)
		job = job.After()
	}
	if !slices.Equal(did, retention.Steps()) || did[0] != retention.StepTombstone || did[len(did)-1] != retention.StepBroadcast {
		t.Errorf("steps: %v", did)
	}
	if slices.Index(did, retention.StepKeys) > slices.Index(did, retention.StepMessages) {
		t.Error("keys die before what they open")
	}
	if job.After() != job {
		t.Error("a complete job moved")
	}
	if step, more := (retention.Job[string]{Done: "from the future"}).Next(); !more || step != retention.StepTombstone {
		t.Errorf("unknown step: %v, %v", step, more)
	}
}

func TestC23_DeletedOnlyOnceEveryHolderAcknowledged(t *testing.T) {
	deadline := opened.Add(4 * time.Hour)
	r := retention.Receipt[string, string, string]{
		Deadline: deadline, Holders: map[string]time.Time{"console-b": {}, "console-a": {}},
	}
	late := deadline.Add(retention.ConfirmWithin)
	if r.Standing(late) != retention.Pending {
		t.Error("the service's own steps are not done")
	}
	for range retention.Steps() {
		r.Job = r.Job.After()
	}
	if !slices.Equal(r.Silent(), []string{"console-a", "console-b"}) || r.Standing(opened) != retention.Pending {
		t.Errorf("%v %s", r.Silent(), r.Standing(opened))
	}
	before := r
	r = r.Acknowledge("console-a", opened).Acknowledge("console-c", opened).Acknowledge("console-a", late)
	if !before.Holders["console-a"].IsZero() || len(r.Holders) != 2 || !r.Holders["console-a"].Equal(opened) {
		t.Errorf("acknowledge: %v, before: %v", r.Holders, before.Holders)
	}
	if r.Standing(late.Add(-1)) != retention.Pending || r.Standing(late) != retention.Unconfirmed {
		t.Error("a silent console becomes unconfirmed 15 minutes after the deadline")
	}
	if r = r.Acknowledge("console-b", late); r.Standing(late) != retention.Deleted {
		t.Errorf("all acknowledged: %s", r.Standing(late))
	}
}

func TestC21_WatermarkNeverGoesBack(t *testing.T) {
	var w retention.Watermark
	w = w.Observe(opened).Observe(opened.Add(-24 * time.Hour))
	if !w.Time().Equal(opened) {
		t.Errorf("went back to %v", w.Time())
	}
}
