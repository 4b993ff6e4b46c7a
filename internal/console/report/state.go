package report

import (
	"time"

	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	rules "vigie.example/internal/report"
	"vigie.example/internal/report/detector"
)

// State is everything that the screen shows. Conversation is empty while none is selected. It never changes.
type State struct {
	Conversation conversation.ID
	Enabled      bool      // it can be written; false also while a package is on its way
	Why          view.Text // why not
	Problem      view.Text // why the last intent did nothing; none otherwise
	Hint         view.Text
	InMemory     bool // what is written ends with the program: nothing is kept on this machine

	Doctrine string // its version; empty: there is none, and nothing can be sent
	Starting bool   // the ministry's own doctrine has still to replace it
	Passages map[doctrine.Passage]doctrine.Text
	Fields   []Field // what can be added, in the order of the doctrine

	Head       rules.Head
	Categories []Category
	Targets    []Target
	Purposes   []Choice // of the chosen target
	Recipients []Choice
	Dispatch   bool // the chosen target is read aloud: the short checklist (C24)

	Elements []Element
	Persons  []Person
	Steps    []Step
	Done     int  // steps of which nothing remains
	Passed   bool // it can be cleared

	Leaving  []Leaving
	ReadAs   [32]byte // names exactly this Leaving, for ReadThrough
	Read     bool     // it has been read through as it is
	Sending  Sending
	Receipts []Receipt // the last one first
}

// Empty reports whether nothing was written yet.
func (s State) Empty() bool {
	return len(s.Elements) == 0 && len(s.Persons) == 0 && s.Head == rules.Head{}
}

// Choice is something to choose, by its code.
type Choice struct {
	Code   string
	Name   doctrine.Text
	Chosen bool
}

// Category is a category of article 1 of the decree (C12).
type Category struct {
	Code   doctrine.OffenceCode
	Name   doctrine.Text
	Covers doctrine.Text
	Chosen bool
}

// Target is where the report may go.
type Target struct {
	Code     doctrine.TargetCode
	Name     doctrine.Text
	Chosen   bool
	Dispatch bool              // read aloud, nothing is sent
	Sendable bool              // a package can be made for it now: its certificate is in force, and this workstation has a courier
	Why      view.Text         // why it is not sendable
	Refuses  []rules.ElementID // of what is included now
	Category bool              // it does not take the chosen category
}

// Field is something that a report may say.
type Field struct {
	Code      doctrine.FieldCode
	Group     doctrine.FieldGroup
	Kind      doctrine.FieldKind
	Class     doctrine.Class
	Sensitive doctrine.Sensitive
	Name      doctrine.Text
	Help      doctrine.Text
	Refused   bool // by the chosen target, or never recorded: it is shown, with the reason, and can not be added
	Why       view.Text
	Used      int // elements that have it
}

// Element is one element of the report.
type Element struct {
	rules.Element
	Name      doctrine.Text
	Help      doctrine.Text
	Group     doctrine.FieldGroup
	Kind      doctrine.FieldKind
	Class     doctrine.Class
	Sensitive doctrine.Sensitive // of the field, or as declared
	Ways      []doctrine.Generalisation
	Said      []Said          // what it comes from
	Leaves    string          // what would leave of it
	Marks     []detector.Mark // in Value; advice (C6)
	Reasons   Reasons         // the marks in its reasons, which leave as well
	Problems  []Problem
	Refusals  []view.Text // what the target has said about it, after a refusal
	Revision  int         // counts changes of Value that came from elsewhere than its own text field
}

// Reasons are the marks in the reasons of an element.
type Reasons struct{ Necessity, Absolute []detector.Mark }

// Said is a message that an element comes from. Text is empty when it is not here any more.
type Said struct {
	ID   conversation.MessageID
	Side conversation.Side
	At   time.Time
	Text string
}

// Problem is what stands in the way, in words, with the ways out.
type Problem struct {
	rules.Problem
	Text view.Text
	Ways []Way
}

// Way is a way out.
type Way struct {
	Way    rules.Way
	Text   view.Text
	Target doctrine.TargetCode // of rules.OtherTarget
	Name   doctrine.Text       // of that target
}

// Person is a third person.
type Person struct {
	rules.Person
	Elements int // about them
	Leaves   bool
	Problems []Problem
}

// Step is a step of the checklist.
type Step struct {
	Code      rules.StepCode
	Text      view.Text
	Done      bool
	Remaining []Problem
	Passage   doctrine.Passage // what the doctrine says about it; empty: nothing
}

// Leaving is a line of the side-by-side.
type Leaving struct {
	Element rules.ElementID
	Label   doctrine.Text
	Person  rules.Person // zero: none
	Said    []Said
	Value   string // exactly what will leave
	Reduced bool
	Line    rules.Line
}

// Phase is how far a report has come.
type Phase string

// The phases.
const (
	Writing    Phase = "writing"   // nothing is on its way
	Cleared    Phase = "cleared"   // the checklist has passed: it can be looked at as it will be read, and sent or read aloud
	Preparing  Phase = "preparing" // the package is made, kept and announced
	OnItsWay   Phase = "sending"   // it is being handed over
	Waiting    Phase = "waiting"   // handed over or not: nothing was answered; it is tried again
	TakingBack Phase = "taking_back"
	Lost       Phase = "unknown"  // the deadline comes: it was taken back as far as possible, and nobody knows whether the target has it
	Arrived    Phase = "accepted" // taken over; the conversation is being closed and deleted
	Unread     Phase = "unread"   // taken over, but the declarant has written since: it is closed once that is read
	Returned   Phase = "refused"  // the target's reasons stand beside the elements; nothing was closed or deleted
)

// Sending is what becomes of the report.
type Sending struct {
	Phase    Phase
	Text     view.Text // what it means, and what to do
	Target   doctrine.Text
	Since    time.Time // of the phase, on the service's clock
	Tries    int
	Problem  view.Text      // why the last try had no answer
	Late     bool           // the deadline comes near: the operator is to take it up otherwise
	Deadline time.Time      // when everything of it goes, answered or not
	Document []byte         // the PDF as it will be read; nil until it is there
	Aloud    rules.Outgoing // of a report to dispatch: what is read aloud, in order (C24); zero otherwise
	Reasons  []view.Text    // of a refusal, about the whole
	CanSend  bool
	WhyNot   view.Text
	CanBack  bool // it can be taken back
	CanClose bool // of Unread: everything is read
}

// Receipt is what a target has acknowledged, or what is not known of it at the end. It holds no content.
type Receipt struct {
	Reference conversation.Reference
	Target    doctrine.TargetCode
	Name      doctrine.Text
	Outcome   ReceiptOutcome
	Receipt   string // what the target knows the report by
	At        time.Time
	Package   string // its random name: the target and the trace know it by that
}

// ReceiptOutcome is how it ended.
type ReceiptOutcome string

// The ends.
const (
	ReceiptAccepted  ReceiptOutcome = "accepted"
	ReceiptUnknown   ReceiptOutcome = "unknown"   // the conversation ended before the target answered
	ReceiptWithdrawn ReceiptOutcome = "withdrawn" // taken back before the target had it
)
