package gate_test

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit/judged"
	"vigie.example/internal/testkit/memstore"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

var administrator = access.Actor{Kind: access.Staff, Code: "tech-1", Role: access.Technical, Authorised: true}

// judge is a service with everything that the gate asks for, but for what a person has to read.
type judge struct {
	*vigied.Backend
	notice biometric.Notice
}

func startJudged(t *testing.T, o vigied.Options) *judge {
	t.Helper()
	o.Fingerprints = biometric.Doing("e", "g", biometric.Methods())
	j := &judge{vigied.Start(t, o), judged.Notice()}
	ctx := context.Background()
	check(t, j.Service.PutNotice(ctx, administrator, j.notice))
	check(t, j.Service.PutRegister(ctx, administrator, j.notice.Facts))
	check(t, j.Service.PutReader(ctx, administrator, reader()))
	check(t, j.Service.Announce(ctx, administrator, j.Now().Add(2*time.Millisecond)))
	check(t, j.Service.PutAssessment(ctx, administrator, j.assessment(t, 0)))
	time.Sleep(5 * time.Millisecond) // the processing begins
	return j
}

func reader() biometric.Reader {
	return biometric.Reader{
		Code: judged.Reader, Model: "virtual_image:swipe", Unit: "police-33", Administrators: []access.ActorCode{"tech-1"}, Key: judged.Notice().Digest(),
	}
}

// assessment is signed by the service's authority, the nth version of its day.
func (j *judge) assessment(t *testing.T, n int) biometric.Assessment {
	t.Helper()
	day := j.Now().AddDate(0, 0, -21)
	a := biometric.Assessment{Version: day.Format(time.DateOnly), Notice: j.notice.Digest(), Answers: judged.Answers(day)}
	if n > 1 {
		a.Version += "-" + string(rune('0'+n))
	}
	a, err := a.WithSignature(j.Authority.Sign)
	check(t, err)
	return a
}

func (o *officer) read(n biometric.Notice) {
	o.t.Helper()
	must[struct{}](o.line, wire.TypeNoticeRead, wire.NoticeRead{Notice: string(n.Digest()), Language: "fr", ToTheEnd: true}, wire.TypeOK)
}

func finger(b byte, m biometric.Method) wire.Finger {
	code, _ := biometric.NewCode(append([]byte{b}, make([]byte, biometric.CodeBytes-1)...))
	f := wire.Finger{Code: string(code), Method: string(m)}
	if m == biometric.OnReader {
		f.Reader, f.Public = string(judged.Reader), append([]byte{4}, make([]byte, 64)...)
	}
	return f
}

func (o *officer) refusedBy(what wire.Type, d any) wire.Error {
	o.t.Helper()
	f := o.ask(what, d)
	if f.T != wire.TypeError {
		o.t.Fatalf("%s was answered by %s", what, f.T)
	}
	return data[wire.Error](o.t, f)
}

func TestL17_ShippedServiceEnrolsNoFinger(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	o := onDuty(t, b, b.AddOperator(t, "op-1", "police-33"))
	told := data[wire.Biometric](t, o.await(wire.TypeBiometric))
	for _, w := range told.Ways {
		if !slices.ContainsFunc(w.Obstacles, func(x wire.Obstacle) bool { return x.Code == string(biometric.NoAssessment) }) {
			t.Errorf("%s: %v", w.Method, w.Obstacles)
		}
	}
	if e := o.refusedBy(wire.TypeFinger, finger(1, biometric.OnKey)); e.Code != "denied" || e.Message != "fault.biometric.not_permitted" {
		t.Errorf("%+v", e)
	}
}

