package biometric_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	words "vigie.example/assets/biometric"
	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit/judged"
)

var (
	now       = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	announced = now.Add(-10 * 24 * time.Hour)
	started   = now.Add(-5 * 24 * time.Hour)
	read      = now.Add(-24 * time.Hour)
)

const operator access.ActorCode = "op-1"

type signer = judged.Controller

func notice(t *testing.T) biometric.Notice {
	t.Helper()
	return judged.Notice()
}

// full answers every question.
func full() map[string]string { return judged.Answers(time.Date(2026, 11, 10, 0, 0, 0, 0, time.UTC)) }

// whole is a dossier that lets op-1 use both methods at now.
func whole(t *testing.T) (biometric.Dossier, signer) {
	t.Helper()
	return judged.Dossier(operator, now)
}

func sign(t *testing.T, s signer, a biometric.Assessment) biometric.Assessment {
	t.Helper()
	a, err := a.WithSignature(s.Sign)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func codes(obstacles []biometric.Obstacle) []biometric.ObstacleCode {
	var out []biometric.ObstacleCode
	for _, o := range obstacles {
		if !slices.Contains(out, o.Code) {
			out = append(out, o.Code)
		}
	}
	return out
}

var (
	byKey    = biometric.Request{Person: operator, Method: biometric.OnKey}
	byReader = biometric.Request{Person: operator, Method: biometric.OnReader, Reader: "reader-1"}
)

func TestL17_WholeDossierPermitsExactlyWhatWasAsked(t *testing.T) {
	d, _ := whole(t)
	for _, r := range []biometric.Request{byKey, byReader} {
		p, obstacles := d.Permit(r, now)
		if len(obstacles) != 0 {
			t.Fatalf("%v: obstacles %v", r, obstacles)
		}
		if err := p.Check(r, now); err != nil {
			t.Errorf("%v: %v", r, err)
		}
		other := r
		other.Person = "op-2"
		for name, c := range map[string]struct {
			r  biometric.Request
			at time.Time
			k  fault.Kind
		}{
			"another person":    {other, now, fault.Denied},
			"no person":         {biometric.Request{}, now, fault.Denied},
			"after the lease":   {r, now.Add(biometric.Lease), fault.Expired},
			"clock turned back": {r, now.Add(-time.Second), fault.Expired},
		} {
			if err := p.Check(c.r, c.at); !fault.Is(err, c.k) {
				t.Errorf("%v, %s: %v", r, name, err)
			}
		}
	}
	p, _ := d.Permit(byKey, now)
	if err := p.Check(byReader, now); !fault.Is(err, fault.Denied) {
		t.Errorf("a permission for the key opened the reader: %v", err)
	}
}

func TestL17_ShipsWithNothingPermitted(t *testing.T) {
	shipped, err := biometric.ParseNotice(words.Notice())
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]biometric.Dossier{
		"zero": {}, "with the shipped notice": {Notice: shipped, Seen: now, Start: started, Announced: announced},
	} {
		for _, m := range biometric.Methods() {
			p, obstacles := d.Permit(biometric.Request{Person: operator, Method: m}, now)
			if !slices.Contains(codes(obstacles), biometric.NoAssessment) {
				t.Errorf("%s, %s: %v", name, m, obstacles)
			}
			if err := p.Check(biometric.Request{Person: operator, Method: m}, now); err == nil {
				t.Errorf("%s, %s: permitted", name, m)
			}
		}
	}
	if err := (biometric.Permission{}).Check(biometric.Request{}, now); err == nil {
		t.Error("the zero permission permits the zero request")
	}
	if len(shipped.Lacks()) == 0 {
		t.Error("the shipped notice names a controller")
	}
}

