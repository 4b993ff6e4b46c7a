package gate_test

import (
	"slices"
	"testing"

	"vigie.example/internal/biometric"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// enrolReader gives the officer a template on the reader, whose matches the returned key signs.
func (o *officer) enrolReader(j *judge, n byte) (wire.Finger, *seal.SigningKey) {
	o.t.Helper()
	key, err := seal.NewSigningKey()
	check(o.t, err)
	f := finger(n, biometric.OnReader)
	f.Public = key.Public()
	o.read(j.notice)
	a := o.offerFinger(j, f, key)
	if a.T != wire.TypeMeans {
		o.t.Fatalf("answered by %s: %s", a.T, a.Data)
	}
	list := data[wire.Means](o.t, a).List
	if last := list[len(list)-1]; last.Waits {
		check(o.t, j.Service.ConfirmMeans(o.t.Context(), administrator, wire.MeansConfirm{Actor: string(o.who.Actor), Number: last.Number}))
	}
	return f, key
}

// offerFinger enrols a template by an invitation, as a console does, and returns the last answer.
func (o *officer) offerFinger(j *judge, f wire.Finger, key *seal.SigningKey) wire.Frame {
	o.t.Helper()
	invited, err := j.Service.Invite(o.t.Context(), administrator, o.who.Actor)
	check(o.t, err)
	e := must[wire.Enrolment](o.line, wire.TypeEnrol, wire.Enrol{Code: invited.Code}, wire.TypeEnrolment)
	sig, err := key.Sign(seal.MatchTranscript(f.Code, seal.EnrolmentChallenge(o.proof, e.Nonce, e.Expires)))
	check(o.t, err)
	return o.ask(wire.TypeEnrolMeans, wire.EnrolMeans{Name: "index", Finger: &wire.NewFinger{Code: f.Code, Reader: f.Reader, Public: f.Public, Sig: sig}})
}

// offer tries to enrol by either method.
func (o *officer) offer(j *judge, n byte, m biometric.Method) wire.Frame {
	o.t.Helper()
	if m == biometric.OnKey {
		return o.ask(wire.TypeFinger, finger(n, m))
	}
	key, err := seal.NewSigningKey()
	check(o.t, err)
	f := finger(n, m)
	f.Public = key.Public()
	return o.offerFinger(j, f, key)
}

// match is what the helper signs when it is the finger.
func match(t *testing.T, f wire.Finger, key *seal.SigningKey, shift wire.Shift) *wire.FingerProof {
	t.Helper()
	sig, err := key.Sign(seal.MatchTranscript(f.Code, seal.ShiftChallenge(shift)))
	check(t, err)
	return &wire.FingerProof{Code: f.Code, Sig: sig}
}

// L2, L17, L18: the way by a workstation's reader lets in whose finger matched, for this sign-in, while the gate lets them; nothing else does.
func TestL17_WayByTheReader(t *testing.T) {
	j := startJudged(t, vigied.Options{})
	mine, theirs := j.AddOperator(t, "op-1", "police-33"), j.AddOperator(t, "op-2", "police-33")
	f, key := onLine(t, j.Backend, mine).enrolReader(j, 1)
	other, otherKey := onLine(t, j.Backend, theirs).enrolReader(j, 2)
	var last *wire.FingerProof
	try := func(change func(*wire.SignIn)) wire.Frame {
		o := stranger(t, j.Backend, mine)
		c := o.beginAnew()
		if !slices.Contains(c.Ways, "reader") {
			t.Fatalf("offered %v", c.Ways)
		}
		if len(c.Fingers) != 1 || c.Fingers[0].Code != f.Code || len(c.Dossier) == 0 {
			t.Errorf("told of %v", c.Fingers)
		}
		in := wire.SignIn{Way: "reader", Shift: o.proof, Finger: match(t, f, key, o.proof)}
		change(&in)
		return o.ask(wire.TypeSignIn, in)
	}
	if a := try(func(in *wire.SignIn) { last = in.Finger }); a.T != wire.TypeSignedIn {
		t.Fatalf("%s", a.Data)
	}
	for name, change := range map[string]func(*wire.SignIn){
		"no proof":                       func(in *wire.SignIn) { in.Finger = nil },
		"a proof of another sign-in":     func(in *wire.SignIn) { in.Finger = last },
		"another person's finger":        func(in *wire.SignIn) { in.Finger = match(t, other, otherKey, in.Shift) },
		"another's key under one's code": func(in *wire.SignIn) { in.Finger = match(t, f, otherKey, in.Shift) },
		"one's key under another's code": func(in *wire.SignIn) { in.Finger = match(t, other, key, in.Shift) },
		"a code that nobody has":         func(in *wire.SignIn) { in.Finger = match(t, finger(9, biometric.OnReader), key, in.Shift) },
		"the proof as a key's":           func(in *wire.SignIn) { in.Way = "key" },
		"the proof as a passphrase":      func(in *wire.SignIn) { in.Way = "passphrase" },
	} {
		t.Run(name, func(t *testing.T) {
			if a := try(change); a.T != wire.TypeError || data[wire.Error](t, a).Message != "fault.signin.refused" {
				t.Errorf("answered by %s: %s", a.T, a.Data)
			}
			if a := try(func(*wire.SignIn) {}); a.T != wire.TypeSignedIn { // which also ends the slowing down of guesses
				t.Errorf("afterwards: %s", a.Data)
			}
		})
	}
}

// While the gate is shut the way is not there, for anybody, and says nothing of anybody; a proof made before opens nothing.
func TestL18_SuspendedReaderIsNoWay(t *testing.T) {
	j := startJudged(t, vigied.Options{})
	mine := j.AddOperator(t, "op-1", "police-33")
	o := onLine(t, j.Backend, mine)
	f, key := o.enrolReader(j, 1)
	shut := map[string]func(){
		"suspended":    func() { check(t, j.Service.SuspendFingerprints(t.Context(), administrator, biometric.Incident)) },
		"risk changed": func() { check(t, j.Service.ReportRisk(t.Context(), administrator)) },
	}
	reopen := map[string]func(){
		"suspended":    func() { check(t, j.Service.ResumeFingerprints(t.Context(), administrator)) },
		"risk changed": func() { check(t, j.Service.PutAssessment(t.Context(), administrator, j.assessment(t, 2))) },
	}
	for _, name := range []string{"suspended", "risk changed"} {
		p := stranger(t, j.Backend, mine)
		p.beginAnew() // before the switch
		in := wire.SignIn{Way: "reader", Shift: p.proof, Finger: match(t, f, key, p.proof)}
		shut[name]()
		if a := p.ask(wire.TypeSignIn, in); a.T != wire.TypeError {
			t.Errorf("%s: answered by %s", name, a.T)
		}
		c := stranger(t, j.Backend, mine).beginAnew()
		if slices.Contains(c.Ways, "reader") || len(c.Fingers) > 0 || len(c.Dossier) > 0 || c.Finger {
			t.Errorf("%s: offered %v, %v, %d bytes", name, c.Ways, c.Fingers, len(c.Dossier))
		}
		reopen[name]()
	}
	// A template that was withdrawn opens nothing from that moment on.
	o = onLine(t, j.Backend, mine)
	must[struct{}](o.line, wire.TypeWithdraw, wire.FingerCode{}, wire.TypeOK)
	p := stranger(t, j.Backend, mine)
	p.beginAnew()
	if a := p.ask(wire.TypeSignIn, wire.SignIn{Way: "reader", Shift: p.proof, Finger: match(t, f, key, p.proof)}); a.T != wire.TypeError {
		t.Errorf("withdrawn: answered by %s", a.T)
	}
	// Whoever has not the workstation's key learns nothing.
	stolen := mine
	var err error
	stolen.Workstation, err = seal.NewSigningKey()
	check(t, err)
	if c := stranger(t, j.Backend, stolen).beginAnew(); len(c.Fingers) > 0 || len(c.Dossier) > 0 {
		t.Errorf("a stranger was told of %v", c.Fingers)
	}
}