// The way in, once everything is there: read, enrol, withdraw, erase, and the console's own gate says the same as the service's.
func TestL6_L11_ReadEnrolWithdrawErase(t *testing.T) {
	j := startJudged(t, vigied.Options{})
	o := onDuty(t, j.Backend, j.AddOperator(t, "op-1", "police-33"))
	for _, m := range biometric.Methods() {
		if a := o.offer(j, 1, m); a.T != wire.TypeError || data[wire.Error](t, a).Message != "fault.biometric.not_permitted" {
			t.Errorf("%s: enrolled without having read: %s %s", m, a.T, a.Data)
		}
	}
	if e := o.refusedBy(wire.TypeNoticeRead, wire.NoticeRead{Notice: strings.Repeat("A", 43), Language: "fr", ToTheEnd: true}); e.Code != "taken" {
		t.Errorf("another notice: %+v", e)
	}
	if e := o.refusedBy(wire.TypeNoticeRead, wire.NoticeRead{Notice: string(j.notice.Digest()), Language: "fr"}); e.Code != "invalid" {
		t.Errorf("not to the end: %+v", e)
	}
	o.enrolReader(j, 1)
	awaitThat(o.line, wire.TypeBiometric, func(b wire.Biometric) bool { return len(b.Templates) == 1 && b.Acknowledged })

	raw := must[wire.Dossier](o.line, wire.TypeDossierAsk, nil, wire.TypeDossier)
	d, err := biometric.ParseDossier(raw.Dossier)
	check(t, err)
	d.Controller = j.Authority.Public()
	request := biometric.Request{Person: "op-1", Method: biometric.OnReader, Reader: judged.Reader}
	if _, obstacles := d.Permit(request, d.Seen); len(obstacles) > 0 {
		t.Errorf("the console's gate: %v", obstacles)
	}
	if raw.Draft != nil {
		t.Error("an operator got the draft of the assessment")
	}

	if e := o.refusedBy(wire.TypeGone, wire.FingerCode{Code: finger(1, "").Code}); e.Code != "taken" {
		t.Errorf("erased and nobody asked: %+v", e)
	}
	must[struct{}](o.line, wire.TypeWithdraw, wire.FingerCode{}, wire.TypeOK)
	awaitThat(o.line, wire.TypeBiometric, func(b wire.Biometric) bool { return len(b.Templates) == 0 && len(b.Erase) == 1 })
	for range 2 { // told twice, kept once
		must[struct{}](o.line, wire.TypeGone, wire.FingerCode{Code: finger(1, "").Code}, wire.TypeOK)
	}
	awaitThat(o.line, wire.TypeBiometric, func(b wire.Biometric) bool { return len(b.Erase) == 0 })
	e, err := j.Service.Evidence(t.Context(), administrator)
	check(t, err)
	if len(e.Reconciliation) != 1 || e.Reconciliation[0].State != biometric.Erased || len(e.Disorders) != 0 {
		t.Errorf("%+v, %v", e.Reconciliation, e.Disorders)
	}
	if e := o.refusedBy(wire.TypeGone, wire.FingerCode{Code: finger(9, "").Code}); e.Code != "missing" {
		t.Errorf("an unknown template: %+v", e)
	}
}

// On keys a person may have several fingers. Those that they no longer want are told to them until one of their consoles has erased each: nobody
// else can (L11, L13).
func TestL11_FingersOnKeysAreDueUntilTheirHolderErasesThem(t *testing.T) {
	j := startJudged(t, vigied.Options{})
	o := onDuty(t, j.Backend, j.AddOperator(t, "op-1", "police-33"))
	other := onDuty(t, j.Backend, j.AddOperator(t, "op-2", "police-33"))
	o.read(j.notice)
	for n := range byte(3) {
		must[struct{}](o.line, wire.TypeFinger, finger(n+1, biometric.OnKey), wire.TypeOK)
	}
	awaitThat(o.line, wire.TypeBiometric, func(b wire.Biometric) bool { return len(b.Templates) == 3 && len(b.Due) == 0 })
	must[struct{}](o.line, wire.TypeWithdraw, wire.FingerCode{Code: finger(2, "").Code}, wire.TypeOK)
	awaitThat(o.line, wire.TypeBiometric, func(b wire.Biometric) bool {
		return len(b.Templates) == 2 && len(b.Due) == 1 && b.Due[0].Code == finger(2, "").Code
	})
	if b := awaitThat(other.line, wire.TypeBiometric, func(b wire.Biometric) bool { return len(b.Erase) == 1 }); len(b.Due) > 0 {
		t.Errorf("a colleague was told whose it is: %v", b.Due)
	}
	must[struct{}](o.line, wire.TypeGone, wire.FingerCode{Code: finger(2, "").Code}, wire.TypeOK)
	awaitThat(o.line, wire.TypeBiometric, func(b wire.Biometric) bool { return len(b.Templates) == 2 && len(b.Due) == 0 })
}

