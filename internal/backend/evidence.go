package backend

import (
	"context"
	"strings"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
	"vigie.example/internal/trace"
)

// Evidence is what a controller shows to whoever asks how fingerprints are processed (L19): records as they are, by codes and dates.
type Evidence struct {
	Made             time.Time                                 `json:"made"`
	Assessments      []biometric.Assessment                    `json:"assessments"` // that were signed
	Notices          []biometric.Notice                        `json:"notices"`     // that people were told of, and the one in force
	Announced        map[biometric.Digest]time.Time            `json:"announced"`
	Start            time.Time                                 `json:"start"`
	Register         biometric.Facts                           `json:"register"`
	Configuration    biometric.Facts                           `json:"configuration"`
	Changed          biometric.Change                          `json:"changed"`
	Suspension       biometric.Suspension                      `json:"suspension"`
	Standing         map[biometric.Method][]biometric.Obstacle `json:"standing"`
	Acknowledgements []biometric.Acknowledgement               `json:"acknowledgements"`
	Reconciliation   []biometric.Row                           `json:"reconciliation"`
	Disorders        []biometric.Disorder                      `json:"disorders"`
	Readers          []biometric.Reader                        `json:"readers"`
	Access           []Holder                                  `json:"access"`
	Rules            map[access.Action]map[access.Role]bool    `json:"rules"` // who may do what, by role
	Separation       []Separate                                `json:"separation"`
}

// Holder is an account of the access list, by its code.
type Holder struct {
	Actor   access.ActorCode `json:"actor"`
	Role    access.Role      `json:"role"`
	Unit    access.UnitCode  `json:"unit"`
	Until   time.Time        `json:"until"`
	Revoked time.Time        `json:"revoked"`
}

// Separate says of one store what it holds, under which key, and who reaches it (L9). It describes the program; a test of each is named.
type Separate struct {
	What  string `json:"what"`
	Where string `json:"where"`
	Key   string `json:"key"`
	Who   string `json:"who"`
	Test  string `json:"test"`
}

// separation is how this program keeps apart what must not meet.
var separation = []Separate{
	{"capture", "memory of the helper process, until the scan is compared", "none: it never leaves the process", "nobody", "TestL8_NothingOfACaptureIsLeft"},
	{"template of a security key", "the key that the person carries", "the key's own", "the person", "by the maker of the key"},
	{"template of a workstation's reader", "a folder of the workstation, under a pseudonym", "a secret that the person holds, then the reader's own key", "the helper, for one claimed person", "TestL9_ATemplateOpensForItsPersonReaderAndPseudonymAlone"},
	{"pseudonym and person", "administrative records of the service", "the service's store", "the service; supervisors and administrators by this pack", "TestL9_RecordsHoldNothingOfAFinger"},
	{"identity", "the account", "the service's store", "the service", "TestL9_RecordsHoldNothingOfAFinger"},
}

// Evidence returns the evidence pack's content.
func (s *Service) Evidence(ctx context.Context, actor access.Actor) (e Evidence, err error) {
	err = s.guarded(ctx, actor, access.ExportEvidence, access.Whole(), trace.Whole(), func() error {
		e = s.evidence()
		return nil
	})
	return e, err
}

func (s *Service) evidence() Evidence {
	d, b := s.dossier(""), s.history()
	e := Evidence{
		Made: s.moment(), Announced: s.fingers.matters().Announced, Start: d.Start, Register: d.Register, Configuration: d.Configuration,
		Changed: d.Changed, Suspension: d.Suspension, Standing: make(map[biometric.Method][]biometric.Obstacle),
		Acknowledgements: b.Acknowledgements, Reconciliation: b.Reconcile(), Disorders: b.Disorders(), Readers: d.Readers, Separation: separation,
		Rules: make(map[access.Action]map[access.Role]bool),
	}
	for _, m := range biometric.Methods() {
		e.Standing[m] = d.Standing(m, s.Now())
	}
	for _, key := range s.fingers.papers.keys() {
		p, _ := s.fingers.papers.get(key)
		if key == draftPaper || p.Assessment != nil && key != assessmentPaper && p.Assessment.Digest() == d.Assessment.Digest() || p.Notice != nil && key != noticePaper && p.Notice.Digest() == d.Notice.Digest() {
			continue // a draft is no evidence; the others are there as the present ones
		}
		if p.Assessment != nil {
			e.Assessments = append(e.Assessments, *p.Assessment)
		}
		if p.Notice != nil {
			e.Notices = append(e.Notices, *p.Notice)
		}
	}
	for _, a := range s.accounts.List() {
		h := Holder{Actor: a.Actor, Role: a.Role, Unit: a.Unit, Until: a.Credential.NotAfter.Time()}
		if a.Revoked != 0 {
			h.Revoked = a.Revoked.Time()
		}
		e.Access = append(e.Access, h)
	}
	for _, action := range access.Actions() {
		if !about(action) {
			continue
		}
		e.Rules[action] = make(map[access.Role]bool)
		for _, role := range access.Roles() {
			who := access.Actor{Kind: access.Staff, Code: "x1", Role: role, Unit: access.NationalUnit, Authorised: true, Trained: true}
			e.Rules[action][role] = access.Decide(who, action, access.Own(who)).Allowed
		}
	}
	return e
}

// about reports whether an action has to do with fingerprints.
func about(a access.Action) bool {
	return strings.HasPrefix(string(a), "biometric.") || strings.HasPrefix(string(a), "reader.") || a == access.ExportEvidence
}
