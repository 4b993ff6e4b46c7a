package main

import (
	"slices"
	"syscall"
	"testing"
	"time"
)

// TestC21_OfflineTheConsoleWorksFromWhatItHas cuts the network in the middle of a conversation: what is there can be read, drafts are
// kept, what is sent waits. A console that is started again without a network shows nothing, since its vault opens with the
// service's share alone; with the network everything is back, and what waited leaves.
func TestC21_OfflineTheConsoleWorksFromWhatItHas(t *testing.T) {
	if testing.Short() {
		t.Skip("starts programs")
	}
	s := newScene(t)
	id := s.talk()
	s.way.Lead("")
	c := s.console
	c.until("that it is offline", func(t told) bool { return !t.Desk })
	c.do(order{Do: "send", Conversation: id, Text: s.stem + " hors ligne"})
	c.do(order{Do: "draft", Conversation: id, Text: s.stem + " repris"})
	c.until("what is read and written offline", func(t told) bool {
		return slices.Contains(t.Texts, s.stem+" de la déclarante") && slices.Contains(t.Texts, s.stem+" hors ligne") && t.Draft == s.stem+" repris"
	})
	time.Sleep(time.Second) // for the vault
	must(t, syscall.Kill(c.pid, syscall.SIGKILL))
	time.Sleep(200 * time.Millisecond)

	s.console = s.open(s.desk)
	s.console.until("that what it keeps is locked", func(t told) bool { return t.Locked })
	if shown := s.console.state(); len(shown.Texts)+len(shown.Mine)+len(shown.Notes) > 0 || shown.Draft != "" {
		t.Errorf("without the service's share it shows %+v", shown)
	}
	if n := s.counts(s.console.pid); n > 0 {
		t.Errorf("without the service's share its memory holds the words %d times", n)
	}
	s.way.Lead(s.backend.Host)
	s.console.until("the shift to go on", func(t told) bool { return t.Desk && slices.Equal(t.Mine, []string{string(id)}) })
	s.console.do(order{Do: "select", Conversation: id})
	s.console.until("everything, and what waited has left", func(t told) bool {
		return t.Draft == s.stem+" repris" && slices.Contains(t.Texts, s.stem+" hors ligne (received)") && slices.Equal(t.Notes, []string{s.stem + " noté"})
	})
}
