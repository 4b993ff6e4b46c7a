package gate_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/backend"
	"vigie.example/internal/biometric"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/judged"
	"vigie.example/internal/testkit/memstore"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// L3, L17, L18: way x state of the gate x suspension x role. A finger on the reader lets in, and unlocks, whoever enrolled it while everything is there and
// nothing is suspended; the other ways let everybody in whatever the state, to the same session.
func TestL3_L17_WayByGateBySuspensionByRole(t *testing.T) {
	ctx := t.Context()
	for _, state := range []struct {
		name string
		make func(*judge, *backdated)
		open bool
	}{
		{"whole", func(*judge, *backdated) {}, true},
		{"risk changed", func(j *judge, _ *backdated) { check(t, j.Service.ReportRisk(ctx, administrator)) }, false},
		{"register differs", func(j *judge, _ *backdated) {
			f := j.notice.Facts
			f.Ground = "b"
			check(t, j.Service.PutRegister(ctx, administrator, f))
		}, false},
		{"another notice", func(j *judge, _ *backdated) {
			j.notice.Version = "2026-12-24"
			check(t, j.Service.PutNotice(ctx, administrator, j.notice))
			check(t, j.Service.Announce(ctx, administrator, j.Now()))
		}, false},
		{"assessment expired", func(j *judge, clock *backdated) {
			a := j.assessment(t, 2)
			a.Answers["verdict.until"] = j.Now().Add(24 * time.Hour).Format(time.DateOnly)
			a, err := a.WithSignature(j.Authority.Sign)
			check(t, err)
			check(t, j.Service.PutAssessment(ctx, administrator, a))
			clock.back(-50 * time.Hour)
		}, false},
		{"clock turned back", func(_ *judge, clock *backdated) { clock.back(time.Minute) }, false},
		{"reader removed", func(j *judge, _ *backdated) { check(t, j.Service.RemoveReader(ctx, administrator, judged.Reader)) }, false},
	} {
		for _, suspended := range []bool{false, true} {
			clock := &backdated{}
			j := startJudged(t, vigied.Options{Clock: clock})
			type one struct {
				*somebody
				f   wire.Finger
				key *seal.SigningKey
			}
			var all []one
			for i, role := range []access.Role{access.Operator, access.Psychologist, access.Supervisor} {
				s := equip(t, j.Backend, j.AddStaff(t, access.ActorCode(fmt.Sprintf("staff-%d", i)), role, "police-33"))
				f, key := onLine(t, j.Backend, s.who).enrolReader(j, byte(i+1))
				all = append(all, one{s, f, key})
			}
			state.make(j, clock)
			if suspended {
				check(t, j.Service.SuspendFingerprints(ctx, administrator, biometric.Failing))
			}
			open := state.open && !suspended
			for _, s := range all {
				name := fmt.Sprintf("%s, suspended %v, %s", state.name, suspended, s.who.Credential.Role)
				byFinger := func(o *officer) wire.SignIn {
					return wire.SignIn{Way: "reader", Shift: o.proof, Finger: match(t, s.f, s.key, o.proof)}
				}
				for _, way := range []string{"passphrase", "key", "card", "reader"} {
					o := stranger(t, j.Backend, s.who)
					o.beginAnew()
					in := s.by(t, way, o)
					if way == "reader" {
						in = byFinger(o)
					}
					f := o.ask(wire.TypeSignIn, in)
					if want := open || way != "reader"; (f.T == wire.TypeSignedIn) != want {
						t.Errorf("%s by %s: %s %s", name, way, f.T, f.Data)
						continue
					}
					if f.T != wire.TypeSignedIn {
						continue
					}
					must[struct{}](o.line, wire.TypeLock, wire.Lock{Cause: "asked"}, wire.TypeOK)
					o.begin(s.who.Workstation, o.shift)
					if f := o.ask(wire.TypeSignIn, byFinger(o)); (f.T == wire.TypeSignedIn) != open {
						t.Errorf("%s: unlocking by the finger what began by %s: %s", name, way, f.T)
					}
				}
			}
		}
	}
}

// lastMeans returns the officer's last means.
func (o *officer) lastMeans() wire.OneMeans {
	o.t.Helper()
	list := must[wire.Means](o.line, wire.TypeMeansAsk, wire.MeansAsk{}, wire.TypeMeans).List
	return list[len(list)-1]
}

