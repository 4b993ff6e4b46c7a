package report

import (
	"fmt"
	"slices"
	"strconv"

	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
)

// Element is one thing that an operator has written down. It is content.
type Element struct {
	ID        ElementID
	Field     doctrine.FieldCode
	Value     string
	Person    PersonID                 // empty: the declarant, or nobody
	Sources   []conversation.MessageID // the messages that it comes from
	Included  bool                     // every element starts excluded (C4)
	Necessity string                   // the reported fact that makes it necessary
	Declared  doctrine.Sensitive       // what the operator says that it holds, in a field that is not sensitive by itself
	Absolute  string                   // why a sensitive element is absolutely necessary (C11)
	Reduction Reduction
}

// Format keeps content out of whatever prints it, by any verb (C8).
func (e Element) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, "report.Element") }

func (e Element) clone() Element {
	e.Sources, e.Reduction = slices.Clone(e.Sources), e.Reduction.clone()
	return e
}

// bytes is what the element counts for against MaxReportBytes.
func (e Element) bytes() int { return len(e.Value) + len(e.Necessity) + len(e.Absolute) }

// Head is what a report says about itself. It is content: Danger is.
type Head struct {
	Target     doctrine.TargetCode
	Offence    doctrine.OffenceCode
	NoCategory bool // no category fits: nothing can be sent (C12)
	Purpose    doctrine.PurposeCode
	Recipient  doctrine.RecipientCode
	Informed   bool     // the declarant was told what is sent, to whom, and their rights (C20)
	Danger     string   // of a report to dispatch: the danger, in a sentence (C24)
	Read       [32]byte // the digest of what was read through; zero: nothing was
}

// Format keeps content out of whatever prints it, by any verb (C8).
func (h Head) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, "report.Head") }

// Report is what an operator writes beside a conversation. It never changes: edits return a new one. The zero value is empty.
type Report struct {
	head     Head
	persons  []Person
	elements []Element
	elementN int // the last number given to an element; numbers are never used twice
	personN  int
}

// Format keeps content out of whatever prints it, by any verb (C8).
func (r Report) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, "report.Report") }

// New returns an empty report.
func New() Report { return Report{} }

// Head returns what the report says about itself.
func (r Report) Head() Head { return r.head }

// Elements returns a copy of the elements, in order.
func (r Report) Elements() []Element {
	out := make([]Element, len(r.elements))
	for i, e := range r.elements {
		out[i] = e.clone()
	}
	return out
}

// Persons returns a copy of the third persons, in order.
func (r Report) Persons() []Person { return slices.Clone(r.persons) }

// Element returns one element.
func (r Report) Element(id ElementID) (Element, bool) {
	if i := r.at(id); i >= 0 {
		return r.elements[i].clone(), true
	}
	return Element{}, false
}

// Empty reports whether nothing was written.
func (r Report) Empty() bool { return len(r.elements) == 0 && len(r.persons) == 0 && r.head == Head{} }

func (r Report) at(id ElementID) int {
	return slices.IndexFunc(r.elements, func(e Element) bool { return e.ID == id })
}

func (r Report) personAt(id PersonID) int {
	return slices.IndexFunc(r.persons, func(p Person) bool { return p.ID == id })
}

// SetHead replaces what the report says about itself. Another target forgets purpose and recipient, which were the old one's. The
// fault is TooLarge.
func (r Report) SetHead(h Head) (Report, error) {
	danger, err := Clean(h.Danger, MaxReasonBytes)
	if err != nil {
		return r, err
	}
	h.Danger = danger
	if h.Target != r.head.Target && h.Purpose == r.head.Purpose && h.Recipient == r.head.Recipient {
		h.Purpose, h.Recipient = "", ""
	}
	if h.NoCategory {
		h.Offence = ""
	}
	r.head = h
	return r, nil
}

// Add adds an element, excluded whatever e says, under an identifier of its own. The fault is TooMany or TooLarge.
func (r Report) Add(e Element) (Report, ElementID, error) {
	if len(r.elements) >= MaxElements {
		return r, "", fault.New(fault.TooMany, "report.Add", fault.Key("fault.report.too_many_elements"))
	}
	old := r
	r.elementN++
	e.ID, e.Included = ElementID("e"+strconv.Itoa(r.elementN)), false
	e, err := checked(e)
	if err != nil {
		return old, "", err
	}
	r.elements = append(slices.Clip(slices.Clone(r.elements)), e)
	if err := r.bounded(); err != nil {
		return old, "", err
	}
	return r, e.ID, nil
}

// Remove removes an element; nothing happens when it is not there.
func (r Report) Remove(id ElementID) Report {
	if i := r.at(id); i >= 0 {
		r.elements = slices.Delete(slices.Clone(r.elements), i, i+1)
	}
	return r
}

// Edit replaces an element by what edit makes of it. Its identifier stays. A value that changed is no longer cut down, and so the
// element is excluded again when it was: nothing that was cut away slips out. The fault is Missing, TooLarge or TooMany.
func (r Report) Edit(id ElementID, edit func(*Element)) (Report, error) {
	i := r.at(id)
	if i < 0 {
		return r, fault.New(fault.Missing, "report.Edit")
	}
	old := r.elements[i]
	e := old.clone()
	edit(&e)
	e.ID = id
	e, err := checked(e)
	if err != nil {
		return r, err
	}
	if e.Value != old.Value && !old.Reduction.None() {
		e.Reduction, e.Included = Reduction{}, false
	}
	out := r
	out.elements = slices.Clone(r.elements)
	out.elements[i] = e
	if err := out.bounded(); err != nil {
		return r, err
	}
	return out, nil
}

// declarable is what an operator can say that an element holds.
var declarable = []doctrine.Sensitive{
	"", doctrine.Origin, doctrine.Opinions, doctrine.Beliefs, doctrine.Union, doctrine.Health, doctrine.SexLife, doctrine.Genetic, doctrine.Biometric,
}

// checked returns the element with clean texts and within its bounds.
func checked(e Element) (Element, error) {
	var err error
	for _, c := range []struct {
		text *string
		most int
	}{{&e.Value, MaxValueBytes}, {&e.Necessity, MaxReasonBytes}, {&e.Absolute, MaxReasonBytes}, {&e.Reduction.To, mostCommuneBytes}} {
		if *c.text, err = Clean(*c.text, c.most); err != nil {
			return e, err
		}
	}
	if !slices.Contains(declarable, e.Declared) {
		return e, fault.New(fault.Invalid, "report.Edit")
	}
	if len(e.Sources) > MaxSources || len(e.Reduction.Spans) > MaxSpans {
		return e, fault.New(fault.TooMany, "report.Edit", fault.Key("fault.report.too_many_places"))
	}
	return e.clone(), nil
}

func (r Report) bounded() error {
	total := len(r.head.Danger)
	for _, e := range r.elements {
		total += e.bytes()
	}
	for _, p := range r.persons {
		total += len(p.Necessity)
	}
	if total > MaxReportBytes {
		return fault.New(fault.TooLarge, "report.Edit", fault.Key("fault.report.too_large"))
	}
	return nil
}