// Who withdraws from all of it has taken back their word: the gate is shut for them, whatever is on their key still, until they read the notice again;
// and what was enrolled under the first word stays in order (L11, L12).
func TestL11_WhoWithdrawsReadsTheNoticeAgain(t *testing.T) {
	j := startJudged(t, vigied.Options{})
	o := onDuty(t, j.Backend, j.AddOperator(t, "op-1", "police-33"))
	o.read(j.notice)
	must[struct{}](o.line, wire.TypeFinger, finger(1, biometric.OnKey), wire.TypeOK)
	must[struct{}](o.line, wire.TypeFinger, finger(2, biometric.OnKey), wire.TypeOK)
	must[struct{}](o.line, wire.TypeWithdraw, wire.FingerCode{Code: finger(1, "").Code}, wire.TypeOK) // one finger, and not their word
	awaitThat(o.line, wire.TypeBiometric, func(b wire.Biometric) bool { return b.Acknowledged && len(b.Due) == 1 })
	if !j.Service.FingerOnKey("op-1", j.Now()) {
		t.Error("taking one finger away shut the gate")
	}
	must[struct{}](o.line, wire.TypeWithdraw, wire.FingerCode{}, wire.TypeOK)
	awaitThat(o.line, wire.TypeBiometric, func(b wire.Biometric) bool { return !b.Acknowledged && len(b.Due) == 2 })
	if j.Service.FingerOnKey("op-1", j.Now()) {
		t.Error("a key may be asked for a finger that its holder has withdrawn")
	}
	if e := o.refusedBy(wire.TypeFinger, finger(3, biometric.OnKey)); e.Code != "denied" {
		t.Errorf("enrolled after withdrawing: %+v", e)
	}
	o.read(j.notice)
	must[struct{}](o.line, wire.TypeFinger, finger(3, biometric.OnKey), wire.TypeOK)
	e, err := j.Service.Evidence(t.Context(), administrator)
	check(t, err)
	if len(e.Acknowledgements) != 2 || len(e.Disorders) > 0 {
		t.Errorf("%d acknowledgements, disorders %v", len(e.Acknowledgements), e.Disorders)
	}
}

// What somebody has is bounded, what they had is not in the way of it: an enrolment that was given up leaves a receipt and no less room (L12).
func TestL12_ReceiptsTakeNobodysRoom(t *testing.T) {
	const most = 40
	j := startJudged(t, vigied.Options{})
	o := onDuty(t, j.Backend, j.AddOperator(t, "op-1", "police-33"))
	o.read(j.notice)
	for n := range byte(most) { // given up, one after the other
		must[struct{}](o.line, wire.TypeFinger, finger(n+1, biometric.OnKey), wire.TypeOK)
		must[struct{}](o.line, wire.TypeWithdraw, wire.FingerCode{Code: finger(n+1, "").Code}, wire.TypeOK)
		must[struct{}](o.line, wire.TypeGone, wire.FingerCode{Code: finger(n+1, "").Code}, wire.TypeOK)
	}
	for n := range byte(most) {
		must[struct{}](o.line, wire.TypeFinger, finger(most+n+1, biometric.OnKey), wire.TypeOK)
	}
	must[struct{}](o.line, wire.TypeWithdraw, wire.FingerCode{Code: finger(most+1, "").Code}, wire.TypeOK) // due, and not known to be gone
	if e := o.refusedBy(wire.TypeFinger, finger(3*most, biometric.OnKey)); e.Code != "too_many" || e.Message != "fault.biometric.many" {
		t.Errorf("one more: %+v", e)
	}
	awaitThat(o.line, wire.TypeBiometric, func(b wire.Biometric) bool { return len(b.Templates) == most-1 && len(b.Due) == 1 })
}

