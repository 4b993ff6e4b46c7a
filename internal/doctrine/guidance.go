package doctrine

import "time"

// AwarenessCode names an awareness point.
type AwarenessCode string

// Never renumber or re-use.
const (
	AwareDeletion   AwarenessCode = "deletion"   // manual deletion at the end of a conversation
	AwareCollection AwarenessCode = "collection" // only what the facts need
	AwareAddresses  AwarenessCode = "addresses"  // use of network addresses
)

// awarenessCodes are the points that every doctrine has (C18).
var awarenessCodes = []AwarenessCode{AwareDeletion, AwareCollection, AwareAddresses}

// Awareness is a point that everybody on duty reads and completes again and again (C18).
type Awareness struct {
	Code  AwarenessCode
	Title Text
	Body  Text
	Every time.Duration // how often; whole days
}

// OpeningCode names a case for opening a sealed address.
type OpeningCode string

// Opening is a case of the closed list for which a network address and source port may be opened (C2).
type Opening struct {
	Code   OpeningCode
	Name   Text
	When   Text          // what must be so
	Alone  bool          // vital danger: the operator may open without a second person
	Lasts  time.Duration // how long the opened address is shown; whole minutes
	Review time.Duration // until it is judged afterwards; whole hours
}

// Passage names a decision beside which the doctrine says something (C3).
type Passage string

// Never renumber or re-use.
const (
	AtInclusion Passage = "report.include"      // an element goes in: which fact makes it necessary? (C4)
	AtPerson    Passage = "report.person"       // a third person is named (C5)
	AtSensitive Passage = "report.sensitive"    // absolute necessity (C11)
	AtNever     Passage = "report.never"        // genetic, biometric (C10)
	AtOffence   Passage = "report.offence"      // which category fits (C12)
	AtTarget    Passage = "report.target"       // where it goes (C13, C14)
	AtRefusal   Passage = "report.refused"      // what the target does not take, and the way out
	AtRouting   Passage = "report.routing"      // no sealed address, no postcode left over (B3, C2)
	AtInforming Passage = "report.informed"     // the declarant has been informed
	AtReading   Passage = "report.read"         // exactly what will leave is read through
	AtSending   Passage = "report.send"         // what acknowledgement means (C15)
	AtNothing   Passage = "report.nothing_fits" // orient, close, delete (C12, C20)
	AtDispatch  Passage = "report.dispatch"     // somebody is in danger (C24)
	AtDeletion  Passage = "deletion"            // manual deletion (C17)
	AtAddress   Passage = "address.open"        // a sealed address (C2)
	AtAdviser   Passage = "adviser.share"       // what a psychologist is shown (P3)
)

// passages are the decisions that every doctrine speaks about, and no other.
var passages = []Passage{
	AtInclusion, AtPerson, AtSensitive, AtNever, AtOffence, AtTarget, AtRefusal, AtRouting, AtInforming, AtReading, AtSending,
	AtNothing, AtDispatch, AtDeletion, AtAddress, AtAdviser,
}
