// Package contract is what every connector keeps, run against the real receiver.
package contract

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie.example/internal/courier"
	"vigie.example/internal/courier/form"
	"vigie.example/internal/courier/receiver"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit/reporting"
)

// Way is a connector's way to a receiver, under the test's control. It begins with a receiver that runs.
type Way struct {
	Connector func() courier.Connector        // a new one, as after a restart
	Start     func(*receiver.Receiver)        // opens the way to this receiver
	Stop      func()                          // closes it
	Forge     func(key string, answer []byte) // with the way closed: whatever is asked under the key gets this answer
}

// quick is how long a test waits where nothing is to come; patient, where something is.
const (
	quick   = 300 * time.Millisecond
	patient = time.Minute
)

// rig is one test's receiver and way.
type rig struct {
	t     *testing.T
	world reporting.World
	way   Way
	inbox string
	rules *doctrine.Doctrine
	ahead time.Duration // the receiver's clock
}

func newRig(t *testing.T, open func(*testing.T) Way) *rig {
	t.Helper()
	r := &rig{t: t, world: reporting.New(time.Now().UTC().Truncate(time.Second)), way: open(t), inbox: t.TempDir()}
	r.rules = r.world.Doctrine
	r.start()
	t.Cleanup(func() { r.way.Stop() })
	return r
}

// start starts the receiver on what the one before it left.
func (r *rig) start() {
	r.t.Helper()
	to, err := receiver.Open(receiver.Options{
		Targets: []doctrine.TargetCode{"lrpgn"}, Doctrine: r.rules, Certificate: r.world.Certificate, Key: r.world.Key,
		Authority: &r.world.Authority.PublicKey, Inbox: r.inbox,
		Now: func() time.Time { return time.Now().Add(r.ahead) },
	})
	if err != nil {
		r.t.Fatal(err)
	}
	r.way.Start(to)
}

func (r *rig) within(d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(r.t.Context(), d)
	r.t.Cleanup(cancel)
	return ctx
}

// send wants an acceptance.
func (r *rig) send(p courier.Parcel) courier.Answer {
	r.t.Helper()
	a, err := r.way.Connector().Send(r.within(patient), p)
	if err != nil || a.Outcome != courier.Accepted || a.Receipt == "" || a.Received.IsZero() {
		r.t.Fatalf("%+v, %v", a, err)
	}
	return a
}

// accepted wants these keys in the inbox, and no other.
func (r *rig) accepted(want ...string) {
	r.t.Helper()
	if got := r.reports(); strings.Join(got, " ") != strings.Join(want, " ") {
		r.t.Errorf("in the inbox: %v, want %v", got, want)
	}
}

// reports lists the inbox, by key.
func (r *rig) reports() (keys []string) {
	r.t.Helper()
	entries, err := os.ReadDir(r.inbox)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			keys = append(keys, strings.TrimSuffix(e.Name(), ".p7m"))
		}
	}
	return keys
}

// Run holds a way to the contract.
func Run(t *testing.T, open func(*testing.T) Way) {
	for name, test := range map[string]func(*rig){
		"accepted once, however often it is sent": acceptedOnce,
		"many at once":                     manyAtOnce,
		"refused with reasons by line":     refused,
		"for another target":               otherTarget,
		"nobody there, then somebody":      nobodyThere,
		"withdrawn in time":                withdrawn,
		"withdrawn too late":               withdrawnTooLate,
		"withdrawn while it is sent":       withdrawnMeanwhile,
		"an acceptance that is not proven": forged,
		"an answer that is none":           nonsense,
		"ended before it began":            ended,
		"sent past its deadline":           sentLate,
		"looked at past its deadline":      receivedLate,
	} {
		t.Run(name, func(t *testing.T) { test(newRig(t, open)) })
	}
}

func acceptedOnce(r *rig) {
	p := r.world.Parcel("lrpgn")
	first := r.send(p)
	r.accepted(p.Key)
	if again := r.send(p); again.Receipt != first.Receipt {
		r.t.Error("sent again, it has another receipt")
	}
	r.way.Stop()
	if err := os.Remove(filepath.Join(r.inbox, p.Key+".p7m")); err != nil { // the target has picked it up
		r.t.Fatal(err)
	}
	r.start()
	if again := r.send(p); again.Receipt != first.Receipt {
		r.t.Error("after a restart, it has another receipt")
	}
	r.accepted()
}

