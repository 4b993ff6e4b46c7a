package main

import (
	"context"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"time"
)

// fuzzTarget is one fuzz function and the package that it is in.
type fuzzTarget struct {
	pkg  string // relative, "./internal/wire"
	name string
}

// fuzzTask runs every fuzz target for a while, one after the other. What it
// finds is left in the package's testdata, ready to commit.
func fuzzTask(ctx context.Context, w *workspace, args []string) error {
	fs := flag.NewFlagSet("fuzz", flag.ContinueOnError)
	each := fs.Duration("time", 20*time.Second, "how long each target runs")
	only := fs.String("only", "", "targets whose package or name contains this `text`")
	if err := fs.Parse(args); err != nil {
		return err
	}
	targets, err := w.fuzzTargets()
	if err != nil {
		return err
	}
	ran := 0
	for _, t := range targets {
		if !strings.Contains(t.pkg+" "+t.name, *only) {
			continue
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		ran++
		w.step(ctx, fmt.Sprintf("%s %s", t.pkg, t.name), command{args: []string{
			"go", "test", "-run=^$", "-fuzz=^" + t.name + "$", "-fuzztime=" + each.String(), t.pkg,
		}})
	}
	failed := len(w.steps.failed())
	w.say("\n%d fuzz targets, %d with findings", ran, failed)
	if failed > 0 {
		return errReported
	}
	return nil
}

// fuzzTargets finds the fuzz functions of the module's tests.
func (w *workspace) fuzzTargets() ([]fuzzTarget, error) {
	files, err := w.goFiles()
	if err != nil {
		return nil, err
	}
	var targets []fuzzTarget
	for _, path := range files {
		if !strings.HasSuffix(path, "_test.go") {
			continue
		}
		names, err := fuzzFunctions(path)
		if err != nil {
			return nil, err
		}
		rel, err := filepath.Rel(w.root, filepath.Dir(path))
		if err != nil {
			return nil, err
		}
		for _, n := range names {
			targets = append(targets, fuzzTarget{"./" + filepath.ToSlash(rel), n})
		}
	}
	return targets, nil
}

// fuzzFunctions names the functions FuzzXxx(*testing.F) of a test file.
func fuzzFunctions(path string) ([]string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Fuzz") && takesF(f.Type) {
			names = append(names, f.Name.Name)
		}
	}
	return names, nil
}

// takesF tells whether the only parameter is a *testing.F.
func takesF(t *ast.FuncType) bool {
	if len(t.Params.List) != 1 {
		return false
	}
	star, ok := t.Params.List[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	sel, ok := star.X.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "F"
}
