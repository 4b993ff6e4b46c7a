package console

import (
	"crypto/rand"
	"encoding/base64"
	"strings"
	"time"

	"vigie.example/internal/console/exchange"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// Advice is the last question of this operator to a colleague about a conversation that they hold (ADR 012). Its words go with the
// conversation, and are in no vault, log or notification.
type Advice struct {
	Conversation conversation.ID
	Question     conversation.QuestionID
	Phase        AdvicePhase
	Name         string // of the colleague, for this window only
	Refusal      conversation.Refusal
	Until        time.Time // when it lapses, on the service's clock
	Words        string    // of the question; content. "" when this console was restarted since
	Answer       string    // content
	Sending      bool
	Problem      error // of the last intent about it, or why the answer cannot be read

	to    string // whom we have sealed the question to; "" when this console was restarted since
	since time.Time
}

// Inquiry is a question of a colleague to this operator: words, and nothing of the conversation that they are about.
type Inquiry struct {
	Question conversation.QuestionID
	Name     string // of the colleague, for this window only
	UnitName string
	Until    time.Time // on the service's clock
	Words    string    // content
	Sending  bool
	Problem  error // of the last intent about it

	from  seal.Recipient
	told  bool // since the last synchronisation began
	since time.Time
}

// AdvicePhase is how far a question has come. The values are on the wire.
type AdvicePhase string

// The phases.
const (
	AdviceAsked     AdvicePhase = "asked"
	AdviceAnswered  AdvicePhase = "answered"
	AdviceDeclined  AdvicePhase = "declined"
	AdviceWithdrawn AdvicePhase = "withdrawn"
	AdviceLapsed    AdvicePhase = "lapsed"
	AdviceMoot      AdvicePhase = "moot"
)

// Advisers are the colleagues who could be asked about a conversation, as they were when it was asked.
type Advisers struct {
	Conversation conversation.ID
	Loaded       bool
	List         []wire.Adviser
	Problem      error
}

// advice is what the Desk knows of questions.
type advice struct {
	own      map[conversation.ID]*Advice
	asked    map[conversation.QuestionID]*Inquiry
	advisers Advisers
}

func newAdvice() advice {
	return advice{own: map[conversation.ID]*Advice{}, asked: map[conversation.QuestionID]*Inquiry{}}
}

// AdviceAbout returns the last question about a conversation; false for none.
func (d *Desk) AdviceAbout(id conversation.ID) (Advice, bool) {
	a, some := d.advice.own[id]
	if !some {
		return Advice{}, false
	}
	return *a, true
}

// Advices returns this operator's questions, the oldest first.
func (d *Desk) Advices() []Advice {
	out := make([]Advice, 0, len(d.advice.own))
	for _, a := range d.advice.own {
		out = append(out, *a)
	}
	oldestFirst(out, func(a Advice) (time.Time, string) { return a.since, string(a.Conversation) })
	return out
}

// Inquiries returns the questions to this operator, the oldest first.
func (d *Desk) Inquiries() []Inquiry {
	out := make([]Inquiry, 0, len(d.advice.asked))
	for _, q := range d.advice.asked {
		out = append(out, *q)
	}
	oldestFirst(out, func(q Inquiry) (time.Time, string) { return q.since, string(q.Question) })
	return out
}

// Advisers returns who could be asked about the conversation that was asked about last.
func (d *Desk) Advisers() Advisers { return d.advice.advisers }

// FindAdvisers asks who could be asked about a conversation.
func (d *Desk) FindAdvisers(id conversation.ID) {
	before := d.advice.advisers
	d.advice.advisers = Advisers{Conversation: id}
	if before.Conversation == id {
		d.advice.advisers.List = before.List // until the new one comes
	}
	d.change.Session = true
	d.ask(wire.TypeAdvisers, wire.Advisers{Conversation: id}, func(d *Desk, f wire.Frame, err error) {
		if d.advice.advisers.Conversation != id {
			return
		}
		d.change.Session = true
		list, ok := data[wire.AdviserList](f)
		if err == nil && !ok {
			err = fault.New(fault.Invalid, "console.FindAdvisers")
		}
		d.advice.advisers = Advisers{Conversation: id, Loaded: true, List: list.Advisers, Problem: err}
	})
}

// MayAsk reports whether a colleague can be asked about a conversation now.
func (d *Desk) MayAsk(id conversation.ID) bool {
	x, known := d.options.Cache.Find(id)
	if !known || !d.ready() {
		return false
	}
	a := d.advice.own[id]
	p := x.Phase()
	return (p == exchange.Held || p == exchange.Opening) && (a == nil || a.Phase != AdviceAsked && !a.Sending)
}

// AskAdvice puts a question to a colleague, named by their code: they get these words and nothing of the conversation. A colleague
// whom the authority does not vouch for gets nothing.
func (d *Desk) AskAdvice(id conversation.ID, to, words string) {
	x, _ := d.options.Cache.Find(id)
	words = strings.TrimSpace(words)
	if !d.MayAsk(id) || words == "" {
		return
	}
	a := &Advice{
		Conversation: id, Question: newQuestionID(), Phase: AdviceAsked, Name: to, Words: words, Until: d.Now().Add(conversation.AdviceTime),
		to: to, since: d.local(),
	}
	d.advice.own[id] = a
	d.change.Session = true
	letter, err := d.sealQuestion(a)
	if err != nil {
		a.Phase, a.Problem = AdviceMoot, err
		return
	}
	d.tellAdvice(a, wire.TypeAsk, wire.Ask{Conversation: id, Generation: x.Generation(), Question: a.Question, To: to, Letter: letter}, AdviceMoot)
}

func (d *Desk) sealQuestion(a *Advice) (wire.Letter, error) {
	const op = "console.sealQuestion"
	for _, adviser := range d.advice.advisers.List {
		if adviser.Chain.Credential.Actor != a.to {
			continue
		}
		a.Name = adviser.Name
		to, err := seal.VerifyChain(d.options.Authority, adviser.Chain, d.Now())
		if err != nil || to.Actor() != a.to {
			d.lies++
			return wire.Letter{}, fault.New(fault.Untrusted, op, fault.Key("fault.advice.untrusted"))
		}
		letter, err := seal.SealLetter(d.session.key, d.session.shift.Actor, to, seal.QuestionLetter, a.Question, a.Words)
		if err != nil {
			err = fault.Wrap(op, err, fault.Key("fault.advice.long"))
		}
		return letter, err
	}
	return wire.Letter{}, fault.New(fault.Unavailable, op, fault.Key("fault.advice.away"))
}

// PutAway takes a question back, or puts an answer away: nothing of it stays here, nor with the service.
func (d *Desk) PutAway(id conversation.ID) {
	a := d.advice.own[id]
	if a == nil || a.Sending {
		return
	}
	if a.Phase != AdviceAsked && a.Phase != AdviceAnswered {
		delete(d.advice.own, id)
		d.change.Session = true
		return
	}
	a.Sending, a.Problem = true, nil
	d.change.Session = true
	d.ask(wire.TypeAskWithdraw, wire.AskWithdraw{Conversation: id, Question: a.Question}, func(d *Desk, _ wire.Frame, err error) {
		if d.advice.own[id] != a {
			return
		}
		d.change.Session = true
		a.Sending, a.Problem = false, err
		if err == nil || fault.Is(err, fault.Taken) {
			delete(d.advice.own, id)
		}
	})
}

// tellAdvice sends something about a question. When it is refused, the question is in the phase.
func (d *Desk) tellAdvice(a *Advice, of wire.Type, request any, refused AdvicePhase) {
	a.Sending, a.Problem = true, nil
	d.ask(of, request, func(d *Desk, _ wire.Frame, err error) {
		if d.advice.own[a.Conversation] != a {
			return
		}
		d.change.Session = true
		a.Sending = false
		if err != nil {
			a.Problem, a.Phase = err, refused
		}
	})
}

func newQuestionID() conversation.QuestionID {
	raw := make([]byte, 16)
	_, _ = rand.Read(raw) // never fails
	return conversation.QuestionID(base64.RawURLEncoding.EncodeToString(raw))
}
