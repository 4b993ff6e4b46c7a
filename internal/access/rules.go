package access

// relation is how an actor stands to an object.
type relation uint8

const (
	toAnything        relation = iota
	toOwnConversation          // a declarant: the conversation whose key they hold
	toOwnUnit                  // staff: the object belongs to their unit
	toUnitOrNation             // staff: it belongs to their unit, or theirs is the national one
	toOverflowed               // staff: it overflowed to their unit
	toHeldByThem               // staff: they hold it, or held it when it closed
	toOfferedToThem            // staff: they are asked to take it over, from another unit perhaps
	toAskedThem                // staff: they are asked for advice about it, and may know nothing more of it
	toTheirs                   // staff: their session, their key
	toColleagues               // staff: it belongs to somebody else of their unit
	toOthers                   // staff: it belongs to somebody else
)

// rule allows one action to some actors on some objects. Everything that no rule allows is denied.
type rule struct {
	kind     Kind
	roles    []Role // of staff; none: any role
	relation relation
	states   []State
	trained  bool   // wants current training (S5)
	always   bool   // holds for staff whose authorisation has ended, too
	serves   string // the requirements that the rule serves
}

var (
	anyRole    []Role
	operators  = []Role{Operator}
	answerable = []Role{Supervisor, Technical}
)

var (
	present = []State{Present}
	waiting = []State{Waiting}
	held    = []State{Held}
	open    = []State{Waiting, Held}
	ended   = []State{Held, Closed}
	alive   = []State{Waiting, Held, Closed}
)

