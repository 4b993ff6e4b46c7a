package vault_test

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/vault"
)

const (
	crashFolder = "VIGIE_VAULT_CRASH"
	crashShare  = "VIGIE_VAULT_SHARE"
)

// TestInside is the process that TestC21_C23_Crash kills: it writes, erases, and says what was done.
func TestInside(t *testing.T) {
	folder := os.Getenv(crashFolder)
	if folder == "" {
		t.Skip("runs in a process that TestC21_C23_Crash starts")
	}
	share, err := hex.DecodeString(os.Getenv(crashShare))
	must(t, err)
	v, _ := open(t, folder, start)
	must(t, v.Unlock(id(1), share, start.Add(time.Hour)))
	for n := uint32(1); ; n++ {
		must(t, v.Write(id(1), vault.Record{vault.Message, n, fmt.Append(nil, n, strings.Repeat("x", int(n%3000)))}))
		fmt.Printf("kept %d\n", n)
		if n%5 == 0 {
			must(t, v.Write(id(1), vault.Record{vault.Message, n - 2, nil}))
			fmt.Printf("erased %d\n", n-2)
		}
		if n%7 == 0 {
			must(t, v.Unlock(id(2), share, start.Add(time.Hour)))
			must(t, v.Write(id(2), vault.Record{vault.Draft, 0, []byte("y")}))
			must(t, v.Forget(id(2)))
			fmt.Println("forgot")
		}
	}
}

// What was acknowledged is there after SIGKILL at any moment; what was erased stays erased (C21, C23).
func TestC21_C23_Crash(t *testing.T) {
	self, err := os.Executable()
	must(t, err)
	for round := range 6 {
		folder, share := t.TempDir(), vault.NewShare()
		child := exec.Command(self, "-test.run=^TestInside$")
		child.Env = append(os.Environ(), crashFolder+"="+folder, crashShare+"="+hex.EncodeToString(share))
		out, err := child.StdoutPipe()
		must(t, err)
		must(t, child.Start())
		lines, stop := bufio.NewScanner(out), 20+round*15+rand.IntN(40)
		kept := map[uint32]bool{}
		last := ""
		for lines.Scan() {
			last = lines.Text()
			note(kept, last)
			if stop--; stop == 0 {
				_ = child.Process.Kill()
			}
		}
		_ = child.Wait()
		if stop > 0 {
			t.Fatalf("it ended by itself after %q", last)
		}
		v, report := open(t, folder, start)
		if report.SetAside {
			t.Fatal("set aside after a crash")
		}
		for _, h := range v.Held() {
			if h.ID == id(2) && last == "forgot" {
				t.Error("a conversation came back")
			}
		}
		must(t, v.Unlock(id(1), share, start.Add(time.Hour)))
		checkKept(t, v, kept)
	}
}

// note takes a line of the child down. The steps after the last line may or may not have happened.
func note(kept map[uint32]bool, line string) {
	var n uint32
	if _, err := fmt.Sscanf(line, "kept %d", &n); err == nil {
		kept[n] = true
	}
	if _, err := fmt.Sscanf(line, "erased %d", &n); err == nil {
		kept[n] = false
	}
}

func checkKept(t *testing.T, v *vault.Vault, kept map[uint32]bool) {
	t.Helper()
	records, err := v.Read(id(1))
	must(t, err)
	there := map[uint32][]byte{}
	highest := uint32(0)
	for _, r := range records {
		there[r.Number] = r.Data
	}
	for n := range kept {
		highest = max(highest, n)
	}
	for n, want := range kept {
		raw, is := there[n]
		switch {
		case is && !want:
			t.Errorf("%d was erased and came back", n)
		case !is && want && n+2 < highest: // the last but one may have been erased unsaid
			t.Errorf("%d was acknowledged and is gone", n)
		case is && !bytes.HasPrefix(raw, fmt.Append(nil, n)):
			t.Errorf("%d holds something else", n)
		}
	}
}
