package wire

import (
	"reflect"
	"slices"

	"vigie.example/internal/biometric"
)

// Frames of the biometric login, on /v1/console (L1-L19). A console is told how it stands after the sign-in and whenever it changes: a
// suspension reaches every console at once, those that wait for a sign-in as well. What processes a fingerprint there wants a dossier besides, and passes the gate on it.
const (
	TypeBiometric  Type = "biometric"         // service: how it stands, and this person's own templates; before a sign-in, whether it is open (Biometric)
	TypeDossierAsk Type = "dossier_ask"       // console: no data, answered by dossier
	TypeDossier    Type = "dossier"           // service: what the gate looks at, for this person, at this moment (Dossier)
	TypeNoticeRead Type = "notice_read"       // console: NoticeRead, answered by ok; "taken" when another notice is in force
	TypeFinger     Type = "finger_enrolled"   // console: Finger on a security key, answered by ok; "denied" when the gate refuses it
	TypeWithdraw   Type = "finger_withdraw"   // console: FingerCode, answered by ok; an empty code: every template
	TypeGone       Type = "finger_erased"     // console: FingerCode, answered by ok: it was erased, and looked for afterwards
	TypeStock      Type = "reader_stock"      // console: Stock, answered by reader_stocked: what its reader holds; what was due and is not there is gone
	TypeStocked    Type = "reader_stocked"    // service: Stocked: what of it is to be erased
	TypeWiped      Type = "reader_wiped"      // console: Wiped, answered by ok: every template and the reader's own key are gone
	TypeAssessment Type = "assessment_put"    // console of a supervisor: Assessment, answered by ok
	TypeRisk       Type = "risk_changed"      // console of a supervisor: no data, answered by ok: the assessment is open again
	TypeSuspend    Type = "biometric_suspend" // console of a supervisor: Suspend, answered by ok
	TypeUnsuspend  Type = "biometric_resume"  // console of a supervisor: no data, answered by ok; "denied" while the gate is shut
)

// Biometric is how the biometric login stands, for one person.
type Biometric struct {
	Suspended    bool           `json:"suspended,omitempty"`
	Reason       string         `json:"reason,omitempty"` // of the suspension: a code
	Ways         []BiometricWay `json:"ways"`
	Notice       string         `json:"notice,omitempty"`       // digest of the notice in force
	Acknowledged bool           `json:"acknowledged,omitempty"` // this person has read it
	Templates    []Finger       `json:"templates,omitempty"`    // that this person has; without their keys
	Due          []Finger       `json:"due,omitempty"`          // that this person has on a key, and no longer wants: only who has the key can erase them
	Erase        []string       `json:"erase,omitempty"`        // pseudonyms whose template is to be erased by whichever console has it
	Wipe         []string       `json:"wipe,omitempty"`         // readers that were removed and are to be wiped by the console that has them
	Time         Millis         `json:"time"`
}

// Open reports whether any method is open.
func (b Biometric) Open() bool {
	return slices.ContainsFunc(b.Ways, func(w BiometricWay) bool { return len(w.Obstacles) == 0 })
}

// Allows reports whether a method is open.
func (b Biometric) Allows(method string) bool {
	return slices.ContainsFunc(b.Ways, func(w BiometricWay) bool { return w.Method == method && len(w.Obstacles) == 0 })
}

// BiometricWay is a method, and what is in its way. No obstacle: it is open to who has read the notice.
type BiometricWay struct {
	Method    string     `json:"method"` // "key", "reader"
	Obstacles []Obstacle `json:"obstacles,omitempty"`
}

// Obstacle is a code of package biometric, with what it is about.
type Obstacle struct {
	Code   string `json:"code"`
	Detail string `json:"detail,omitempty"`
}

// Dossier is a biometric.Dossier as JSON. The console believes the signature of the assessment by the authority that it trusts itself, and
// nothing for longer than a permission lasts.
type Dossier struct {
	Dossier []byte `json:"dossier"`
	Draft   []byte `json:"draft,omitempty"` // of the next assessment, as JSON, for who may write it
}

// NoticeRead says that the person has read the notice to its end, in a language.
type NoticeRead struct {
	Notice   string `json:"notice"` // its digest, as the console made it from the text that it showed
	Language string `json:"language"`
	ToTheEnd bool   `json:"to_the_end"`
}

// Finger is a template: where it is, by its pseudonym. Public is what its matches are signed with, of a workstation's reader.
type Finger struct {
	Code   string `json:"code"`
	Method string `json:"method"` // "key", "reader"
	Reader string `json:"reader,omitempty"`
	Public []byte `json:"public,omitempty"`
	Since  Millis `json:"since,omitempty"` // when it was enrolled; the service says it
}

// FingerProof says that the finger of a template was there: the signature, by the key that was made with the template, of its pseudonym and
// the shift challenge (seal.MatchTranscript).
type FingerProof struct {
	Code string `json:"code"`
	Sig  []byte `json:"sig"`
}

// NewFinger is a template that was made on a workstation's reader, as a means: EnrolMeans brings it. Sig is what its first match signed: the
// pseudonym and the enrolment's challenge (seal.MatchTranscript), by the key that was made with it.
type NewFinger struct {
	Code   string `json:"code"`
	Reader string `json:"reader"`
	Public []byte `json:"public"`
	Sig    []byte `json:"sig"`
}

