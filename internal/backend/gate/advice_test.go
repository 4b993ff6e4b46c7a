package gate_test

import (
	"bytes"
	"testing"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/memstore"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

func newQuestion() conversation.QuestionID { return conversation.QuestionID(newMessageID()) }

// letterTo seals words to the chain of somebody.
func (o *officer) letterTo(chain wire.Chain, kind seal.LetterKind, q conversation.QuestionID, words string) wire.Letter {
	o.t.Helper()
	to, err := seal.VerifyChain(o.b.Authority.Public(), chain, o.b.Now())
	check(o.t, err)
	l, err := seal.SealLetter(o.shift, string(o.who.Actor), to, kind, q, words)
	check(o.t, err)
	return l
}

// adviser returns the chain of somebody who can be asked.
func (o *officer) adviser(id conversation.ID, actor string) wire.Chain {
	o.t.Helper()
	list := must[wire.AdviserList](o.line, wire.TypeAdvisers, wire.Advisers{Conversation: id}, wire.TypeAdviserList)
	for _, a := range list.Advisers {
		if a.Chain.Credential.Actor == actor {
			return a.Chain
		}
	}
	o.t.Fatalf("%s cannot be asked: %d can", actor, len(list.Advisers))
	return wire.Chain{}
}

func (o *officer) puts(id conversation.ID, to string) wire.Ask {
	o.t.Helper()
	q := newQuestion()
	return wire.Ask{Conversation: id, Generation: 1, Question: q, To: to, Letter: o.letterTo(o.adviser(id, to), seal.QuestionLetter, q, "que faire")}
}

func (o *officer) over(q conversation.QuestionID) {
	o.t.Helper()
	awaitThat(o.line, wire.TypeAsked, func(a wire.Asked) bool { return a.Question == q && a.Phase != "asked" && a.Letter == nil })
}

func (o *officer) hears(id conversation.ID, phase string) wire.Advised {
	o.t.Helper()
	return awaitThat(o.line, wire.TypeAdvised, func(a wire.Advised) bool { return a.Conversation == id && a.Phase == phase })
}

// TestB12_AdviceIsGivenWithoutAccess puts a question and gets an answer. Whoever is asked gets the sealed words; no frame of theirs names
// the conversation, and they can do nothing with it.
func TestB12_AdviceIsGivenWithoutAccess(t *testing.T) {
	store := memstore.New()
	b := vigied.Start(t, vigied.Options{Store: store})
	anna := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	d, _ := talk(t, b, anna)
	ben := onDuty(t, b, b.AddOperator(t, "op-2", access.NationalUnit))

	ask := anna.puts(d.id, "op-2")
	must[struct{}](anna.line, wire.TypeAsk, ask, wire.TypeOK)
	must[struct{}](anna.line, wire.TypeAsk, ask, wire.TypeOK) // a repeat changes nothing
	frame := ben.await(wire.TypeAsked)
	for _, name := range []string{string(d.id), string(d.id.Reference())} {
		if bytes.Contains(frame.Data, []byte(name)) {
			t.Errorf("who is asked is told %s", name)
		}
	}
	asked := data[wire.Asked](t, frame)
	words, err := ben.hourly.OpenLetter(seal.Bearer{}, "op-2", seal.QuestionLetter, ask.Question, *asked.Letter)
	if err == nil || words != "" {
		t.Error("a question without its writer opens")
	}
	from, err := seal.VerifyChain(b.Authority.Public(), *asked.From, b.Now())
	check(t, err)
	if words, err = ben.hourly.OpenLetter(from.Bearer, "op-2", seal.QuestionLetter, ask.Question, *asked.Letter); err != nil || words != "que faire" {
		t.Errorf("read %q, %v", words, err)
	}
	if e := anna.refused(wire.TypeAsk, anna.puts(d.id, "op-2"), "taken"); e.Message != "fault.advice.pending" {
		t.Errorf("a second question: %+v", e)
	}
	ben.refused(wire.TypeClaim, wire.Claim{Conversation: d.id}, "missing")
	ben.refused(wire.TypeAdvisers, wire.Advisers{Conversation: d.id}, "missing")
	ben.keys[d.id] = map[conversation.KeyNumber]seal.Secret{1: seal.NewSecret()}
	ben.refused(wire.TypeSend, ben.text(d.id, 1, 1, 0, "je m'en mêle"), "missing")

	answer := ben.letterTo(*asked.From, seal.AnswerLetter, ask.Question, "ceci")
	stranger := onDuty(t, b, b.AddOperator(t, "op-3", access.NationalUnit))
	stranger.refused(wire.TypeAdvise, wire.Advise{Question: ask.Question, Letter: &answer}, "missing")
	forged := stranger.letterTo(*asked.From, seal.AnswerLetter, ask.Question, "cela")
	ben.refused(wire.TypeAdvise, wire.Advise{Question: ask.Question, Letter: &forged}, "untrusted")
	must[struct{}](ben.line, wire.TypeAdvise, wire.Advise{Question: ask.Question, Letter: &answer}, wire.TypeOK)
	advised := anna.hears(d.id, "answered")
	adviser, err := seal.VerifyShift(b.Authority.Public(), advised.Adviser.Credential, advised.Adviser.Shift, b.Now())
	check(t, err)
	if words, err := anna.hourly.OpenLetter(adviser, "op-1", seal.AnswerLetter, ask.Question, *advised.Letter); err != nil || words != "ceci" {
		t.Errorf("the answer is %q, %v", words, err)
	}
	ben.over(ask.Question)
	ben.refused(wire.TypeAdvise, wire.Advise{Question: ask.Question, Letter: &answer}, "missing")
	if ben.has(wire.TypeMessage) || ben.has(wire.TypeSummary) || ben.has(wire.TypeEnvelope) {
		t.Error("who was asked has got something of the conversation")
	}
	if n := tracedActions(t, store); n[access.AskAdvice] == 0 || n[access.Advise] == 0 {
		t.Error("questions and answers are not traced")
	}
}

// TestB12_AQuestionEndsWithWhatItIsAbout ends conversations in every way while a question about them waits: whoever was asked is told to
// erase it, and cannot answer any more.
func TestB12_AQuestionEndsWithWhatItIsAbout(t *testing.T) {
	for name, end := range map[string]func(anna *officer, d *declarant, q wire.Ask){
		"withdrawn": func(anna *officer, d *declarant, q wire.Ask) {
			must[struct{}](anna.line, wire.TypeAskWithdraw, wire.AskWithdraw{Conversation: d.id, Question: q.Question}, wire.TypeOK)
			anna.hears(d.id, "withdrawn")
		},
		"deleted": func(_ *officer, d *declarant, _ wire.Ask) {
			gone := wire.Delete{Conversation: d.id, Key: d.key.Public()}
			check(d.t, seal.SignDelete(d.key, &gone))
			must[wire.Deleted](d.line, wire.TypeDelete, gone, wire.TypeDeleted)
		},
		"closed": func(_ *officer, d *declarant, _ wire.Ask) {
			must[struct{}](d.line, wire.TypeClose, closing(d.t, d.id, conversation.Declarant, d.key, d.sent), wire.TypeOK)
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, anna, ben, d := two(t, vigied.Options{})
			q := anna.puts(d.id, "op-2")
			must[struct{}](anna.line, wire.TypeAsk, q, wire.TypeOK)
			asked := data[wire.Asked](t, ben.await(wire.TypeAsked))
			end(anna, d, q)
			ben.over(q.Question)
			answer := ben.letterTo(*asked.From, seal.AnswerLetter, q.Question, "trop tard")
			if f := ben.ask(wire.TypeAdvise, wire.Advise{Question: q.Question, Letter: &answer}); f.T != wire.TypeError {
				t.Errorf("answered all the same: %s", f.T)
			}
		})
	}
}

