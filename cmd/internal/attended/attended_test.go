package attended_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"

	"vigie.example/cmd/internal/attended"
	"vigie.example/internal/testkit/session"
)

// Others are played on a real bus of the test's own.
const (
	saver    = "org.freedesktop.ScreenSaver"
	login    = "org.freedesktop.login1"
	ownPath  = dbus.ObjectPath("/org/freedesktop/login1/session/_31")
	elsePath = dbus.ObjectPath("/org/freedesktop/login1/session/_32")
)

// desktop plays the screen saver and logind.
type desktop struct {
	t     *testing.T
	bus   *dbus.Conn
	saver screen
	props *prop.Properties
}

type screen struct{ active bool }

// GetActive is the screen saver's.
func (s *screen) GetActive() (bool, *dbus.Error) { return s.active, nil }

type seats struct{}

// GetSessionByPID is logind's.
func (seats) GetSessionByPID(uint32) (dbus.ObjectPath, *dbus.Error) { return ownPath, nil }

func newDesktop(t *testing.T, active, locked bool) *desktop {
	t.Helper()
	s := session.Start(t, nil)
	address := "unix:path=" + s.Dir + "/run/bus"
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
	bus, err := dbus.Connect(address)
	must(t, err)
	t.Cleanup(func() { _ = bus.Close() })
	d := &desktop{t: t, bus: bus, saver: screen{active}}
	must(t, bus.Export(&d.saver, "/org/freedesktop/ScreenSaver", saver))
	must(t, bus.Export(seats{}, "/org/freedesktop/login1", login+".Manager"))
	d.props, err = prop.Export(bus, ownPath, prop.Map{login + ".Session": {
		"LockedHint":    {Value: locked, Emit: prop.EmitTrue},
		"IdleHint":      {Value: false, Emit: prop.EmitTrue},
		"IdleSinceHint": {Value: uint64(0), Emit: prop.EmitTrue},
	}})
	must(t, err)
	for _, name := range []string{saver, login} {
		_, err = bus.RequestName(name, dbus.NameFlagDoNotQueue)
		must(t, err)
	}
	return d
}

func (d *desktop) says(path dbus.ObjectPath, signal string, args ...any) {
	d.t.Helper()
	must(d.t, d.bus.Emit(path, signal, args...))
}

func (d *desktop) set(name string, value any) { d.props.SetMust(login+".Session", name, value) }

func watch(t *testing.T, o attended.Options) *attended.Watch {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	return attended.Start(ctx, o)
}

func becomes(t *testing.T, w *attended.Watch, away bool, what string) {
	t.Helper()
	for limit := time.After(20 * time.Second); w.Away() != away; {
		select {
		case <-w.Changed():
		case <-limit:
			t.Fatalf("%s: away is still %v", what, !away)
		}
	}
}

// C21: whoever says that the screen is locked is believed, and so is who says that it is not any more.
func TestC21_AwayWhileTheScreenIsLocked(t *testing.T) {
	d := newDesktop(t, false, false)
	w := watch(t, attended.Options{})
	becomes(t, w, false, "at the start")
	for _, c := range []struct {
		what    string
		on, off func()
	}{
		{"the desktop's screen saver", func() { d.says("/org/freedesktop/ScreenSaver", saver+".ActiveChanged", true) },
			func() { d.says("/org/freedesktop/ScreenSaver", saver+".ActiveChanged", false) }},
		{"logind's signal", func() { d.says(ownPath, login+".Session.Lock") }, func() { d.says(ownPath, login+".Session.Unlock") }},
		{"logind's property", func() { d.set("LockedHint", true) }, func() { d.set("LockedHint", false) }},
		{"sleep", func() { d.says("/org/freedesktop/login1", login+".Manager.PrepareForSleep", true) },
			func() { d.says("/org/freedesktop/login1", login+".Manager.PrepareForSleep", false) }},
	} {
		c.on()
		becomes(t, w, true, c.what)
		c.off()
		becomes(t, w, false, c.what+", over")
	}
	d.says(elsePath, login+".Session.Lock") // somebody else's session
	d.says("/org/freedesktop/ScreenSaver", saver+".ActiveChanged", "nonsense")
	d.says(ownPath, login+".Session.Lock")
	becomes(t, w, true, "after what is not ours to heed")
	d.says(ownPath, login+".Session.Unlock")
	becomes(t, w, false, "after what is not ours to heed, over")
}

// A console that starts while the screen is locked knows it.
func TestC21_AwayFromTheStart(t *testing.T) {
	for name, d := range map[string]func(*testing.T){
		"screen saver": func(t *testing.T) { newDesktop(t, true, false) },
		"logind":       func(t *testing.T) { newDesktop(t, false, true) },
	} {
		t.Run(name, func(t *testing.T) {
			d(t)
			if w := watch(t, attended.Options{}); !w.Away() {
				t.Error("it does not know")
			}
		})
	}
}

// Idle counts by policy alone, from the moment that the desktop names.
func TestC21_AwayWhenIdleForLongerThanThePolicySays(t *testing.T) {
	d := newDesktop(t, false, false)
	never, soon := watch(t, attended.Options{}), watch(t, attended.Options{Idle: 10 * time.Minute})
	d.set("IdleSinceHint", uint64(time.Now().Add(-10*time.Minute+1500*time.Millisecond).UnixMicro()))
	d.set("IdleHint", true)
	began := time.Now()
	becomes(t, soon, true, "idle for ten minutes")
	if took := time.Since(began); took < 500*time.Millisecond {
		t.Errorf("after %v: too early", took)
	}
	if never.Away() {
		t.Error("without a policy, idle is no reason")
	}
	d.set("IdleHint", false)
	becomes(t, soon, false, "touched again")
}

// Without any bus nobody is ever away, and nothing hangs.
func TestWithoutABus(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus")
	t.Setenv("PATH", os.DevNull)
	began := time.Now()
	if watch(t, attended.Options{Idle: time.Minute}).Away() || time.Since(began) > 10*time.Second {
		t.Errorf("away, after %v", time.Since(began))
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
