package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vigie.example/internal/console/shell"
	"vigie.example/ui/alert"
)

// standIn is a program that does with its last argument what a player would: it reads the file.
func standIn(t *testing.T, name string) (heard string) {
	t.Helper()
	folder := t.TempDir()
	heard = filepath.Join(folder, "heard")
	script := "#!/bin/sh\nfor last; do :; done\n/bin/cat \"$last\" >" + heard + ".part && /bin/mv " + heard + ".part " + heard + "\n"
	if err := os.WriteFile(filepath.Join(folder, name), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder)
	return heard
}

func TestSoundsReachThePlayer(t *testing.T) {
	for _, command := range players {
		t.Run(command[0], func(t *testing.T) {
			heard, wav := standIn(t, command[0]), alert.Tone(shell.UrgentWaiting)
			play := findPlayer()
			if play == nil {
				t.Fatal("not found")
			}
			play(wav)
			for limit := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
				if got, err := os.ReadFile(heard); err == nil {
					if !bytes.Equal(got, wav) {
						t.Errorf("%d bytes of %d", len(got), len(wav))
					}
					return
				}
				if time.Now().After(limit) {
					t.Fatal("nothing was played")
				}
			}
		})
	}
}

func TestWithoutAPlayerThereIsNoSound(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if findPlayer() != nil {
		t.Error("something plays")
	}
}