// table holds every rule. Nobody holds a conversation without its key, so that the rows on content are a second lock
// behind the encryption (B11), not the only one.
var table = map[Action][]rule{
	ReadRoster: {{kind: Nobody, states: present, serves: "D1"}, {kind: Declarant, states: present, serves: "D1"}},
	Open:       {{kind: Nobody, states: present, serves: "C1 D1"}},

	Read: {
		{kind: Declarant, relation: toOwnConversation, states: alive, serves: "B2 B13"},
		// While it waits, whoever may claim may read, so that the urgent ones are seen.
		{kind: Staff, roles: operators, relation: toOwnUnit, states: waiting, trained: true, serves: "B12"},
		{kind: Staff, roles: operators, relation: toOverflowed, states: waiting, trained: true, serves: "B12"},
		{kind: Staff, roles: operators, relation: toHeldByThem, states: ended, serves: "B12"},
	},
	Send: {
		{kind: Declarant, relation: toOwnConversation, states: open, serves: "C6"},
		{kind: Staff, roles: operators, relation: toHeldByThem, states: held, serves: "B12"},
	},
	Seal: {
		{kind: Declarant, relation: toOwnConversation, states: open, serves: "B11"},
		{kind: Staff, roles: operators, relation: toHeldByThem, states: held, serves: "B11"},
	},
	Claim: {
		{kind: Staff, roles: operators, relation: toOwnUnit, states: waiting, trained: true, serves: "B12 S5"},
		{kind: Staff, roles: operators, relation: toOverflowed, states: waiting, trained: true, serves: "B12 S5"},
	},
	Close: {
		{kind: Declarant, relation: toOwnConversation, states: open, serves: "D2"},
		{kind: Staff, roles: operators, relation: toHeldByThem, states: held, serves: "C17"},
	},
	Delete: {
		{kind: Declarant, relation: toOwnConversation, states: alive, serves: "D2"},
		{kind: Staff, roles: operators, relation: toHeldByThem, states: ended, serves: "C17"},
	},
	KeepOn:           {{kind: Staff, roles: operators, relation: toHeldByThem, states: ended, serves: "C17"}},
	OfferTransfer:    {{kind: Staff, roles: operators, relation: toHeldByThem, states: held, serves: "B12 B13"}},
	WithdrawTransfer: {{kind: Staff, roles: operators, relation: toHeldByThem, states: held, serves: "B12"}},
	AnswerTransfer:   {{kind: Staff, roles: operators, relation: toOfferedToThem, states: held, trained: true, serves: "B12 S5"}},
	HandOver: {
		{kind: Staff, roles: operators, relation: toHeldByThem, states: held, serves: "B12"},
		{kind: Service, states: held, serves: "B12"}, // a console that has gone cannot keep it from who has accepted
	},
	Export:         {{kind: Staff, roles: operators, relation: toHeldByThem, states: ended, serves: "C15"}},
	AskAdvice:      {{kind: Staff, roles: operators, relation: toHeldByThem, states: held, serves: "B12"}},
	Advise:         {{kind: Staff, roles: operators, relation: toAskedThem, states: held, trained: true, serves: "B12 S5"}},
	CallSupervisor: {{kind: Staff, roles: operators, relation: toHeldByThem, states: held, serves: "C24"}},
	// They learn who calls, from where, and the reference: nothing that they could not ask by telephone (S7).
	AnswerCall: {{kind: Staff, roles: []Role{Supervisor}, relation: toUnitOrNation, states: held, serves: "C24 S7"}},
	WriteNote:  {{kind: Staff, roles: operators, relation: toHeldByThem, states: ended, serves: "C22"}},

	// Each end gives back what it took part in; the object is the conversation as its proofs tell it.
	Restore: {
		{kind: Declarant, relation: toOwnConversation, states: alive, serves: "B13"},
		{kind: Staff, roles: operators, relation: toHeldByThem, states: ended, serves: "B13"},
	},

	Requeue:     {{kind: Service, states: held, serves: "B12"}},
	Reroute:     {{kind: Service, states: waiting, serves: "B12"}},
	Expire:      {{kind: Service, states: alive, serves: "B1"}},
	TellWaiting: {{kind: Service, states: waiting, serves: "B12"}},

	SignIn: {{kind: Nobody, states: present, serves: "B9 L3"}},
	// Signing out is never refused: a session that has lost its authorisation must be able to end.
	SignOut:    {{kind: Staff, roles: anyRole, relation: toTheirs, states: present, always: true, serves: "B13"}},
	PublishKey: {{kind: Staff, roles: operators, relation: toTheirs, states: present, serves: "B11"}},
	SetDuty:    {{kind: Staff, roles: operators, relation: toTheirs, states: present, serves: "C25"}},
	Lock:       {{kind: Staff, roles: anyRole, relation: toTheirs, states: present, always: true, serves: "L2"}},
	ListQueue:  {{kind: Staff, roles: []Role{Operator, Supervisor}, relation: toOwnUnit, states: present, serves: "C7 S7"}},
	ReadRules:  {{kind: Staff, roles: anyRole, states: present, serves: "C3"}},
	LoadRules:  {{kind: Staff, roles: []Role{Technical}, states: present, serves: "C3"}},

	ReadMeans: {
		{kind: Staff, roles: anyRole, relation: toTheirs, states: present, serves: "L3"},
		{kind: Staff, roles: []Role{Supervisor}, relation: toOwnUnit, states: present, serves: "S1"},
		{kind: Staff, roles: []Role{Technical}, states: present, serves: "S1"},
	},
	// Nobody invites or confirms themselves: there are two people.
	InviteMeans: {
		{kind: Staff, roles: []Role{Supervisor}, relation: toColleagues, states: present, serves: "L2"},
		{kind: Staff, roles: []Role{Technical}, relation: toOthers, states: present, serves: "L2"},
	},
	EnrolMeans: {{kind: Staff, roles: anyRole, relation: toTheirs, states: present, serves: "L3"}},
	ConfirmMeans: {
		{kind: Staff, roles: []Role{Supervisor}, relation: toColleagues, states: present, serves: "L2"},
		{kind: Staff, roles: []Role{Technical}, relation: toOthers, states: present, serves: "L2"},
	},
	RevokeMeans: {
		{kind: Staff, roles: anyRole, relation: toTheirs, states: present, serves: "S1"},
		{kind: Staff, roles: []Role{Supervisor}, relation: toOwnUnit, states: present, serves: "S1"},
		{kind: Staff, roles: []Role{Technical}, states: present, serves: "S1"},
	},
	// Everybody may look, read, and withdraw; nobody does anything to somebody else's finger.
	ReadBiometric:   {{kind: Staff, roles: anyRole, relation: toTheirs, states: present, serves: "L3 L4"}},
	AcknowledgeRead: {{kind: Staff, roles: anyRole, relation: toTheirs, states: present, serves: "L6"}},
	EnrolFinger:     {{kind: Staff, roles: anyRole, relation: toTheirs, states: present, serves: "L17"}},
	// Withdrawing and erasing are never refused: not to who has lost their authorisation either.
	WithdrawFinger:  {{kind: Staff, roles: anyRole, relation: toTheirs, states: present, always: true, serves: "L11"}},
	ConfirmErasure:  {{kind: Staff, roles: anyRole, states: present, always: true, serves: "L8 L11"}},
	JudgeBiometric:  {{kind: Staff, roles: answerable, states: present, serves: "L16 L17"}},
	InformBiometric: {{kind: Staff, roles: answerable, states: present, serves: "L4 L7"}},
	Suspend:         {{kind: Staff, roles: answerable, states: present, serves: "L18"}},
	Resume:          {{kind: Staff, roles: answerable, states: present, serves: "L18"}},
	ManageReaders:   {{kind: Staff, roles: []Role{Technical}, states: present, serves: "L14"}},
	ExportEvidence:  {{kind: Staff, roles: answerable, states: present, serves: "L19"}},

	AddAccount: {{kind: Staff, roles: []Role{Technical}, states: present, serves: "S1 S3"}},
	ListAccounts: {
		{kind: Staff, roles: []Role{Supervisor}, relation: toOwnUnit, states: present, serves: "S1"},
		{kind: Staff, roles: []Role{Technical}, states: present, serves: "S1 S3"},
	},
	RevokeAccount: {
		{kind: Staff, roles: []Role{Supervisor}, relation: toOwnUnit, states: present, serves: "S1"},
		{kind: Staff, roles: []Role{Technical}, states: present, serves: "S1 S3"},
	},
	ReadLoad:       {{kind: Staff, roles: []Role{Supervisor}, relation: toOwnUnit, states: present, serves: "S7"}},
	ExportTraces:   {{kind: Staff, roles: answerable, states: present, serves: "S4"}},
	SettleDeletion: {{kind: Staff, roles: []Role{Operator, Supervisor}, states: present, serves: "C23"}},
	ProveDeletion:  {{kind: Staff, roles: answerable, states: present, serves: "C23"}},
}
