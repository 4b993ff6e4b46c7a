// Package trace describes what is recorded of each operation on data: when, who, what, on which object, with what
// outcome (B5). A record is made of codes alone; there is no place in it for content or for the identity of a declarant
// (B7), and [Record.Validate] refuses what does not have the form of a code.
//
// There is one record per operation on a conversation, not per message. Everything here is a value; functions are pure and
// safe for concurrent use.
package trace

import (
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
)

// Record is one traced operation.
type Record struct {
	At      time.Time        // on the store's clock; kept to the millisecond
	Class   Class            // decides how long the record is kept
	Actor   access.ActorCode // of a member of staff; empty for a declarant, the service, or somebody unknown
	Quality access.Kind      // in what quality they acted
	Action  access.Action
	Object  Object
	Outcome Outcome
	Export  Export        // of an export alone
	Reason  access.Reason // of the decision: here denied and absent differ; empty if it was not a matter of access
}

// Class is how a record is kept (B6).
type Class string

// Never renumber or re-use.
const (
	Administration Class = "administration" // accounts, keys, doctrine, files: three years
	Exchange       Class = "exchange"       // what happens to conversations: shorter
)

// Terms. Administration is fixed; the doctrine sets the one of exchanges, six months unless it says otherwise.
const (
	AdministrationTerm  = 3 * 365 * 24 * time.Hour
	DefaultExchangeTerm = 183 * 24 * time.Hour
)

// ClassOf returns the class of an action's records. Whatever does not touch a conversation is administration.
func ClassOf(a access.Action) Class {
	switch a {
	case access.ReadRoster, access.Open, access.Read, access.Send, access.Seal, access.Claim, access.Close, access.Delete,
		access.KeepOn, access.OfferTransfer, access.WithdrawTransfer, access.AnswerTransfer, access.HandOver, access.AskAdvice, access.Advise,
		access.CallSupervisor, access.AnswerCall,
		access.WriteNote, access.Export, access.Requeue, access.Reroute, access.Expire, access.Restore, access.TellWaiting, access.ListQueue:
		return Exchange
	}
	return Administration
}

// Outcome is "done" or the code of the fault that ended the operation.
type Outcome string

// Done is the outcome of an operation that succeeded.
const Done Outcome = "done"

// OutcomeOf returns the outcome of an operation that returned err.
func OutcomeOf(err error) Outcome {
	if err == nil {
		return Done
	}
	return Outcome(fault.KindOf(err))
}

// Valid reports whether o is one of the outcomes there are.
func (o Outcome) Valid() bool { return o == Done || fault.Kind(o).Valid() }

// Of returns the record of an operation by actor on object, with the decision that was made about it and the error that
// it ended with, if any.
func Of(at time.Time, actor access.Actor, action access.Action, object Object, d access.Decision, err error) Record {
	r := Record{
		At: at.UTC().Truncate(time.Millisecond), Class: ClassOf(action), Quality: actor.Kind, Action: action,
		Object: object, Outcome: OutcomeOf(err), Reason: d.Reason,
	}
	if actor.Kind == access.Staff {
		r.Actor = actor.Code
	}
	if !d.Allowed && err == nil {
		r.Outcome = Outcome(fault.Denied) // a refusal that its caller turned into silence is still a refusal
	}
	return r
}

// Object names what was acted upon, by a random identifier or a code.
type Object struct {
	Kind ObjectKind
	ID   string // empty for the service as a whole
}

// ObjectKind tells what an Object is.
type ObjectKind string

// Never renumber or re-use.
const (
	OnService      ObjectKind = "service" // no identifier
	OnConversation ObjectKind = "conversation"
	OnAccount      ObjectKind = "account"
	OnUnit         ObjectKind = "unit"
	OnConsole      ObjectKind = "console"
	OnDoctrine     ObjectKind = "doctrine" // the identifier is its version
)

// Whole returns the service as an object.
func Whole() Object { return Object{Kind: OnService} }

// Conversation returns a conversation as an object.
func Conversation(id conversation.ID) Object { return Object{Kind: OnConversation, ID: string(id)} }

// Account returns an account as an object.
func Account(c access.ActorCode) Object { return Object{Kind: OnAccount, ID: string(c)} }

// Unit returns a unit as an object.
func Unit(c access.UnitCode) Object { return Object{Kind: OnUnit, ID: string(c)} }

// Console returns an installation of the console as an object.
func Console(c access.ConsoleCode) Object { return Object{Kind: OnConsole, ID: string(c)} }

// Doctrine returns a version of the doctrine as an object.
func Doctrine(version string) Object { return Object{Kind: OnDoctrine, ID: version} }
