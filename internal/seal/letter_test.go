package seal_test

import (
	"strings"
	"testing"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

const (
	aQuestion    conversation.QuestionID = "AAAAAAAAAAAAAAAAAAAAAA"
	otherInquiry conversation.QuestionID = "AAAAAAAAAAAAAAAAAAAAAQ"
)

func newLetter(t testing.TB, words string) (from, to *world, l wire.Letter) {
	t.Helper()
	from, to = newWorld(t), newWorld(t)
	to.hire("A-18", seal.RoleOperator)
	l, err := seal.SealLetter(from.shift, "A-17", to.recipient(), seal.QuestionLetter, aQuestion, words)
	must(t, err)
	return from, to, l
}

func TestB11_ALetterComesAsItWasWritten(t *testing.T) {
	from, to, l := newLetter(t, "Que dire à propos d'une ordonnance de protection ?")
	got, err := to.hourly.OpenLetter(from.recipient().Bearer, "A-18", seal.QuestionLetter, aQuestion, l)
	if must(t, err); got != "Que dire à propos d'une ordonnance de protection ?" {
		t.Errorf("read %q", got)
	}
	if _, _, short := newLetter(t, "a"); len(short.Body) != len(l.Body) {
		t.Errorf("sizes tell what is in them: %d and %d bytes", len(short.Body), len(l.Body))
	}
	if _, _, long := newLetter(t, strings.Repeat("é", seal.MaxLetterBytes/2)); len(long.Body) != 4096+16 {
		t.Errorf("the longest has %d bytes", len(long.Body))
	}
}

func TestB11_ALetterHoldsForOneQuestionAndOnePairOnly(t *testing.T) {
	from, to, l := newLetter(t, "un mot")
	_, _, other := newLetter(t, "un autre")
	change := func(set func(*wire.Letter)) wire.Letter { x := l; set(&x); return x }
	writer, stranger := from.recipient().Bearer, newWorld(t).recipient().Bearer
	supervisor := newWorld(t)
	supervisor.hire("S-1", "supervisor")
	above, err := seal.VerifyShift(supervisor.authority.Public(), supervisor.chain.Credential, supervisor.chain.Shift, now)
	must(t, err)
	for _, tt := range []struct {
		name     string
		l        wire.Letter
		from     seal.Bearer
		to       string
		kind     seal.LetterKind
		question conversation.QuestionID
	}{
		{"by somebody else", l, stranger, "A-18", seal.QuestionLetter, aQuestion},
		{"by nobody", l, seal.Bearer{}, "A-18", seal.QuestionLetter, aQuestion},
		{"by no operator", l, above, "A-18", seal.QuestionLetter, aQuestion},
		{"for somebody else", l, writer, "A-19", seal.QuestionLetter, aQuestion},
		{"a question as an answer", l, writer, "A-18", seal.AnswerLetter, aQuestion},
		{"about another question", l, writer, "A-18", seal.QuestionLetter, otherInquiry},
		{"renamed to another key", change(func(l *wire.Letter) { l.Hourly = other.Hourly }), writer, "A-18", seal.QuestionLetter, aQuestion},
		{"a body of another", change(func(l *wire.Letter) { l.Body = other.Body }), writer, "A-18", seal.QuestionLetter, aQuestion},
		{"another encapsulation", change(func(l *wire.Letter) { l.Enc = other.Enc }), writer, "A-18", seal.QuestionLetter, aQuestion},
		{"no signature", change(func(l *wire.Letter) { l.Signature = nil }), writer, "A-18", seal.QuestionLetter, aQuestion},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := to.hourly.OpenLetter(tt.from, tt.to, tt.kind, tt.question, tt.l); !fault.Is(err, fault.Untrusted) {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := newWorld(t).hourly.OpenLetter(writer, "A-18", seal.QuestionLetter, aQuestion, l); !fault.Is(err, fault.Missing) {
		t.Errorf("another hourly key: %v", err)
	}
	to.hourly.Destroy()
	if _, err := to.hourly.OpenLetter(writer, "A-18", seal.QuestionLetter, aQuestion, l); !fault.Is(err, fault.Gone) {
		t.Errorf("a destroyed key: %v", err)
	}
}

func TestB11_ALetterHasBounds(t *testing.T) {
	from, to := newWorld(t), newWorld(t)
	to.hire("A-18", seal.RoleOperator)
	for _, tt := range []struct {
		name, from, words string
		question          conversation.QuestionID
		want              fault.Kind
	}{
		{"nothing", "A-17", "", aQuestion, fault.Invalid},
		{"too much", "A-17", strings.Repeat("a", seal.MaxLetterBytes+1), aQuestion, fault.TooLarge},
		{"no text", "A-17", "\xff", aQuestion, fault.Invalid},
		{"to oneself", "A-18", "un mot", aQuestion, fault.Invalid},
		{"about no question", "A-17", "un mot", "", fault.Invalid},
	} {
		if _, err := seal.SealLetter(from.shift, tt.from, to.recipient(), seal.QuestionLetter, tt.question, tt.words); !fault.Is(err, tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
