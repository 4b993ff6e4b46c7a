package arch

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
)

// clockCalls read or wait for the process's clock, or depend on its time zone.
var clockCalls = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Local"}

// printCalls write to standard output.
var printCalls = []string{"Print", "Printf", "Println"}

// impureCalls lists what the rules do that depends on when or where they run.
func impureCalls(tr tree) []string {
	var wrong []string
	for _, f := range tr.code() {
		if standing(f.pkg()).layer != rules {
			continue
		}
		f.uses(f.importName("time"), func(sel *ast.SelectorExpr) {
			if slices.Contains(clockCalls, sel.Sel.Name) {
				wrong = append(wrong, fmt.Sprintf("%s: time.%s: rules get the time as an argument", f.at(sel), sel.Sel.Name))
			}
		})
		f.uses(f.importName("fmt"), func(sel *ast.SelectorExpr) {
			if slices.Contains(printCalls, sel.Sel.Name) {
				wrong = append(wrong, fmt.Sprintf("%s: fmt.%s: rules print nothing (C8)", f.at(sel), sel.Sel.Name))
			}
		})
	}
	return wrong
}

// jsonOnContent lists JSON tags on the types that hold what people said: a
// type that marshals itself walks around minimisation (C4).
func jsonOnContent(tr tree) []string {
	var wrong []string
	for _, f := range tr.code() {
		if !within(f.pkg(), "internal/conversation") && !within(f.pkg(), "internal/report") {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			field, ok := n.(*ast.Field)
			if ok && field.Tag != nil && strings.Contains(field.Tag.Value, "json:") {
				wrong = append(wrong, f.at(field)+": a JSON tag on a type of content: give the format a type of its own")
			}
			return true
		})
	}
	return wrong
}

// fyneDo finds more than one call of fyne.Do, or none although there is a
// console.
func fyneDo(tr tree) []string {
	var places []string
	console := false
	for _, f := range tr.code() {
		console = console || f.pkg() == "cmd/vigie"
		f.uses(f.importName("fyne.io/fyne/v2"), func(sel *ast.SelectorExpr) {
			if sel.Sel.Name == "Do" || sel.Sel.Name == "DoAndWait" {
				places = append(places, f.at(sel))
			}
		})
	}
	switch {
	case len(places) > 1:
		return []string{"fyne.Do is called at " + strings.Join(places, ", ") + ": one pump between view-models and views calls it, nothing else"}
	case len(places) == 0 && console:
		return []string{"nothing calls fyne.Do: the console cannot show what happens"}
	}
	return nil
}

// strayEmbeds lists go:embed outside assets; tests may embed their testdata, and the help for tests is not shipped.
func strayEmbeds(tr tree) []string {
	var wrong []string
	for _, f := range tr.files {
		if f.syntax == nil || within(f.pkg(), "assets") || within(f.pkg(), "internal/testkit") {
			continue
		}
		for _, g := range f.syntax.Comments {
			for _, c := range g.List {
				patterns, ok := strings.CutPrefix(c.Text, "//go:embed ")
				if ok && !(f.isTest() && strings.HasPrefix(strings.TrimSpace(patterns), "testdata")) {
					wrong = append(wrong, f.at(c)+": go:embed: what is shipped inside a program is under assets")
				}
			}
		}
	}
	return wrong
}
