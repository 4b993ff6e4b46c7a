package seal_test

import (
	"testing"

	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

func TestB11_OnlyTheTwoEndsReadAConversation(t *testing.T) {
	w := newWorld(t)
	secret := seal.NewSecret()
	envelope, err := seal.SealEnvelope(w.page, w.recipient(), 1, 1, secret, "Camille")
	must(t, err)
	opened, pseudonym, err := w.hourly.Open(w.id, w.page.Public(), envelope)
	must(t, err)
	if !opened.Equal(secret) || pseudonym != "Camille" {
		t.Fatal("the envelope does not bring the key and the pseudonym")
	}

	head := wire.Send{ID: newMessageID(), Key: 1, Generation: 1, N: 1}
	sent, err := seal.SealText(w.pageSender(), secret, head, "Il est devant la porte.")
	must(t, err)
	order := seal.NewOrder(w.id, conversation.Declarant)
	message, err := seal.VerifyText(w.declarant(), sent)
	must(t, err)
	if v := order.Accept(message, seal.Sent{Generation: 1}); v.Judgement != seal.Accepted {
		t.Fatalf("judgement %v", v)
	}
	text, err := message.Open(opened)
	must(t, err)
	if text != "Il est devant la porte." {
		t.Fatalf("read %q", text)
	}

	head = wire.Send{ID: newMessageID(), Key: 1, Generation: 1, N: 1, Seen: order.Seen(1)}
	answer, err := seal.SealText(w.consoleSender(), opened, head, "Je suis là.")
	must(t, err)
	text, err = seal.OpenText(w.operator(1), secret, answer)
	must(t, err)
	if text != "Je suis là." {
		t.Fatalf("read %q", text)
	}

	mark, err := seal.SealMark(w.consoleSender(), opened, wire.Mark{ID: newMessageID(), Key: 1, Generation: 1, N: 1}, seal.Counts{Sent: 1, Received: 1})
	must(t, err)
	receipt, err := seal.OpenMark(w.operator(1), secret, mark)
	must(t, err)
	answers := seal.NewOrder(w.id, conversation.Operator)
	if v := answers.AcceptMark(receipt, seal.Sent{Count: 1}); v.Judgement != seal.Gap || v.Missing != 1 {
		t.Fatalf("a mark that counts a message which did not arrive: %v", v)
	}
}