func manyAtOnce(r *rig) {
	p, other := r.world.Parcel("lrpgn"), r.world.Parcel("lrpgn")
	answers := make([]courier.Answer, 6)
	var group sync.WaitGroup
	for i := range answers {
		group.Go(func() {
			sent := p
			if i%2 == 1 {
				sent = other
			}
			answers[i], _ = r.way.Connector().Send(r.within(patient), sent)
		})
	}
	group.Wait()
	for i, a := range answers {
		if a.Outcome != courier.Accepted || a.Receipt != answers[i%2].Receipt {
			r.t.Errorf("%d: %+v", i, a)
		}
	}
	want := []string{p.Key, other.Key}
	if want[0] > want[1] {
		want[0], want[1] = want[1], want[0]
	}
	r.accepted(want...)
}

func refused(r *rig) {
	r.way.Stop()
	r.rules = r.world.Without("person.name")
	r.start()
	p := r.world.Parcel("lrpgn")
	for range 2 {
		a, err := r.way.Connector().Send(r.within(patient), p)
		if err != nil || a.Outcome != courier.Refused || len(a.Reasons) != 1 || a.Reasons[0] != (form.Reason{Line: 3, Code: form.ReasonField}) {
			r.t.Fatalf("%+v, %v", a, err)
		}
	}
	r.accepted()
}

func otherTarget(r *rig) {
	a, err := r.way.Connector().Send(r.within(patient), r.world.Parcel("n-mci"))
	if err != nil || a.Outcome != courier.Refused || a.Reasons[0].Code != form.ReasonOtherTarget {
		r.t.Errorf("%+v, %v", a, err)
	}
	stranger := reporting.New(r.world.Now)
	a, err = r.way.Connector().Send(r.within(patient), stranger.Parcel("lrpgn"))
	if err != nil || a.Outcome != courier.Refused || a.Reasons[0].Code != form.ReasonUnreadable {
		r.t.Errorf("encrypted to somebody else: %+v, %v", a, err)
	}
	stranger.Doctrine, stranger.Certificate = r.world.Doctrine, r.world.Certificate
	a, err = r.way.Connector().Send(r.within(patient), stranger.Parcel("lrpgn"))
	if err != nil || a.Outcome != courier.Refused || a.Reasons[0].Code != form.ReasonUntrusted {
		r.t.Errorf("signed by somebody unknown: %+v, %v", a, err)
	}
	r.accepted()
}

func nobodyThere(r *rig) {
	r.way.Stop()
	p := r.world.Parcel("lrpgn")
	a, err := r.way.Connector().Send(r.within(quick), p)
	if a.Outcome != courier.Unknown || !fault.Is(err, fault.Unavailable) {
		r.t.Fatalf("%+v, %v", a, err)
	}
	done := make(chan courier.Answer, 1)
	go func() {
		a, _ := r.way.Connector().Send(r.within(patient), p) // waits for it
		done <- a
	}()
	r.start()
	if a := <-done; a.Outcome != courier.Accepted {
		r.t.Errorf("%+v", a)
	}
	r.accepted(p.Key)
}

func withdrawn(r *rig) {
	p := r.world.Parcel("lrpgn")
	if a, err := r.way.Connector().Withdraw(r.within(patient), p); err != nil || a.Outcome != courier.Withdrawn {
		r.t.Errorf("never sent: %+v, %v", a, err)
	}
	r.way.Stop()
	p = r.world.Parcel("lrpgn")
	_, _ = r.way.Connector().Send(r.within(quick), p)
	a, err := r.way.Connector().Withdraw(r.within(patient), p)
	if a.Outcome != courier.Withdrawn && (a.Outcome != courier.Unknown || err == nil) {
		r.t.Errorf("sent to nobody: %+v, %v", a, err)
	}
	r.start()
	other := r.world.Parcel("lrpgn")
	r.send(other) // the receiver has looked at everything that lay there
	r.accepted(other.Key)
}

func withdrawnTooLate(r *rig) {
	p := r.world.Parcel("lrpgn")
	first := r.send(p)
	a, err := r.way.Connector().Withdraw(r.within(patient), p)
	if err != nil || a.Outcome != courier.Accepted || a.Receipt != first.Receipt {
		r.t.Errorf("%+v, %v", a, err)
	}
	r.accepted(p.Key)
}

