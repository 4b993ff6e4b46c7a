package access

import (
	"slices"

	"vigie.example/internal/fault"
)

// Reason says why a decision fell as it did: a code for the trace, never for a caller who may not know the object.
type Reason string

// Never renumber or re-use: reasons are in traces.
const (
	Granted       Reason = "granted"
	NoRule        Reason = "no_rule"      // an action that does not exist, or that nobody may do
	NotProved     Reason = "not_proved"   // the action wants somebody who has proved who they are
	NotForThisOne Reason = "not_for_role" // no rule for this quality or role
	Lapsed        Reason = "lapsed"       // the authorisation is not in force (S1)
	NotThere      Reason = "not_there"    // the object does not exist
	OtherUnit     Reason = "other_unit"   // it belongs to another unit
	NotTheirs     Reason = "not_theirs"   // it belongs to, or is held by, somebody else
	WrongState    Reason = "wrong_state"  // it is there, but not in a state that allows this
	Untrained     Reason = "not_trained"  // training or awareness is not current (S5)
)

// Valid reports whether r is one of the reasons above.
func (r Reason) Valid() bool {
	return r == Granted || r == NoRule || r == NotProved || r == NotForThisOne || slices.Contains(order, r)
}

// Decision is the answer to one question. The zero value is a refusal.
type Decision struct {
	Allowed bool
	Reason  Reason
	Serves  string // the requirements behind the rule that allowed it; empty for a refusal
	// Known says that the actor may know that the object exists, so that a refusal may say so.
	Known bool
}

// Decide answers whether actor may do action to object. It denies whatever no rule allows.
func Decide(actor Actor, action Action, object Object) Decision {
	rules, ok := table[action]
	if !ok {
		return Decision{Reason: NoRule}
	}
	var mine []rule
	for _, r := range rules {
		if r.kind == actor.Kind && (len(r.roles) == 0 || slices.Contains(r.roles, actor.Role)) {
			mine = append(mine, r)
		}
	}
	if len(mine) == 0 {
		return refuseQuality(actor, object)
	}
	best := Decision{}
	for _, r := range mine {
		d := r.apply(actor, object)
		if d.Allowed {
			return d
		}
		if best.Reason == "" || closer(d.Reason, best.Reason) {
			best = d
		}
	}
	return best
}

// refuseQuality answers those for whom there is no rule at all. That the service as a whole exists is no secret.
func refuseQuality(actor Actor, object Object) Decision {
	if actor.Kind == Nobody || actor.Kind == "" {
		return Decision{Reason: NotProved}
	}
	return Decision{Reason: NotForThisOne, Known: object == Whole()}
}

// order lists the checks of a rule; of several refusals the one that came furthest is the true reason.
var order = []Reason{Lapsed, NotThere, OtherUnit, NotTheirs, WrongState, Untrained}

func closer(a, b Reason) bool { return slices.Index(order, a) > slices.Index(order, b) }

// apply checks one rule that is for this kind of actor.
func (r rule) apply(actor Actor, object Object) Decision {
	if r.kind == Staff && !r.always && !actor.Authorised {
		return Decision{Reason: Lapsed}
	}
	if object.State == Absent {
		return Decision{Reason: NotThere}
	}
	if reason := r.relation.check(actor, object); reason != "" {
		return Decision{Reason: reason}
	}
	if !slices.Contains(r.states, object.State) {
		return Decision{Reason: WrongState, Known: true}
	}
	if r.trained && !actor.Trained {
		return Decision{Reason: Untrained, Known: true}
	}
	return Decision{Allowed: true, Reason: Granted, Serves: r.serves, Known: true}
}

// check returns why the relation does not hold, or "". Empty identifiers never match: two unknowns are not the same.
func (rel relation) check(actor Actor, object Object) Reason {
	switch rel {
	case toAnything:
		return ""
	case toOwnConversation:
		if actor.Conversation == "" || actor.Conversation != object.Conversation {
			return NotTheirs
		}
		return ""
	}
	if actor.Code == "" {
		return NotTheirs
	}
	switch rel {
	case toOwnUnit:
		if actor.Unit == "" || actor.Unit != object.Unit {
			return OtherUnit
		}
		return ""
	case toUnitOrNation:
		if actor.Unit == "" || actor.Unit != object.Unit && actor.Unit != NationalUnit {
			return OtherUnit
		}
		return ""
	case toOverflowed:
		if actor.Unit == "" || actor.Unit != object.Also {
			return OtherUnit
		}
		return ""
	case toHeldByThem, toTheirs:
		if object.Holder == actor.Code {
			return ""
		}
	case toAskedThem:
		if object.Adviser == actor.Code {
			return ""
		}
	case toOfferedToThem:
		if object.Receiver == actor.Code {
			return ""
		}
	case toColleagues:
		if actor.Unit == "" || actor.Unit != object.Unit {
			return OtherUnit
		}
		fallthrough
	case toOthers:
		if object.Holder != "" && object.Holder != actor.Code {
			return ""
		}
	}
	return NotTheirs
}

// Err returns nil if the decision allows. Otherwise: Unauthenticated for who has proved nothing, Denied or Taken (wrong
// state) with a text if the actor may know the object, and else exactly the error of an absent object.
func (d Decision) Err(op fault.Op) error {
	switch {
	case d.Allowed:
		return nil
	case d.Reason == NotProved:
		return fault.New(fault.Unauthenticated, op, fault.Key("fault.access.not_proved"), fault.Hint("hint.access.sign_in"))
	case d.Reason == Lapsed:
		return fault.New(fault.Denied, op, fault.Key("fault.access.lapsed"), fault.Hint("hint.access.supervisor"))
	case d.Known && d.Reason == NotForThisOne:
		return fault.New(fault.Denied, op, fault.Key("fault.access.role_may_not"), fault.Hint("hint.access.supervisor"))
	case d.Known && d.Reason == WrongState:
		return fault.New(fault.Taken, op, fault.Key("fault.access.state"), fault.Hint("hint.access.refresh"))
	case d.Known && d.Reason == Untrained:
		return fault.New(fault.Denied, op, fault.Key("fault.access.untrained"), fault.Hint("hint.access.training"))
	}
	return Missing()
}

// Missing is the one error for what does not exist and for what the caller may not know of.
func Missing() error { return fault.Conceal(fault.Missing) }
