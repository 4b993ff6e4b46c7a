package access

import "slices"

// Action is an operation that somebody may ask for.
type Action string

// Never renumber or re-use: actions are in traces.
const (
	// Of a declarant, on the page.
	ReadRoster Action = "roster.read"       // public keys of who is on duty for a place
	Open       Action = "conversation.open" // a new conversation; never the continuation of another (B2)

	// On a conversation.
	Read             Action = "conversation.read"    // receive its messages, resume it
	Send             Action = "conversation.send"    // add a message
	Seal             Action = "conversation.seal"    // hand over envelopes with its keys
	Claim            Action = "conversation.claim"   // become its holder (B12)
	Close            Action = "conversation.close"   // end the exchange
	Delete           Action = "conversation.delete"  // erase it everywhere, now or at a chosen time (C17, D2)
	KeepOn           Action = "conversation.keep"    // cancel a deletion that has not started (C17)
	OfferTransfer    Action = "transfer.offer"       // ask another operator to take it
	WithdrawTransfer Action = "transfer.withdraw"    // take the question back
	AnswerTransfer   Action = "transfer.answer"      // accept or refuse
	HandOver         Action = "transfer.handover"    // what reads it goes to who has accepted, and with it the conversation
	Export           Action = "conversation.export"  // what becomes of a report; once accepted, it is closed and erased (C15)
	AskAdvice        Action = "advice.ask"           // put a question to a colleague who gets no access
	Advise           Action = "advice.answer"        // answer one, or decline
	CallSupervisor   Action = "call.supervisor"      // ask for one to come (C24)
	AnswerCall       Action = "call.answer"          // say that one comes
	WriteNote        Action = "note.write"           // internal note, never for the declarant (C22)
	Requeue          Action = "conversation.requeue" // back to its old place in the queue (B12)
	Reroute          Action = "conversation.reroute" // to another unit's queue (overflow)
	Expire           Action = "conversation.expire"  // erase it at its deadline (B1)
	Restore          Action = "conversation.restore" // give back what the service's memory has lost (B13)
	TellWaiting      Action = "conversation.unheard" // close what nobody will answer, and say so

	// Of a member of staff.
	SignIn     Action = "session.open"
	SignOut    Action = "session.close"
	PublishKey Action = "key.publish" // the hourly key of one's own console
	SetDuty    Action = "duty.set"    // on duty, break, ending (C25)
	Lock       Action = "session.lock"
	ListQueue  Action = "queue.list" // what waits in a unit: references, times, states (C7)
	ReadRules  Action = "doctrine.read"
	LoadRules  Action = "doctrine.load" // put a new version of the doctrine in force

	// On what somebody signs in with and carries: security keys, service cards.
	ReadMeans    Action = "means.read"
	InviteMeans  Action = "means.invite"  // give the code with which somebody enrols one
	EnrolMeans   Action = "means.enrol"   // by that code
	ConfirmMeans Action = "means.confirm" // the second person at the first enrolment
	RevokeMeans  Action = "means.revoke"  // at once
	// On fingerprints (L1-L19).
	ReadBiometric   Action = "biometric.read"        // how it stands, the notice, one's own templates
	AcknowledgeRead Action = "biometric.acknowledge" // to have read the notice to the end (L6)
	EnrolFinger     Action = "biometric.enrol"
	WithdrawFinger  Action = "biometric.withdraw" // no reason is asked (L11)
	ConfirmErasure  Action = "biometric.erased"   // a template is gone, and was looked for (L11)
	JudgeBiometric  Action = "biometric.judge"    // write the assessment, lodge it signed, report that a risk has changed (L16, L17)
	InformBiometric Action = "biometric.inform"   // put a notice and the register's entry in force, announce (L4, L5, L7)
	Suspend         Action = "biometric.suspend"  // the one switch (L18)
	Resume          Action = "biometric.resume"   // through the gate again
	ManageReaders   Action = "reader.manage"      // the inventory (L14)
	ExportEvidence  Action = "evidence.export"    // L19

	// Of those who answer for the service.
	AddAccount     Action = "account.add"
	ListAccounts   Action = "account.list"
	RevokeAccount  Action = "account.revoke"
	ReadLoad       Action = "load.read"       // figures without content (S7)
	ExportTraces   Action = "trace.export"    // verified, labelled (S4)
	SettleDeletion Action = "deletion.settle" // what is to be thought of a console that did not confirm one (C23)
	ProveDeletion  Action = "deletion.prove"  // who asked, what was erased where, who acknowledged (C23)
)

var actions = []Action{
	ReadRoster, Open,
	Read, Send, Seal, Claim, Close, Delete, KeepOn, OfferTransfer, WithdrawTransfer, AnswerTransfer, HandOver, Export, AskAdvice, Advise,
	CallSupervisor, AnswerCall, WriteNote,
	Requeue, Reroute, Expire, Restore, TellWaiting,
	SignIn, SignOut, PublishKey, SetDuty, Lock, ListQueue, ReadRules, LoadRules,
	ReadMeans, InviteMeans, EnrolMeans, ConfirmMeans, RevokeMeans,
	ReadBiometric, AcknowledgeRead, EnrolFinger, WithdrawFinger, ConfirmErasure, JudgeBiometric, InformBiometric, Suspend, Resume,
	ManageReaders, ExportEvidence,
	AddAccount, ListAccounts, RevokeAccount, ReadLoad, ExportTraces, ProveDeletion, SettleDeletion,
}

// Actions returns every action, in a fixed order.
func Actions() []Action { return slices.Clone(actions) }

// Valid reports whether a is one of the actions above.
func (a Action) Valid() bool { return slices.Contains(actions, a) }
