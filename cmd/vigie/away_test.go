package main

import (
	"slices"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"vigie.example/internal/remains"
)

// saver is the desktop's screen saver, on the real bus of a session.
type saver struct{ active bool }

// GetActive is what a program asks that has just started.
func (s *saver) GetActive() (bool, *dbus.Error) { return s.active, nil }

// TestC21_ALockedScreenClosesTheConsole locks the screen in the middle of a conversation: what the console has shown is nowhere in the
// process then, its vault is closed, and everything is there again when somebody is back.
func TestC21_ALockedScreenClosesTheConsole(t *testing.T) {
	if testing.Short() {
		t.Skip("starts programs")
	}
	s := newScene(t)
	id := s.talk()
	bus, err := dbus.Connect("unix:path=" + s.desk.Dir + "/run/bus")
	must(t, err)
	t.Cleanup(func() { _ = bus.Close() })
	screen := &saver{}
	must(t, bus.Export(screen, "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"))
	_, err = bus.RequestName("org.freedesktop.ScreenSaver", dbus.NameFlagDoNotQueue)
	must(t, err)
	lock := func(active bool) {
		screen.active = active
		must(t, bus.Emit("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged", active))
	}

	before, began := s.counts(s.console.pid), s.console.state().Start
	if before == 0 {
		t.Error("control: the memory does not show what is on the screen")
	}
	lock(true)
	s.console.until("a new process that waits", func(t told) bool { return t.Start != began && t.Away })
	time.Sleep(time.Second)
	if locked := s.console.state(); locked.Desk || len(locked.Mine)+len(locked.Texts) > 0 {
		t.Errorf("while the screen is locked it shows %+v", locked)
	}
	if n := s.counts(s.console.pid); n > 0 {
		t.Errorf("while the screen is locked its memory holds the words %d times", n)
	}
	var keys []string
	for _, k := range s.page.Keys() {
		keys = append(keys, string(k))
	}
	report, err := remains.New(keys...).Memory(t.Context(), s.console.pid)
	must(t, err)
	if len(report.Finds) > 0 {
		t.Errorf("while the screen is locked its memory holds keys %d times", len(report.Finds))
	}
	s.page.Say("pendant l'absence")
	lock(false)
	s.console.until("the session, locked", func(t told) bool { return t.Covered })
	if locked := s.console.state(); locked.Desk {
		t.Errorf("a screen that somebody unlocked unlocks the session: %+v", locked)
	}
	s.enter()
	s.console.until("the shift to go on", func(t told) bool { return t.Desk && slices.Equal(t.Mine, []string{string(id)}) })
	s.console.do(order{Do: "select", Conversation: id})
	s.console.until("everything, and what came meanwhile", func(t told) bool {
		return s.everything(t) && slices.Contains(t.Texts, "pendant l'absence")
	})
	t.Logf("the console's memory held the words %d times before", before)
}