// Whoever is first: what was taken back is never taken over.
func withdrawnMeanwhile(r *rig) {
	c := r.way.Connector()
	var back []string
	for range 30 {
		p := r.world.Parcel("lrpgn")
		ctx, cancel := context.WithCancel(r.t.Context())
		sent := make(chan struct{})
		go func() { defer close(sent); _, _ = c.Send(ctx, p) }()
		a, err := c.Withdraw(r.within(patient), p)
		cancel()
		<-sent
		if err == nil && a.Outcome == courier.Withdrawn {
			back = append(back, p.Key)
		}
	}
	r.send(r.world.Parcel("lrpgn")) // the receiver has looked at everything that lay there
	for _, key := range r.reports() {
		if slices.Contains(back, key) {
			r.t.Errorf("%s was taken back, and taken over", key)
		}
	}
	if len(back) == 0 {
		r.t.Error("nothing was taken back")
	}
}

func forged(r *rig) {
	r.way.Stop()
	p := r.world.Parcel("lrpgn")
	for name, a := range map[string]form.Answer{
		"without proof":     form.Accept(p.Key, r.world.Now, "V-1"),
		"by somebody else":  form.Accept(p.Key, r.world.Now, "V-1").Prove(make([]byte, form.AnswerKeyBytes)),
		"to something else": form.Accept(strings.Repeat("0", 32), r.world.Now, "V-1"),
	} {
		text, err := a.JSON()
		if err != nil {
			r.t.Fatal(err)
		}
		r.way.Forge(p.Key, text)
		if a, err := r.way.Connector().Send(r.within(quick), p); a.Outcome != courier.Unknown || !fault.Is(err, fault.Untrusted) {
			r.t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
}

func nonsense(r *rig) {
	r.way.Stop()
	p := r.world.Parcel("lrpgn")
	for name, text := range map[string]string{
		"nothing": "", "a page": "<html>accepted</html>", "a megabyte": strings.Repeat(" ", 1<<20), "null": "null\n",
	} {
		r.way.Forge(p.Key, []byte(text))
		if a, err := r.way.Connector().Send(r.within(quick), p); a.Outcome != courier.Unknown || !fault.Is(err, fault.Untrusted) {
			r.t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
}

func ended(r *rig) {
	r.way.Stop()
	ctx, cancel := context.WithCancel(r.t.Context())
	cancel()
	if a, err := r.way.Connector().Send(ctx, r.world.Parcel("lrpgn")); a.Outcome != courier.Unknown || err == nil {
		r.t.Errorf("%+v, %v", a, err)
	}
	r.start()
	r.accepted()
}

// What is past its deadline never leaves; what has left is taken back.
func sentLate(r *rig) {
	before := r.world
	before.Now = before.Now.Add(-5 * time.Hour)
	p := before.ParcelUntil("lrpgn", r.world.Now.Add(-time.Hour))
	for range 2 {
		if a, err := r.way.Connector().Send(r.within(patient), p); err != nil || a.Outcome != courier.Withdrawn {
			r.t.Errorf("%+v, %v", a, err)
		}
	}
	other := r.world.Parcel("lrpgn")
	r.send(other) // the receiver has looked at everything that lay there
	r.accepted(other.Key)
}

// The receiver refuses what is late, for good: also when its clock goes back.
func receivedLate(r *rig) {
	r.way.Stop()
	taken, p := r.world.Parcel("lrpgn"), r.world.Parcel("lrpgn")
	r.start()
	first := r.send(taken)
	r.way.Stop()
	_, _ = r.way.Connector().Send(r.within(quick), p)
	for _, r.ahead = range []time.Duration{5 * time.Hour, 0} {
		r.start()
		a, err := r.way.Connector().Send(r.within(patient), p)
		if err != nil || a.Outcome != courier.Refused || a.Reasons[0].Code != form.ReasonLate && (r.ahead > 0 || a.Reasons[0].Code != form.ReasonWithdrawn) {
			r.t.Errorf("%v ahead: %+v, %v", r.ahead, a, err)
		}
		if again := r.send(taken); again.Receipt != first.Receipt {
			r.t.Errorf("%v ahead: what was taken over in time has another receipt", r.ahead)
		}
		r.way.Stop()
	}
	r.accepted(taken.Key)
}
