package wire

import (
	"reflect"
	"slices"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/retention"
)

// Frames of deletion, on /v1/console. A console plans (or deletes now), is told of the plan that holds, erases when it is told
// "deleted", says so with erased, and gets the receipt each time that somebody else has said so (C17, C23).
const (
	TypePlan    Type = "plan"    // console: Plan, answered by ok; deleted follows when the choice was now
	TypeKeep    Type = "keep"    // console: Keep (cancel what was planned), answered by ok
	TypePlanned Type = "planned" // service: the planned deletion of a conversation, to its holder (Planned)
	TypeErased  Type = "erased"  // console: Erased, answered by ok: its copy is gone
	TypeSettle  Type = "settle"  // console: Settle, answered by ok: what was decided about consoles that have not said so in time
	TypeReceipt Type = "receipt" // service: what was deleted, and who has still to say so (Receipt)
)

// Plan asks for a conversation's deletion: now, or at a time that is not after its deadline. It is refused with "taken" when the
// declarant has written something after Seen: nothing is deleted unread (C17).
type Plan struct {
	Conversation conversation.ID       `json:"conversation"`
	Choice       string                `json:"choice"`       // "now", "15min", "30min", "60min", "at"
	At           Millis                `json:"at,omitempty"` // of the choice "at"
	Seen         conversation.Position `json:"seen"`         // the last position of the log that the console has shown
}

// Keep cancels a planned deletion that has not begun.
type Keep struct {
	Conversation conversation.ID `json:"conversation"`
}

// Planned tells which deletion is planned.
type Planned struct {
	Conversation conversation.ID `json:"conversation"`
	At           Millis          `json:"at"`                   // 0: none
	AsksAgain    bool            `json:"asks_again,omitempty"` // it stands still: the declarant has written, or nobody holds it
}

// Erased says that nothing of a deleted conversation is left on this console.
type Erased struct {
	Conversation conversation.ID `json:"conversation"`
}

// Receipt tells how a deletion went: identifiers, codes and times, no content.
type Receipt struct {
	Conversation conversation.ID `json:"conversation"`
	Reference    string          `json:"reference"`
	Cause        string          `json:"cause"`
	By           string          `json:"by,omitempty"` // the operator who asked; empty when nobody of the staff did
	Deleted      Millis          `json:"deleted"`      // when the tombstone was set
	Deadline     Millis          `json:"deadline"`     // by then every console has erased its copy by itself
	Steps        []Erasure       `json:"steps"`        // what was erased, in this order
	Holders      []HeldBy        `json:"holders"`      // who held a copy
	Decision     *Decision       `json:"decision,omitempty"`
}

// Decision is what was decided about consoles that have not confirmed in time.
type Decision struct {
	Code string `json:"code"` // a retention.Disposition
	By   string `json:"by"`
	At   Millis `json:"at"`
}

// Settle records such a decision. It is refused with "taken" when none is needed, or there is one.
type Settle struct {
	Conversation conversation.ID `json:"conversation"`
	Code         string          `json:"code"` // "recovered", "wiped", "destroyed", "missing"
}

// Erasure is one store that has nothing of the conversation any more.
type Erasure struct {
	Step string `json:"step"` // a retention.Step
	At   Millis `json:"at"`
}

// HeldBy is a console that held a copy.
type HeldBy struct {
	Actor   string `json:"actor"`
	Console string `json:"console"`
	Erased  Millis `json:"erased,omitempty"` // 0: it has not said so yet
}

// Bounds on a receipt.
const (
	maxSteps   = 16
	maxHolders = 64
)

var deletionSpecs = []Spec{
	{TypePlan, reflect.TypeFor[Plan](), Console, Service, TypeOK},
	{TypeKeep, reflect.TypeFor[Keep](), Console, Service, TypeOK},
	{TypePlanned, reflect.TypeFor[Planned](), Service, Console, ""},
	{TypeErased, reflect.TypeFor[Erased](), Console, Service, TypeOK},
	{TypeSettle, reflect.TypeFor[Settle](), Console, Service, TypeOK},
	{TypeReceipt, reflect.TypeFor[Receipt](), Service, Console, ""},
}

func (p Plan) check() bool {
	known := slices.Contains([]string{
		string(retention.Now), string(retention.In15), string(retention.In30), string(retention.In60), string(retention.At),
	}, p.Choice)
	return p.Conversation.Valid() && known && p.At >= 0 && p.At < At(farFuture)
}

// farFuture bounds times, so that arithmetic on them is safe.
var farFuture = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

func (k Keep) check() bool    { return k.Conversation.Valid() }
func (p Planned) check() bool { return p.Conversation.Valid() && p.At >= 0 }
func (e Erased) check() bool  { return e.Conversation.Valid() }

func (s Settle) check() bool { return s.Conversation.Valid() && retention.Disposition(s.Code).Valid() }

func (r Receipt) check() bool {
	if d := r.Decision; d != nil && (!retention.Disposition(d.Code).Valid() || !code(d.By) || d.At < 0) {
		return false
	}
	return r.Conversation.Valid() && code(r.Cause) && bounded(r.By, maxCodeBytes) &&
		len(r.Steps) <= maxSteps && len(r.Holders) <= maxHolders &&
		!slices.ContainsFunc(r.Steps, func(e Erasure) bool { return !code(e.Step) }) &&
		!slices.ContainsFunc(r.Holders, func(h HeldBy) bool { return !code(h.Actor) || !code(h.Console) })
}
