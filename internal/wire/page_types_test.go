package wire_test

import (
	"encoding/json"
	"os/exec"
	"reflect"
	"testing"

	"vigie.example/internal/wire"
)

// shapeOf is what a JSON value of a Go type looks like, in the words of the page's readers.
func shapeOf(t reflect.Type) any {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	words := map[string]string{"string": "text", "bytes": "bytes", "count": "count", "integer": "count", "boolean": "flag"}
	switch kind := kindOf(t); kind {
	case "array":
		return map[string]any{"list": shapeOf(t.Elem())}
	case "struct":
		out := map[string]any{}
		for _, f := range fieldsOf(t) {
			out[f.name] = shapeOf(f.of)
		}
		return out
	default:
		return words[kind]
	}
}

// The page reads and writes what the Go types say, frame by frame and field by field.
func TestPageTypesAreTheGoTypes(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no Node.js here: go run ./cmd/dev setup installs it")
	}
	cmd := exec.Command(node, "test/seal-shapes.mjs")
	cmd.Dir = "../../assets/page"
	raw, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v (go run ./cmd/dev setup brings its packages)", err)
	}
	var page struct{ Incoming, Outgoing map[string]any }
	if err := json.Unmarshal(raw, &page); err != nil {
		t.Fatal(err)
	}
	for _, s := range wire.Specs() {
		if s.From.Has(wire.Service) && s.To.Has(wire.Page) {
			checkShape(t, "reads", s, page.Incoming)
		}
		if s.From.Has(wire.Page) {
			checkShape(t, "writes", s, page.Outgoing)
		}
	}
	for _, rest := range []map[string]any{page.Incoming, page.Outgoing} {
		for name := range rest {
			t.Errorf("the page knows %s, and there is no such frame for it", name)
		}
	}
}

func checkShape(t *testing.T, does string, s wire.Spec, page map[string]any) {
	t.Helper()
	var want any = "none"
	if s.Data != nil {
		want = shapeOf(s.Data)
	}
	got, known := page[string(s.Type)]
	delete(page, string(s.Type))
	if !known || !reflect.DeepEqual(got, want) {
		t.Errorf("the page %s %s as\n%v, want\n%v", does, s.Type, got, want)
	}
}
