package form

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"vigie.example/internal/fault"
)

// ReasonCode says why a report was refused. Never change or re-use these: they are in answers and in traces.
type ReasonCode string

// The reasons.
const (
	ReasonUnreadable  ReasonCode = "unreadable"   // not encrypted to this target, or changed on the way
	ReasonUntrusted   ReasonCode = "untrusted"    // the authority does not vouch for who signed
	ReasonExpired     ReasonCode = "expired"      // the signer's certificate is not in force
	ReasonRevoked     ReasonCode = "revoked"      // the signer's certificate was withdrawn
	ReasonForm        ReasonCode = "form"         // not of the published form
	ReasonTooLarge    ReasonCode = "too_large"    // larger than the receiver takes
	ReasonOtherTarget ReasonCode = "other_target" // cleared for another target
	ReasonOtherSigner ReasonCode = "other_signer" // signed by somebody else than who cleared it
	ReasonKeyReused   ReasonCode = "key_reused"   // another report came under this key
	ReasonWithdrawn   ReasonCode = "withdrawn"    // the sender has taken it back
	ReasonStale       ReasonCode = "stale"        // cleared too long ago, or in the future
	ReasonLate        ReasonCode = "late"         // past the deadline that its key tells
	ReasonOffence     ReasonCode = "offence"      // a category that the target does not take (C12)
	ReasonPurpose     ReasonCode = "purpose"      // a purpose that the target does not have (C14)
	ReasonRecipient   ReasonCode = "recipient"    // a recipient that the target does not have (C14)
	ReasonField       ReasonCode = "field"        // a field that the target does not hold (C14)
	ReasonSensitive   ReasonCode = "sensitive"    // the target holds no sensitive data (C13)
	ReasonNecessity   ReasonCode = "necessity"    // no reason why it is necessary (C4, C5)
	ReasonAbsolute    ReasonCode = "absolute"     // no reason why it is absolutely necessary (C11)
)

// Reasons returns every reason that this version knows.
func Reasons() []ReasonCode {
	return []ReasonCode{
		ReasonUnreadable, ReasonUntrusted, ReasonExpired, ReasonRevoked, ReasonForm, ReasonTooLarge, ReasonOtherTarget, ReasonOtherSigner, ReasonKeyReused,
		ReasonWithdrawn, ReasonStale, ReasonLate, ReasonOffence, ReasonPurpose, ReasonRecipient, ReasonField, ReasonSensitive, ReasonNecessity, ReasonAbsolute,
	}
}

// Key returns the key of the reason's words; that of ReasonForm for a code that this version does not know.
func (c ReasonCode) Key() fault.TextKey {
	if !slices.Contains(Reasons(), c) {
		c = ReasonForm
	}
	return fault.TextKey("courier.reason." + string(c))
}

// MaxReasons bounds an answer.
const MaxReasons = 100

// Reason is why a line, or the whole (0), was refused.
type Reason struct {
	Line int        `json:"line"`
	Code ReasonCode `json:"code"`
}

// Outcome is what became of a report at its target. These are in answers: never change them.
type Outcome string

// The outcomes.
const (
	Accepted Outcome = "accepted"
	Refused  Outcome = "refused"
)

// Answer is what a receiver says: about a report, never of it.
type Answer struct {
	Format   string   `json:"format"`
	Key      string   `json:"key"`
	Outcome  Outcome  `json:"outcome"`
	Received string   `json:"received"` // TimeLayout, by the receiver's clock
	Receipt  string   `json:"receipt"`  // what the target knows the report by; empty when refused
	Reasons  []Reason `json:"reasons"`
	Proof    string   `json:"proof"` // hexadecimal; empty when the parcel could not be opened
}

// AnswerKeyBytes is the length of a parcel's answer key.
const AnswerKeyBytes = 32

// MaxAnswerBytes bounds what a sender reads.
const MaxAnswerBytes = 32 << 10

// Accept answers that a report was taken over.
func Accept(key string, at time.Time, receipt string) Answer {
	return Answer{Format: AnswerFormat, Key: key, Outcome: Accepted, Received: at.UTC().Format(TimeLayout), Receipt: receipt, Reasons: []Reason{}}
}

// Refuse answers that a report was not taken over, and why.
func Refuse(key string, at time.Time, reasons ...Reason) Answer {
	return Answer{Format: AnswerFormat, Key: key, Outcome: Refused, Received: at.UTC().Format(TimeLayout), Reasons: reasons[:min(len(reasons), MaxReasons)]}
}

// Prove adds what only who opened the parcel can add.
func (a Answer) Prove(answerKey []byte) Answer {
	a.Proof = hex.EncodeToString(a.mac(answerKey))
	return a
}

// ProvenBy reports whether who made the answer had opened the parcel.
func (a Answer) ProvenBy(answerKey []byte) bool {
	proof, err := hex.DecodeString(a.Proof)
	return err == nil && len(answerKey) == AnswerKeyBytes && hmac.Equal(proof, a.mac(answerKey))
}

// mac is HMAC-SHA-256 over the answer's parts, one a line, the reasons as "line code".
func (a Answer) mac(key []byte) []byte {
	parts := []string{a.Format, a.Key, string(a.Outcome), a.Received, a.Receipt}
	for _, r := range a.Reasons {
		parts = append(parts, fmt.Sprintf("%d %s", r.Line, r.Code))
	}
	h := hmac.New(sha256.New, key)
	h.Write([]byte(strings.Join(parts, "\n")))
	return h.Sum(nil)
}

// JSON returns the one encoding of the answer.
func (a Answer) JSON() ([]byte, error) { return encode("form.Answer.JSON", a) }

var (
	receiptForm = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)
	reasonForm  = regexp.MustCompile(`^[a-z][a-z_]{0,31}$`)
	proofForm   = regexp.MustCompile(`^([0-9a-f]{64})?$`)
)

// ParseAnswer reads an answer: of the form, and nothing in it that could hold content. A code that this version does not know is
// one all the same. The fault is Invalid.
func ParseAnswer(text []byte) (Answer, error) {
	var a Answer
	invalid := fault.New(fault.Invalid, "form.ParseAnswer", fault.Key("courier.answer"))
	if len(text) > MaxAnswerBytes || !decode(text, &a) || a.Format != AnswerFormat || !keyForm.MatchString(a.Key) || !proofForm.MatchString(a.Proof) {
		return Answer{}, invalid
	}
	at, err := time.Parse(TimeLayout, a.Received)
	if err != nil || at.Format(TimeLayout) != a.Received || len(a.Reasons) > MaxReasons {
		return Answer{}, invalid
	}
	for _, r := range a.Reasons {
		if r.Line < 0 || r.Line > MaxLines || !reasonForm.MatchString(string(r.Code)) {
			return Answer{}, invalid
		}
	}
	accepted := a.Outcome == Accepted && receiptForm.MatchString(a.Receipt) && len(a.Reasons) == 0 && a.Reasons != nil
	refused := a.Outcome == Refused && a.Receipt == "" && len(a.Reasons) > 0
	if !accepted && !refused {
		return Answer{}, invalid
	}
	return a, nil
}
