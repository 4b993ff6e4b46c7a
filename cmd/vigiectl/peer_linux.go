package main

import (
	"errors"
	"net"

	"golang.org/x/sys/unix"
)

// processBehind returns the process that listens on a socket.
func processBehind(file string) (pid int, err error) {
	conn, err := net.Dial("unix", file)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	raw, err := conn.(*net.UnixConn).SyscallConn()
	if err != nil {
		return 0, err
	}
	var who *unix.Ucred
	var asked error
	err = raw.Control(func(fd uintptr) { who, asked = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED) })
	if err := errors.Join(err, asked); err != nil {
		return 0, err
	}
	return int(who.Pid), nil
}
