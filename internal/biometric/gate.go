package biometric

import (
	"slices"
	"time"

	"vigie.example/internal/access"
)

// Request is what somebody asks to do: process a person's fingerprint by a method, on a reader of the inventory for OnReader.
type Request struct {
	Person access.ActorCode
	Method Method
	Reader ReaderCode
}

// Dossier is everything that the gate looks at, as the service has it. The zero value, which is what ships, permits nothing.
type Dossier struct {
	Seen          time.Time // when the service vouched for all of this
	Controller    []byte    // public key under which assessments are signed
	Assessment    Assessment
	Changed       Change // of a risk, since the assessment (art. 35(11))
	Notice        Notice
	Announced     time.Time // when people were told of it (L5); the zero time: not yet
	Register      Facts     // of the register of processing
	Configuration Facts     // of the service as it runs
	Start         time.Time // of the processing, as announced; the zero time: never
	Suspension    Suspension
	Readers       []Reader
	Acknowledged  Acknowledgement // the person's latest
	Latest        time.Time       // of any record: a time before it is a clock turned back
}

// Change is a report that a risk is no longer the one that was judged. It re-opens the assessment of that version and all before it:
// only a later one clears it (art. 35(11)).
type Change struct {
	Version string           `json:"version"`
	By      access.ActorCode `json:"by"`
	At      time.Time        `json:"at"`
}

// Obstacle is a reason for which nothing is permitted.
type Obstacle struct {
	Code   ObstacleCode
	Detail string // a field, an item; empty where the code says it all
}

// ObstacleCode names a reason.
type ObstacleCode string

// Never renumber or re-use: obstacles are on the wire and have texts.
const (
	NoAssessment     ObstacleCode = "assessment.none"
	Incomplete       ObstacleCode = "assessment.incomplete"
	NotPassed        ObstacleCode = "assessment.not_passed"
	Unsigned         ObstacleCode = "assessment.unsigned"
	NotYetValid      ObstacleCode = "assessment.early"
	Outdated         ObstacleCode = "assessment.expired"
	OtherMethod      ObstacleCode = "assessment.method" // re-opened: the method was not judged
	OtherModel       ObstacleCode = "assessment.model"  // re-opened: the reader's model was not judged
	OtherNotice      ObstacleCode = "assessment.notice" // re-opened: judged with another notice
	RiskChanged      ObstacleCode = "assessment.risk"   // re-opened: a risk has changed since
	NoNotice         ObstacleCode = "notice.none"
	NoticeIncomplete ObstacleCode = "notice.incomplete"
	NotAnnounced     ObstacleCode = "notice.not_announced"
	UnlikeRegister   ObstacleCode = "notice.register"
	UnlikeSetting    ObstacleCode = "notice.configuration"
	NotRead          ObstacleCode = "acknowledgement.none"
	ReadAnother      ObstacleCode = "acknowledgement.old"
	NotStarted       ObstacleCode = "start"
	Suspended        ObstacleCode = "suspended"
	NoReader         ObstacleCode = "reader.unknown"
	UnfitReader      ObstacleCode = "reader.unfit"
	TurnedBack       ObstacleCode = "clock"
	Stale            ObstacleCode = "offline"
	NoPerson         ObstacleCode = "request"
)

var ofEverybody = []ObstacleCode{
	NoAssessment, Incomplete, NotPassed, Unsigned, NotYetValid, Outdated, OtherMethod, OtherNotice, RiskChanged, NoNotice, NoticeIncomplete,
	NotAnnounced, UnlikeRegister, UnlikeSetting, NotStarted, Suspended, TurnedBack, Stale,
}

var ofOne = []ObstacleCode{NotRead, ReadAnother, OtherModel, NoReader, UnfitReader, NoPerson}

// ObstacleCodes returns every code, in a fixed order.
func ObstacleCodes() []ObstacleCode { return slices.Concat(ofEverybody, ofOne) }

// OfEverybody reports whether the obstacle is in everybody's way: those that Standing returns.
func (c ObstacleCode) OfEverybody() bool { return slices.Contains(ofEverybody, c) }

// Lease is how long a permission lasts at most: what has changed since is not overlooked longer than that (L18).
const Lease = 2 * time.Minute