func TestL18_OneSwitchReachesEveryConsoleAtOnce(t *testing.T) {
	j := startJudged(t, vigied.Options{})
	var all []*officer
	for _, c := range []access.ActorCode{"op-1", "op-2", "op-3"} {
		all = append(all, onDuty(t, j.Backend, j.AddOperator(t, c, "police-33")))
	}
	supervisor := onLine(t, j.Backend, j.AddStaff(t, "sup-1", access.Supervisor, "police-33"))
	all[0].read(j.notice)
	if e := all[0].refusedBy(wire.TypeSuspend, wire.Suspend{Reason: "incident"}); e.Code != "denied" {
		t.Errorf("an operator suspended it: %+v", e)
	}
	if e := supervisor.refusedBy(wire.TypeSuspend, wire.Suspend{Reason: "weather"}); e.Code != "invalid" {
		t.Errorf("%+v", e)
	}
	must[struct{}](supervisor.line, wire.TypeSuspend, wire.Suspend{Reason: "incident"}, wire.TypeOK)
	for _, o := range append(all, supervisor) {
		awaitThat(o.line, wire.TypeBiometric, func(b wire.Biometric) bool { return b.Suspended && b.Reason == "incident" })
	}
	if e := all[0].refusedBy(wire.TypeFinger, finger(1, biometric.OnKey)); e.Code != "denied" {
		t.Errorf("enrolled while suspended: %+v", e)
	}
	talk(t, j.Backend, all[0]) // work goes on

	// Resuming passes the gate again: while the assessment is open it stays shut.
	must[struct{}](supervisor.line, wire.TypeRisk, nil, wire.TypeOK)
	if e := supervisor.refusedBy(wire.TypeUnsuspend, nil); e.Code != "denied" || e.Message != "fault.suspension.gate" {
		t.Errorf("%+v", e)
	}
	check(t, j.Service.PutAssessment(t.Context(), administrator, j.assessment(t, 2)))
	must[struct{}](supervisor.line, wire.TypeUnsuspend, nil, wire.TypeOK)
	for _, o := range all {
		awaitThat(o.line, wire.TypeBiometric, func(b wire.Biometric) bool { return !b.Suspended })
	}
	must[struct{}](all[0].line, wire.TypeFinger, finger(1, biometric.OnKey), wire.TypeOK)
}

// onLine signs in somebody who holds no conversations.
func onLine(t *testing.T, b *vigied.Backend, who vigied.Operator) *officer {
	t.Helper()
	o := stranger(t, b, who)
	o.signIn()
	if who.Credential.Role == string(access.Operator) || who.Credential.Role == string(access.Supervisor) {
		o.sync(nil)
	}
	return o
}

// L3, L17, L18: method x state of the gate x suspension x role. Whatever the role, a finger is enrolled only when everything is there
// and nothing is suspended; and whatever the state, everybody signs in by the other ways and may withdraw.
func TestL17_MethodByGateBySuspensionByRole(t *testing.T) {
	ctx := context.Background()
	states := []struct {
		name string
		make func(t *testing.T, j *judge)
		open bool
	}{
		{"whole", func(*testing.T, *judge) {}, true},
		{"risk changed", func(t *testing.T, j *judge) { check(t, j.Service.ReportRisk(ctx, administrator)) }, false},
		{"register differs", func(t *testing.T, j *judge) {
			f := j.notice.Facts
			f.Ground = "b"
			check(t, j.Service.PutRegister(ctx, administrator, f))
		}, false},
		{"another notice", func(t *testing.T, j *judge) {
			j.notice.Version = "2026-12-24"
			check(t, j.Service.PutNotice(ctx, administrator, j.notice))
			check(t, j.Service.Announce(ctx, administrator, j.Now()))
		}, false},
	}
	for _, state := range states {
		for _, suspended := range []bool{false, true} {
			j := startJudged(t, vigied.Options{})
			state.make(t, j)
			if suspended {
				check(t, j.Service.SuspendFingerprints(ctx, administrator, biometric.Failing))
			}
			for i, role := range access.Roles() {
				o := onLine(t, j.Backend, j.AddStaff(t, access.ActorCode("staff-"+string(rune('a'+i))), role, "police-33"))
				o.read(j.notice)
				for n, m := range biometric.Methods() {
					f := o.offer(j, byte(10*i+n), m)
					if open := state.open && !suspended; (f.T != wire.TypeError) != open {
						t.Errorf("%s, %s, suspended %v, %s: answered by %s", m, state.name, suspended, role, f.T)
					}
				}
				must[struct{}](o.line, wire.TypeWithdraw, wire.FingerCode{}, wire.TypeOK)
			}
		}
	}
}

