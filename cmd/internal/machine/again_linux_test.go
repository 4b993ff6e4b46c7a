package machine

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// asProgram makes the test's binary start itself again, once, and say what it was left.
const asProgram = "VIGIE_TEST_AGAIN"

func TestMain(m *testing.M) {
	switch os.Getenv(asProgram) {
	case "first":
		os.Setenv(asProgram, "second")
		fmt.Println("failed:", StartAgain([]byte("three keys")))
		os.Exit(1)
	case "nothing":
		os.Setenv(asProgram, "second")
		fmt.Println("failed:", StartAgain(nil))
		os.Exit(1)
	case "second":
		open, _ := os.ReadDir("/proc/self/fd")
		before, after := Inherited(), Inherited()
		left, _ := os.ReadDir("/proc/self/fd")
		_, named := os.LookupEnv(bequest)
		fmt.Printf("%q %q closed %d named %t", before, after, len(open)-len(left), named)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestC21_WhatIsLeftArrivesOnce(t *testing.T) {
	for as, want := range map[string]string{
		"first":   `"three keys" "" closed 1 named false`,
		"nothing": `"" "" closed 0 named false`,
	} {
		cmd := exec.Command(os.Args[0])
		cmd.Env = []string{asProgram + "=" + as}
		if out, err := cmd.CombinedOutput(); err != nil || string(out) != want {
			t.Errorf("%s: %s %v, want %s", as, out, err, want)
		}
	}
}

// What somebody else puts into the environment is nothing that a process has left.
func TestC21_OnlyAProcessLeavesSomething(t *testing.T) {
	for _, number := range []string{"", "x", "-1", "0", "2", "99999", strings.Repeat("9", 40)} {
		t.Setenv(bequest, number)
		if left := Inherited(); left != nil {
			t.Errorf("%q: %q", number, left)
		}
	}
}
