package wire

import "reflect"

// Frames about what people sign in with: security keys, service cards, and fingers on a workstation's reader. A supervisor invites; the person enrols, in their own
// session; the first that a person enrols is in force once the supervisor has confirmed the number that the person's screen shows.
// A session that is locked keeps its conversations, and lets nobody act until its person has proved again who they are: begin and
// sign_in with the same shift key.
const (
	TypeLock         Type = "lock"          // console: Lock, answered by ok
	TypeLocked       Type = "locked"        // service: Locked: the session is locked from now on
	TypeTicket       Type = "ticket"        // service: Ticket, in the place of the one before
	TypeMeansAsk     Type = "means_ask"     // console: MeansAsk, answered by means
	TypeMeans        Type = "means"         // service: Means; unasked when one's own have changed
	TypeInvite       Type = "invite"        // console of a supervisor: Invite, answered by invited
	TypeInvited      Type = "invited"       // service: Invited
	TypeEnrol        Type = "enrol"         // console: Enrol, answered by enrolment
	TypeEnrolment    Type = "enrolment"     // service: Enrolment
	TypeEnrolMeans   Type = "enrol_means"   // console: EnrolMeans, answered by means
	TypeMeansConfirm Type = "means_confirm" // console of a supervisor: MeansConfirm, answered by means
	TypeMeansRevoke  Type = "means_revoke"  // console: MeansRevoke, answered by means
)

// Lock locks the session of the console that sends it.
type Lock struct {
	Cause string `json:"cause"` // "asked", "idle", "screen", "removed"
}

// Locked says that a session is locked.
type Locked struct {
	Cause string `json:"cause"` // as in Lock; "means": what the person signed in with is not in force any more
}

// Ticket continues the session after a lost connection, for a short time.
type Ticket struct {
	Ticket  []byte `json:"ticket"`
	Expires Millis `json:"expires"`
}

// KeyProof is what a security key signs: an assertion of WebAuthn. Its challenge is seal.ShiftChallenge.
type KeyProof struct {
	ID         []byte `json:"id"`
	AuthData   []byte `json:"auth_data"`
	ClientData []byte `json:"client_data"`
	Sig        []byte `json:"sig"`
}

// CardProof is what a service card signs, over the same challenge.
type CardProof struct {
	ID  []byte `json:"id"`  // SHA-256 of its public key
	Sig []byte `json:"sig"` // r||s, or PKCS #1 version 1.5
}

// MeansAsk asks for the means of a member of staff: one's own, or of somebody in the supervisor's unit.
type MeansAsk struct {
	Actor string `json:"actor"` // "": one's own
}

// Means lists what somebody signs in with, newest last; nothing of it is secret.
type Means struct {
	Actor string     `json:"actor"`
	List  []OneMeans `json:"list"`
}

// OneMeans is a security key, a service card, or a finger on a workstation's reader.
type OneMeans struct {
	ID      []byte `json:"id"`
	Kind    string `json:"kind"` // "key", "card", "reader"
	Name    string `json:"name"` // that its holder has given it
	Added   Millis `json:"added"`
	By      string `json:"by"`             // who invited: a code
	Used    Millis `json:"used,omitempty"` // last
	Revoked Millis `json:"revoked,omitempty"`
	Cause   string `json:"cause,omitempty"`   // of the revocation: "holder", "supervisor", "cloned", "refused", "reader", "renewed"
	Waits   bool   `json:"waits,omitempty"`   // for the confirmation of who invited
	Number  string `json:"number,omitempty"`  // to be read to them: only on the holder's own screen
	Present bool   `json:"present,omitempty"` // the present session began with it
}

// Invite asks for a code with which somebody may enrol one means.
type Invite struct {
	Actor string `json:"actor"`
}

// Invited brings the code, this once.
type Invited struct {
	Actor   string `json:"actor"`
	Code    string `json:"code"`
	Expires Millis `json:"expires"`
}

// Enrol begins an enrolment with the code of an invitation.
type Enrol struct {
	Code string `json:"code"`
}

// Enrolment gives what the new means signs: seal.EnrolmentChallenge.
type Enrolment struct {
	Nonce   []byte   `json:"nonce"`
	Expires Millis   `json:"expires"`
	Keys    [][]byte `json:"keys,omitempty"`  // enrolled already: no key twice; and a finger's template is under one of these keys, or
	Cards   [][]byte `json:"cards,omitempty"` // under one of these cards (L9)
	First   bool     `json:"first"`           // it will wait for a confirmation
}

// EnrolMeans ends an enrolment: one of Key, Card and Finger.
type EnrolMeans struct {
	Name   string     `json:"name"`
	Key    *NewKey    `json:"key,omitempty"`
	Card   *NewCard   `json:"card,omitempty"`
	Finger *NewFinger `json:"finger,omitempty"`
}

