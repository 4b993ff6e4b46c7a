package attended

import (
	"context"
	"slices"
	"time"

	"github.com/godbus/dbus/v5"
)

// askTime bounds each question: a desktop that does not answer says nothing.
const askTime = 2 * time.Second

// savers are the screen savers that the usual desktops have on the session's bus, each with its path. Its interface has its name.
var savers = map[string]dbus.ObjectPath{
	"org.freedesktop.ScreenSaver": "/org/freedesktop/ScreenSaver",
	"org.gnome.ScreenSaver":       "/org/gnome/ScreenSaver",
	"org.cinnamon.ScreenSaver":    "/org/cinnamon/ScreenSaver",
	"org.mate.ScreenSaver":        "/org/mate/ScreenSaver",
}

// logind's names.
const (
	login        = "org.freedesktop.login1"
	loginPath    = dbus.ObjectPath("/org/freedesktop/login1")
	manager      = login + ".Manager"
	session      = login + ".Session"
	ownSession   = dbus.ObjectPath("/org/freedesktop/login1/session/auto") // of who asks
	properties   = "org.freedesktop.DBus.Properties"
	lockedHint   = "LockedHint"
	idleHint     = "IdleHint"
	idleSince    = "IdleSinceHint"
	signalsAhead = 64
)

func (w *Watch) listen(ctx context.Context) {
	if bus, err := dbus.ConnectSessionBus(dbus.WithContext(ctx)); err == nil {
		w.listenSavers(ctx, bus)
	}
	if bus, err := dbus.ConnectSystemBus(dbus.WithContext(ctx)); err == nil {
		w.listenLogin(ctx, bus)
	}
}

// follow works signals off on a goroutine of its own, until the bus or the context ends.
func follow(ctx context.Context, bus *dbus.Conn, seen func(*dbus.Signal)) {
	signals := make(chan *dbus.Signal, signalsAhead)
	bus.Signal(signals)
	go func() {
		defer bus.Close()
		for {
			select {
			case <-ctx.Done():
				return
			case s, more := <-signals:
				if !more {
					return
				}
				seen(s)
			}
		}
	}()
}

// ask calls a method that changes nothing; false for no answer.
func ask(ctx context.Context, bus *dbus.Conn, name string, path dbus.ObjectPath, method string, into any, args ...any) bool {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	return bus.Object(name, path).CallWithContext(ctx, method, dbus.FlagNoAutoStart, args...).Store(into) == nil
}

func (w *Watch) listenSavers(ctx context.Context, bus *dbus.Conn) {
	for name := range savers {
		_ = bus.AddMatchSignalContext(ctx, dbus.WithMatchInterface(name), dbus.WithMatchMember("ActiveChanged"))
	}
	follow(ctx, bus, func(s *dbus.Signal) {
		for name := range savers {
			if active, ok := argument[bool](s, name+".ActiveChanged", 0); ok {
				w.set(name, active)
			}
		}
	})
	for name, path := range savers {
		var there, active bool
		if ask(ctx, bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.NameHasOwner", &there, name) && there &&
			ask(ctx, bus, name, path, name+".GetActive", &active) {
			w.set(name, active)
		}
	}
}

func (w *Watch) listenLogin(ctx context.Context, bus *dbus.Conn) {
	var own dbus.ObjectPath
	if !ask(ctx, bus, login, loginPath, manager+".GetSessionByPID", &own, uint32(0)) { // 0 is who asks
		own = ownSession // its properties can be asked for; signals come from its own path alone
	}
	for _, match := range [][]dbus.MatchOption{
		{dbus.WithMatchInterface(manager), dbus.WithMatchMember("PrepareForSleep")},
		{dbus.WithMatchInterface(session), dbus.WithMatchObjectPath(own)},
		{dbus.WithMatchInterface(properties), dbus.WithMatchObjectPath(own)},
	} {
		_ = bus.AddMatchSignalContext(ctx, match...)
	}
	follow(ctx, bus, func(s *dbus.Signal) {
		if sleeps, ok := argument[bool](s, manager+".PrepareForSleep", 0); ok {
			w.set("sleep", sleeps)
		}
		if s.Path != own {
			return
		}
		switch s.Name {
		case session + ".Lock":
			w.set(login, true)
		case session + ".Unlock":
			w.set(login, false)
		case properties + ".PropertiesChanged":
			w.readSession(ctx, bus, own, s)
		}
	})
	w.readSession(ctx, bus, own, nil)
}

// readSession asks for what has changed; nil asks for everything.
func (w *Watch) readSession(ctx context.Context, bus *dbus.Conn, own dbus.ObjectPath, changed *dbus.Signal) {
	get := func(name string) (v dbus.Variant, ok bool) {
		ok = ask(ctx, bus, login, own, properties+".Get", &v, session, name)
		return v, ok
	}
	concerns := func(name string) bool {
		if changed == nil {
			return true
		}
		values, _ := argument[map[string]dbus.Variant](changed, changed.Name, 1)
		invalid, _ := argument[[]string](changed, changed.Name, 2)
		_, is := values[name]
		return is || slices.Contains(invalid, name)
	}
	if concerns(lockedHint) {
		if v, ok := get(lockedHint); ok {
			locked, is := v.Value().(bool)
			w.set(login, is && locked)
		}
	}
	if concerns(idleHint) {
		if v, ok := get(idleHint); ok {
			idle, _ := v.Value().(bool)
			since := time.Time{}
			if idle {
				since = time.Now()
				if at, ok := get(idleSince); ok {
					if micros, is := at.Value().(uint64); is && micros > 0 && time.UnixMicro(int64(micros)).Before(since) {
						since = time.UnixMicro(int64(micros))
					}
				}
			}
			w.untouched(since)
		}
	}
}

// argument returns what a signal of this name carries at a place.
func argument[T any](s *dbus.Signal, name string, at int) (v T, ok bool) {
	if s.Name != name || at >= len(s.Body) {
		return v, false
	}
	v, ok = s.Body[at].(T)
	return v, ok
}
