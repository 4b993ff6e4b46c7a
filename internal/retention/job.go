package retention

import (
	"maps"
	"slices"
	"time"
)

// Step is one part of a deletion. Each is idempotent: a job that was cut off goes on with the step after the last one done.
type Step string

// The steps, in their order. The tombstone is first: from then on everybody refuses the conversation, whatever is still
// stored. Keys go before the messages that they open, because what an engine deletes it does not erase, and
// ciphertext without a key is the guarantee. Never renumber or re-use: steps are in persisted jobs.
const (
	StepTombstone Step = "tombstone" // refuse it from now on
	StepKeys      Step = "keys"      // envelopes, and the share of each console's cache key
	StepAddress   Step = "address"   // the sealed network address (B4)
	StepMessages  Step = "messages"  // the log of entries
	StepState     Step = "state"     // marks, claim, notes, whatever is folded from the log
	StepQueue     Step = "queue"     // its place, and what remains of its routing (B3)
	StepSchedule  Step = "schedule"  // planned deletion and deadline
	StepBroadcast Step = "broadcast" // consoles and page erase their copies, and acknowledge
)

var steps = []Step{
	StepTombstone, StepKeys, StepAddress, StepMessages, StepState, StepQueue, StepSchedule, StepBroadcast,
}

// Steps returns every step in its order.
func Steps() []Step { return slices.Clone(steps) }

// Job is a deletion under way, as it is persisted: a random identifier, codes and times only.
type Job[ID ~string] struct {
	Tombstone Tombstone[ID]
	Done      Step // the last step that is done; empty before the first
}

// Next returns the step to do now, and false when the job is complete. A Done that is no step, from another version perhaps,
// starts again: every step may be repeated.
func (j Job[ID]) Next() (Step, bool) {
	i := slices.Index(steps, j.Done) + 1
	if i == len(steps) {
		return "", false
	}
	return steps[i], true
}

// After returns the job once its next step is done. A complete job stays as it is.
func (j Job[ID]) After() Job[ID] {
	if step, ok := j.Next(); ok {
		j.Done = step
	}
	return j
}

// ConfirmWithin is how long after the deadline a console that held a copy may stay silent before that is an alert (C23).
const ConfirmWithin = 15 * time.Minute

// Standing says how far a deletion has come, as an operator sees it.
type Standing string

// Never renumber or re-use.
const (
	Pending     Standing = "pending"     // the service, or a console that may still answer, has not finished
	Deleted     Standing = "deleted"     // everybody who held a copy has acknowledged
	Unconfirmed Standing = "unconfirmed" // a console did not answer in time: an alert that wants a decision
	Settled     Standing = "settled"     // it did not, and what is to be thought of it was decided
)

// Receipt proves a deletion: who or what asked, what was erased where, who acknowledged. It holds no content.
type Receipt[ID, Actor, Console ~string] struct {
	Job      Job[ID]
	By       Actor     // who asked; empty when the service did
	Deadline time.Time // of the conversation, by which every console has erased its copy by itself
	// Holders are the consoles that held a copy, with the time of their acknowledgement; the zero time until then.
	Holders map[Console]time.Time
	// Erased tells when the service erased what: the steps that leave something to erase.
	Erased map[Step]time.Time
	// Decided is what was decided about the consoles that did not confirm; empty while nothing was.
	Decided Disposition
}

// Standing returns how far the deletion has come. "Deleted" is never said before every holder has acknowledged.
func (r Receipt[ID, Actor, Console]) Standing(now time.Time) Standing {
	if _, more := r.Job.Next(); more {
		return Pending
	}
	if len(r.Silent()) == 0 {
		return Deleted
	}
	if r.Decided != "" {
		return Settled
	}
	if Expired(r.Deadline.Add(ConfirmWithin), now) {
		return Unconfirmed
	}
	return Pending
}

// Silent returns the holders that have not acknowledged, sorted.
func (r Receipt[ID, Actor, Console]) Silent() []Console {
	var out []Console
	for who, at := range r.Holders {
		if at.IsZero() {
			out = append(out, who)
		}
	}
	slices.Sort(out)
	return out
}

// Acknowledge returns the receipt after a console has said that its copy is gone. The first time counts; a console that
// held no copy is not added.
func (r Receipt[ID, Actor, Console]) Acknowledge(who Console, at time.Time) Receipt[ID, Actor, Console] {
	if first, held := r.Holders[who]; !held || !first.IsZero() {
		return r
	}
	holders := maps.Clone(r.Holders)
	holders[who] = at
	r.Holders = holders
	return r
}
