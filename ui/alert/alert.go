// Package alert sounds and notifies when somebody waits, so that an operator need not watch the window. What it says is fixed
// words: no content, no reference, no number (C8). On a break it is silent (C25).
package alert

import (
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"vigie.example/internal/console/shell"
	"vigie.example/ui/words"
)

// Source is what alerts come from: the frame's view-model.
type Source interface {
	// Subscribe calls changed with the latest state, now and after each change, on a goroutine of its own.
	Subscribe(changed func(shell.State)) (stop func())

	// Signals calls heard for each signal, on a goroutine of its own.
	Signals(heard func(shell.Signal)) (stop func())
}

// Channels are the ways to reach somebody. They are called on a goroutine of their own, one at a time.
type Channels struct {
	Notify func(*fyne.Notification)
	Sound  func(wav []byte) // nil where nothing can sound
	Away   func() bool      // nobody looks at the window: only then is a notification of any use
}

// quiet is how long one kind of alert keeps silent after it was given: a queue that fills sounds once.
var quiet = map[shell.Signal]time.Duration{shell.NewWaiting: 10 * time.Second, shell.UrgentWaiting: 3 * time.Second, shell.Requested: 3 * time.Second,
	shell.Consulted: 3 * time.Second, shell.Advised: 3 * time.Second, shell.Summoned: 3 * time.Second, shell.Comes: 3 * time.Second}

// kinds are the parts of the keys of what is said.
var kinds = map[shell.Signal]string{
	shell.NewWaiting: "waiting", shell.UrgentWaiting: "urgent", shell.Requested: "transfer", shell.Consulted: "advice", shell.Advised: "advised",
	shell.Summoned: "called", shell.Comes: "comes",
}

// listener decides what is heard.
type listener struct {
	channels Channels
	words    *words.Words
	now      func() time.Time

	mu   sync.Mutex
	on   bool                       // guarded by mu: somebody is signed in and on duty
	in   bool                       // guarded by mu: somebody is signed in; supervisors have no duty
	last map[shell.Signal]time.Time // guarded by mu
}

// Listen gives alerts until stop is called, which waits for the last one.
func Listen(source Source, channels Channels, w *words.Words) (stop func()) {
	l := newListener(channels, w, time.Now)
	unsubscribe, deafen := source.Subscribe(l.state), source.Signals(l.heard)
	return func() {
		unsubscribe()
		deafen()
	}
}

func newListener(channels Channels, w *words.Words, now func() time.Time) *listener {
	return &listener{channels: channels, words: w, now: now, last: map[shell.Signal]time.Time{}}
}

func (l *listener) state(s shell.State) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.in = s.Screen != shell.SignIn
	l.on = s.Screen == shell.Desk && s.Duty == shell.OnDuty
}

func (l *listener) heard(s shell.Signal) {
	if !l.due(s) {
		return
	}
	if l.channels.Sound != nil {
		l.channels.Sound(Tone(s))
	}
	if l.channels.Notify != nil && l.channels.Away() {
		about := "alert." + kinds[s]
		l.channels.Notify(fyne.NewNotification(l.words.T(about+".title"), l.words.T(about+".body")))
	}
}

// due reports whether a signal is to be heard now.
func (l *listener) due(s shell.Signal) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	gap, known := quiet[s]
	now := l.now()
	if !known || !l.on && !(l.in && s == shell.Summoned) || !l.last[s].IsZero() && now.Sub(l.last[s]) < gap {
		return false
	}
	l.last[s] = now
	return true
}
