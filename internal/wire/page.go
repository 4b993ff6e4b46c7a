package wire

import "vigie.example/internal/conversation"

// Frames of the declarant page, on /v1/page. In the order of a conversation: welcome, (places,) open -> opened, envelopes
// -> ok, send -> ack ..., claimed, envelopes (the fresh key, for the claimant) -> ok, message ..., close or delete.
const (
	TypePlaces    Type = "places"     // page: Places, answered by candidates
	TypeCandidate Type = "candidates" // service: Candidates
	TypeOpen      Type = "open"       // page: Open, answered by opened
	TypeOpened    Type = "opened"     // service: Opened
	TypeResume    Type = "resume"     // page: Resume, answered by opened, then everything after the position
	TypeEnvelopes Type = "envelopes"  // page: Envelopes, answered by ok
	TypeDelete    Type = "delete"     // page: Delete, answered by deleted; also POST /v1/delete with the same JSON
	TypeRoster    Type = "roster"     // service: who is on duty has changed while the declarant waits (Roster)
	TypeQueue     Type = "queue"      // service: Queue
	TypeClaimed   Type = "claimed"    // service: somebody answers (Claimed); to consoles too, with the history that they get
	TypeReleased  Type = "released"   // service: nobody answers any more, the conversation waits again (Released)
)

// Places asks which places a text may mean (a commune's name, a postcode).
type Places struct {
	Query string `json:"query"`
}

// Candidates answers Places, at most ten.
type Candidates struct {
	Places []Place `json:"places"`
}

// Place is a commune as a person would recognise it. Code goes into Open.Place.
type Place struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

// Open begins a conversation. Only the place is asked for (D1); it routes, and is then forgotten (B3). Repeating it
// with the same key on another connection gives the same conversation.
type Open struct {
	Key       []byte `json:"key"`   // conversation signing key, P-256, uncompressed point, 65 bytes
	Place     string `json:"place"` // postcode, or code from Candidates, or free text; unknown goes to the national unit
	Language  string `json:"language"`
	Urgent    bool   `json:"urgent,omitempty"`
	Signature []byte `json:"signature"`
}

// Opened describes the conversation to the page, after open and after resume.
type Opened struct {
	Conversation conversation.ID         `json:"conversation"`
	Reference    string                  `json:"reference"`
	Unit         string                  `json:"unit"`
	UnitName     string                  `json:"unit_name"`
	State        string                  `json:"state"` // "waiting", "held", "closed"
	Generation   conversation.Generation `json:"generation"`
	Position     conversation.Position   `json:"position"` // of the last entry
	Key          conversation.KeyNumber  `json:"key"`      // the highest key number that the store has envelopes for
	Time         Millis                  `json:"time"`
	Deadline     Millis                  `json:"deadline"`
	Ahead        int                     `json:"ahead"`            // how many wait before this one
	OnDuty       int                     `json:"on_duty"`          // how many operators could answer
	Closes       Millis                  `json:"closes,omitempty"` // nobody is on duty: when what waits is deleted
	Roster       []Chain                 `json:"roster"`           // while waiting: everybody to seal to; when held: the holder alone
	Mark         *Mark                   `json:"mark,omitempty"`   // the operator's last one
	Sent         uint64                  `json:"sent"`             // how many of the page's messages the store has
	Ticket       []byte                  `json:"ticket,omitempty"` // for the next resume, and for no other
}

// Resume continues a conversation on a new connection.
type Resume struct {
	Conversation conversation.ID       `json:"conversation"`
	Position     conversation.Position `json:"position"`         // of the last entry that the page has
	Ticket       []byte                `json:"ticket,omitempty"` // from the last Opened
	Signature    []byte                `json:"signature"`
}

// Envelopes hands over conversation keys, sealed to those who may open them.
type Envelopes struct {
	Conversation conversation.ID `json:"conversation"`
	Envelopes    []Envelope      `json:"envelopes"`
}

// Delete erases the conversation everywhere, at once (D2). The signature is all the authority it needs, so that it can
// be sent on any connection, or by a request that outlives the page.
type Delete struct {
	Conversation conversation.ID `json:"conversation"`
	Key          []byte          `json:"key"` // conversation signing key: its digest is the identifier
	Signature    []byte          `json:"signature"`
}

// Roster lists everybody on duty for the conversation's unit.
type Roster struct {
	Conversation conversation.ID `json:"conversation"`
	Roster       []Chain         `json:"roster"`
}

// Queue tells the honest place in the queue.
type Queue struct {
	Conversation conversation.ID `json:"conversation"`
	Ahead        int             `json:"ahead"`
	OnDuty       int             `json:"on_duty"`
	Closes       Millis          `json:"closes,omitempty"` // nobody is on duty: when what waits is deleted; 0 while somebody is
}

// Claimed tells who answers. The page verifies the chain, makes a fresh key and seals it to this operator alone. Told again of the same
// generation, holder and shift, it seals to the hourly key of now what the service has lost.
type Claimed struct {
	Conversation conversation.ID         `json:"conversation"`
	Generation   conversation.Generation `json:"generation"`
	Operator     Chain                   `json:"operator"`
	Position     conversation.Position   `json:"position"`
	Time         Millis                  `json:"time"`
}

// Released tells that the holder of a generation has gone, and that the conversation waits again in its old place. The
// page seals every key of the conversation so far to the roster that follows, so that the next operator can read the
// history.
type Released struct {
	Conversation conversation.ID         `json:"conversation"`
	Generation   conversation.Generation `json:"generation"` // the one that ended
	Position     conversation.Position   `json:"position"`
	Time         Millis                  `json:"time"`
	Cause        string                  `json:"cause,omitempty"` // to consoles: "unanswered", "lost" ...; coded
}
