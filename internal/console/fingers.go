package console

import (
	"encoding/json"

	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// papers are what the service has shown of the biometric login, for the page about it.
type papers struct {
	dossier biometric.Dossier
	draft   *biometric.Assessment
	known   bool
	asking  bool
	problem error // of the last intent
	follow  bool  // the page is open: ask again after each change
	shown   shownNotice
}

// shownNotice is a notice whose last word has been on the screen, in a language.
type shownNotice struct {
	digest   biometric.Digest
	language string
}

// Papers is what view-models may know of them. They must not be changed.
type Papers struct {
	Dossier    biometric.Dossier
	Draft      *biometric.Assessment // of the next assessment; nil to who may not write it
	Known      bool
	Asking     bool // an answer is awaited
	Problem    error
	Supervises bool
	ShownIn    string // the language in which the notice's last word has been on the screen; "": in none
}

// Papers returns what the service has shown.
func (d *Desk) Papers() Papers {
	p := &d.papers
	out := Papers{p.dossier, p.draft, p.known, p.asking, p.problem, d.session.credential.Role == string(access.Supervisor), ""}
	if p.shown.digest == p.dossier.Notice.Digest() {
		out.ShownIn = p.shown.language
	}
	return out
}

// FollowPapers asks for the papers, and again after each change, until it is called with false, which forgets them.
func (d *Desk) FollowPapers(on bool) {
	d.papers = papers{follow: on}
	d.change.Session = true
	if on {
		d.askPapers()
	}
}

func (d *Desk) askPapers() {
	if !d.papers.follow || !d.ready() {
		return
	}
	d.ask(wire.TypeDossierAsk, nil, func(d *Desk, f wire.Frame, err error) {
		d.papers.asking, d.change.Session = false, true
		if err == nil {
			err = d.takePapers(f)
		}
		if err != nil {
			d.papers.problem = err
		}
	})
	d.papers.asking = true
}

func (d *Desk) takePapers(f wire.Frame) error {
	const op = "console.takePapers"
	told, ok := data[wire.Dossier](f)
	if !ok {
		return fault.New(fault.Invalid, op)
	}
	dossier, err := biometric.ParseDossier(told.Dossier)
	if err != nil {
		return err
	}
	dossier.Controller = d.options.Authority // not what the service says
	d.papers.dossier, d.papers.draft, d.papers.known = dossier, nil, true
	if len(told.Draft) > 0 {
		draft, err := biometric.ParseAssessment(told.Draft)
		if err != nil {
			return err
		}
		d.papers.draft = &draft
	}
	return nil
}

// NoticeShown notes that the last word of the notice of this digest has been on the screen, in a language. It holds while the page is open.
func (d *Desk) NoticeShown(shown biometric.Digest, language string) {
	if n := d.papers.dossier.Notice; n.Version != "" && shown == n.Digest() {
		d.papers.shown, d.change.Session = shownNotice{shown, language}, true
	}
}

// ReadNotice says that the person has read the notice of this digest to its end: one whose end they were not shown, in this language, nobody has
// read (L6). When another is in force by now, the service says so.
func (d *Desk) ReadNotice(shown biometric.Digest, language string) {
	if (shownNotice{shown, language}) != d.papers.shown || shown == "" {
		d.papers.problem = fault.New(fault.Invalid, "console.ReadNotice", fault.Key("fault.notice.not_read"))
		d.change.Session = true
		return
	}
	d.aboutPapers(wire.TypeNoticeRead, wire.NoticeRead{Notice: string(shown), Language: language, ToTheEnd: true})
}

// WithdrawFinger asks for the erasure of every template of the person. No reason is asked.
func (d *Desk) WithdrawFinger() { d.aboutPapers(wire.TypeWithdraw, wire.FingerCode{}) }

// PutDraft keeps the draft of the next assessment.
func (d *Desk) PutDraft(a biometric.Assessment) {
	a.Signature = nil
	raw, err := json.Marshal(a)
	if err != nil {
		d.papers.problem = fault.Wrap("console.PutDraft", err)
		return
	}
	d.aboutPapers(wire.TypeAssessment, wire.Assessment{Assessment: raw})
}

// SuspendFingers stops the biometric login on every console (L18).
func (d *Desk) SuspendFingers(reason biometric.SuspensionReason) {
	d.aboutPapers(wire.TypeSuspend, wire.Suspend{Reason: string(reason)})
}

// ResumeFingers lifts the suspension, through every condition again.
func (d *Desk) ResumeFingers() { d.aboutPapers(wire.TypeUnsuspend, nil) }

// RiskChanged says that a risk is no longer the one that was judged: the assessment is open again.
func (d *Desk) RiskChanged() { d.aboutPapers(wire.TypeRisk, nil) }

// aboutPapers asks for something, and for the papers after it.
func (d *Desk) aboutPapers(t wire.Type, request any) {
	d.change.Session = true
	if !d.ready() {
		d.papers.problem = fault.New(fault.Unavailable, "console.aboutPapers", fault.Key("signin.problem.offline"))
		return
	}
	d.papers.problem, d.papers.asking = nil, true
	d.ask(t, request, func(d *Desk, _ wire.Frame, err error) {
		d.papers.asking, d.papers.problem, d.change.Session = false, err, true
		d.askPapers()
	})
}