// A finger on the reader is enrolled as any other means is: by a code, this once, with a signature over this enrolment; the first wants a second person, and is
// no way in before; it ends as any other, and then its template is to be erased (L3, L11).
func TestL11_AFingerOnTheReaderIsAMeans(t *testing.T) {
	j := startJudged(t, vigied.Options{})
	who := j.AddOperator(t, "op-1", "police-33")
	o := onLine(t, j.Backend, who)
	o.read(j.notice)
	key, err := seal.NewSigningKey()
	check(t, err)
	f := finger(1, biometric.OnReader)
	f.Public = key.Public()
	if a := o.ask(wire.TypeFinger, f); a.T != wire.TypeError {
		t.Fatalf("enrolled without an invitation: %s", a.T)
	}
	other, err := seal.NewSigningKey()
	check(t, err)
	if a := o.offerFinger(j, f, other); a.T != wire.TypeError {
		t.Errorf("a signature by another key: %s", a.T)
	}
	if list := must[wire.Means](o.line, wire.TypeMeansAsk, wire.MeansAsk{}, wire.TypeMeans).List; len(list) != 0 {
		t.Errorf("it left %+v", list)
	}
	if a := o.offerFinger(j, f, key); a.T != wire.TypeMeans {
		t.Fatalf("%s", a.Data)
	}
	first := o.lastMeans()
	if first.Kind != "reader" || !first.Waits || len(first.Number) != 6 {
		t.Errorf("%+v", first)
	}
	try := func() wire.Type {
		p := stranger(t, j.Backend, who)
		if c := p.beginAnew(); len(c.Fingers) > 0 == (o.lastMeans().Waits) {
			t.Errorf("told of %v", c.Fingers)
		}
		return p.ask(wire.TypeSignIn, wire.SignIn{Way: "reader", Shift: p.proof, Finger: match(t, f, key, p.proof)}).T
	}
	p := stranger(t, j.Backend, who)
	if c := p.beginAnew(); len(c.Fingers) > 0 {
		t.Errorf("before the second person it is offered: %v", c.Fingers)
	}
	if a := p.ask(wire.TypeSignIn, wire.SignIn{Way: "reader", Shift: p.proof, Finger: match(t, f, key, p.proof)}); a.T != wire.TypeError {
		t.Error("it lets in before the second person")
	}
	check(t, j.Service.ConfirmMeans(t.Context(), administrator, wire.MeansConfirm{Actor: "op-1", Number: first.Number}))
	if got := try(); got != wire.TypeSignedIn {
		t.Errorf("once confirmed: %s", got)
	}
}

// However a means on a reader ends, its template is to be erased, and however its template does, the means is over.
func TestL11_MeansAndTemplateEndTogether(t *testing.T) {
	for name, c := range map[string]struct {
		end   func(j *judge, o *officer, m wire.OneMeans)
		cause biometric.Cause
		over  string
	}{
		"withdrawn": {func(_ *judge, o *officer, _ wire.OneMeans) {
			must[struct{}](o.line, wire.TypeWithdraw, wire.FingerCode{}, wire.TypeOK)
		}, biometric.Withdrawn, "holder"},
		"revoked by its holder": {func(_ *judge, o *officer, m wire.OneMeans) {
			must[wire.Means](o.line, wire.TypeMeansRevoke, wire.MeansRevoke{Actor: "op-1", ID: m.ID}, wire.TypeMeans)
		}, biometric.Withdrawn, "holder"},
		"revoked by the supervisor": {func(j *judge, _ *officer, m wire.OneMeans) {
			check(t, j.Service.RevokeMeans(t.Context(), administrator, wire.MeansRevoke{Actor: "op-1", ID: m.ID}))
		}, biometric.Revoked, "supervisor"},
		"reader removed": {func(j *judge, _ *officer, _ wire.OneMeans) {
			check(t, j.Service.RemoveReader(t.Context(), administrator, judged.Reader))
		}, biometric.Removed, "reader"},
		"renewed": {func(j *judge, o *officer, _ wire.OneMeans) { o.enrolReader(j, 2) }, biometric.Renewed, "renewed"},
	} {
		j := startJudged(t, vigied.Options{})
		who := j.AddOperator(t, "op-1", "police-33")
		o := onLine(t, j.Backend, who)
		f, key := o.enrolReader(j, 1)
		p := stranger(t, j.Backend, who) // a session that began with the finger is locked by its end
		p.beginAnew()
		if a := p.ask(wire.TypeSignIn, wire.SignIn{Way: "reader", Shift: p.proof, Finger: match(t, f, key, p.proof)}); a.T != wire.TypeSignedIn {
			t.Fatalf("%s: %s", name, a.Data)
		}
		c.end(j, p, p.lastMeans())
		awaitThat(p.line, wire.TypeLocked, func(l wire.Locked) bool { return l.Cause == backend.LockedByMeans })
		e, err := j.Service.Evidence(t.Context(), administrator)
		check(t, err)
		if r := e.Reconciliation[0]; r.Cause != c.cause || r.State != biometric.Pending {
			t.Errorf("%s: the template is %+v", name, r)
		}
		list, err := j.Service.ListMeans(t.Context(), administrator, "op-1")
		check(t, err)
		if m := list.List[0]; m.Revoked == 0 || m.Cause != c.over {
			t.Errorf("%s: the means is %+v", name, m)
		}
		// The console of the reader, locked, says what it has, erases what it is told to, and says what it has then.
		stock := wire.Stock{Reader: string(judged.Reader), Key: string(reader().Key), Codes: []string{f.Code}}
		if got := must[wire.Stocked](p.line, wire.TypeStock, stock, wire.TypeStocked); !slices.Equal(got.Erase, []string{f.Code}) {
			t.Errorf("%s: told to erase %v", name, got.Erase)
		}
		stock.Codes = nil
		must[wire.Stocked](p.line, wire.TypeStock, stock, wire.TypeStocked)
		e, err = j.Service.Evidence(t.Context(), administrator)
		check(t, err)
		if r := e.Reconciliation[0]; r.State != biometric.Erased || len(e.Disorders) > 0 {
			t.Errorf("%s: in the end %+v, %v", name, r, e.Disorders)
		}
	}
}

