package backend

import (
	"net/http"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

// Proof is what the service says of a deletion to who administers it: identifiers, codes and times.
type Proof struct {
	wire.Receipt
	Done     bool               `json:"done"`     // every store was told to erase, and has
	Standing retention.Standing `json:"standing"` // with the consoles that held a copy
	Until    wire.Millis        `json:"until"`    // the tombstone stays
}

// ProofOf returns the deletion of a conversation; fault.Missing when there is none, or its tombstone has gone.
func (s *Service) ProofOf(id conversation.ID) (Proof, error) {
	t, dead := s.book.tomb(id)
	if !dead {
		return Proof{}, fault.New(fault.Missing, "backend.ProofOf", fault.Key("fault.deletion.none"))
	}
	return Proof{Receipt: receiptOf(t), Done: t.done, Standing: t.standing(s.Now()), Until: wire.At(t.Until())}, nil
}

func receiptOf(t tombstone) wire.Receipt {
	return wire.Receipt{
		Conversation: t.Conversation, Reference: string(t.Conversation.Reference()), Cause: string(t.Cause), By: string(t.by),
		Deleted: wire.At(t.Deleted), Deadline: wire.At(t.deadline), Steps: t.steps, Holders: t.holders,
		Decision: t.decision,
	}
}

// standing is how far the deletion has come (C23).
func (t tombstone) standing(now time.Time) retention.Standing {
	r := retention.Receipt[conversation.ID, access.ActorCode, string]{
		Job: retention.Job[conversation.ID]{Tombstone: t.Tombstone}, Deadline: t.deadline, Holders: map[string]time.Time{},
	}
	if t.decision != nil {
		r.Decided = retention.Disposition(t.decision.Code)
	}
	if t.done {
		r.Job.Done = retention.StepBroadcast
	}
	for _, h := range t.holders {
		at := time.Time{}
		if h.Erased != 0 {
			at = h.Erased.Time()
		}
		r.Holders[h.Actor+" "+h.Console] = at
	}
	return r.Standing(now)
}

// proveDeletion is GET /deletions/{conversation} of the administration.
func (s *Service) proveDeletion(w http.ResponseWriter, r *http.Request) {
	const op = "backend.proveDeletion"
	id := conversation.ID(r.PathValue("conversation"))
	if !id.Valid() {
		answer(w, nil, fault.New(fault.Invalid, op, fault.Key("fault.deletion.identifier")))
		return
	}
	var proof Proof
	err := s.guarded(r.Context(), adminActor(), access.ProveDeletion, access.Whole(), trace.Conversation(id), func() (err error) {
		proof, err = s.ProofOf(id)
		return err
	})
	answer(w, proof, err)
}
