package wire

import "vigie.example/internal/conversation"

// Frames of the console, on /v1/console. In the order of a shift: welcome, begin -> challenge, sign_in -> signed_in,
// hourly -> ok (again every hour), duty -> ok, sync -> ok with a stream of summary, envelope, message ... and synced;
// then claim -> held, send, mark, close.
const (
	TypeBegin     Type = "begin"     // console: Begin, answered by challenge
	TypeChallenge Type = "challenge" // service: Challenge
	TypeSignIn    Type = "sign_in"   // console: SignIn, answered by signed_in
	TypeReturn    Type = "return"    // console: Return (after a lost connection), answered by signed_in
	TypeSignedIn  Type = "signed_in" // service: SignedIn
	TypeSignOut   Type = "sign_out"  // console: no data, answered by ok; refused while conversations are held (B13)
	TypeHourly    Type = "hourly"    // console: Hourly, answered by ok
	TypeDuty      Type = "duty"      // console: Duty, answered by ok
	TypeSync      Type = "sync"      // console: Sync, answered by ok, then the current state, then synced
	TypeSynced    Type = "synced"    // service: the console has everything (Synced)
	TypeSummary   Type = "summary"   // service: state of a conversation that this operator may see (Summary)
	TypeHidden    Type = "hidden"    // service: no longer this operator's to see (Hidden): answered by somebody else
	TypeEnvelope  Type = "envelope"  // service: a key for this console (SealedKey)
	TypeClaim     Type = "claim"     // console: Claim, answered by held, or error "taken"
	TypeHeld      Type = "held"      // service: the conversation is this operator's (Held)
	TypeSession   Type = "session"   // service: the session has ended (SessionEnded); the connection closes after it
)

// Begin states who signs in, before anything is proved. Unknown names get a challenge like any other.
type Begin struct {
	Actor    string `json:"actor"`
	Console  string `json:"console"`         // a random identifier of this installation
	ShiftKey []byte `json:"shift_key"`       // P-256, made for this shift; that of a session that is locked unlocks it
	Proof    []byte `json:"proof,omitempty"` // by the workstation's key: seal.SignBegin; whoever has none is told nothing of the person
}

// Challenge gives what the shift statement must hold: seal.Shift.
type Challenge struct {
	Nonce   []byte   `json:"nonce"`
	Expires Millis   `json:"expires"`
	Ways    []string `json:"ways"`              // ways in that this service offers, in no order of preference (L3)
	Keys    [][]byte `json:"keys,omitempty"`    // credentials of the person's security keys (L2), or something in their place
	Cards   [][]byte `json:"cards,omitempty"`   // SHA-256 of the keys of their cards, or something in their place
	Finger  bool     `json:"finger,omitempty"`  // their security key may be asked for a fingerprint (L17)
	Fingers []Finger `json:"fingers,omitempty"` // their templates on workstations' readers, by pseudonym, while the gate lets them
	Dossier []byte   `json:"dossier,omitempty"` // what the console's own gate looks at: a biometric.Dossier as JSON; only while the gate lets somebody
}

// SignIn proves it.
type SignIn struct {
	Way        string       `json:"way"` // "passphrase", "key", "card", "reader"
	Passphrase string       `json:"passphrase,omitempty"`
	Key        *KeyProof    `json:"key,omitempty"`
	Card       *CardProof   `json:"card,omitempty"`
	Finger     *FingerProof `json:"finger,omitempty"`
	Shift      Shift        `json:"shift"`
}

// Return continues a session after the connection, or the backend, went away.
type Return struct {
	Ticket    []byte `json:"ticket"` // from SignedIn
	Shift     Shift  `json:"shift"`
	Signature []byte `json:"signature"` // by the shift key: seal.ReturnTranscript
}

// SignedIn begins or continues the session.
type SignedIn struct {
	Credential Credential `json:"credential"`
	Name       string     `json:"name"` // as the operator's own window shows it
	UnitName   string     `json:"unit_name"`
	Ticket     []byte     `json:"ticket"`
	Expires    Millis     `json:"expires"`
	Time       Millis     `json:"time"`
	Capacity   int        `json:"capacity"`         // most conversations held at once
	Locked     string     `json:"locked,omitempty"` // why the session is locked; "" when it is not

	Certificate []byte `json:"certificate,omitempty"` // X.509, DER: the authority's word for the report key; without it no report can be signed
}

// Duty tells whether the operator takes conversations (C25). Only who is "on" is in a roster.
type Duty struct {
	State string `json:"state"` // "on", "break", "ending"
}

// Sync asks for everything that this operator may see, from the positions that the console has stored.
type Sync struct {
	Known    map[conversation.ID]conversation.Position `json:"known"`
	Doctrine []byte                                    `json:"doctrine,omitempty"` // SHA-256 of the doctrine that the console has
}

// Synced ends a synchronisation.
type Synced struct {
	Time  Millis `json:"time"`
	Epoch string `json:"epoch"`
}

// Summary is what an operator of the unit may know of a conversation without its keys. No place, no identity, no
// count of earlier contacts (B3, C1, C9).
type Summary struct {
	Conversation conversation.ID         `json:"conversation"`
	Reference    string                  `json:"reference"`
	Unit         string                  `json:"unit"`
	UnitName     string                  `json:"unit_name,omitempty"` // for people, in the service's first language
	Language     string                  `json:"language"`
	State        string                  `json:"state"`
	Urgent       bool                    `json:"urgent,omitempty"`
	Holder       string                  `json:"holder,omitempty"`
	Generation   conversation.Generation `json:"generation"`
	Key          []byte                  `json:"key"` // conversation signing key
	Opened       Millis                  `json:"opened"`
	LastMessage  Millis                  `json:"last_message"` // of a person, in either direction
	Deadline     Millis                  `json:"deadline"`
	Position     conversation.Position   `json:"position"`
	Here         bool                    `json:"here"`           // the declarant is connected
	Came         string                  `json:"came,omitempty"` // how its holder came by it: "" from the queue, "history" or "bare" by a transfer
	ClosedBy     string                  `json:"closed_by,omitempty"`
	Reason       string                  `json:"reason,omitempty"`
	AnswerBy     Millis                  `json:"answer_by,omitempty"`  // held, not answered yet: when it goes back to the queue
	Overflowed   bool                    `json:"overflowed,omitempty"` // the national unit may answer, too
	Sent         uint64                  `json:"sent,omitempty"`       // how many messages of the operator of this generation the store has
}

// Hidden takes a conversation out of this operator's sight.
type Hidden struct {
	Conversation conversation.ID `json:"conversation"`
	Cause        string          `json:"cause"` // "taken", "moved"
}

// SealedKey brings an envelope to the console that it is for.
type SealedKey struct {
	Conversation conversation.ID `json:"conversation"`
	Envelope     Envelope        `json:"envelope"`
}

// Claim asks to hold a conversation. Exactly one of those who ask at once gets it (B12).
type Claim struct {
	Conversation conversation.ID `json:"conversation"`
}

// Held says that the conversation is this operator's, in this generation.
type Held struct {
	Summary Summary `json:"summary"`
}

// SessionEnded tells why the service ended the session.
type SessionEnded struct {
	Cause string `json:"cause"` // "expired", "replaced", "revoked", "slow", "draining"
}
