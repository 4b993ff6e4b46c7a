package report

import "vigie.example/internal/doctrine"

// Code says what stands between a report and its target. The texts of the console are keyed by it.
type Code string

// What can be wrong. Those of an element that is not included do not block: they tell in time.
const (
	// Of the whole report.
	NoTarget          Code = "target_missing"
	TargetUnknown     Code = "target_unknown"    // the doctrine lists no such target (C14)
	NoOffence         Code = "category_missing"  // (C12)
	NothingFits       Code = "category_none"     // no category fits: orient, close, delete (C12)
	OffenceRefused    Code = "category_refused"  // the target does not take this category
	NoFacts           Code = "facts_missing"     // nothing that leaves tells what happened
	NoPurpose         Code = "purpose_missing"   // none that the target lists
	NoRecipient       Code = "recipient_missing" // none that the target lists
	NoDanger          Code = "danger_missing"    // to dispatch: what the danger is (C24)
	NotInformed       Code = "not_informed"      // the declarant does not know yet (C20)
	UnreadMessages    Code = "messages_unread"   // the declarant has written more
	NotReadThrough    Code = "not_read_through"  // what will leave has not been read as it is now
	NothingIncluded   Code = "nothing_included"
	OperatorUnknown   Code = "operator_unknown"
	ConversationEmpty Code = "conversation_unknown"

	// Of one element.
	FieldUnknown      Code = "field_unknown" // what the doctrine does not list is refused (C14)
	ValueEmpty        Code = "value_empty"
	NeverRecorded     Code = "never"            // genetic, biometric (C10)
	FieldRefused      Code = "target_field"     // the target does not list the field (C14)
	SensitiveRefused  Code = "target_sensitive" // the target takes nothing sensitive (C13)
	NoNecessity       Code = "necessity_missing"
	NecessityRepeats  Code = "necessity_same"   // it repeats the value
	NoAbsolute        Code = "absolute_missing" // (C11)
	AbsoluteRepeats   Code = "absolute_same"    // it is not a reason of its own
	PersonMissing     Code = "person_missing"   // whose it is (C5)
	PersonNotExpected Code = "person_unexpected"
	PostcodeUnsaid    Code = "postcode_unsaid" // a postcode that the declarant has not said here (B3)
	AddressUnsaid     Code = "address_unsaid"  // a network address that the declarant has not said here (C2)
	NotReducible      Code = "reduction_failed"
	WayUnknown        Code = "reduction_unknown" // the doctrine lists no such way for the field
	NothingLeft       Code = "nothing_left"      // all of it is blacked out

	// Of one person.
	NoPersonNecessity Code = "person_necessity_missing" // (C5)
	NoMajority        Code = "majority_missing"
)

// Way is a way out of a problem, for the operator to choose.
type Way string

// The ways out.
const (
	CutDown     Way = "cut_down"
	LeaveOut    Way = "leave_out"
	OtherTarget Way = "other_target" // Problem.Targets says which
	Justify     Way = "justify"      // say which fact makes it necessary
	Complete    Way = "complete"     // say what is missing
	Rewrite     Way = "rewrite"
	ReadAgain   Way = "read"
	Orient      Way = "orient" // services and associations near the declarant (C20)
	CloseIt     Way = "close"
	DeleteIt    Way = "delete"
)

// Problem is one thing that stands in the way.
type Problem struct {
	Code    Code
	Step    StepCode
	Element ElementID // of which element; empty: of a person, or of the whole
	Person  PersonID
	Ways    []Way
	Targets []doctrine.TargetCode // that would take it, of OtherTarget
	Blocks  bool                  // false: it would, if the element were included
}

// StepCode names a step of the checklist.
type StepCode string

// The steps, in the order in which they are shown.
const (
	StepDanger   StepCode = "danger"    // of the short checklist alone
	StepCategory StepCode = "category"  // the facts fit a category
	StepTarget   StepCode = "target"    // target, purpose and recipient fit each other
	StepElements StepCode = "elements"  // each element is justified
	StepPersons  StepCode = "persons"   // each person is
	StepLimits   StepCode = "limits"    // nothing that the target, or the law, refuses
	StepInformed StepCode = "informed"  // the declarant is
	StepMessages StepCode = "messages"  // everything that the declarant wrote is read
	StepRead     StepCode = "read_over" // exactly what will leave is read
)

var (
	fullSteps     = []StepCode{StepCategory, StepTarget, StepElements, StepPersons, StepLimits, StepInformed, StepMessages, StepRead}
	dispatchSteps = []StepCode{StepDanger, StepCategory, StepTarget, StepElements, StepLimits, StepRead}
)

// Step is a step of the checklist with what remains to be done.
type Step struct {
	Code      StepCode
	Remaining []Problem // all of them block
}

// Done reports whether nothing remains.
func (s Step) Done() bool { return len(s.Remaining) == 0 }

// Codes returns everything that can be wrong.
func Codes() []Code {
	return []Code{
		NoTarget, TargetUnknown, NoOffence, NothingFits, OffenceRefused, NoFacts, NoPurpose, NoRecipient, NoDanger, NotInformed, UnreadMessages,
		NotReadThrough, NothingIncluded, OperatorUnknown, ConversationEmpty, FieldUnknown, ValueEmpty, NeverRecorded, FieldRefused,
		SensitiveRefused, NoNecessity, NecessityRepeats, NoAbsolute, AbsoluteRepeats, PersonMissing, PersonNotExpected, PostcodeUnsaid,
		AddressUnsaid, NotReducible, WayUnknown, NothingLeft, NoPersonNecessity, NoMajority,
	}
}

// Ways returns every way out.
func Ways() []Way {
	return []Way{CutDown, LeaveOut, OtherTarget, Justify, Complete, Rewrite, ReadAgain, Orient, CloseIt, DeleteIt}
}

// StepCodes returns every step, of both checklists.
func StepCodes() []StepCode { return append([]StepCode{StepDanger}, fullSteps...) }