// Who leaves, and what was on a reader that was removed, is due for erasure, also when nobody ran between the two (L11, L14).
func TestL11_LeaversAndRemovedReadersAreDue(t *testing.T) {
	store := memstore.New()
	j := startJudged(t, vigied.Options{Store: store})
	for i, m := range biometric.Methods() {
		o := onDuty(t, j.Backend, j.AddOperator(t, access.ActorCode("op-"+string(rune('1'+i))), "police-33"))
		o.read(j.notice)
		if a := o.offer(j, byte(i), m); a.T == wire.TypeError {
			t.Fatalf("%s: %s", m, a.Data)
		}
	}
	check(t, j.Service.Accounts().Revoke(t.Context(), "op-1", j.Now()))
	states := func(b *vigied.Backend) []biometric.State {
		e, err := b.Service.Evidence(t.Context(), administrator)
		check(t, err)
		var out []biometric.State
		for _, r := range e.Reconciliation {
			out = append(out, r.State)
		}
		return out
	}
	if got := states(j.Backend); !slices.Equal(got, []biometric.State{biometric.Missed, biometric.Kept}) {
		t.Errorf("after the revocation %v", got)
	}
	j.Stop() // a crash between the revocation and the erasure
	b := vigied.Start(t, vigied.Options{Store: store, Authority: j.Authority, Secret: j.Secret})
	if got := states(b); !slices.Equal(got, []biometric.State{biometric.Pending, biometric.Kept}) {
		t.Errorf("after the restart %v", got)
	}
	check(t, b.Service.RemoveReader(t.Context(), administrator, judged.Reader))
	if got := states(b); !slices.Equal(got, []biometric.State{biometric.Pending, biometric.Pending}) {
		t.Errorf("after the reader's removal %v", got)
	}
	if err := b.Service.PutReader(t.Context(), administrator, reader()); !fault.Is(err, fault.Taken) {
		t.Errorf("a removed reader came back: %v", err)
	}
	check(t, b.Service.ReaderWiped(t.Context(), administrator, judged.Reader))
	for i := range biometric.Methods() {
		check(t, b.Service.TemplateErased(t.Context(), administrator, biometric.Code(finger(byte(i), "").Code)))
	}
	if got := states(b); !slices.Equal(got, []biometric.State{biometric.Erased, biometric.Erased}) {
		t.Errorf("at the end %v", got)
	}
}

// The records are codes, digests and times: no name, no template, nothing that a finger is known by (L9).
func TestL9_RecordsHoldNothingOfAFinger(t *testing.T) {
	store := memstore.New()
	j := startJudged(t, vigied.Options{Store: store})
	o := onDuty(t, j.Backend, j.AddOperator(t, "op-1", "police-33"))
	o.enrolReader(j, 1)
	for group, may := range map[string][]string{
		"finger": {"acknowledgements", "person", "notice", "language", "to_the_end", "at", "enrolled", "code", "method", "reader", "acknowledged", "public", "erasure"},
	} {
		cells, err := store.Disk().List(t.Context(), group)
		check(t, err)
		if len(cells) == 0 {
			t.Fatalf("no cell of group %s", group)
		}
		for _, c := range cells {
			for _, name := range names(t, c.Data) {
				if !slices.Contains(may, name) {
					t.Errorf("%s holds %q", c.Name, name)
				}
			}
			if bytes.Contains(c.Data, []byte("Nom de op-1")) || len(c.Data) > 2_000 {
				t.Errorf("%s: %d bytes: %s", c.Name, len(c.Data), c.Data)
			}
		}
	}
}

// names lists the names in a JSON document.
func names(t *testing.T, raw []byte) []string {
	t.Helper()
	var v any
	check(t, json.Unmarshal(raw, &v))
	var out []string
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, in := range v {
				out = append(out, k)
				walk(in)
			}
		case []any:
			for _, in := range v {
				walk(in)
			}
		}
	}
	walk(v)
	return out
}

