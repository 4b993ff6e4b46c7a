package arch

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// nativeHomes are the packages in which C is spoken: to libfprint, in a process that ends; to libfido2 and to PKCS#11, in the console alone.
// A test installs software cards by PKCS#11, too; the task of the benchmark is a program of its own that no Go code links.
var nativeHomes = []string{
	"cmd/vigie-reader", "internal/authn/fingerprint", "internal/authn/fido", "internal/authn/card",
	"internal/testkit/softcard", "internal/testkit/bench/sqlcipher",
}

// nativeImports are ways to run code that no compiler and no race detector of Go has seen.
var nativeImports = []string{"C", "plugin", "runtime/cgo", "github.com/ebitengine/purego", "github.com/jupiterrider/ffi", "github.com/miekg/pkcs11"}

// nativeEndings are those of files that a C compiler or an assembler reads, or that are linked as they are.
var nativeEndings = []string{".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".m", ".s", ".S", ".syso", ".a", ".so", ".swig", ".swigcxx"}

// strayNative lists C, and what loads it, outside its homes, in tests as well.
func strayNative(tr tree) []string {
	var wrong []string
	for _, f := range tr.files {
		if slices.ContainsFunc(nativeHomes, func(home string) bool { return within(f.pkg(), home) }) {
			continue
		}
		if slices.Contains(nativeEndings, path.Ext(f.path)) {
			wrong = append(wrong, f.path+": native code outside its homes")
		}
		if f.syntax == nil {
			continue
		}
		for _, imp := range f.imports() {
			if slices.ContainsFunc(nativeImports, func(native string) bool { return within(imp, native) }) {
				wrong = append(wrong, fmt.Sprintf("%s imports %q: native code has few homes: an error in it is everybody's", f.path, imp))
			}
		}
		for _, group := range f.syntax.Comments {
			for _, c := range group.List {
				if strings.HasPrefix(c.Text, "//go:cgo_") || strings.HasPrefix(c.Text, "//export ") {
					wrong = append(wrong, f.at(c)+": native code outside its homes")
				}
			}
		}
	}
	return wrong
}

// linked is what go list says of a package that a program links.
type linked struct {
	ImportPath                                                             string
	Standard                                                               bool
	CgoFiles, CFiles, CXXFiles, MFiles, SwigFiles, SwigCXXFiles, SysoFiles []string
}

func (l linked) native() bool {
	return len(slices.Concat(l.CgoFiles, l.CFiles, l.CXXFiles, l.MFiles, l.SwigFiles, l.SwigCXXFiles, l.SysoFiles)) > 0
}

// programNative is the native code that each program may link, its own and others': "" stands for all programs that are not named. The service
// and the tools of operations have none: what strangers can reach there, Go checks.
var programNative = map[string][]string{
	"vigie": {
		"fyne.io/fyne/v2", "github.com/go-gl/gl", "github.com/go-gl/glfw", "github.com/miekg/pkcs11",
		module + "/internal/authn/fido",
	},
	"vigie-reader": {module + "/internal/authn/fingerprint", module + "/cmd/vigie-reader"},
}

// strayLinked lists the native code that a program links and may not, and what it may and does not link any more.
func strayLinked(program string, deps []linked) []string {
	var wrong []string
	allowed := programNative[program]
	met := make(map[string]bool)
	for _, d := range deps {
		loads := !d.Standard && slices.ContainsFunc(nativeImports, func(native string) bool { return within(d.ImportPath, native) }) || d.ImportPath == "plugin"
		if d.Standard && d.ImportPath != "plugin" || !d.native() && !loads {
			continue
		}
		at := slices.IndexFunc(allowed, func(a string) bool { return within(d.ImportPath, a) })
		if at < 0 {
			wrong = append(wrong, fmt.Sprintf("%s links %s, which is native code", program, d.ImportPath))
			continue
		}
		met[allowed[at]] = true
	}
	for _, a := range allowed {
		if !met[a] {
			wrong = append(wrong, fmt.Sprintf("%s may link %s and does not: take it out of the table", program, a))
		}
	}
	return wrong
}

// depsOf asks the go command what a program links where cgo is there.
func depsOf(t *testing.T, program string) (out []linked) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-json=ImportPath,Standard,CgoFiles,CFiles,CXXFiles,MFiles,SwigFiles,SwigCXXFiles,SysoFiles", "./cmd/"+program)
	cmd.Dir, cmd.Env = "../..", append(cmd.Environ(), "CGO_ENABLED=1", "GOFLAGS=")
	raw, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list ./cmd/%s: %v", program, err)
	}
	for d := json.NewDecoder(strings.NewReader(string(raw))); ; {
		var one linked
		switch err := d.Decode(&one); {
		case errors.Is(err, io.EOF):
			return out
		case err != nil:
			t.Fatal(err)
		}
		out = append(out, one)
	}
}

// What a program links is what it may, native code first of all: everything that it reaches by others counts.
func TestEveryProgramLinksOnlyTheNativeCodeItMay(t *testing.T) {
	for _, program := range programs {
		if program == "internal" {
			continue
		}
		t.Run(program, func(t *testing.T) {
			deps := depsOf(t, program)
			if len(deps) < 20 {
				t.Fatalf("it links %d packages: the rule would hold of nothing", len(deps))
			}
			for _, wrong := range strayLinked(program, deps) {
				t.Error(wrong)
			}
		})
	}
}

func TestWhatAProgramLinksCanBeWrong(t *testing.T) {
	fido := linked{ImportPath: module + "/internal/authn/fido", CgoFiles: []string{"usb.go"}}
	shim := linked{ImportPath: module + "/internal/authn/fingerprint", CFiles: []string{"shim.c"}}
	reader := linked{ImportPath: module + "/cmd/vigie-reader", CgoFiles: []string{"wipe.go"}}
	standard := linked{ImportPath: "net", Standard: true, CgoFiles: []string{"cgo_linux.go"}}
	pure := linked{ImportPath: module + "/internal/wire"}
	for _, c := range []struct {
		name, program string
		deps          []linked
		want          string
	}{
		{"the service links nothing", "vigied", []linked{standard, pure}, ""},
		{"the service links libfido2", "vigied", []linked{pure, fido}, "vigied links " + fido.ImportPath},
		{"the tools load a module", "vigiectl", []linked{{ImportPath: "github.com/ebitengine/purego/internal/x"}}, "vigiectl links"},
		{"the tools load a plug-in", "vigiectl", []linked{{ImportPath: "plugin", Standard: true}}, "vigiectl links plugin"},
		{"somebody's object file", "vigied", []linked{{ImportPath: "example.org/x", SysoFiles: []string{"x.syso"}}}, "vigied links example.org/x"},
		{"the helper links what it may", "vigie-reader", []linked{standard, shim, reader}, ""},
		{"the helper links libfido2", "vigie-reader", []linked{shim, reader, fido}, "vigie-reader links " + fido.ImportPath},
		{"the helper has no reader any more", "vigie-reader", []linked{reader}, "does not"},
	} {
		got := strayLinked(c.program, c.deps)
		if c.want == "" && len(got) > 0 || c.want != "" && (len(got) != 1 || !strings.Contains(got[0], c.want)) {
			t.Errorf("%s: found %q, want %q", c.name, got, c.want)
		}
	}
}
