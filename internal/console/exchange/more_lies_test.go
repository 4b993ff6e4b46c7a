package exchange_test

import (
	"testing"

	"vigie.example/internal/console/exchange"
	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// A roster that names our hourly key as somebody else's: the page seals to it, and the envelope is not for us.
func TestB11_LyingBackend_GivesOurKeyToAnother(t *testing.T) {
	s := newStage(t)
	otherShift := key(t)
	other, _ := s.chainOf("op-2", otherShift)
	other.Hourly = s.hourly.Statement()
	must(t, seal.SignHourly(otherShift, other.Shift, &other.Hourly))
	fresh := s.newVoice("")
	envelopes, err := fresh.SealTo([]wire.Chain{other}, s.now)
	must(t, err)
	x, err := exchange.New(exchange.Self{Actor: "op-1", Shift: s.shift}, s.summaryOf(fresh), s.now)
	must(t, err)
	x.Envelope(envelopes[0], s, s.now)
	if x.Readable() || len(x.Alarms()) != 1 || x.Alarms()[0].Code != exchange.WrongKey {
		t.Errorf("readable %v, alarms %+v", x.Readable(), x.Alarms())
	}
}

func TestB11_LyingBackend_BringsAnOldReceiptAsNew(t *testing.T) {
	s := newStage(t).held()
	more, _ := s.voice.Mark(5)
	s.x.Mark(more, s.now)
	fewer, _ := s.voice.Mark(1) // what only a page that lies can sign
	s.x.Mark(fewer, s.now)
	if len(s.x.Alarms()) != 1 || s.x.Alarms()[0].Code != exchange.Forged {
		t.Errorf("alarms %+v", s.x.Alarms())
	}
}

// keeper keeps what it opens, as the memory of the process would.
type keeper struct {
	*stage
	kept []seal.Secret
}

func (k *keeper) Open(id conversation.ID, declarant []byte, e wire.Envelope) (seal.Secret, string, error) {
	secret, pseudonym, err := k.stage.Open(id, declarant, e)
	k.kept = append(k.kept, secret)
	return secret, pseudonym, err
}

func TestC21_ErasingDestroysTheKeys(t *testing.T) {
	s := newStage(t)
	k := &keeper{stage: s}
	s.claim(1)
	e, err := s.voice.Claimed(s.chain, 1, s.now)
	must(t, err)
	s.x.Envelope(*e, k, s.now)
	s.x.Envelope(*e, k, s.now) // once more, as after a synchronisation: the copy goes at once
	if len(k.kept) != 2 || !k.kept[0].Usable() || k.kept[1].Usable() {
		t.Fatalf("%d keys", len(k.kept))
	}
	s.x.Erase("deadline")
	if k.kept[0].Usable() {
		t.Error("a key outlived its conversation")
	}
}