// NewKey is what a security key says of a credential that it has just made (WebAuthn, attestation "none").
type NewKey struct {
	AuthData   []byte `json:"auth_data"`
	ClientData []byte `json:"client_data"`
}

// NewCard is a card's public key and its signature over the enrolment's challenge.
type NewCard struct {
	SPKI []byte `json:"spki"` // SubjectPublicKeyInfo, DER
	Sig  []byte `json:"sig"`
}

// MeansConfirm puts somebody's first means in force.
type MeansConfirm struct {
	Actor  string `json:"actor"`
	Number string `json:"number"` // as the person's screen shows it
}

// MeansRevoke ends a means at once.
type MeansRevoke struct {
	Actor string `json:"actor"`
	ID    []byte `json:"id"`
}

var meansSpecs = []Spec{
	{TypeLock, reflect.TypeFor[Lock](), Console, Service, TypeOK},
	{TypeLocked, reflect.TypeFor[Locked](), Service, Console, ""},
	{TypeTicket, reflect.TypeFor[Ticket](), Service, Console, ""},
	{TypeMeansAsk, reflect.TypeFor[MeansAsk](), Console, Service, TypeMeans},
	{TypeMeans, reflect.TypeFor[Means](), Service, Console, ""},
	{TypeInvite, reflect.TypeFor[Invite](), Console, Service, TypeInvited},
	{TypeInvited, reflect.TypeFor[Invited](), Service, Console, ""},
	{TypeEnrol, reflect.TypeFor[Enrol](), Console, Service, TypeEnrolment},
	{TypeEnrolment, reflect.TypeFor[Enrolment](), Service, Console, ""},
	{TypeEnrolMeans, reflect.TypeFor[EnrolMeans](), Console, Service, TypeMeans},
	{TypeMeansConfirm, reflect.TypeFor[MeansConfirm](), Console, Service, TypeMeans},
	{TypeMeansRevoke, reflect.TypeFor[MeansRevoke](), Console, Service, TypeMeans},
}

// Bounds of what these frames carry.
const (
	MaxMeans      = 64 // of one person, those that are over included
	maxMeansIDs   = 16
	maxMeansID    = 1023
	maxAuthData   = 4096
	maxClientData = 1024
	maxMeansSig   = 512
	maxSPKI       = 1024
	maxMeansName  = 64
)

func meansIDs(ids [][]byte) bool {
	for _, id := range ids {
		if !meansID(id) {
			return false
		}
	}
	return len(ids) <= maxMeansIDs
}

func meansID(id []byte) bool         { return len(id) > 0 && len(id) <= maxMeansID }
func within(b []byte, most int) bool { return len(b) > 0 && len(b) <= most }
func (l Lock) check() bool           { return code(l.Cause) }
func (l Locked) check() bool         { return code(l.Cause) }
func (t Ticket) check() bool         { return within(t.Ticket, maxTicketBytes) }
func (m MeansAsk) check() bool       { return m.Actor == "" || code(m.Actor) }
func (i Invite) check() bool         { return code(i.Actor) }
func (i Invited) check() bool        { return code(i.Actor) && code(i.Code) }
func (e Enrol) check() bool          { return e.Code != "" && bounded(e.Code, maxCodeBytes) }
func (e Enrolment) check() bool {
	return len(e.Nonce) == nonceBytes && meansIDs(e.Keys) && meansIDs(e.Cards)
}
func (m MeansConfirm) check() bool { return code(m.Actor) && code(m.Number) }
func (m MeansRevoke) check() bool  { return code(m.Actor) && meansID(m.ID) }
func (c CardProof) check() bool    { return meansID(c.ID) && within(c.Sig, maxMeansSig) }
func (k NewKey) check() bool {
	return within(k.AuthData, maxAuthData) && within(k.ClientData, maxClientData)
}
func (c NewCard) check() bool { return within(c.SPKI, maxSPKI) && within(c.Sig, maxMeansSig) }

func (k KeyProof) check() bool {
	return meansID(k.ID) && within(k.AuthData, maxAuthData) && within(k.ClientData, maxClientData) && within(k.Sig, maxMeansSig)
}

func (m Means) check() bool {
	for _, one := range m.List {
		if !meansID(one.ID) || !code(one.Kind) || !bounded(one.Name, maxMeansName) || !bounded(one.Number, maxCodeBytes) {
			return false
		}
	}
	return code(m.Actor) && len(m.List) <= MaxMeans
}

func (e EnrolMeans) check() bool {
	return bounded(e.Name, maxMeansName) && (e.Key != nil || e.Card != nil || e.Finger != nil) && (e.Key == nil || e.Key.check()) &&
		(e.Card == nil || e.Card.check()) && (e.Finger == nil || e.Finger.check())
}