// TestB12_AQuestionLapses: one that nobody answers is over after its time, and one that is declined says why.
func TestB12_AQuestionLapses(t *testing.T) {
	clock := testkit.NewClock(noon)
	_, anna, ben, d := two(t, vigied.Options{Clock: clock, Grace: time.Hour})
	q := anna.puts(d.id, "op-2")
	must[struct{}](anna.line, wire.TypeAsk, q, wire.TypeOK)
	ben.await(wire.TypeAsked)
	must[struct{}](ben.line, wire.TypeAdvise, wire.Advise{Question: q.Question, Refusal: string(conversation.RefusedBusy)}, wire.TypeOK)
	if a := anna.hears(d.id, "declined"); a.Refusal != "busy" || a.Letter != nil {
		t.Errorf("declined: %+v", a)
	}
	q = anna.puts(d.id, "op-2")
	must[struct{}](anna.line, wire.TypeAsk, q, wire.TypeOK)
	awaitThat(ben.line, wire.TypeAsked, func(a wire.Asked) bool { return a.Question == q.Question })
	clock.Advance(conversation.AdviceTime + time.Second)
	anna.hears(d.id, "lapsed")
	ben.over(q.Question)
}

// TestB12_WhoMayBeAskedForAdvice: operators on duty, of the units concerned, not asked by too many at once; never oneself, and not about a
// conversation that somebody else holds.
func TestB12_WhoMayBeAskedForAdvice(t *testing.T) {
	b, anna, ben, d := two(t, vigied.Options{Capacity: 10})
	chain := anna.adviser(d.id, "op-2")
	q := newQuestion()
	letter := anna.letterTo(chain, seal.QuestionLetter, q, "un mot")
	anna.refused(wire.TypeAsk, wire.Ask{Conversation: d.id, Generation: 2, Question: q, To: "op-2", Letter: letter}, "taken")
	anna.refused(wire.TypeAsk, wire.Ask{Conversation: d.id, Generation: 1, Question: newQuestion(), To: "op-2", Letter: letter}, "untrusted")
	ben.refused(wire.TypeAsk, wire.Ask{Conversation: d.id, Generation: 1, Question: q, To: "op-1", Letter: letter}, "missing")

	far := onDuty(t, b, b.AddOperator(t, "op-9", "police-75"))
	list := must[wire.AdviserList](anna.line, wire.TypeAdvisers, wire.Advisers{Conversation: d.id}, wire.TypeAdviserList)
	if len(list.Advisers) != 1 || list.Advisers[0].Chain.Credential.Actor != "op-2" || list.Advisers[0].Name == "" {
		t.Errorf("%d can be asked", len(list.Advisers))
	}
	toFar := anna.letterTo(far.chain(t), seal.QuestionLetter, q, "un mot")
	anna.refused(wire.TypeAsk, wire.Ask{Conversation: d.id, Generation: 1, Question: q, To: "op-9", Letter: toFar}, "denied")

	must[struct{}](anna.line, wire.TypeAsk, wire.Ask{Conversation: d.id, Generation: 1, Question: q, To: "op-2", Letter: letter}, wire.TypeOK)
	for range conversation.MaxQuestions - 1 {
		next, _ := talk(t, b, anna)
		must[struct{}](anna.line, wire.TypeAsk, anna.puts(next.id, "op-2"), wire.TypeOK)
	}
	last, _ := talk(t, b, anna)
	q = newQuestion()
	letter = anna.letterTo(chain, seal.QuestionLetter, q, "encore un")
	if e := anna.refused(wire.TypeAsk, wire.Ask{Conversation: last.id, Generation: 1, Question: q, To: "op-2", Letter: letter}, "too_many"); e.Message != "fault.advice.busy" {
		t.Errorf("one too many: %+v", e)
	}
	must[any](ben.line, wire.TypeDuty, wire.Duty{State: "break"}, wire.TypeOK)
	anna.refused(wire.TypeAsk, wire.Ask{Conversation: last.id, Generation: 1, Question: q, To: "op-2", Letter: letter}, "unavailable")
}
