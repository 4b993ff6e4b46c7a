package alert

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"vigie.example/internal/console/shell"
	"vigie.example/ui/words"
)

type heard struct {
	sounds int
	told   []*fyne.Notification
}

func listening(t *testing.T, away bool) (*listener, *heard, *time.Time) {
	t.Helper()
	w, err := words.In("fr")
	if err != nil {
		t.Fatal(err)
	}
	h, now := &heard{}, time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	l := newListener(Channels{
		Notify: func(n *fyne.Notification) { h.told = append(h.told, n) },
		Sound:  func([]byte) { h.sounds++ },
		Away:   func() bool { return away },
	}, w, func() time.Time { return now })
	l.state(shell.State{Screen: shell.Desk, Duty: shell.OnDuty})
	return l, h, &now
}

func TestC8_AlertsSayFixedWords(t *testing.T) {
	l, h, _ := listening(t, true)
	all := []shell.Signal{shell.NewWaiting, shell.UrgentWaiting, shell.Requested, shell.Consulted, shell.Advised, shell.Summoned, shell.Comes}
	for _, s := range all {
		l.heard(s)
	}
	if h.sounds != len(all) || len(h.told) != len(all) {
		t.Fatalf("%d sounds, %d notifications", h.sounds, len(h.told))
	}
	said := map[string]bool{}
	for _, n := range h.told {
		if said[n.Content] || strings.Contains(n.Title+n.Content, "alert.") {
			t.Errorf("one reads like another: %q", n.Content)
		}
		said[n.Content] = true
		if strings.ContainsAny(n.Title+n.Content, "0123456789{}") {
			t.Errorf("%q %q", n.Title, n.Content)
		}
	}
}

func TestC25_AlertsAreSilentOffDuty(t *testing.T) {
	for _, s := range []shell.State{
		{Screen: shell.SignIn}, {Screen: shell.Desk, Duty: shell.Break}, {Screen: shell.Desk, Duty: shell.Ending},
	} {
		l, h, _ := listening(t, true)
		l.state(s)
		l.heard(shell.UrgentWaiting)
		l.heard(shell.NewWaiting)
		if h.sounds+len(h.told) > 0 {
			t.Errorf("%+v is disturbed", s)
		}
	}
}

// Supervisors have no duty: a call is heard all the same, and by nobody before they sign in.
func TestC24_ACallIsHeardWithoutDuty(t *testing.T) {
	for screen, want := range map[shell.Screen]int{shell.SignIn: 0, shell.Desk: 1, shell.Locked: 1} {
		l, h, _ := listening(t, true)
		l.state(shell.State{Screen: screen})
		l.heard(shell.Summoned)
		l.heard(shell.Comes)
		if h.sounds != want || len(h.told) != want {
			t.Errorf("screen %d: %d sounds, %d notifications", screen, h.sounds, len(h.told))
		}
	}
}

func TestAlertsDoNotPileUp(t *testing.T) {
	l, h, now := listening(t, false)
	for range 20 {
		l.heard(shell.NewWaiting)
		*now = now.Add(time.Second)
	}
	if h.sounds != 2 || len(h.told) > 0 {
		t.Errorf("%d sounds in 20 s, %d notifications before somebody's eyes", h.sounds, len(h.told))
	}
	for _, s := range []shell.Signal{shell.NewMessage, shell.CameOnline, shell.NearDeadline, "unknown"} {
		l.heard(s)
	}
	if h.sounds != 2 {
		t.Error("something else sounds, too")
	}
	l.heard(shell.UrgentWaiting)
	if h.sounds != 3 {
		t.Error("urgent was kept silent")
	}
}

func TestTonesAreShortAndSoft(t *testing.T) {
	for _, s := range []shell.Signal{shell.NewWaiting, shell.UrgentWaiting} {
		raw := Tone(s)
		if !bytes.HasPrefix(raw, []byte("RIFF")) || int(binary.LittleEndian.Uint32(raw[4:])) != len(raw)-8 || int(binary.LittleEndian.Uint32(raw[40:])) != len(raw)-44 {
			t.Fatalf("%s: not a WAV file", s)
		}
		loudest := int16(0)
		for i := 44; i+1 < len(raw); i += 2 {
			loudest = max(loudest, int16(binary.LittleEndian.Uint16(raw[i:])))
		}
		if loudest < 3000 || loudest > 9000 || len(raw)-44 > rate*2 {
			t.Errorf("%s: loudest %d, %d bytes", s, loudest, len(raw))
		}
	}
	if bytes.Equal(Tone(shell.NewWaiting), Tone(shell.UrgentWaiting)) || Tone(shell.NewMessage) != nil {
		t.Error("tones that cannot be told apart")
	}
}
