package arch

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "vigie.example"

// tree is the files of a checkout, or of a made-up one.
type tree struct {
	files []file // sorted by path
}

// file is one file; syntax is set for Go files.
type file struct {
	path   string // slash-separated, from the root
	text   []byte
	fset   *token.FileSet
	syntax *ast.File
}

// newTree parses the Go files among files, given by path.
func newTree(t *testing.T, files map[string]string) tree {
	t.Helper()
	var tr tree
	for p, text := range files {
		f := file{path: p, text: []byte(text)}
		if strings.HasSuffix(p, ".go") && !strings.Contains(p, "testdata/") {
			f.fset = token.NewFileSet()
			syntax, err := parser.ParseFile(f.fset, p, text, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				t.Fatalf("parse: %v", err)
			}
			f.syntax = syntax
		}
		tr.files = append(tr.files, f)
	}
	slices.SortFunc(tr.files, func(a, b file) int { return strings.Compare(a.path, b.path) })
	return tr
}

// checkout reads the files of this checkout that git tracks or would.
func checkout(t *testing.T) tree {
	t.Helper()
	const root = "../.."
	paths, err := gitFiles(root)
	if err != nil { // an exported tree without git
		paths, err = walkFiles(root)
	}
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string]string)
	for _, p := range paths {
		text, err := os.ReadFile(filepath.Join(root, p))
		if os.IsNotExist(err) { // deleted, not yet committed
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		files[p] = string(text)
	}
	if len(files) < 10 {
		t.Fatalf("only %d files found: the rules would hold of nothing", len(files))
	}
	return newTree(t, files)
}

func gitFiles(root string) ([]string, error) {
	// The checkout may belong to another user, as in a container.
	out, err := exec.Command("git", "-c", "safe.directory=*", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		return nil, err
	}
	return strings.FieldsFunc(string(out), func(r rune) bool { return r == 0 }), nil
}

func walkFiles(root string) ([]string, error) {
	var paths []string
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains([]string{".git", ".cache", "node_modules"}, d.Name()) {
			return filepath.SkipDir
		}
		if !d.IsDir() {
			rel, err := filepath.Rel(root, p)
			if err != nil {
				return err
			}
			paths = append(paths, filepath.ToSlash(rel))
		}
		return nil
	})
	return paths, err
}

// code returns the Go files that are not tests.
func (tr tree) code() []file {
	return tr.where(func(f file) bool { return f.syntax != nil && !f.isTest() })
}

func (tr tree) where(keep func(file) bool) []file {
	var out []file
	for _, f := range tr.files {
		if keep(f) {
			out = append(out, f)
		}
	}
	return out
}

// packages groups the Go files that are not tests by folder.
func (tr tree) packages() map[string][]file {
	by := make(map[string][]file)
	for _, f := range tr.code() {
		by[f.pkg()] = append(by[f.pkg()], f)
	}
	return by
}

// pkg is the file's package path below the module, "internal/wire".
func (f file) pkg() string { return path.Dir(f.path) }

func (f file) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

// at places a node for a person.
func (f file) at(n ast.Node) string {
	return f.path + ":" + strconv.Itoa(f.fset.Position(n.Pos()).Line)
}

func (f file) imports() []string {
	var list []string
	for _, i := range f.syntax.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err == nil {
			list = append(list, p)
		}
	}
	return list
}

// importName is the name under which the file uses an import, "" if it does not.
func (f file) importName(importPath string) string {
	for _, i := range f.syntax.Imports {
		if i.Path.Value != strconv.Quote(importPath) {
			continue
		}
		if i.Name != nil {
			return i.Name.Name
		}
		base := path.Base(importPath)
		if len(base) > 1 && base[0] == 'v' && base[1] >= '0' && base[1] <= '9' {
			base = path.Base(path.Dir(importPath))
		}
		return base
	}
	return ""
}

// uses calls found for every selector name.Sel in the file.
func (f file) uses(name string, found func(sel *ast.SelectorExpr)) {
	if name == "" {
		return
	}
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && x.Name == name {
			found(sel)
		}
		return true
	})
}

func (f file) lines() int {
	n := bytes.Count(f.text, []byte("\n"))
	if len(f.text) > 0 && f.text[len(f.text)-1] != '\n' {
		n++
	}
	return n
}