// What a reader holds is held against what is enrolled: nobody's template is named for erasure, somebody's is not, and a console that has not the reader's
// key gets no receipt (L11, L14).
func TestL11_StockOfAReader(t *testing.T) {
	j := startJudged(t, vigied.Options{})
	o := onLine(t, j.Backend, j.AddOperator(t, "op-1", "police-33"))
	f, _ := o.enrolReader(j, 1)
	stray := finger(7, "").Code
	stock := wire.Stock{Reader: string(judged.Reader), Key: string(reader().Key), Codes: []string{stray, f.Code}}
	if got := must[wire.Stocked](o.line, wire.TypeStock, stock, wire.TypeStocked); !slices.Equal(got.Erase, []string{stray}) {
		t.Errorf("told to erase %v", got.Erase)
	}
	check(t, j.Service.RemoveReader(t.Context(), administrator, judged.Reader))
	awaitThat(o.line, wire.TypeBiometric, func(b wire.Biometric) bool { return slices.Equal(b.Wipe, []string{string(judged.Reader)}) })
	other := wire.Stock{Reader: stock.Reader, Key: string(judged.Notice().Digest())[1:] + "A"}
	if e := o.refusedBy(wire.TypeStock, other); e.Code != "denied" {
		t.Errorf("another key: %+v", e)
	}
	if e := o.refusedBy(wire.TypeWiped, wire.Wiped{Reader: other.Reader, Key: other.Key}); e.Code != "denied" {
		t.Errorf("wiped under another key: %+v", e)
	}
	must[struct{}](o.line, wire.TypeWiped, wire.Wiped{Reader: stock.Reader, Key: stock.Key}, wire.TypeOK)
	e, err := j.Service.Evidence(t.Context(), administrator)
	check(t, err)
	if e.Readers[0].Wiped.IsZero() || e.Reconciliation[0].State != biometric.Erased {
		t.Errorf("%+v, %+v", e.Readers[0], e.Reconciliation[0])
	}
	awaitThat(o.line, wire.TypeBiometric, func(b wire.Biometric) bool { return len(b.Wipe) == 0 })
}

// A crash between the two records of an enrolment leaves neither a way in nor a template that nobody erases.
func TestL11_ACrashBetweenTheTwoRecords(t *testing.T) {
	for _, lost := range []string{"means", "finger"} {
		store, clock := memstore.New(), &backdated{}
		j := startJudged(t, vigied.Options{Store: store, Clock: clock})
		who := j.AddOperator(t, "op-1", "police-33")
		f, key := onLine(t, j.Backend, who).enrolReader(j, 1)
		j.Stop()
		check(t, store.Disk().DeleteGroup(t.Context(), lost))
		clock.back(-2 * time.Minute)
		b := vigied.Start(t, vigied.Options{Store: store, Clock: clock, Authority: j.Authority, Secret: j.Secret, Fingerprints: judged.Notice().Facts})
		p := stranger(t, b, who)
		p.beginAnew()
		if a := p.ask(wire.TypeSignIn, wire.SignIn{Way: "reader", Shift: p.proof, Finger: match(t, f, key, p.proof)}); a.T != wire.TypeError {
			t.Errorf("without its %s it lets in", lost)
		}
		e, err := b.Service.Evidence(t.Context(), administrator)
		check(t, err)
		list, err := b.Service.ListMeans(t.Context(), administrator, "op-1")
		check(t, err)
		switch lost {
		case "means":
			if r := e.Reconciliation[0]; r.State != biometric.Pending || r.Cause != biometric.Revoked {
				t.Errorf("the template is %+v", r)
			}
		case "finger":
			if m := list.List[0]; m.Revoked == 0 {
				t.Errorf("the means is %+v", m)
			}
		}
		got, err := b.Service.Stock(t.Context(), administrator, wire.Stock{Reader: string(judged.Reader), Key: string(reader().Key), Codes: []string{f.Code}})
		check(t, err)
		if !slices.Equal(got.Erase, []string{f.Code}) {
			t.Errorf("without its %s told to erase %v", lost, got.Erase)
		}
	}
}
