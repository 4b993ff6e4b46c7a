package fingers

import (
	"maps"
	"slices"
	"time"

	"vigie.example/internal/biometric"
	"vigie.example/internal/console"
	"vigie.example/internal/console/view"
)

// Model publishes the State of the page.
type Model struct {
	view.Publisher[State]
	console *console.Console
	open    bool // of the Desk's goroutine
}

var _ Intents = (*Model)(nil)

// New returns the model of a console.
func New(c *console.Console) *Model {
	m := &Model{console: c}
	c.Watch(func(d *console.Desk, change console.Change) {
		if change.Session {
			m.publish(d)
		}
	})
	return m
}

// Open implements Intents.
func (m *Model) Open() { m.turn(true) }

// Close implements Intents.
func (m *Model) Close() { m.turn(false) }

func (m *Model) turn(on bool) {
	m.console.Do(func(d *console.Desk) {
		m.open = on
		d.FollowPapers(on)
		if on {
			d.AskMeans("") // by which a key is known to be this person's
		} else {
			d.ForgetKey()
		}
		m.publish(d)
	})
}

// Read implements Intents.
func (m *Model) Read(shown biometric.Digest, language string) {
	m.console.Do(func(d *console.Desk) { d.ReadNotice(shown, language) })
}

// Shown implements Intents.
func (m *Model) Shown(end biometric.Digest, language string) {
	m.console.Do(func(d *console.Desk) { d.NoticeShown(end, language) })
}

// Withdraw implements Intents.
func (m *Model) Withdraw() { m.console.Do((*console.Desk).WithdrawFinger) }

// Supervise implements Intents.
func (m *Model) Supervise(s Supervision) {
	m.console.Do(func(d *console.Desk) {
		switch s.Do {
		case Save:
			save(d, s)
		case Suspend:
			d.SuspendFingers(s.Reason)
		case Resume:
			d.ResumeFingers()
		case RiskChanged:
			d.RiskChanged()
		}
	})
}

// save lays the changed answers over the draft, which is judged with the notice in force.
func save(d *console.Desk, s Supervision) {
	p := d.Papers()
	a := draftOf(p, d.Now())
	answers := maps.Clone(a.Answers)
	if answers == nil {
		answers = make(map[string]string)
	}
	maps.Copy(answers, s.Answers)
	maps.DeleteFunc(answers, func(_, answer string) bool { return answer == "" })
	d.PutDraft(biometric.Assessment{Version: s.Version, Notice: p.Dossier.Notice.Digest(), Answers: answers})
}

// draftOf returns the draft; where there is none, the assessment that counts under a new version, or an empty one.
func draftOf(p console.Papers, now time.Time) biometric.Assessment {
	if p.Draft != nil && p.Draft.Begun() {
		return *p.Draft
	}
	a := p.Dossier.Assessment
	a.Version, a.Signature = now.Format(time.DateOnly), nil
	return a
}

func (m *Model) publish(d *console.Desk) { m.Publish(project(d, m.open)) }

func project(d *console.Desk, open bool) State {
	session, p := d.Session(), d.Papers()
	if !open || session.Phase != console.SignedIn || session.Locked != "" {
		return State{}
	}
	told := d.Biometric()
	s := State{
		Phase: Ready, Asking: p.Asking, Suspended: told.Suspended, Acknowledged: told.Acknowledged, Templates: len(told.Templates),
		Supervises: p.Supervises, Key: keyOf(d, told.Acknowledged),
	}
	switch {
	case d.Connection().Phase != console.Online:
		s.Phase = Offline
	case !p.Known:
		s.Phase = Loading
	}
	if told.Suspended {
		s.Reason = view.T("finger_page.reason." + told.Reason)
	}
	for _, w := range told.Ways {
		way := Way{Title: view.T("finger_page.method." + w.Method), Open: len(w.Obstacles) == 0}
		if way.Open && biometric.Method(w.Method) == biometric.OnReader {
			way.Here = view.T("finger_page.reader.absent")
			if reader, here := d.Reader(); here && !reader.Wiped {
				way.Here = view.T("finger_page.reader.here")
			}
		}
		for _, o := range w.Obstacles {
			if text := view.T("finger_page.obstacle." + o.Code); !slices.Contains(way.Obstacles, text) {
				way.Obstacles = append(way.Obstacles, text)
			}
		}
		s.Ways = append(s.Ways, way)
	}
	if n := p.Dossier.Notice; n.Version != "" {
		s.HasNotice, s.Digest, s.ShownIn = true, n.Digest(), p.ShownIn
		s.Notice = map[string][]biometric.Passage{}
		for _, language := range biometric.Languages {
			s.Notice[language] = n.Read(language)
		}
	}
	switch {
	case p.Problem != nil:
		s.Problem, s.Hint = view.OfFault(p.Problem)
	case d.ErasingProblem() != nil:
		s.Problem = view.T("finger_page.reader.left")
	}
	if p.Supervises && p.Known {
		s.assess(p, d.Now())
	}
	return s
}

// assess fills in the supervisor's part.
func (s *State) assess(p console.Papers, now time.Time) {
	a := draftOf(p, now)
	s.Version, s.Answers, s.Gaps = a.Version, a.Answers, map[string]view.Text{}
	for _, g := range a.Gaps() {
		s.Gaps[g.Field] = view.T("finger_page.flaw." + string(g.Flaw))
	}
	for _, code := range biometric.Sections {
		section := Section{Code: code}
		for _, f := range biometric.Form() {
			if _, gap := s.Gaps[f.Code]; gap && f.Section == code {
				section.Left++
			}
		}
		s.Sections = append(s.Sections, section)
	}
	if signed := p.Dossier.Assessment; len(signed.Signature) > 0 && signed.SignedBy(p.Dossier.Controller) {
		_, until := signed.Valid()
		s.Signed = Signed{Version: signed.Version, Passed: signed.Passed(), Until: until.Format(time.DateOnly)}
	}
}
