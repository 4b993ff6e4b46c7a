package biometric_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vigie.example/internal/biometric"
)

// L17: a permission is a type that only the gate makes. Each line is an attempt of another package to build one; the compiler must
// refuse it, for the reason given. The first is the control: the same program without an attempt compiles.
func TestL17_NoOtherPackageCanBuildAPermission(t *testing.T) {
	for _, tt := range []struct{ name, line, refusal string }{
		{"control", `_ = p.Check(biometric.Request{}, time.Time{})`, ""},
		{"literal", `p = biometric.Permission{grant: nil}`, "unexported field grant"},
		{"unnamed literal", `p = biometric.Permission{nil}`, "implicit assignment to unexported field grant"},
		{"assignment", `p.grant = nil`, "grant undefined"},
		{"the type behind it", `_ = biometric.grant{}`, "not exported"},
		{"conversion from a look-alike", `type grant struct{}; p = biometric.Permission(struct{ grant *grant }{&grant{}})`, "cannot convert"},
		{"a flag", `p = true`, "cannot use true"},
		{"a text", `p = "permitted"`, "cannot use"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, err := compile(t, tt.line)
			switch {
			case tt.refusal == "" && err != nil:
				t.Fatalf("the control does not compile: %s", out)
			case tt.refusal != "" && err == nil:
				t.Fatal("it compiles")
			case !strings.Contains(out, tt.refusal):
				t.Errorf("refused for another reason than %q: %s", tt.refusal, out)
			}
		})
	}
}

// compile builds a program inside the module, which exists for the compiler alone.
func compile(t *testing.T, line string) (string, error) {
	t.Helper()
	dir := t.TempDir()
	source := fmt.Sprintf("package main\n\nimport (\n\t\"time\"\n\n\t\"vigie.example/internal/biometric\"\n)\n\nfunc main() {\n\tvar p biometric.Permission\n\t%s\n\t_, _ = p, time.Time{}\n}\n", line)
	file := filepath.Join(dir, "main.go")
	if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(root, "internal/biometric/forge/main.go"): file}})
	if err != nil {
		t.Fatal(err)
	}
	table := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(table, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "build", "-overlay", table, "-o", os.DevNull, "./internal/biometric/forge")
	cmd.Dir = root
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// What decodes cannot make one either: there is nothing in it that a decoder could set.
func TestL17_DecodingMakesNoPermission(t *testing.T) {
	for _, text := range []string{`{}`, `{"grant":{}}`, `{"Grant":{"until":"2099-01-01T00:00:00Z"}}`} {
		var p biometric.Permission
		//lint:ignore SA9005 that it has nothing to decode into is what is tested
		if err := json.Unmarshal([]byte(text), &p); err == nil && p.Check(byKey, now) == nil {
			t.Errorf("%s is a permission", text)
		}
	}
}
