package wire

import (
	"reflect"
	"slices"
)

// End is one of those who speak on a connection; a set of them is their sum.
type End uint8

// The ends.
const (
	Page End = 1 << iota
	Console
	Service

	Clients = Page | Console
)

// Has reports whether the set e contains all of other.
func (e End) Has(other End) bool { return e&other == other }

// Spec tells what a type of frame is. asyncapi.yaml says the same in words; a test holds the two together.
type Spec struct {
	Type   Type
	Data   reflect.Type // of the payload; nil when there is none
	From   End          // who may send it
	To     End          // to whom: Service, Page, Console or a set
	Answer Type         // the type of the answer that is not an error; "" when it is not answered
}

var specs = slices.Concat(sharedSpecs, healSpecs, pageSpecs, consoleSpecs, transferSpecs, deletionSpecs, shareSpecs, teamSpecs, adviceSpecs, callSpecs, doctrineSpecs, exportSpecs, meansSpecs, biometricSpecs)

var sharedSpecs = []Spec{
	{TypeWelcome, reflect.TypeFor[Welcome](), Service, Clients, ""},
	{TypePing, nil, Clients | Service, Clients | Service, TypePong},
	{TypePong, reflect.TypeFor[Pong](), Clients | Service, Clients | Service, ""},
	{TypeError, reflect.TypeFor[Error](), Service, Clients, ""},
	{TypeSend, reflect.TypeFor[Send](), Clients, Service, TypeAck},
	{TypeAck, reflect.TypeFor[Ack](), Service, Clients, ""},
	{TypeMessage, reflect.TypeFor[Message](), Service, Clients, ""},
	{TypeMark, reflect.TypeFor[Mark](), Clients | Service, Clients | Service, TypeOK},
	{TypeTyping, reflect.TypeFor[Typing](), Clients | Service, Clients | Service, ""},
	{TypeClose, reflect.TypeFor[Close](), Clients, Service, TypeOK},
	{TypeClosed, reflect.TypeFor[Closed](), Service, Clients, ""},
	{TypeDeleted, reflect.TypeFor[Deleted](), Service, Clients, ""},
	{TypePresence, reflect.TypeFor[Presence](), Service, Clients, ""},
	{TypeDraining, nil, Service, Clients, ""},
	{TypeOK, nil, Service, Clients, ""},
}

var pageSpecs = []Spec{
	{TypePlaces, reflect.TypeFor[Places](), Page, Service, TypeCandidate},
	{TypeCandidate, reflect.TypeFor[Candidates](), Service, Page, ""},
	{TypeOpen, reflect.TypeFor[Open](), Page, Service, TypeOpened},
	{TypeOpened, reflect.TypeFor[Opened](), Service, Page, ""},
	{TypeResume, reflect.TypeFor[Resume](), Page, Service, TypeOpened},
	{TypeEnvelopes, reflect.TypeFor[Envelopes](), Page, Service, TypeOK},
	{TypeDelete, reflect.TypeFor[Delete](), Page, Service, TypeDeleted},
	{TypeRoster, reflect.TypeFor[Roster](), Service, Page, ""},
	{TypeQueue, reflect.TypeFor[Queue](), Service, Page, ""},
	{TypeClaimed, reflect.TypeFor[Claimed](), Service, Clients, ""},
	{TypeReleased, reflect.TypeFor[Released](), Service, Clients, ""},
}

var consoleSpecs = []Spec{
	{TypeBegin, reflect.TypeFor[Begin](), Console, Service, TypeChallenge},
	{TypeChallenge, reflect.TypeFor[Challenge](), Service, Console, ""},
	{TypeSignIn, reflect.TypeFor[SignIn](), Console, Service, TypeSignedIn},
	{TypeReturn, reflect.TypeFor[Return](), Console, Service, TypeSignedIn},
	{TypeSignedIn, reflect.TypeFor[SignedIn](), Service, Console, ""},
	{TypeSignOut, nil, Console, Service, TypeOK},
	{TypeHourly, reflect.TypeFor[Hourly](), Console, Service, TypeOK},
	{TypeDuty, reflect.TypeFor[Duty](), Console, Service, TypeOK},
	{TypeSync, reflect.TypeFor[Sync](), Console, Service, TypeOK},
	{TypeSynced, reflect.TypeFor[Synced](), Service, Console, ""},
	{TypeSummary, reflect.TypeFor[Summary](), Service, Console, ""},
	{TypeHidden, reflect.TypeFor[Hidden](), Service, Console, ""},
	{TypeEnvelope, reflect.TypeFor[SealedKey](), Service, Console, ""},
	{TypeClaim, reflect.TypeFor[Claim](), Console, Service, TypeHeld},
	{TypeHeld, reflect.TypeFor[Held](), Service, Console, ""},
	{TypeSession, reflect.TypeFor[SessionEnded](), Service, Console, ""},
}

var transferSpecs = []Spec{
	{TypeColleagues, reflect.TypeFor[Colleagues](), Console, Service, TypeTakers},
	{TypeTakers, reflect.TypeFor[Takers](), Service, Console, ""},
	{TypeTransfer, reflect.TypeFor[Transfer](), Console, Service, TypeOK},
	{TypeTransferWithdraw, reflect.TypeFor[TransferWithdraw](), Console, Service, TypeOK},
	{TypeTransferAnswer, reflect.TypeFor[TransferAnswer](), Console, Service, TypeOK},
	{TypeTransferTold, reflect.TypeFor[TransferTold](), Service, Console, ""},
	{TypeHistory, reflect.TypeFor[History](), Console | Service, Console | Service, TypeOK},
}

var teamSpecs = []Spec{
	{TypeTeam, reflect.TypeFor[Team](), Service, Console, ""},
}

var adviceSpecs = []Spec{
	{TypeAdvisers, reflect.TypeFor[Advisers](), Console, Service, TypeAdviserList},
	{TypeAdviserList, reflect.TypeFor[AdviserList](), Service, Console, ""},
	{TypeAsk, reflect.TypeFor[Ask](), Console, Service, TypeOK},
	{TypeAskWithdraw, reflect.TypeFor[AskWithdraw](), Console, Service, TypeOK},
	{TypeAsked, reflect.TypeFor[Asked](), Service, Console, ""},
	{TypeAdvise, reflect.TypeFor[Advise](), Console, Service, TypeOK},
	{TypeAdvised, reflect.TypeFor[Advised](), Service, Console, ""},
}

var callSpecs = []Spec{
	{TypeCall, reflect.TypeFor[Call](), Console, Service, TypeOK},
	{TypeCalled, reflect.TypeFor[Called](), Service, Console, ""},
	{TypeCallAnswer, reflect.TypeFor[CallAnswer](), Console, Service, TypeOK},
	{TypeCallTold, reflect.TypeFor[CallTold](), Service, Console, ""},
}

var byType = func() map[Type]Spec {
	m := make(map[Type]Spec, len(specs))
	for _, s := range specs {
		m[s.Type] = s
	}
	return m
}()

// Specs returns every type of frame that version 1 knows, in a fixed order.
func Specs() []Spec { return slices.Clone(specs) }

// Lookup returns what is known of a type; false for one that a receiver ignores.
func Lookup(t Type) (Spec, bool) {
	s, ok := byType[t]
	return s, ok
}
