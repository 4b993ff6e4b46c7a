package wire

import (
	"slices"

	"vigie.example/internal/conversation"
)

// Sizes in bytes of what frames carry; package seal says where they come from.
const (
	publicKeyBytes     = 65
	signatureBytes     = 64
	nonceBytes         = 32
	hourlyPublicBytes  = 1216
	encapsulationBytes = 1120
	envelopeBodyBytes  = 113
	hourlyIDBytes      = 22
	maxCodeBytes       = 64
	maxPassphraseBytes = 1_024
	maxTicketBytes     = 512
	maxProofBytes      = 4_096
	maxMACBytes        = 64
)

// bodyBytes are the sizes of a sealed message: a bucket, the nonce and the tag.
var bodyBytes = []int{256 + 28, 1_024 + 28, 4_096 + 28, 16_384 + 28}

// Bounds on lists.
const (
	maxEnvelopes = 64
	maxKnown     = 2_000
	maxRoster    = 1_000
	maxPlaces    = 10
	maxWays      = 16
)

func (p Places) check() bool { return bounded(p.Query, MaxPlaceBytes) }

func (c Candidates) check() bool { return len(c.Places) <= maxPlaces }

func (o Open) check() bool {
	return len(o.Key) == publicKeyBytes && len(o.Signature) == signatureBytes &&
		bounded(o.Place, MaxPlaceBytes) && code(o.Language)
}

func (o Opened) check() bool {
	return o.Conversation.Valid() && len(o.Roster) <= maxRoster && o.Ahead >= 0 && o.OnDuty >= 0
}

func (r Resume) check() bool {
	return r.Conversation.Valid() && len(r.Signature) == signatureBytes && len(r.Ticket) <= maxTicketBytes
}

func (e Envelopes) check() bool {
	return e.Conversation.Valid() && len(e.Envelopes) > 0 && len(e.Envelopes) <= maxEnvelopes &&
		!slices.ContainsFunc(e.Envelopes, func(e Envelope) bool { return !e.check() })
}

func (d Delete) check() bool {
	return d.Conversation.Valid() && len(d.Key) == publicKeyBytes && len(d.Signature) == signatureBytes
}

func (r Roster) check() bool  { return r.Conversation.Valid() && len(r.Roster) <= maxRoster }
func (q Queue) check() bool   { return q.Conversation.Valid() && q.Ahead >= 0 && q.OnDuty >= 0 }
func (c Claimed) check() bool { return c.Conversation.Valid() && c.Generation > 0 }

func (r Released) check() bool { return r.Conversation.Valid() && r.Generation > 0 }

func (w Welcome) check() bool {
	return len(w.Nonce) == nonceBytes && w.HeartbeatMS > 0 && code(w.Epoch)
}

func (e Error) check() bool {
	return code(e.Code) && bounded(e.Message, maxCodeBytes) && bounded(e.Hint, maxCodeBytes)
}

func (s Send) check() bool {
	return s.Conversation.Valid() && s.ID.Valid() && s.N > 0 && slices.Contains(bodyBytes, len(s.Body)) &&
		len(s.Signature) == signatureBytes
}

func (m Message) check() bool {
	return m.Send.check() && side(m.Side) && m.Position > 0 && len(m.MAC) <= maxMACBytes
}

func (a Ack) check() bool { return a.ID.Valid() && a.Position > 0 && len(a.MAC) <= maxMACBytes }

func (m Mark) check() bool {
	return m.Conversation.Valid() && m.ID.Valid() && m.N > 0 && len(m.Body) == bodyBytes[0] &&
		len(m.Signature) == signatureBytes && (m.Side == "" || side(m.Side))
}

func (t Typing) check() bool { return t.Conversation.Valid() }

func (c Close) check() bool {
	return c.Conversation.Valid() && code(c.Reason) && len(c.Signature) == signatureBytes
}

// A service that closes by itself signs nothing.
func (c Closed) check() bool {
	if c.By == "" {
		return c.Conversation.Valid() && code(c.Reason) && len(c.Signature) == 0
	}
	return c.Close.check() && side(c.By)
}

func (d Deleted) check() bool  { return d.Conversation.Valid() && code(d.Cause) }
func (p Presence) check() bool { return p.Conversation.Valid() && side(p.Side) }

func (b Begin) check() bool {
	return code(b.Actor) && code(b.Console) && len(b.ShiftKey) == publicKeyBytes && (len(b.Proof) == 0 || len(b.Proof) == signatureBytes)
}

func (c Challenge) check() bool {
	return len(c.Nonce) == nonceBytes && len(c.Ways) <= maxWays && meansIDs(c.Keys) && meansIDs(c.Cards) &&
		len(c.Dossier) <= maxDossierBytes && len(c.Fingers) <= maxTemplates &&
		!slices.ContainsFunc(c.Fingers, func(f Finger) bool { return !f.check() })
}

func (s SignIn) check() bool {
	return code(s.Way) && bounded(s.Passphrase, maxPassphraseBytes) && s.Shift.check() &&
		(s.Key == nil || s.Key.check()) && (s.Card == nil || s.Card.check()) && (s.Finger == nil || s.Finger.check())
}

func (r Return) check() bool {
	return len(r.Ticket) > 0 && len(r.Ticket) <= maxTicketBytes && r.Shift.check() && len(r.Signature) == signatureBytes
}

func (d Duty) check() bool { return slices.Contains([]string{"on", "break", "ending"}, d.State) }

func (s Sync) check() bool {
	for id := range s.Known {
		if !id.Valid() {
			return false
		}
	}
	return len(s.Known) <= maxKnown && (len(s.Doctrine) == 0 || len(s.Doctrine) == digestBytes)
}

func (s Summary) check() bool   { return s.Conversation.Valid() && len(s.Key) == publicKeyBytes }
func (h Hidden) check() bool    { return h.Conversation.Valid() }
func (k SealedKey) check() bool { return k.Conversation.Valid() && k.Envelope.check() }
func (c Claim) check() bool     { return c.Conversation.Valid() }
func (h Held) check() bool      { return h.Summary.check() && h.Summary.Generation > 0 }

func (h Hourly) check() bool {
	return len(h.ID) == hourlyIDBytes && len(h.Public) == hourlyPublicBytes && len(h.Signature) == signatureBytes
}

func (s Shift) check() bool {
	return code(s.Actor) && code(s.Console) && len(s.Key) == publicKeyBytes && len(s.Nonce) == nonceBytes &&
		code(s.Way) && len(s.Proof) > 0 && len(s.Proof) <= maxProofBytes
}

func (e Envelope) check() bool {
	return code(e.Actor) && len(e.Hourly) == hourlyIDBytes && len(e.Enc) == encapsulationBytes &&
		len(e.Body) == envelopeBodyBytes && len(e.Signature) == signatureBytes
}

func code(s string) bool { return s != "" && bounded(s, maxCodeBytes) }

func bounded(s string, most int) bool { return len(s) <= most }

func side(s conversation.Side) bool { return s == conversation.Declarant || s == conversation.Operator }
