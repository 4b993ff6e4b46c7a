package main

import (
	"context"
	"os"
	"os/exec"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// players are the programs that play a file on the usual desktops, in the order in which they are tried, with what they want
// before the file's name.
var players = [][]string{{"pw-play"}, {"paplay"}, {"canberra-gtk-play", "-f"}, {"aplay", "-q"}}

// soundTime is how long a player may take: our sounds last less than a second.
const soundTime = 5 * time.Second

// player plays sounds by a program of the system. One sound at a time: what comes meanwhile is not played.
type player struct {
	command []string
	busy    atomic.Bool
}

// findPlayer returns the play function of the first player that is here; nil where there is none, and alerts are seen alone.
func findPlayer() func(wav []byte) {
	for _, command := range players {
		if path, err := exec.LookPath(command[0]); err == nil {
			p := &player{command: append([]string{path}, command[1:]...)}
			return p.play
		}
	}
	return nil
}

// play plays a WAV file beside everything else. A sound that fails is no reason to disturb anybody.
func (p *player) play(wav []byte) {
	if len(wav) == 0 || !p.busy.CompareAndSwap(false, true) {
		return
	}
	go func() {
		defer p.busy.Store(false)
		_ = p.run(wav)
	}()
}

// run gives the sound to the player as a file in memory: nothing is written to the disk.
func (p *player) run(wav []byte) error {
	fd, err := unix.MemfdCreate("vigie-sound", unix.MFD_CLOEXEC)
	if err != nil {
		return err
	}
	file := os.NewFile(uintptr(fd), "vigie-sound")
	defer file.Close()
	if _, err := file.WriteAt(wav, 0); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), soundTime)
	defer cancel()
	c := exec.CommandContext(ctx, p.command[0], append(p.command[1:], "/proc/self/fd/3")...)
	c.ExtraFiles = []*os.File{file}
	return c.Run()
}
