package console

import (
	"context"
	"slices"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// means is what this operator signs in with, and what a supervisor does about a colleague's.
type means struct {
	own     wire.Means
	known   bool
	attempt attempt // to enrol
	problem error   // of the last intent
	invited wire.Invited
	theirs  wire.Means // of the colleague that was looked at last
	asking  bool
}

// Means is what view-models may know of it. Lists must not be changed.
type Means struct {
	Own     []wire.OneMeans
	Known   bool  // the service has said
	Stage   Stage // of an enrolment that is under way
	Way     Way   // by which
	Scan    Scan  // of a finger, while Stage is Scanning
	Asking  bool  // an answer is awaited
	Problem error // of the last intent
	Invites bool  // this operator may invite colleagues
	Invited wire.Invited
	Theirs  wire.Means
}

// Means returns what the operator signs in with.
func (d *Desk) Means() Means {
	m := &d.means
	return Means{
		Own: m.own.List, Known: m.known, Stage: m.attempt.stage, Way: m.attempt.way, Scan: m.attempt.scan, Asking: m.asking, Problem: m.problem,
		Invites: d.session.credential.Role == string(access.Supervisor), Invited: m.invited, Theirs: m.theirs,
	}
}

// meansTold takes in what the service says of somebody's means.
func (d *Desk) meansTold(m wire.Means) {
	d.change.Session = true
	if m.Actor == d.session.shift.Actor {
		d.means.own, d.means.known = m, true
	} else {
		d.means.theirs = m
	}
}

// AskMeans asks for one's own means, which the service then tells whenever they change, or for a colleague's.
func (d *Desk) AskMeans(actor string) { d.aboutMeans(wire.TypeMeansAsk, wire.MeansAsk{Actor: actor}) }

// RevokeMeans ends a means at once: one's own, or a colleague's.
func (d *Desk) RevokeMeans(actor string, id []byte) {
	if actor == "" {
		actor = d.session.shift.Actor
	}
	d.aboutMeans(wire.TypeMeansRevoke, wire.MeansRevoke{Actor: actor, ID: id})
}

// ConfirmMeans puts a colleague's first means in force: number is what their screen shows.
func (d *Desk) ConfirmMeans(actor, number string) {
	d.aboutMeans(wire.TypeMeansConfirm, wire.MeansConfirm{Actor: actor, Number: number})
}

// aboutMeans asks for something that is answered by a list.
func (d *Desk) aboutMeans(t wire.Type, request any) {
	d.askMeans(t, request, func(d *Desk, f wire.Frame) bool {
		m, ok := data[wire.Means](f)
		if ok {
			d.meansTold(m)
		}
		return ok
	})
}

// Invite asks for a code with which a colleague enrols.
func (d *Desk) Invite(actor string) {
	d.means.invited = wire.Invited{}
	d.askMeans(wire.TypeInvite, wire.Invite{Actor: actor}, func(d *Desk, f wire.Frame) bool {
		i, ok := data[wire.Invited](f)
		d.means.invited = i
		return ok
	})
}

// ForgetInvitation takes the code off the screen.
func (d *Desk) ForgetInvitation() {
	d.means.invited = wire.Invited{}
	d.change.Session = true
}

// askMeans asks, and reports what went wrong.
func (d *Desk) askMeans(t wire.Type, request any, take func(*Desk, wire.Frame) bool) {
	if !d.session.active() || d.means.asking {
		return
	}
	d.change.Session = true
	d.means.problem = nil
	if !d.acts() {
		d.means.problem = fault.New(fault.Unavailable, "console.Means", fault.Key("signin.problem.offline"))
		return
	}
	d.means.asking = true
	d.ask(t, request, func(d *Desk, f wire.Frame, err error) {
		d.means.asking, d.change.Session = false, true
		if err == nil && !take(d, f) {
			err = fault.New(fault.Invalid, "console.Means")
		}
		d.means.problem = err
	})
}

// Enrolling is what a person gives to enrol a means.
type Enrolling struct {
	Way  Way    // WayPIN, WayCard or WayReader
	By   Held   // what opens the template, of WayReader
	Code string // of the invitation
	PIN  string // passed on, and kept nowhere; of a key that opens a template only if it asks for it each time
	Name string
}

// Enrol enrols a key, a card, or a finger on this workstation's reader.
func (d *Desk) Enrol(e Enrolling) {
	const op = "console.Enrol"
	d.change.Session = true
	if !d.session.active() || d.means.attempt.stage != Idle {
		return
	}
	d.means.problem = nil
	if problem := d.unenrollable(e); problem != "" {
		d.means.problem = fault.New(fault.Unavailable, op, fault.Key(problem))
		return
	}
	d.attempts++
	d.means.attempt = attempt{number: d.attempts, stage: Asking, way: e.Way}
	d.inEnrolment(wire.TypeEnrol, wire.Enrol{Code: e.Code}, func(d *Desk, f wire.Frame) {
		began, ok := data[wire.Enrolment](f)
		if !ok {
			d.enrolled(fault.New(fault.Invalid, op))
			return
		}
		if e.Way == WayReader {
			d.enrolFinger(began, e)
			return
		}
		d.makeMeans(d.carried[e.Way.kind()].device, began, e)
	})
}

// unenrollable says why an enrolment cannot begin.
func (d *Desk) unenrollable(e Enrolling) fault.TextKey {
	problem := d.EnrolOffered(e.Way).Problem
	switch {
	case !d.acts():
		return "signin.problem.offline"
	case problem != "":
		return problem
	case e.Way == WayReader && d.heldProblem(e.By) != "":
		return d.heldProblem(e.By)
	case e.Code == "" || e.PIN == "" && (e.Way != WayReader || e.By != HeldKey):
		return "account_page.problem.empty"
	}
	return ""
}

// EnrolOffered tells how a way stands for an enrolment.
func (d *Desk) EnrolOffered(w Way) Offer {
	if w != WayReader {
		return d.Offered(w)
	}
	out := Offer{Way: w, Problem: d.readerShut()}
	p, here := d.Reader()
	switch {
	case out.Problem != "":
	case !here || p.Wiped || !p.Key.Valid():
		out.Problem = ReaderAbsent
	case !d.biometric.Acknowledged:
		out.Problem = "account_page.problem.notice"
	case !slices.ContainsFunc(d.means.own.List, opensTemplates):
		out.Problem = "account_page.problem.held"
	default:
		out.Problem = p.Problem
	}
	return out
}

// opensTemplates reports whether a means is a thing that a template can be under.
func opensTemplates(m wire.OneMeans) bool {
	return (m.Kind == string(kindKey) || m.Kind == string(kindCard)) && inForce(m)
}

func inForce(m wire.OneMeans) bool { return m.Revoked == 0 && !m.Waits }

// Enrollable returns the ways by which a means can be enrolled here. One that no assessment permits is none (L17).
func (d *Desk) Enrollable() []Way {
	out := []Way{WayPIN, WayCard}
	if p, here := d.Reader(); here && !p.Wiped && d.readerOpen() {
		out = append(out, WayReader)
	}
	return out
}

// HeldHere says of each kind of thing that opens a template why it could not here and now; "" where it could.
func (d *Desk) HeldHere() map[Held]fault.TextKey {
	return map[Held]fault.TextKey{HeldKey: d.heldProblem(HeldKey), HeldCard: d.heldProblem(HeldCard)}
}

// GiveUpEnrolment ends an enrolment that waits for a key or a card.
func (d *Desk) GiveUpEnrolment() { d.means.attempt.cancel() }

// inEnrolment asks the service within the enrolment that is under way.
func (d *Desk) inEnrolment(t wire.Type, request any, answer func(*Desk, wire.Frame)) {
	d.within(enrolling, t, request, func(d *Desk, f wire.Frame, err error) {
		if err != nil {
			d.enrolled(err)
			return
		}
		answer(d, f)
	})
}

func enrolling(d *Desk) *attempt { return &d.means.attempt }

// makeMeans lets key or card make what is enrolled.
func (d *Desk) makeMeans(device Carried, began wire.Enrolment, e Enrolling) {
	q := Question{
		Challenge: seal.EnrolmentChallenge(d.session.shift, began.Nonce, began.Expires), Actor: d.session.shift.Actor,
		Means: began.Keys, PIN: e.PIN,
	}
	waiting(d, enrolling, proofTime, func(ctx context.Context, t told) (Made, error) {
		q.Touch = t.touch
		return device.Make(ctx, q)
	}, func(d *Desk, made Made, err error) { d.made(e, made, err) })
}

func (d *Desk) made(e Enrolling, made Made, err error) {
	if err != nil {
		d.enrolled(err)
		return
	}
	m := wire.EnrolMeans{Name: e.Name}
	if e.Way == WayCard {
		m.Card = &wire.NewCard{SPKI: made.SPKI, Sig: made.Sig}
	} else {
		m.Key = &wire.NewKey{AuthData: made.AuthData, ClientData: made.ClientData}
	}
	d.register(m)
}

// register brings what was made to the service.
func (d *Desk) register(m wire.EnrolMeans) {
	d.means.attempt.stage, d.change.Session = Asking, true
	d.inEnrolment(wire.TypeEnrolMeans, m, func(d *Desk, f wire.Frame) {
		list, ok := data[wire.Means](f)
		if !ok {
			d.enrolled(fault.New(fault.Invalid, "console.Enrol"))
			return
		}
		d.meansTold(list)
		d.enrolled(nil)
	})
}

func (d *Desk) enrolled(err error) {
	d.means.attempt.cancel()
	d.means.attempt, d.means.problem, d.change.Session = attempt{}, err, true
	d.tidy() // of what came to nothing nothing stays
}

// invitationShown is for how long a code stays on the supervisor's screen at most.
const invitationShown = 10 * time.Minute

// tickMeans takes codes off the screen.
func (d *Desk) tickMeans() {
	if i := d.means.invited; i.Code != "" && i.Expires.Time().Sub(d.Now()) < time.Hour-invitationShown {
		d.ForgetInvitation()
	}
}
