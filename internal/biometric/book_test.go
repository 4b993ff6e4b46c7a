package biometric_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
)

func code(t *testing.T, b byte) biometric.Code {
	t.Helper()
	raw := make([]byte, biometric.CodeBytes)
	raw[0] = b
	c, err := biometric.NewCode(raw)
	if err != nil || !c.Valid() {
		t.Fatal(c, err)
	}
	return c
}

// history is a book in order: op-1 has a template, op-2 has left and theirs is gone, op-3 has left and theirs is not.
func history(t *testing.T) biometric.Book {
	n := notice(t).Digest()
	b := biometric.Book{
		Start: started, Announced: map[biometric.Digest]time.Time{n: announced},
		Leavers: map[access.ActorCode]time.Time{"op-2": now, "op-3": now},
	}
	for i, person := range []access.ActorCode{"op-1", "op-2", "op-3"} {
		b.Acknowledgements = append(b.Acknowledgements, biometric.Acknowledgement{Person: person, Notice: n, Language: "fr", ToTheEnd: true, At: read})
		b.Enrolments = append(b.Enrolments, biometric.Enrolment{
			Code: code(t, byte(i)), Person: person, Method: biometric.OnKey, Notice: n, Acknowledged: read, At: read.Add(time.Minute),
		})
	}
	b.Erasures = []biometric.Erasure{{Code: code(t, 1), Cause: biometric.Left, Due: now, At: now.Add(time.Second), Checked: true}}
	return b
}

func TestL12_NothingPredatesWhatItFollows(t *testing.T) {
	if d := history(t).Disorders(); len(d) != 0 {
		t.Fatalf("a book in order: %v", d)
	}
	for _, tt := range []struct {
		name  string
		spoil func(*biometric.Book)
		want  biometric.DisorderCode
	}{
		{"before the start", func(b *biometric.Book) { b.Start = now }, biometric.BeforeStart},
		{"never started", func(b *biometric.Book) { b.Start = time.Time{} }, biometric.BeforeStart},
		{"before the announcement", func(b *biometric.Book) { b.Announced[b.Enrolments[0].Notice] = now }, biometric.BeforeNotice},
		{"of no notice", func(b *biometric.Book) { clear(b.Announced) }, biometric.BeforeNotice},
		{"without an acknowledgement", func(b *biometric.Book) { b.Acknowledgements = nil }, biometric.BeforeAcknowledgment},
		{"before the acknowledgement", func(b *biometric.Book) {
			for i := range b.Enrolments {
				b.Enrolments[i].Acknowledged = now.Add(time.Hour)
			}
		}, biometric.BeforeAcknowledgment},
		{"erased before it was there", func(b *biometric.Book) { b.Erasures[0].Due, b.Erasures[0].At = read, read }, biometric.ErasedBefore},
		{"erased before it was asked", func(b *biometric.Book) { b.Erasures[0].At = now.Add(-time.Second) }, biometric.ErasedBefore},
		{"erased and never there", func(b *biometric.Book) { b.Enrolments = b.Enrolments[:1] }, biometric.ErasedUnknown},
		{"twice", func(b *biometric.Book) { b.Enrolments = append(b.Enrolments, b.Enrolments[0]) }, biometric.EnrolledTwice},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := history(t)
			tt.spoil(&b)
			d := b.Disorders()
			if len(d) == 0 || d[0].Why != tt.want {
				t.Errorf("disorders %v, want %s", d, tt.want)
			}
		})
	}
}

func TestL11_ReconcilesLeaversWithErasures(t *testing.T) {
	b := history(t)
	b.Enrolments = append(b.Enrolments, biometric.Enrolment{Code: code(t, 9), Person: "op-1", Method: biometric.OnReader, At: now})
	b.Erasures = append(b.Erasures, biometric.Erasure{Code: code(t, 9), Cause: biometric.Withdrawn, Due: now, At: now}) // not checked
	var got []biometric.State
	for _, r := range b.Reconcile() {
		got = append(got, r.State)
	}
	if want := []biometric.State{biometric.Kept, biometric.Erased, biometric.Missed, biometric.Pending}; !slices.Equal(got, want) {
		t.Errorf("states %v, want %v", got, want)
	}
	if held := b.Held(); len(held) != 2 || held[0].Person != "op-1" || held[1].Person != "op-3" {
		t.Errorf("held %v", held)
	}
}

func TestL12_MayEnrolOnlyInOrderAndUnderAPermission(t *testing.T) {
	d, _ := whole(t)
	p, obstacles := d.Permit(byReader, now)
	if len(obstacles) > 0 {
		t.Fatal(obstacles)
	}
	n := d.Notice.Digest()
	fine := biometric.Enrolment{Code: code(t, 7), Person: operator, Method: biometric.OnReader, Reader: "reader-1", Notice: n, Acknowledged: read, At: now}
	b := history(t)
	if err := b.MayEnrol(p, fine, now); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name   string
		p      biometric.Permission
		change func(*biometric.Enrolment)
		want   fault.Kind
	}{
		{"no permission", biometric.Permission{}, func(*biometric.Enrolment) {}, fault.Denied},
		{"another person", p, func(e *biometric.Enrolment) { e.Person = "op-2" }, fault.Denied},
		{"another method", p, func(e *biometric.Enrolment) { e.Method, e.Reader = biometric.OnKey, "" }, fault.Denied},
		{"another notice", p, func(e *biometric.Enrolment) { e.Notice = "x" }, fault.Invalid},
		{"no such acknowledgement", p, func(e *biometric.Enrolment) { e.Acknowledged = read.Add(time.Hour) }, fault.Invalid},
		{"in the future", p, func(e *biometric.Enrolment) { e.At = now.Add(time.Hour) }, fault.Invalid},
		{"a name for a code", p, func(e *biometric.Enrolment) { e.Code = "op-1" }, fault.Invalid},
		{"a code that is there", p, func(e *biometric.Enrolment) { e.Code = code(t, 0) }, fault.Taken},
	} {
		e := fine
		tt.change(&e)
		if err := b.MayEnrol(tt.p, e, now); !fault.Is(err, tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// FuzzParseAssessment: whatever is read back from what was written is the same, and nothing panics.
func FuzzParseAssessment(f *testing.F) {
	f.Add([]byte(`{"version":"2026-11-10","notice":"x","answers":{"verdict.date":"2026-01-01"}}`))
	f.Add([]byte(`{"answers":{"trial.people":"99999999999999999999","description.models":",,,:"}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, err := biometric.ParseAssessment(raw)
		if err != nil {
			return
		}
		b := biometric.Assessment{Version: a.Version, Notice: a.Notice, Answers: maps.Clone(a.Answers)}
		if a.Digest() != b.Digest() || !slices.Equal(a.Gaps(), b.Gaps()) {
			t.Error("two readings of one assessment")
		}
	})
}
