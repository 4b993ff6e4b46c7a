package console

import (
	"strings"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// advised takes in how our question stands. An answer must be signed by whom we have asked; anything else is not read.
func (d *Desk) advised(told wire.Advised) {
	x, known := d.options.Cache.Find(told.Conversation)
	if !known || x.Generation() != told.Generation || !d.holds(x) {
		return
	}
	a := d.advice.own[told.Conversation]
	if a == nil || a.Question != told.Question {
		a = &Advice{Conversation: told.Conversation, Question: told.Question, since: d.local()}
		if told.Phase == string(AdviceWithdrawn) {
			return // put away
		}
		d.advice.own[told.Conversation] = a
	}
	d.change.Session = true
	if told.Phase == string(AdviceWithdrawn) {
		delete(d.advice.own, told.Conversation)
		return
	}
	before := a.Phase
	a.Phase, a.Name, a.Refusal, a.Until = AdvicePhase(told.Phase), told.ToName, conversation.Refusal(told.Refusal), told.Until.Time()
	a.Sending, a.Problem = false, nil
	if a.Phase == AdviceAnswered {
		a.Answer, a.Problem = d.readAnswer(a, told)
	}
	if a.Phase != before && a.Phase != AdviceAsked {
		d.signal(AdviceGiven)
	}
}

func (d *Desk) readAnswer(a *Advice, told wire.Advised) (string, error) {
	const op = "console.readAnswer"
	if told.Adviser == nil || told.Letter == nil {
		return "", fault.New(fault.Missing, op, fault.Key("fault.advice.unreadable"))
	}
	from, err := seal.VerifyShift(d.options.Authority, told.Adviser.Credential, told.Adviser.Shift, d.Now())
	if err == nil && a.to != "" && from.Actor() != a.to {
		err = fault.New(fault.Untrusted, op)
	}
	if err != nil {
		d.lies++
		return "", fault.Wrap(op, err, fault.Key("fault.advice.unreadable"))
	}
	words, err := d.hourly.openLetter(from, d.session.shift.Actor, seal.AnswerLetter, told.Question, *told.Letter)
	if err != nil {
		return "", fault.Wrap(op, err, fault.Key("fault.advice.unreadable"))
	}
	return words, nil
}

// asked takes in a question to us, or that one is over.
func (d *Desk) asked(told wire.Asked) {
	d.change.Session = true
	if told.Phase != string(AdviceAsked) || told.From == nil || told.Letter == nil {
		delete(d.advice.asked, told.Question)
		return
	}
	if q := d.advice.asked[told.Question]; q != nil {
		q.told = true
		return
	}
	from, err := seal.VerifyChain(d.options.Authority, *told.From, d.Now())
	if err != nil {
		d.lies++
		return
	}
	words, err := d.hourly.openLetter(from.Bearer, d.session.shift.Actor, seal.QuestionLetter, told.Question, *told.Letter)
	if err != nil {
		return // sealed to a key that this console has no more, or not by who is said to ask: it lapses
	}
	d.advice.asked[told.Question] = &Inquiry{
		Question: told.Question, Name: told.FromName, UnitName: told.UnitName, Until: told.Until.Time(), Words: words,
		from: from, told: true, since: d.local(),
	}
	d.signal(AdviceRequested)
}

// Advise answers a question. Its words are erased here once the service has the answer.
func (d *Desk) Advise(question conversation.QuestionID, words string) {
	q, words := d.advice.asked[question], strings.TrimSpace(words)
	if q == nil || q.Sending || words == "" {
		return
	}
	d.change.Session = true
	letter, err := seal.SealLetter(d.session.key, d.session.shift.Actor, q.from, seal.AnswerLetter, question, words)
	if err != nil {
		q.Problem = fault.Wrap("console.Advise", err, fault.Key("fault.advice.long"))
		return
	}
	d.tellInquiry(q, wire.Advise{Question: question, Letter: &letter})
}

// DeclineAdvice answers a question with a coded reason for not answering it.
func (d *Desk) DeclineAdvice(question conversation.QuestionID, refusal conversation.Refusal) {
	if q := d.advice.asked[question]; q != nil && !q.Sending {
		d.change.Session = true
		d.tellInquiry(q, wire.Advise{Question: question, Refusal: string(refusal)})
	}
}

func (d *Desk) tellInquiry(q *Inquiry, request wire.Advise) {
	q.Sending, q.Problem = true, nil
	d.ask(wire.TypeAdvise, request, func(d *Desk, _ wire.Frame, err error) {
		if d.advice.asked[q.Question] != q {
			return
		}
		d.change.Session = true
		q.Sending, q.Problem = false, err
		if err == nil || fault.Is(err, fault.Taken) || fault.Is(err, fault.Missing) {
			delete(d.advice.asked, q.Question)
		}
	})
}

// tickAdvice erases what has lapsed, also when the service says nothing any more.
func (d *Desk) tickAdvice(now time.Time) {
	for id, q := range d.advice.asked {
		if !now.Before(q.Until) {
			delete(d.advice.asked, id)
			d.change.Session = true
		}
	}
	for _, a := range d.advice.own {
		if a.Phase == AdviceAsked && now.After(a.Until.Add(5*time.Second)) {
			a.Phase, d.change.Session = AdviceLapsed, true
		}
	}
}

// forgetUntold erases questions to us that the service has not told of in a synchronisation: they were over meanwhile.
func (d *Desk) forgetUntold() {
	for id, q := range d.advice.asked {
		if !q.told {
			delete(d.advice.asked, id)
			d.change.Session = true
		}
	}
}

// openLetter opens a letter with the key that it was sealed to.
func (h *hourlyKeys) openLetter(from seal.Bearer, to string, kind seal.LetterKind, question conversation.QuestionID, l wire.Letter) (string, error) {
	for _, k := range h.keys {
		if k.private.ID() == l.Hourly {
			return k.private.OpenLetter(from, to, kind, question, l)
		}
	}
	return "", fault.New(fault.Missing, "console.hourly.openLetter")
}
