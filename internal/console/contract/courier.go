// Package contract is what the console's ports promise, as suites that every adapter passes, those of tests included.
package contract

import (
	"bytes"
	"context"
	"regexp"
	"testing"
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
	"vigie.example/internal/report"
)

// Delivering is a Courier with a target that takes everything, under the test's control.
type Delivering struct {
	Courier console.Courier
	Order   func() console.Order // something that was cleared for the target
	Target  doctrine.Target
	Answer  func(bool)                // false: from now on the target takes nothing and says nothing
	Refuse  func()                    // from now on the target refuses
	Taken   func(name string) (n int) // how often it has taken a package over
}

const patient = time.Minute

var name = regexp.MustCompile(`^[0-9a-f]{32}$`)

// Courier holds a console.Courier to its promises.
func Courier(t *testing.T, open func(*testing.T) Delivering) {
	for name, test := range map[string]func(*testing.T, Delivering){
		"NothingUnclearedIsPacked":      unclearedIsRefused,
		"EachPackageHasItsName":         namesAreTheirOwn,
		"PrintedBeforeItLeaves":         printed,
		"TakenOnceHoweverOftenItIsSent": takenOnce,
		"UnansweredIsNeitherOfTheTwo":   unanswered,
		"RefusedSaysWhy":                refused,
		"WithdrawnBeforeTheTargetHasIt": withdrawn,
		"WithdrawnTooLateIsWhatItIs":    withdrawnTooLate,
		"AnotherTargetIsNotReached":     otherTarget,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func (d Delivering) build(t *testing.T) console.Package {
	t.Helper()
	p, err := d.Courier.Build(t.Context(), d.Order())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (d Delivering) send(t *testing.T, p console.Package) (console.Delivery, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patient)
	defer cancel()
	return d.Courier.Send(ctx, p)
}

func unclearedIsRefused(t *testing.T, d Delivering) {
	o := d.Order()
	o.Clearance = report.Clearance{}
	if _, err := d.Courier.Build(t.Context(), o); !fault.Is(err, fault.Denied) {
		t.Errorf("packed: %v", err)
	}
	if _, err := d.Courier.Print(t.Context(), report.Clearance{}, o.Doctrine); !fault.Is(err, fault.Denied) {
		t.Errorf("printed: %v", err)
	}
}

func namesAreTheirOwn(t *testing.T, d Delivering) {
	one, two := d.build(t), d.build(t)
	if !name.MatchString(one.Name) || one.Name == two.Name || one.Target != d.Target.Code || one.Digest == [32]byte{} || len(one.Sealed) == 0 {
		t.Errorf("%q and %q for %s", one.Name, two.Name, one.Target)
	}
	if d.Taken(one.Name) > 0 {
		t.Error("what was only made has left")
	}
}

func printed(t *testing.T, d Delivering) {
	o := d.Order()
	pdf, err := d.Courier.Print(t.Context(), o.Clearance, o.Doctrine)
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF")) {
		t.Errorf("%d bytes, %v", len(pdf), err)
	}
}

func takenOnce(t *testing.T, d Delivering) {
	p := d.build(t)
	var receipt string
	for range 3 {
		out, err := d.send(t, p)
		if err != nil || out.Outcome != console.Accepted || out.Receipt == "" || receipt != "" && out.Receipt != receipt {
			t.Fatalf("%+v, %v", out, err)
		}
		receipt = out.Receipt
	}
	if n := d.Taken(p.Name); n != 1 {
		t.Errorf("it was taken over %d times", n)
	}
}

func unanswered(t *testing.T, d Delivering) {
	d.Answer(false)
	p := d.build(t)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	out, err := d.Courier.Send(ctx, p)
	if out.Outcome != console.Unanswered || err == nil {
		t.Fatalf("%+v, %v", out, err)
	}
	d.Answer(true)
	if out, err := d.send(t, p); err != nil || out.Outcome != console.Accepted || d.Taken(p.Name) != 1 {
		t.Errorf("later: %+v, %v", out, err)
	}
}

func refused(t *testing.T, d Delivering) {
	d.Refuse()
	p := d.build(t)
	out, err := d.send(t, p)
	if err != nil || out.Outcome != console.Refused || len(out.Reasons) == 0 || out.Receipt != "" || d.Taken(p.Name) > 0 {
		t.Errorf("%+v, %v", out, err)
	}
}

func withdrawn(t *testing.T, d Delivering) {
	d.Answer(false)
	p := d.build(t)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	_, _ = d.Courier.Send(ctx, p)
	ctx, cancel = context.WithTimeout(t.Context(), patient)
	defer cancel()
	out, err := d.Courier.Withdraw(ctx, p)
	if out.Outcome == console.Accepted || out.Outcome == console.Withdrawn && err != nil {
		t.Fatalf("%+v, %v", out, err)
	}
	d.Answer(true)
	time.Sleep(100 * time.Millisecond) // a target that still had it would take it now
	if out.Outcome == console.Withdrawn && d.Taken(p.Name) > 0 {
		t.Error("what was withdrawn was taken over")
	}
}

func withdrawnTooLate(t *testing.T, d Delivering) {
	p := d.build(t)
	if _, err := d.send(t, p); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patient)
	defer cancel()
	if out, err := d.Courier.Withdraw(ctx, p); err != nil || out.Outcome != console.Accepted || out.Receipt == "" {
		t.Errorf("%+v, %v", out, err)
	}
}

func otherTarget(t *testing.T, d Delivering) {
	if err := d.Courier.Reaches(d.Target); err != nil {
		t.Errorf("its own: %v", err)
	}
	other := d.Target
	other.Code = "elsewhere"
	if err := d.Courier.Reaches(other); fault.PublicOf(err).Key == "" {
		t.Errorf("another: %v", err)
	}
}
