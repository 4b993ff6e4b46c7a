package backend

import (
	"sync"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
)

// paper is one of the few records that are about the processing and not about anybody. Each is a cell of its own; one field is set.
type paper struct {
	Assessment *biometric.Assessment `json:"assessment,omitempty"`
	Notice     *biometric.Notice     `json:"notice,omitempty"`
	Matters    *matters              `json:"matters,omitempty"`
}

// The papers.
const (
	assessmentPaper = "assessment" // signed; each that was is kept as "assessment-DIGEST", too
	draftPaper      = "draft"      // of the next assessment
	noticePaper     = "notice"     // in force; each that people were told of is kept as "notice-DIGEST", too
	mattersPaper    = "matters"
)

// matters are the short records.
type matters struct {
	Register   biometric.Facts                `json:"register"`
	Start      time.Time                      `json:"start"`
	Announced  map[biometric.Digest]time.Time `json:"announced,omitempty"` // every notice that people were told of
	Changed    biometric.Change               `json:"changed"`
	Suspension biometric.Suspension           `json:"suspension"`
}

// finger is what is kept of one person: codes, digests and times; no template, no capture, nothing of the finger (L9).
type finger struct {
	Acknowledgements []biometric.Acknowledgement `json:"acknowledgements,omitempty"`
	Void             int                         `json:"void,omitempty"` // how many of them were before the person withdrew from all of it
	Enrolled         []enrolled                  `json:"enrolled,omitempty"`
}

// enrolled is a template that is, or was, on a key or a workstation.
type enrolled struct {
	biometric.Enrolment
	Public  []byte             `json:"public,omitempty"` // of OnReader: what a match is signed with
	Erasure *biometric.Erasure `json:"erasure,omitempty"`
}

// mostHeld bounds the templates of one person that are not known to be gone; mostEnrolled all that is kept of them, receipts included: who gives up
// an enrolment leaves one.
const (
	mostHeld     = 40
	mostEnrolled = 400
)

// acknowledged returns the person's word that counts; the zero value if there is none, or they have withdrawn since.
func (f finger) acknowledged() biometric.Acknowledgement {
	if n := len(f.Acknowledgements); n > f.Void {
		return f.Acknowledgements[n-1]
	}
	return biometric.Acknowledgement{}
}

// room reports whether another template may be kept of the person.
func (f finger) room() bool {
	held := 0
	for _, e := range f.Enrolled {
		if e.Erasure == nil || !e.Erasure.Done() {
			held++
		}
	}
	return held < mostHeld && len(f.Enrolled) < mostEnrolled
}

// Groups of cells on the disk.
const (
	biometricGroup = "biometric"
	fingerGroup    = "finger"
	readerGroup    = "reader"
)

// fingerprints keeps the records of the biometric login.
type fingerprints struct {
	papers  *kept[string, paper]
	people  *kept[access.ActorCode, finger]
	readers *kept[biometric.ReaderCode, biometric.Reader]

	mu       sync.Mutex
	watchers map[*func()]struct{}
}

func newFingerprints(disk Cells) *fingerprints {
	f := &fingerprints{watchers: make(map[*func()]struct{})}
	f.papers = newKept[string, paper](disk, biometricGroup, func(string) { f.tell() })
	f.people = newKept[access.ActorCode, finger](disk, fingerGroup, func(access.ActorCode) { f.tell() })
	f.readers = newKept[biometric.ReaderCode, biometric.Reader](disk, readerGroup, func(biometric.ReaderCode) { f.tell() })
	return f
}

// deliver takes a cell of one of the groups in; false for a cell of another.
func (f *fingerprints) deliver(cell Cell) bool {
	switch groupOf(cell.Name) {
	case biometricGroup:
		f.papers.deliver(cell)
	case fingerGroup:
		f.people.deliver(cell)
	case readerGroup:
		f.readers.deliver(cell)
	default:
		return false
	}
	return true
}

// watch calls f, which must not block, after any change: that is how a suspension reaches every console at once (L18).
func (f *fingerprints) watch(changed func()) (stop func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	key := &changed
	f.watchers[key] = struct{}{}
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.watchers, key)
	}
}