// Each way to spoil a whole dossier, and the only obstacles that it makes.
func TestL17_EverythingMissingBlocks(t *testing.T) {
	type spoil func(t *testing.T, d *biometric.Dossier, s signer)
	again := func(change func(a map[string]string)) spoil {
		return func(t *testing.T, d *biometric.Dossier, s signer) {
			a := d.Assessment
			a.Answers = maps.Clone(a.Answers)
			change(a.Answers)
			if len(a.Gaps()) == 0 {
				a = sign(t, s, a)
			}
			d.Assessment = a
		}
	}
	for _, tt := range []struct {
		name  string
		spoil spoil
		want  []biometric.ObstacleCode
	}{
		{"no assessment", func(_ *testing.T, d *biometric.Dossier, _ signer) { d.Assessment = biometric.Assessment{} }, []biometric.ObstacleCode{biometric.NoAssessment}},
		{"not passed", again(func(a map[string]string) { a["verdict.outcome"] = "not_passed" }), []biometric.ObstacleCode{biometric.NotPassed}},
		{"an answer taken out", again(func(a map[string]string) { delete(a, "risk.creep.after") }), []biometric.ObstacleCode{biometric.Incomplete, biometric.Unsigned}},
		{"a risk changed after signing", func(_ *testing.T, d *biometric.Dossier, _ signer) {
			d.Assessment.Answers = maps.Clone(d.Assessment.Answers)
			d.Assessment.Answers["risk.leak.after"] = "medium"
		}, []biometric.ObstacleCode{biometric.Unsigned}},
		{"signed by somebody else", func(t *testing.T, d *biometric.Dossier, _ signer) { d.Controller = judged.NewController().Public() }, []biometric.ObstacleCode{biometric.Unsigned}},
		{"no signature", func(_ *testing.T, d *biometric.Dossier, _ signer) { d.Assessment.Signature = nil }, []biometric.ObstacleCode{biometric.Unsigned}},
		{"begins tomorrow", again(func(a map[string]string) { a["verdict.date"], a["verdict.until"] = "2026-12-02", "2027-12-01" }), []biometric.ObstacleCode{biometric.NotYetValid}},
		{"ended today", again(func(a map[string]string) { a["verdict.until"] = "2026-12-01" }), []biometric.ObstacleCode{biometric.Outdated}},
		{"method not judged", again(func(a map[string]string) { a["description.method"] = "key" }), []biometric.ObstacleCode{biometric.OtherMethod, biometric.OtherModel}},
		{"model not judged", again(func(a map[string]string) { a["description.models"] = "goodixmoc:press" }), []biometric.ObstacleCode{biometric.OtherModel}},
		{"ground unlike the notice", again(func(a map[string]string) { a["ground.article9"] = "b" }), []biometric.ObstacleCode{biometric.UnlikeRegister}},
		{"risk reported", func(_ *testing.T, d *biometric.Dossier, _ signer) {
			d.Changed = biometric.Change{Version: "2026-11-10"}
		}, []biometric.ObstacleCode{biometric.RiskChanged}},
		{"notice changed", func(_ *testing.T, d *biometric.Dossier, _ signer) { d.Notice.Contacts.Officer = "other@example.org" },
			[]biometric.ObstacleCode{biometric.OtherNotice, biometric.ReadAnother}},
		{"no notice", func(_ *testing.T, d *biometric.Dossier, _ signer) { d.Notice = biometric.Notice{} },
			[]biometric.ObstacleCode{biometric.OtherNotice, biometric.NoNotice, biometric.ReadAnother}},
		{"not announced", func(_ *testing.T, d *biometric.Dossier, _ signer) { d.Announced = time.Time{} }, []biometric.ObstacleCode{biometric.NotAnnounced}},
		{"announced after the start", func(_ *testing.T, d *biometric.Dossier, _ signer) { d.Announced = started.Add(time.Hour) }, []biometric.ObstacleCode{biometric.NotAnnounced}},
		{"register says another basis", func(_ *testing.T, d *biometric.Dossier, _ signer) { d.Register.Basis = "c" }, []biometric.ObstacleCode{biometric.UnlikeRegister}},
		{"configuration keeps longer", func(_ *testing.T, d *biometric.Dossier, _ signer) { d.Configuration.TemplateDays = 30 }, []biometric.ObstacleCode{biometric.UnlikeSetting}},
		{"not read", func(_ *testing.T, d *biometric.Dossier, _ signer) { d.Acknowledged = biometric.Acknowledgement{} }, []biometric.ObstacleCode{biometric.NotRead}},
		{"read by another", func(_ *testing.T, d *biometric.Dossier, _ signer) { d.Acknowledged.Person = "op-2" }, []biometric.ObstacleCode{biometric.NotRead}},
		{"not read to the end", func(_ *testing.T, d *biometric.Dossier, _ signer) { d.Acknowledged.ToTheEnd = false }, []biometric.ObstacleCode{biometric.NotRead}},
		{"read an older one", func(_ *testing.T, d *biometric.Dossier, _ signer) { d.Acknowledged.Notice = "x" }, []biometric.ObstacleCode{biometric.ReadAnother}},
		{"read before it was announced", func(_ *testing.T, d *biometric.Dossier, _ signer) { d.Acknowledged.At = announced.Add(-time.Hour) }, []biometric.ObstacleCode{biometric.ReadAnother}},
		{"not started", func(_ *testing.T, d *biometric.Dossier, _ signer) { d.Start = now.Add(time.Hour) }, []biometric.ObstacleCode{biometric.NotStarted}},
		{"suspended", func(_ *testing.T, d *biometric.Dossier, _ signer) {
			d.Suspension = biometric.Suspension{Active: true, Reason: biometric.Incident}
		}, []biometric.ObstacleCode{biometric.Suspended}},
		{"unknown reader", func(_ *testing.T, d *biometric.Dossier, _ signer) { d.Readers = nil }, []biometric.ObstacleCode{biometric.NoReader}},
		{"removed reader", func(_ *testing.T, d *biometric.Dossier, _ signer) { d.Readers[0].Removed = now }, []biometric.ObstacleCode{biometric.UnfitReader}},
		{"reader without administrator", func(_ *testing.T, d *biometric.Dossier, _ signer) { d.Readers[0].Administrators = nil }, []biometric.ObstacleCode{biometric.UnfitReader}},
		{"reader without a key", func(_ *testing.T, d *biometric.Dossier, _ signer) { d.Readers[0].Key = "" }, []biometric.ObstacleCode{biometric.UnfitReader}},
		{"console away too long", func(_ *testing.T, d *biometric.Dossier, _ signer) { d.Seen = now.Add(-biometric.Lease) }, []biometric.ObstacleCode{biometric.Stale}},
		{"clock turned back", func(_ *testing.T, d *biometric.Dossier, _ signer) { d.Latest = now.Add(time.Minute) }, []biometric.ObstacleCode{biometric.TurnedBack}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, s := whole(t)
			tt.spoil(t, &d, s)
			p, obstacles := d.Permit(byReader, now)
			if got := codes(obstacles); !slices.Equal(got, tt.want) {
				t.Errorf("obstacles %v, want %v", got, tt.want)
			}
			if err := p.Check(byReader, now); err == nil {
				t.Error("permitted all the same")
			}
		})
	}
}