func TestL16_DraftChangesNothingAndSignaturesAreChecked(t *testing.T) {
	j := startJudged(t, vigied.Options{})
	supervisor := onLine(t, j.Backend, j.AddStaff(t, "sup-1", access.Supervisor, "police-33"))
	put := func(a biometric.Assessment) wire.Frame {
		raw, err := json.Marshal(a)
		check(t, err)
		return supervisor.ask(wire.TypeAssessment, wire.Assessment{Assessment: raw})
	}
	draft := j.assessment(t, 2)
	draft.Signature = nil
	draft.Answers["dpo.text"] = "draft"
	if f := put(draft); f.T != wire.TypeOK {
		t.Fatalf("%s", f.Data)
	}
	raw := must[wire.Dossier](supervisor.line, wire.TypeDossierAsk, nil, wire.TypeDossier)
	d, err := biometric.ParseDossier(raw.Dossier)
	check(t, err)
	kept, err := biometric.ParseAssessment(raw.Draft)
	check(t, err)
	if d.Assessment.Version == draft.Version || kept.Digest() != draft.Digest() {
		t.Errorf("in force %s, draft %s", d.Assessment.Version, kept.Version)
	}
	forged := j.assessment(t, 2)
	forged.Answers["risk.leak.after"] = "medium"
	same := j.assessment(t, 0)
	same.Answers["risk.leak.after"] = "medium"
	same, err = same.WithSignature(j.Authority.Sign)
	check(t, err)
	stray := j.assessment(t, 2)
	stray.Answers["else"] = "x"
	for name, c := range map[string]struct {
		a    biometric.Assessment
		want string
	}{"changed after signing": {forged, "untrusted"}, "another of the same version": {same, "taken"}, "an unknown question": {stray, "invalid"}} {
		f := put(c.a)
		if e := data[wire.Error](t, f); f.T != wire.TypeError || e.Code != c.want {
			t.Errorf("%s: %s %+v", name, f.T, e)
		}
	}
	operator := onDuty(t, j.Backend, j.AddOperator(t, "op-1", "police-33"))
	good, err := json.Marshal(j.assessment(t, 3))
	check(t, err)
	if e := operator.refusedBy(wire.TypeAssessment, wire.Assessment{Assessment: good}); e.Code != "denied" {
		t.Errorf("an operator lodged an assessment: %+v", e)
	}
}

// The clock turned back shuts the gate until it has caught up with what was written (L12).
func TestL12_ClockTurnedBack(t *testing.T) {
	clock := &backdated{}
	j := startJudged(t, vigied.Options{Clock: clock})
	o := onDuty(t, j.Backend, j.AddOperator(t, "op-1", "police-33"))
	o.read(j.notice)
	clock.back(time.Second)
	if e := o.refusedBy(wire.TypeFinger, finger(1, biometric.OnKey)); e.Code != "denied" {
		t.Errorf("%+v", e)
	}
	clock.back(-time.Minute)
	must[struct{}](o.line, wire.TypeFinger, finger(1, biometric.OnKey), wire.TypeOK)
}

// backdated is a clock that runs, and can be set back.
type backdated struct {
	mu  sync.Mutex
	off time.Duration
}

// Now returns the time as it is set.
func (c *backdated) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(-c.off)
}

func (c *backdated) back(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.off += d
}

// The challenge says that a key may be asked for a finger to whom the gate lets, and to nobody else (L17).
func TestL17_KeysAreAskedForAFingerThroughTheGateAlone(t *testing.T) {
	j := startJudged(t, vigied.Options{})
	o := onDuty(t, j.Backend, j.AddOperator(t, "op-1", "police-33"))
	ask := func() bool { return j.Service.FingerOnKey("op-1", j.Now()) }
	if ask() {
		t.Error("before the notice was read")
	}
	o.read(j.notice)
	if !ask() {
		t.Error("not after everything is there")
	}
	check(t, j.Service.SuspendFingerprints(t.Context(), administrator, biometric.Ordered))
	if ask() {
		t.Error("while it is suspended")
	}
}