func (f *fingerprints) tell() {
	f.mu.Lock()
	var calls []func()
	for w := range f.watchers {
		calls = append(calls, *w)
	}
	f.mu.Unlock()
	for _, call := range calls {
		call()
	}
}

// assessment returns the one that was signed last; while there is none, the draft, so that the gate can say what it lacks.
func (f *fingerprints) assessment() biometric.Assessment {
	if p, _ := f.papers.get(assessmentPaper); p.Assessment != nil {
		return *p.Assessment
	}
	return f.draft()
}

func (f *fingerprints) draft() biometric.Assessment {
	if p, _ := f.papers.get(draftPaper); p.Assessment != nil {
		return *p.Assessment
	}
	return biometric.Assessment{}
}

func (f *fingerprints) notice() biometric.Notice {
	if p, _ := f.papers.get(noticePaper); p.Notice != nil {
		return *p.Notice
	}
	return biometric.Notice{}
}

func (f *fingerprints) matters() matters {
	if p, _ := f.papers.get(mattersPaper); p.Matters != nil {
		return *p.Matters
	}
	return matters{}
}

func (f *fingerprints) inventory() []biometric.Reader {
	var out []biometric.Reader
	for _, code := range f.readers.keys() {
		if r, ok := f.readers.get(code); ok {
			out = append(out, r)
		}
	}
	return out
}

// find returns who has a template, and the template.
func (f *fingerprints) find(code biometric.Code) (access.ActorCode, enrolled, bool) {
	for _, person := range f.people.keys() {
		of, _ := f.people.get(person)
		for _, e := range of.Enrolled {
			if e.Code == code {
				return person, e, true
			}
		}
	}
	return "", enrolled{}, false
}

// each calls visit for every template that there is or was.
func (f *fingerprints) each(visit func(access.ActorCode, enrolled)) {
	for _, person := range f.people.keys() {
		of, _ := f.people.get(person)
		for _, e := range of.Enrolled {
			visit(person, e)
		}
	}
}

// latest is when anything was last written.
func (f *fingerprints) latest() time.Time {
	m := f.matters()
	var out time.Time
	see := func(times ...time.Time) {
		for _, t := range times {
			if t.After(out) {
				out = t
			}
		}
	}
	see(m.Suspension.At, m.Changed.At)
	for _, t := range m.Announced {
		see(t)
	}
	for _, r := range f.inventory() {
		see(r.Added, r.Removed, r.Wiped)
	}
	for _, person := range f.people.keys() {
		of, _ := f.people.get(person)
		for _, a := range of.Acknowledgements {
			see(a.At)
		}
	}
	f.each(func(_ access.ActorCode, e enrolled) {
		see(e.At)
		if e.Erasure != nil {
			see(e.Erasure.Due, e.Erasure.At)
		}
	})
	return out
}

// dossier returns what the gate looks at for a person, as it stands now.
func (s *Service) dossier(person access.ActorCode) biometric.Dossier {
	f, m := s.fingers, s.fingers.matters()
	notice := f.notice()
	d := biometric.Dossier{
		Seen: s.Now(), Controller: s.Authority(), Assessment: f.assessment(), Changed: m.Changed, Notice: notice,
		Announced: m.Announced[notice.Digest()], Register: m.Register, Configuration: s.cfg.Fingerprints, Start: m.Start,
		Suspension: m.Suspension, Readers: f.inventory(), Latest: f.latest(),
	}
	of, _ := f.people.get(person)
	d.Acknowledged = of.acknowledged()
	return d
}

// history returns the book of the processing.
func (s *Service) history() biometric.Book {
	f, m := s.fingers, s.fingers.matters()
	b := biometric.Book{Start: m.Start, Announced: m.Announced, Leavers: make(map[access.ActorCode]time.Time)}
	for _, person := range f.people.keys() {
		of, _ := f.people.get(person)
		b.Acknowledgements = append(b.Acknowledgements, of.Acknowledgements...)
		if account, known := s.accounts.Get(person); known && account.Revoked != 0 {
			b.Leavers[person] = account.Revoked.Time()
		}
	}
	f.each(func(_ access.ActorCode, e enrolled) {
		b.Enrolments = append(b.Enrolments, e.Enrolment)
		if e.Erasure != nil {
			b.Erasures = append(b.Erasures, *e.Erasure)
		}
	})
	return b
}