// A later version clears a report of a changed risk; the same one lodged again does not.
func TestL17_ChangedRiskWantsAnotherAssessment(t *testing.T) {
	d, s := whole(t)
	d.Changed = biometric.Change{Version: "2026-11-10-2"}
	for version, want := range map[string]int{"2026-11-10": 1, "2026-11-10-2": 1, "2026-11-10-10": 0, "2026-11-11": 0} {
		a := d.Assessment
		a.Version = version
		d.Assessment = sign(t, s, a)
		if _, obstacles := d.Permit(byKey, now); len(obstacles) != want {
			t.Errorf("%s: %v", version, obstacles)
		}
	}
}

// The permission ends with the assessment where that is sooner than the lease.
func TestL17_PermissionDoesNotOutliveTheAssessment(t *testing.T) {
	d, _ := whole(t)
	late := time.Date(2027, 11, 8, 23, 59, 30, 0, time.UTC)
	d.Seen = late
	p, obstacles := d.Permit(byKey, late)
	if len(obstacles) != 0 || !p.Until().Equal(time.Date(2027, 11, 9, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("until %v, %v", p.Until(), obstacles)
	}
}

// A permission that is carried over to another clock ends when it would have ended, and what does not hold is not carried over.
func TestL18_PermissionOnAnotherClock(t *testing.T) {
	d, _ := whole(t)
	p, _ := d.Permit(byKey, now)
	later, local := now.Add(biometric.Lease/4), time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)
	on := p.On(later, local)
	for at, want := range map[time.Duration]bool{0: true, biometric.Lease * 3 / 4: false, biometric.Lease*3/4 - 1: true, -1: false} {
		if err := on.Check(byKey, local.Add(at)); (err == nil) != want {
			t.Errorf("after %v: %v", at, err)
		}
	}
	if on.Check(byReader, local) == nil {
		t.Error("it permits something else there")
	}
	for name, q := range map[string]biometric.Permission{
		"run out": p.On(now.Add(biometric.Lease), local), "before": p.On(now.Add(-1), local), "none": (biometric.Permission{}).On(now, local),
	} {
		if q.Check(byKey, local) == nil {
			t.Errorf("%s: permits", name)
		}
	}
}
