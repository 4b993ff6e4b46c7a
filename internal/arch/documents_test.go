package arch

import (
	"fmt"
	"go/ast"
	"maps"
	"slices"
	"strings"
)

// missingPackageDocs lists packages without a comment that says what they are for.
func missingPackageDocs(tr tree) []string {
	var wrong []string
	packages := tr.packages()
	for _, pkg := range slices.Sorted(maps.Keys(packages)) {
		documented := slices.ContainsFunc(packages[pkg], func(f file) bool {
			doc := f.syntax.Doc.Text()
			if f.syntax.Name.Name == "main" {
				return strings.HasPrefix(doc, "Command ")
			}
			return strings.HasPrefix(doc, "Package "+f.syntax.Name.Name+" ")
		})
		if !documented {
			wrong = append(wrong, pkg+`: no package comment ("Package NAME ..." or "Command NAME ...")`)
		}
	}
	return wrong
}

// wellKnownMethods implement an interface of the standard library, whose
// documentation is theirs.
var wellKnownMethods = []string{
	"Error", "String", "GoString", "Unwrap", "Is", "As", "Read", "Write", "Close", "Len", "Less", "Swap",
	"MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText", "MarshalBinary", "UnmarshalBinary", "Format", "LogValue",
}

// missingDocs lists exported identifiers without a comment. In a group of
// constants or variables the group's comment is enough.
func missingDocs(tr tree) []string {
	var wrong []string
	for _, f := range tr.code() {
		if f.syntax.Name.Name == "main" {
			continue
		}
		for _, d := range f.syntax.Decls {
			for _, name := range undocumented(d) {
				wrong = append(wrong, fmt.Sprintf("%s: exported %s has no comment", f.at(d), name))
			}
		}
	}
	return wrong
}

func undocumented(d ast.Decl) []string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Doc == nil && d.Name.IsExported() && reachable(d) {
			return []string{d.Name.Name}
		}
	case *ast.GenDecl:
		return undocumentedSpecs(d)
	}
	return nil
}

// reachable tells whether a function or method is seen from outside and is
// not documented elsewhere.
func reachable(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	typ := d.Recv.List[0].Type
	for {
		switch t := typ.(type) {
		case *ast.StarExpr:
			typ = t.X
		case *ast.IndexExpr:
			typ = t.X
		case *ast.IndexListExpr:
			typ = t.X
		case *ast.Ident:
			return t.IsExported() && !slices.Contains(wellKnownMethods, d.Name.Name)
		default:
			return true
		}
	}
}

func undocumentedSpecs(d *ast.GenDecl) []string {
	var list []string
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			if s.Name.IsExported() && s.Doc == nil && d.Doc == nil && s.Comment == nil {
				list = append(list, s.Name.Name)
			}
		case *ast.ValueSpec:
			for _, n := range s.Names {
				if n.IsExported() && s.Doc == nil && d.Doc == nil && s.Comment == nil {
					list = append(list, n.Name)
				}
			}
		}
	}
	return list
}
