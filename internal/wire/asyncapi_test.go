package wire_test

import (
	"bytes"
	"flag"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"vigie.example/internal/wire"
)

var update = flag.Bool("update", false, "make asyncapi.yaml again")

const documentFile = "asyncapi.yaml"

type node = map[string]any

func readDocument(t *testing.T) (node, []byte) {
	t.Helper()
	if *update {
		writeFile(t, documentFile, makeDocument(t))
	}
	raw, err := os.ReadFile(documentFile)
	if err != nil {
		t.Fatal(err)
	}
	var doc node
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	return doc, raw
}

// at follows names through the document; nil when one is missing.
func at(doc any, path ...string) node {
	for _, name := range path {
		m, ok := doc.(node)
		if !ok {
			return nil
		}
		doc = m[name]
	}
	m, _ := doc.(node)
	return m
}

func TestAsyncAPI_SaysWhatTheGoTypesSay(t *testing.T) {
	doc, raw := readDocument(t)
	if !bytes.Equal(raw, makeDocument(t)) {
		t.Error("asyncapi.yaml is out of date: go test ./internal/wire -run AsyncAPI -update")
	}
	messages := at(doc, "components", "messages")
	for _, s := range wire.Specs() {
		m := at(messages, string(s.Type))
		if m == nil || at(m, "payload", "properties", "t")["const"] != string(s.Type) {
			t.Errorf("%s is not described", s.Type)
			continue
		}
		if s.Data != nil {
			checkStruct(t, doc, s.Data, at(m, "payload", "properties", "d"))
		}
		delete(messages, string(s.Type))
	}
	for name := range messages {
		t.Errorf("%s is described, and there is no such frame", name)
	}
}

// checkStruct holds the schema that ref points to against a Go type.
func checkStruct(t *testing.T, doc node, want reflect.Type, ref node) {
	t.Helper()
	schema := resolve(doc, ref)
	properties := at(schema, "properties")
	var required []string
	for _, f := range fieldsOf(want) {
		p, ok := properties[f.name].(node)
		if !ok {
			t.Errorf("%s.%s is not described", want.Name(), f.name)
			continue
		}
		checkKind(t, doc, want.Name()+"."+f.name, f.of, p)
		if !f.optional {
			required = append(required, f.name)
		}
	}
	if len(properties) != len(fieldsOf(want)) {
		t.Errorf("%s has %d fields, %d are described", want.Name(), len(fieldsOf(want)), len(properties))
	}
	var got []string
	for _, name := range schema["required"].([]any) {
		got = append(got, name.(string))
	}
	if !slices.Equal(got, required) {
		t.Errorf("%s requires %v, want %v", want.Name(), got, required)
	}
}

func checkKind(t *testing.T, doc node, name string, of reflect.Type, p node) {
	t.Helper()
	for of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	kinds := map[string]string{"bytes": "string", "count": "integer", "map": "object"}
	kind := kindOf(of)
	switch {
	case kind == "struct":
		checkStruct(t, doc, of, p)
		return
	case kind == "array":
		checkKind(t, doc, name+"[]", of.Elem(), at(p, "items"))
	case kinds[kind] != "":
		kind = kinds[kind]
	}
	if p["type"] != kind {
		t.Errorf("%s is a %v, want %s", name, p["type"], kind)
	}
}

func resolve(doc node, ref node) node {
	path, _ := ref["$ref"].(string)
	return at(doc, strings.Split(strings.TrimPrefix(path, "#/"), "/")...)
}

func TestAsyncAPI_EveryReferenceLeadsSomewhere(t *testing.T) {
	doc, _ := readDocument(t)
	found := 0
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case node:
			if v["$ref"] != nil {
				found++
				if resolve(doc, v) == nil {
					t.Errorf("%v leads nowhere", v["$ref"])
				}
			}
			for _, inner := range v {
				walk(inner)
			}
		case []any:
			for _, inner := range v {
				walk(inner)
			}
		}
	}
	walk(doc)
	if found == 0 || doc["asyncapi"] != "3.0.0" {
		t.Error("this is no AsyncAPI document")
	}
}

func TestAsyncAPI_EveryRequestHasItsReply(t *testing.T) {
	doc, _ := readDocument(t)
	for _, ch := range channels {
		for _, s := range wire.Specs() {
			if !s.From.Has(ch.end) {
				continue
			}
			op := at(doc, "operations", ch.name+"_receive_"+string(s.Type))
			if op == nil {
				t.Errorf("no operation for %s from %s", s.Type, ch.name)
				continue
			}
			reply := at(op, "reply")
			if (reply != nil) != (s.Answer != "") {
				t.Errorf("%s from %s: reply %v, want %q", s.Type, ch.name, reply, s.Answer)
			}
			if reply != nil {
				first := resolve(doc, reply["messages"].([]any)[0].(node))
				if resolve(doc, first)["name"] != string(s.Answer) {
					t.Errorf("%s is answered by %v, want %s", s.Type, first, s.Answer)
				}
			}
		}
	}
}

// Every constant of type Type in the source is in the registry, and says something about itself.
func TestAsyncAPI_KnowsEveryConstant(t *testing.T) {
	frames := readComments(t).frames
	for _, s := range wire.Specs() {
		if frames[s.Type] == "" {
			t.Errorf("%s has no comment", s.Type)
		}
		delete(frames, s.Type)
	}
	for name := range frames {
		t.Errorf("%s is not in the registry", name)
	}
}
