package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/format"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	// vulnDatabase is asked before govulncheck runs: where it cannot be
	// reached, the check could only fail for a reason that is none.
	vulnDatabase = "https://vuln.go.dev"
	vulnTool     = "golang.org/x/vuln/cmd/govulncheck@v1.9.0"
)

// everything is every package of the module.
var everything = []string{"./..."}

// checkTask runs every check that is no test of behaviour.
func checkTask(ctx context.Context, w *workspace, _ []string) error {
	if err := setupTask(ctx, w, nil); err != nil {
		return err
	}
	w.sourceChecks(ctx, everything)
	w.pageChecks(ctx)
	w.step(ctx, "import rules and documentation", command{args: []string{"go", "test", "-race", "-vet=off", "./internal/arch/..."}})
	w.vulnerabilities(ctx)
	if failed := w.steps.failed(); len(failed) > 0 {
		w.say("\nfailed: %s", strings.Join(failed, "; "))
		return errReported
	}
	w.say("\nall checks passed in %s", rounded(w.steps.total()))
	return nil
}

// sourceChecks checks the Go sources. Everything compiles with -race, as the
// tests do, so that each dependency is compiled once: on a new machine that is
// most of the time. When the sources do not compile, the analyses are left
// out; the tests will say why.
func (w *workspace) sourceChecks(ctx context.Context, packages []string) {
	w.steps.do(ctx, "format", w.formatted)
	over := func(args ...string) []string { return append(args, packages...) }
	if w.step(ctx, "compile (minutes the first time)", command{args: over("go", "build", "-race")}) != nil {
		return
	}
	w.step(ctx, "vet", command{args: over("go", "vet", "-race")})
	flags := strings.TrimSpace(os.Getenv("GOFLAGS") + " -race")
	w.step(ctx, "staticcheck", command{args: over("go", "tool", "staticcheck"), env: []string{"GOFLAGS=" + flags}})
}

// formatted fails, naming them, if Go files are not as gofmt leaves them.
func (w *workspace) formatted(_ context.Context, p *progress) error {
	files, err := w.goFiles()
	if err != nil {
		return err
	}
	var wrong []string
	for _, path := range files {
		text, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) { // gone since it was listed
			continue
		}
		if err != nil {
			return err
		}
		want, err := format.Source(text)
		if err != nil || !bytes.Equal(text, want) {
			rel, _ := filepath.Rel(w.root, path)
			wrong = append(wrong, rel)
		}
	}
	if len(wrong) > 0 {
		return fmt.Errorf("run gofmt -w on: %s", strings.Join(wrong, " "))
	}
	p.at("%d files", len(files))
	return nil
}

// goFiles lists the module's Go files, sorted.
func (w *workspace) goFiles() ([]string, error) {
	var files []string
	err := filepath.WalkDir(w.root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != w.root && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata") {
			return filepath.SkipDir
		}
		if !d.IsDir() && strings.HasSuffix(name, ".go") {
			files = append(files, path)
		}
		return nil
	})
	slices.Sort(files)
	return files, err
}

// vulnerabilities asks the Go vulnerability database about what the programs
// call, where that database can be reached.
func (w *workspace) vulnerabilities(ctx context.Context) {
	if ctx.Err() != nil {
		return
	}
	base := vulnDatabase
	if own := os.Getenv("GOVULNDB"); own != "" {
		base = own
	}
	if err := reachable(ctx, base); err != nil {
		w.say("--  govulncheck left out: its database cannot be reached from here (%v)", err)
		return
	}
	w.step(ctx, "govulncheck", command{args: []string{"go", "run", vulnTool, "./..."}})
}

// reachable tells whether a vulnerability database answers at base. A file
// URL is left to govulncheck.
func reachable(ctx context.Context, base string) error {
	if strings.HasPrefix(base, "file:") {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, base+"/index/db.json", nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return errors.Unwrap(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return errors.New(resp.Status)
	}
	return nil
}
