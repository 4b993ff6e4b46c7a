package console_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	reporting "vigie.example/internal/console/report"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/wire"
)

// A message among 300 open conversations, from its frame to the thread's State.
func BenchmarkMessageAmong300(b *testing.B) {
	s := newScripted(b).signedIn()
	voices := make([]*declarant.Voice, 300)
	for i := range voices {
		voices[i] = s.held(fmt.Sprintf("n%d", i))
	}
	target := voices[0]
	s.inbox.Select(target.ID())
	if b.N > 300*seal.MaxMessages {
		b.Skip("more messages than the conversations may have")
	}
	frames := make([]wire.Message, b.N)
	for i := range frames {
		v := voices[i%300]
		m, err := v.Write("Je ne sais pas si je suis au bon endroit, mais je voulais vous parler de ce qui se passe.")
		if err != nil {
			b.Fatal(err)
		}
		frames[i] = wire.Message{Send: m, Side: conversation.Declarant, Position: conversation.Position(3 + i/300), Time: s.now(), Deadline: wire.At(s.clock.Now().Add(4 * time.Hour))}
	}
	b.ResetTimer()
	for i := range frames {
		s.push(wire.TypeMessage, frames[i])
	}
	s.settled()
	b.StopTimer()
	if st := s.thread.State(); st.Phase != thread.Held {
		b.Fatalf("phase %s", st.Phase)
	}
}

// A key press in a report of 200 elements, from the intent to the State: what an operator waits for.
func BenchmarkKeyPressInALongReport(b *testing.B) {
	r := reports(b, nil)
	id, m := r.about.ID(), r.report
	text := strings.Repeat("Il m'a suivie jusqu'au 12 rue des Lilas, à Bordeaux. ", 6)
	m.Address(id, "lrpgn")
	for range 200 {
		m.Add(id, "facts.account", "")
	}
	s := until(b, m, "the elements", func(s reporting.State) bool { return len(s.Elements) == 200 })
	for _, e := range s.Elements {
		m.SetValue(id, e.ID, text)
	}
	r.settled()
	b.ResetTimer()
	for i := range b.N {
		m.SetValue(id, s.Elements[100].ID, fmt.Sprint(text, i))
		r.settled()
	}
}
