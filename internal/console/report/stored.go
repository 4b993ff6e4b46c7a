package report

import (
	"encoding/json"
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
	rules "vigie.example/internal/report"
)

// stored is a draft in the vault. Never change the meaning of a field: add one, and raise the version.
type stored struct {
	Version     int             `json:"v"`
	Head        storedHead      `json:"head"`
	Persons     []storedPerson  `json:"persons,omitempty"`
	Elements    []storedElement `json:"elements,omitempty"`
	LastElement int             `json:"last_element"`
	LastPerson  int             `json:"last_person"`
	Package     *storedPackage  `json:"package,omitempty"`
}

type storedHead struct {
	Target     string `json:"target,omitempty"`
	Offence    string `json:"offence,omitempty"`
	NoCategory bool   `json:"no_category,omitempty"`
	Purpose    string `json:"purpose,omitempty"`
	Recipient  string `json:"recipient,omitempty"`
	Informed   bool   `json:"informed,omitempty"`
	Danger     string `json:"danger,omitempty"`
	Read       []byte `json:"read,omitempty"`
}

type storedPerson struct {
	ID        string `json:"id"`
	Role      string `json:"role"`
	Majority  string `json:"majority,omitempty"`
	Necessity string `json:"necessity,omitempty"`
}

type storedElement struct {
	ID        string                   `json:"id"`
	Field     string                   `json:"field"`
	Value     string                   `json:"value,omitempty"`
	Person    string                   `json:"person,omitempty"`
	Sources   []conversation.MessageID `json:"sources,omitempty"`
	Included  bool                     `json:"included,omitempty"`
	Necessity string                   `json:"necessity,omitempty"`
	Declared  string                   `json:"declared,omitempty"`
	Absolute  string                   `json:"absolute,omitempty"`
	Way       string                   `json:"way,omitempty"`
	Spans     [][2]int                 `json:"spans,omitempty"`
	To        string                   `json:"to,omitempty"`
}

// storedPackage is a package that may have left: it is kept before the first try.
type storedPackage struct {
	Name     string                `json:"name"`
	Target   string                `json:"target"`
	Digest   []byte                `json:"digest"`
	Sealed   []byte                `json:"sealed"`
	Lines    []rules.ElementID     `json:"lines"`
	Position conversation.Position `json:"position"`
	Phase    Phase                 `json:"phase"`
	Receipt  string                `json:"receipt,omitempty"`
	Received int64                 `json:"received,omitempty"` // milliseconds since 1970
}

const storedVersion = 1

// encode returns a draft as it is kept; nil for an empty one.
func (d *draft) encode() []byte {
	if d.empty() {
		return nil
	}
	parts := d.report.Parts()
	h := parts.Head
	s := stored{
		Version: storedVersion, LastElement: parts.LastElement, LastPerson: parts.LastPerson,
		Head: storedHead{
			string(h.Target), string(h.Offence), h.NoCategory, string(h.Purpose), string(h.Recipient), h.Informed, h.Danger, h.Read[:],
		},
	}
	for _, p := range parts.Persons {
		s.Persons = append(s.Persons, storedPerson{string(p.ID), string(p.Role), string(p.Majority), p.Necessity})
	}
	for _, e := range parts.Elements {
		out := storedElement{
			ID: string(e.ID), Field: string(e.Field), Value: e.Value, Person: string(e.Person), Sources: e.Sources, Included: e.Included,
			Necessity: e.Necessity, Declared: string(e.Declared), Absolute: e.Absolute, Way: string(e.Reduction.Way), To: e.Reduction.To,
		}
		for _, span := range e.Reduction.Spans {
			out.Spans = append(out.Spans, [2]int{span.Begin, span.End})
		}
		s.Elements = append(s.Elements, out)
	}
	if p := d.sending.parcel; p.Name != "" {
		s.Package = &storedPackage{
			Name: p.Name, Target: string(p.Target), Digest: p.Digest[:], Sealed: p.Sealed, Lines: d.sending.lines, Position: d.sending.position,
			Phase: d.sending.phase, Receipt: d.sending.receipt, Received: d.sending.received.UnixMilli(),
		}
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return nil // nothing in it can fail
	}
	return raw
}

// decode reads what encode returned. The fault is Invalid.
func decode(raw []byte) (*draft, error) {
	const op = "report.decode"
	invalid := fault.New(fault.Invalid, op)
	var s stored
	if json.Unmarshal(raw, &s) != nil || s.Version != storedVersion {
		return nil, invalid
	}
	h := s.Head
	parts := rules.Parts{LastElement: s.LastElement, LastPerson: s.LastPerson, Head: rules.Head{
		Target: doctrine.TargetCode(h.Target), Offence: doctrine.OffenceCode(h.Offence), NoCategory: h.NoCategory,
		Purpose: doctrine.PurposeCode(h.Purpose), Recipient: doctrine.RecipientCode(h.Recipient), Informed: h.Informed, Danger: h.Danger,
	}}
	copy(parts.Head.Read[:], h.Read)
	for _, p := range s.Persons {
		parts.Persons = append(parts.Persons, rules.Person{
			ID: rules.PersonID(p.ID), Role: rules.Role(p.Role), Majority: rules.Majority(p.Majority), Necessity: p.Necessity,
		})
	}
	for _, e := range s.Elements {
		out := rules.Element{
			ID: rules.ElementID(e.ID), Field: doctrine.FieldCode(e.Field), Value: e.Value, Person: rules.PersonID(e.Person), Sources: e.Sources,
			Included: e.Included, Necessity: e.Necessity, Declared: doctrine.Sensitive(e.Declared), Absolute: e.Absolute,
			Reduction: rules.Reduction{Way: doctrine.Generalisation(e.Way), To: e.To},
		}
		for _, span := range e.Spans {
			out.Reduction.Spans = append(out.Reduction.Spans, rules.Span{Begin: span[0], End: span[1]})
		}
		parts.Elements = append(parts.Elements, out)
	}
	d := newDraft()
	var err error
	if d.report, err = rules.Assemble(parts); err != nil {
		return nil, fault.Wrap(op, err)
	}
	if s.Package != nil {
		d.restore(*s.Package)
	}
	return d, nil
}

// restore takes up a package that may have left: it is handed over again under its name, or its conversation is closed.
func (d *draft) restore(p storedPackage) {
	s := &d.sending
	s.parcel = console.Package{Name: p.Name, Target: doctrine.TargetCode(p.Target), Sealed: p.Sealed}
	copy(s.parcel.Digest[:], p.Digest)
	s.lines, s.position, s.receipt = p.Lines, p.Position, p.Receipt
	s.phase, s.kept = Preparing, true // announced again, and handed over under its name
	switch p.Phase {
	case Arrived, Unread:
		s.phase, s.received = Arrived, time.UnixMilli(p.Received)
	case Lost:
		s.phase = Lost
	}
}
