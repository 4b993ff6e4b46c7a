package report_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/fault"
	"vigie.example/internal/report"
)

// compile builds a program of the module that is not in it, and returns what the compiler says.
func compile(t *testing.T, body string) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	source, overlay := filepath.Join(dir, "main.go"), filepath.Join(dir, "overlay.json")
	text := "package main\n\nimport \"vigie.example/internal/report\"\n\nfunc main() { use(" + body + ") }\n\nfunc use(report.Clearance) {}\n"
	raw, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(root, "internal", "report", "forged", "main.go"): source}})
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{source: []byte(text), overlay: raw} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	build := exec.Command("go", "build", "-overlay", overlay, "-o", os.DevNull, "./internal/report/forged")
	build.Dir = root
	out, err := build.CombinedOutput()
	if err == nil {
		return ""
	}
	return string(out)
}

func TestC4_NobodyElseBuildsAClearance(t *testing.T) {
	if said := compile(t, "report.Clearance{}"); said != "" {
		t.Fatalf("what is allowed does not compile, so that nothing is proven: %s", said)
	}
	for name, body := range map[string]string{
		"a literal":       "report.Clearance{cleared: nil}",
		"its inner value": "report.Clearance{&report.cleared{}}",
		"a conversion":    "report.Clearance(struct{ cleared *int }{})",
	} {
		said := compile(t, body)
		if said == "" {
			t.Errorf("%s compiles", name)
		} else if !strings.Contains(said, "main.go:5") {
			t.Errorf("%s fails for another reason: %s", name, said)
		}
	}
}

func TestC4_TheZeroClearanceIsRefused(t *testing.T) {
	var c report.Clearance
	if c.Valid() || !fault.Is(c.Check(), fault.Denied) || c.Target() != "" || c.Operator() != "" || c.Position() != 0 || c.Conversation() != "" {
		t.Error("it clears something")
	}
	if c.Digest() != [32]byte{} || len(c.Outgoing().Lines) > 0 {
		t.Error("it holds something")
	}
	if c.Void(passed(t)) != report.NeverCleared {
		t.Error("it is not void")
	}
	if _, err := (report.Checklist{}).Clear(time.Now()); !fault.Is(err, fault.Denied) {
		t.Errorf("the zero checklist clears: %v", err)
	}
}