// Permit answers whether the request may be done now. The permission is good for nothing unless there are no obstacles; they
// come in the order in which somebody would clear them.
func (d Dossier) Permit(r Request, now time.Time) (Permission, []Obstacle) {
	obstacles := slices.Concat(d.Standing(r.Method, now), d.personal(r), d.reader(r))
	if !r.Person.Valid() || !r.Method.Valid() {
		obstacles = append(obstacles, Obstacle{Code: NoPerson})
	}
	if len(obstacles) > 0 {
		return Permission{}, obstacles
	}
	_, until := d.Assessment.Valid()
	if lease := d.Seen.Add(Lease); lease.Before(until) {
		until = lease
	}
	return Permission{grant: &grant{request: r, assessment: d.Assessment.Digest(), notice: d.Notice.Digest(), from: now, until: until}}, nil
}

// Standing lists what keeps anybody at all from the method: what has to do with the service and with nobody in particular.
func (d Dossier) Standing(m Method, now time.Time) []Obstacle {
	out := slices.Concat(d.judged(m, now), d.told(now))
	if d.Start.IsZero() || now.Before(d.Start) {
		out = append(out, Obstacle{Code: NotStarted})
	}
	if d.Suspension.Active {
		out = append(out, Obstacle{Suspended, string(d.Suspension.Reason)})
	}
	switch {
	case now.Before(d.Latest) || now.Before(d.Seen):
		out = append(out, Obstacle{Code: TurnedBack})
	case d.Seen.IsZero() || !now.Before(d.Seen.Add(Lease)):
		out = append(out, Obstacle{Code: Stale})
	}
	return out
}

// judged looks at the assessment (L16, L17).
func (d Dossier) judged(m Method, now time.Time) []Obstacle {
	a := d.Assessment
	if !a.Begun() {
		return []Obstacle{{Code: NoAssessment}}
	}
	var out []Obstacle
	for _, g := range a.Gaps() {
		out = append(out, Obstacle{Incomplete, g.Field})
	}
	for _, code := range a.Stray() {
		out = append(out, Obstacle{Incomplete, code})
	}
	from, until := a.Valid()
	for _, c := range []struct {
		code   ObstacleCode
		stands bool
	}{
		{NotPassed, a.Passed()},
		{Unsigned, version(a.Version) && a.SignedBy(d.Controller)},
		{NotYetValid, !from.IsZero() && !now.Before(from)},
		{Outdated, now.Before(until)},
		{OtherMethod, slices.Contains(answers(a.Answers).methods(), m)},
		{OtherNotice, a.Notice == d.Notice.Digest()},
		{RiskChanged, d.Changed.Version == "" || later(a.Version, d.Changed.Version)},
	} {
		if !c.stands {
			out = append(out, Obstacle{Code: c.code})
		}
	}
	return out
}

// told looks at the notice, and at whether it says what is done (L4, L5, L7).
func (d Dossier) told(now time.Time) []Obstacle {
	if d.Notice.Version == "" {
		return []Obstacle{{Code: NoNotice}}
	}
	var out []Obstacle
	for _, l := range d.Notice.Lacks() {
		out = append(out, Obstacle{NoticeIncomplete, l.Part})
	}
	if d.Announced.IsZero() || now.Before(d.Announced) || d.Start.Before(d.Announced) {
		out = append(out, Obstacle{Code: NotAnnounced})
	}
	for _, field := range d.Notice.Facts.differences(d.Register) {
		out = append(out, Obstacle{UnlikeRegister, field})
	}
	for _, field := range d.Notice.Facts.differences(d.Configuration) {
		out = append(out, Obstacle{UnlikeSetting, field})
	}
	in := answers(d.Assessment.Answers)
	if in["ground.article6"] != "" && (in["ground.article6"] != d.Notice.Facts.Basis || in["ground.article9"] != d.Notice.Facts.Ground) {
		out = append(out, Obstacle{UnlikeRegister, "assessment"})
	}
	return out
}

// personal looks at what the person has read (L6).
func (d Dossier) personal(r Request) []Obstacle {
	a := d.Acknowledged
	switch {
	case a.Person != r.Person || a.At.IsZero() || !a.ToTheEnd:
		return []Obstacle{{Code: NotRead}}
	case a.Notice != d.Notice.Digest() || a.At.Before(d.Announced):
		return []Obstacle{{Code: ReadAnother}}
	}
	return nil
}

// reader looks at the reader (L13, L14).
func (d Dossier) reader(r Request) []Obstacle {
	if r.Method != OnReader {
		return nil
	}
	i := slices.IndexFunc(d.Readers, func(x Reader) bool { return x.Code == r.Reader })
	switch {
	case i < 0:
		return []Obstacle{{Code: NoReader}}
	case !d.Readers[i].Fit():
		return []Obstacle{{Code: UnfitReader}}
	case d.Assessment.Begun() && !d.Assessment.Covers(OnReader, d.Readers[i].Model):
		return []Obstacle{{Code: OtherModel}}
	}
	return nil
}
