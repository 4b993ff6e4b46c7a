package keyring

import (
	"context"
	"errors"
	"net"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"

	"vigie.example/internal/fault"
)

// Names of the Secret Service, https://specifications.freedesktop.org/secret-service.
const (
	secretsName         = "org.freedesktop.secrets"
	secretsPath         = "/org/freedesktop/secrets"
	serviceInterface    = "org.freedesktop.Secret.Service"
	collectionInterface = "org.freedesktop.Secret.Collection"
	getProperty         = "org.freedesktop.DBus.Properties.Get"
	loginCollection     = dbus.ObjectPath("/org/freedesktop/secrets/collection/login")
	noObject            = dbus.ObjectPath("/")
	busInterface        = "org.freedesktop.DBus"
	defaultCollection   = "default"
)

// look tells how the keyring stands, over a connection of its own that cannot hang: the driver's shared connection would,
// on a socket where somebody listens and does not answer, and would start a bus where there is none.
func look(ctx context.Context, timeout time.Duration) (state, error) {
	const op fault.Op = "keyring.look"
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	kind, address, ok := sessionBus()
	if !ok {
		return state{}, noBus(op, nil)
	}
	if kind == "" {
		return state{}, nil // a bus over something else than a local socket: the driver will see
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, kind, address)
	if err != nil {
		return state{}, told(ctx, op, err, noBus)
	}
	defer func() { _ = conn.Close() }()
	deadline, _ := ctx.Deadline()
	if err := conn.SetDeadline(deadline); err != nil {
		return state{}, noBus(op, err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	bus, err := dbus.NewConn(conn, dbus.WithContext(ctx))
	if err == nil {
		err = bus.Auth(nil)
	}
	if err == nil {
		err = bus.Hello()
	}
	if err != nil {
		return state{}, told(ctx, op, err, noBus)
	}
	defer func() { _ = bus.Close() }()
	return ask(ctx, op, bus)
}

// ask finds the keyring on the bus, and whether its collection is locked.
func ask(ctx context.Context, op fault.Op, bus *dbus.Conn) (state, error) {
	running, err := startable(ctx, bus)
	if err != nil {
		return state{}, told(ctx, op, err, noBus)
	}
	if !running {
		return state{}, absent(op, nil)
	}
	service := bus.Object(secretsName, secretsPath)
	var value dbus.Variant
	err = service.CallWithContext(ctx, getProperty, 0, serviceInterface, "Collections").Store(&value)
	if err != nil {
		return state{}, told(ctx, op, err, absent)
	}
	path := loginCollection
	if all, _ := value.Value().([]dbus.ObjectPath); !slices.Contains(all, loginCollection) {
		if err := service.CallWithContext(ctx, serviceInterface+".ReadAlias", 0, defaultCollection).Store(&path); err != nil {
			return state{}, told(ctx, op, err, refused)
		}
	}
	if path == noObject {
		return state{locked: true}, nil // made when it is unlocked for the first time
	}
	err = bus.Object(secretsName, path).CallWithContext(ctx, getProperty, 0, collectionInterface, "Locked").Store(&value)
	if err != nil {
		return state{}, told(ctx, op, err, refused)
	}
	isLocked, _ := value.Value().(bool)
	return state{locked: isLocked}, nil
}

// startable tells whether a keyring runs, or is one that the bus can start.
func startable(ctx context.Context, bus *dbus.Conn) (bool, error) {
	var running bool
	if err := bus.BusObject().CallWithContext(ctx, busInterface+".NameHasOwner", 0, secretsName).Store(&running); err != nil || running {
		return running, err
	}
	var names []string
	err := bus.BusObject().CallWithContext(ctx, busInterface+".ListActivatableNames", 0).Store(&names)
	return slices.Contains(names, secretsName), err
}

// told says slow when time is over, and otherwise what the caller knows.
func told(ctx context.Context, op fault.Op, err error, otherwise func(fault.Op, error) error) error {
	if ctx.Err() != nil || errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) {
		return slow(op, err)
	}
	return otherwise(op, err)
}

// sessionBus returns where the bus listens: a kind of network and an address, as the driver would find it, but without starting
// one. The kind is empty for a bus that is not behind a local socket.
func sessionBus() (kind, address string, ok bool) {
	all := os.Getenv("DBUS_SESSION_BUS_ADDRESS")
	if all == "" || all == "autolaunch:" {
		path := "/run/user/" + strconv.Itoa(os.Getuid()) + "/bus"
		if _, err := os.Stat(path); err != nil {
			return "", "", false
		}
		return "unix", path, true
	}
	first, _, _ := strings.Cut(all, ";")
	transport, pairs, _ := strings.Cut(first, ":")
	if transport != "unix" {
		return "", "", true
	}
	for pair := range strings.SplitSeq(pairs, ",") {
		key, value, _ := strings.Cut(pair, "=")
		value, err := url.PathUnescape(value)
		switch {
		case err != nil:
			return "", "", false
		case key == "path":
			return "unix", value, true
		case key == "abstract":
			return "unix", "@" + value, true
		}
	}
	return "", "", false
}