// Stock is what a reader holds, by pseudonym; Key is the digest of its own key, as in the inventory.
type Stock struct {
	Reader string   `json:"reader"`
	Key    string   `json:"key"`
	Codes  []string `json:"codes,omitempty"`
}

// Stocked names what of a stock is to be erased: what is due, and what nobody has enrolled.
type Stocked struct {
	Erase []string `json:"erase,omitempty"`
}

// Wiped is the receipt of a reader that was removed.
type Wiped struct {
	Reader string `json:"reader"`
	Key    string `json:"key"`
}

// FingerCode names a template.
type FingerCode struct {
	Code string `json:"code,omitempty"`
}

// Assessment is a biometric.Assessment as JSON, complete or not.
type Assessment struct {
	Assessment []byte `json:"assessment"`
}

// Suspend gives the reason, by its code.
type Suspend struct {
	Reason string `json:"reason"` // "incident", "failing", "reviewing", "ordered"
}

// Bounds of what is said of readers at once: the rest is said next time.
const (
	MaxStock = 512 // templates of one reader
	MaxWipes = 512 // readers
)

const (
	maxErasures     = 4_096
	maxTemplates    = 64
	maxObstacles    = 512
	maxDossierBytes = 4 * biometric.MaxDocumentBytes
)

var biometricSpecs = []Spec{
	{TypeBiometric, reflect.TypeFor[Biometric](), Service, Console, ""},
	{TypeDossierAsk, nil, Console, Service, TypeDossier},
	{TypeDossier, reflect.TypeFor[Dossier](), Service, Console, ""},
	{TypeNoticeRead, reflect.TypeFor[NoticeRead](), Console, Service, TypeOK},
	{TypeFinger, reflect.TypeFor[Finger](), Console, Service, TypeOK},
	{TypeStock, reflect.TypeFor[Stock](), Console, Service, TypeStocked},
	{TypeStocked, reflect.TypeFor[Stocked](), Service, Console, ""},
	{TypeWiped, reflect.TypeFor[Wiped](), Console, Service, TypeOK},
	{TypeWithdraw, reflect.TypeFor[FingerCode](), Console, Service, TypeOK},
	{TypeGone, reflect.TypeFor[FingerCode](), Console, Service, TypeOK},
	{TypeAssessment, reflect.TypeFor[Assessment](), Console, Service, TypeOK},
	{TypeRisk, nil, Console, Service, TypeOK},
	{TypeSuspend, reflect.TypeFor[Suspend](), Console, Service, TypeOK},
	{TypeUnsuspend, nil, Console, Service, TypeOK},
}

func (b Biometric) check() bool {
	return len(b.Ways) <= maxWays && len(b.Templates) <= maxTemplates && len(b.Due) <= maxTemplates && len(b.Erase) <= maxErasures && b.Time >= 0 &&
		(b.Notice == "" || biometric.Digest(b.Notice).Valid()) &&
		!slices.ContainsFunc(b.Ways, func(w BiometricWay) bool { return !code(w.Method) || len(w.Obstacles) > maxObstacles }) &&
		!slices.ContainsFunc(slices.Concat(b.Templates, b.Due), func(f Finger) bool { return !f.check() }) &&
		pseudonyms(b.Erase) && len(b.Wipe) <= MaxWipes && !slices.ContainsFunc(b.Wipe, func(r string) bool { return !biometric.ReaderCode(r).Valid() })
}

func (d Dossier) check() bool {
	return len(d.Dossier) > 0 && len(d.Dossier) <= maxDossierBytes && len(d.Draft) <= biometric.MaxDocumentBytes
}

func (n NoticeRead) check() bool { return biometric.Digest(n.Notice).Valid() && code(n.Language) }

func (f Finger) check() bool {
	return biometric.Code(f.Code).Valid() && biometric.Method(f.Method).Valid() && (f.Reader == "" || code(f.Reader)) &&
		(len(f.Public) == 0 || len(f.Public) == publicKeyBytes) && f.Since >= 0
}

func (f FingerProof) check() bool {
	return biometric.Code(f.Code).Valid() && len(f.Sig) == signatureBytes
}

func (f NewFinger) check() bool {
	return biometric.Code(f.Code).Valid() && biometric.ReaderCode(f.Reader).Valid() && len(f.Public) == publicKeyBytes && len(f.Sig) == signatureBytes
}

func (s Stock) check() bool {
	return biometric.ReaderCode(s.Reader).Valid() && biometric.Digest(s.Key).Valid() && len(s.Codes) <= MaxStock && pseudonyms(s.Codes)
}

func (s Stocked) check() bool { return len(s.Erase) <= MaxStock && pseudonyms(s.Erase) }

func (w Wiped) check() bool {
	return biometric.ReaderCode(w.Reader).Valid() && biometric.Digest(w.Key).Valid()
}

// pseudonyms reports whether each is one.
func pseudonyms(codes []string) bool {
	return !slices.ContainsFunc(codes, func(c string) bool { return !biometric.Code(c).Valid() })
}

func (f FingerCode) check() bool { return f.Code == "" || biometric.Code(f.Code).Valid() }

func (a Assessment) check() bool {
	return len(a.Assessment) > 0 && len(a.Assessment) <= biometric.MaxDocumentBytes
}

func (s Suspend) check() bool { return code(s.Reason) }
