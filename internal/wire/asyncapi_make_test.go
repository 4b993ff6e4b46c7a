package wire_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"vigie.example/internal/wire"
)

// comments are what the Go source says: about types by name, about fields as "Type.Field", about frame types by their
// value.
type comments struct {
	types, fields map[string]string
	frames        map[wire.Type]string
}

// readComments parses the package's sources.
func readComments(t *testing.T) comments {
	t.Helper()
	c := comments{map[string]string{}, map[string]string{}, map[wire.Type]string{}}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if g, ok := d.(*ast.GenDecl); ok {
				c.declaration(g)
			}
		}
	}
	return c
}

func (c comments) declaration(g *ast.GenDecl) {
	for _, s := range g.Specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			c.structure(g, s)
		case *ast.ValueSpec:
			if id, ok := s.Type.(*ast.Ident); ok && id.Name == "Type" {
				value, _ := strconv.Unquote(s.Values[0].(*ast.BasicLit).Value)
				c.frames[wire.Type(value)] = oneLine(s.Comment)
			}
		}
	}
}

func (c comments) structure(g *ast.GenDecl, s *ast.TypeSpec) {
	st, ok := s.Type.(*ast.StructType)
	if !ok {
		return
	}
	c.types[s.Name.Name] = oneLine(g.Doc)
	for _, f := range st.Fields.List {
		for _, n := range f.Names {
			c.fields[s.Name.Name+"."+n.Name] = oneLine(f.Comment)
		}
	}
}

func oneLine(g *ast.CommentGroup) string { return strings.Join(strings.Fields(g.Text()), " ") }

// document prints the AsyncAPI document, from the service's point of view.
type document struct {
	bytes.Buffer
	comments
	structs []reflect.Type
}

func makeDocument(t *testing.T) []byte {
	d := &document{comments: readComments(t)}
	d.head()
	for _, ch := range channels {
		d.channel(ch)
	}
	d.line(0, "operations:")
	for _, ch := range channels {
		d.operations(ch)
	}
	d.line(0, "components:")
	d.line(1, "messages:")
	for _, s := range wire.Specs() {
		d.message(s)
	}
	d.line(1, "schemas:")
	for i := 0; i < len(d.structs); i++ { // schema adds those that it refers to
		d.schema(d.structs[i])
	}
	return d.Bytes()
}

type channel struct {
	name, address, text string
	end                 wire.End
}

var channels = []channel{
	{"page", "/v1/page", "A declarant's page.", wire.Page},
	{"console", "/v1/console", "An operator's console.", wire.Console},
}

func (d *document) head() {
	d.line(0, "# Made from the Go types and their comments: go test ./internal/wire -run AsyncAPI -update")
	d.line(0, "asyncapi: 3.0.0")
	d.line(0, "info:")
	d.line(1, "title: Vigie")
	d.line(1, "version: 1.0.0")
	d.line(1, "description: "+quote("Frames between declarant page, backend and console: WebSocket text messages, each one JSON object, subprotocol "+
		wire.Subprotocol+". Who asks numbers its frame with n; the answer, or error, carries that number in re. A receiver ignores types and "+
		"fields that it does not know, and refuses another version. What is signed and sealed is defined in internal/seal. A deletion "+
		"can also be posted to /v1/delete, with the payload of delete as the body."))
	d.line(0, "defaultContentType: application/json")
	d.line(0, "servers:")
	d.line(1, "service:")
	d.line(2, "host: service.example")
	d.line(2, "protocol: wss")
	d.line(0, "channels:")
}

func (d *document) channel(ch channel) {
	d.line(1, ch.name+":")
	d.line(2, "address: "+ch.address)
	d.line(2, "description: "+quote(ch.text))
	d.line(2, "messages:")
	for _, s := range on(ch) {
		d.line(3, string(s.Type)+":")
		d.line(4, "$ref: "+quote("#/components/messages/"+string(s.Type)))
	}
}

// on returns the types of frames on a channel.
func on(ch channel) []wire.Spec {
	return slices.DeleteFunc(wire.Specs(), func(s wire.Spec) bool { return !(s.From | s.To).Has(ch.end) })
}

func (d *document) operations(ch channel) {
	for _, s := range on(ch) {
		if s.From.Has(ch.end) {
			d.operation(ch, "receive", s)
		}
		if s.From.Has(wire.Service) && s.To.Has(ch.end) {
			d.operation(ch, "send", s)
		}
	}
}

func (d *document) operation(ch channel, action string, s wire.Spec) {
	at := func(t wire.Type) string { return quote("#/channels/" + ch.name + "/messages/" + string(t)) }
	d.line(1, fmt.Sprintf("%s_%s_%s:", ch.name, action, s.Type))
	d.line(2, "action: "+action)
	d.line(2, "channel:")
	d.line(3, "$ref: "+quote("#/channels/"+ch.name))
	d.line(2, "messages:")
	d.line(3, "- $ref: "+at(s.Type))
	if s.Answer == "" || (action == "send" && s.Type != wire.TypePing) {
		return
	}
	d.line(2, "reply:")
	d.line(3, "channel:")
	d.line(4, "$ref: "+quote("#/channels/"+ch.name))
	d.line(3, "messages:")
	d.line(4, "- $ref: "+at(s.Answer))
	if action == "receive" {
		d.line(4, "- $ref: "+at(wire.TypeError))
	}
}

func (d *document) message(s wire.Spec) {
	d.line(2, string(s.Type)+":")
	d.line(3, "name: "+string(s.Type))
	d.line(3, "summary: "+quote(d.frames[s.Type]))
	d.line(3, "payload:")
	d.line(4, "type: object")
	required := "[v, t]"
	if s.Data != nil {
		required = "[v, t, d]"
	}
	d.line(4, "required: "+required)
	d.line(4, "properties:")
	d.line(5, fmt.Sprintf("v: {type: integer, const: %d}", wire.Version))
	d.line(5, "t: {type: string, const: "+string(s.Type)+"}")
	d.line(5, "n: {type: integer, minimum: 1}")
	d.line(5, "re: {type: integer, minimum: 1}")
	if s.Data != nil {
		d.line(5, "d: "+d.kind(s.Data, ""))
	}
}

func (d *document) schema(t reflect.Type) {
	d.line(2, t.Name()+":")
	d.line(3, "type: object")
	d.line(3, "description: "+quote(d.types[t.Name()]))
	var required []string
	for _, f := range fieldsOf(t) {
		if !f.optional {
			required = append(required, f.name)
		}
	}
	d.line(3, "required: ["+strings.Join(required, ", ")+"]")
	d.line(3, "properties:")
	for _, f := range fieldsOf(t) {
		d.line(4, f.name+": "+d.kind(f.of, d.fields[f.owner+"."+f.field]))
	}
}

// kind prints what a type is, in YAML's flow style.
func (d *document) kind(t reflect.Type, text string) string {
	about := ""
	if text != "" {
		about = ", description: " + quote(text)
	}
	switch k := kindOf(t); k {
	case "struct":
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if !slices.Contains(d.structs, t) {
			d.structs = append(d.structs, t)
		}
		return "{$ref: " + quote("#/components/schemas/"+t.Name()) + about + "}"
	case "bytes":
		return "{type: string, contentEncoding: base64" + about + "}"
	case "array":
		return "{type: array, items: " + d.kind(t.Elem(), "") + about + "}"
	case "map":
		return "{type: object, additionalProperties: " + d.kind(t.Elem(), "") + about + "}"
	case "count":
		return "{type: integer, minimum: 0" + about + "}"
	default:
		return "{type: " + k + about + "}"
	}
}

func (d *document) line(depth int, text string) {
	d.WriteString(strings.Repeat("  ", depth) + text + "\n")
}

func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err)
	}
	return strings.TrimSpace(b.String())
}

// field is one JSON member of a Go struct.
type field struct {
	name, owner, field string
	of                 reflect.Type
	optional           bool
}

// fieldsOf returns the members of a struct, those of embedded structs among them.
func fieldsOf(t reflect.Type) []field {
	var out []field
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			out = append(out, fieldsOf(f.Type)...)
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		out = append(out, field{name, t.Name(), f.Name, f.Type, options == "omitempty"})
	}
	return out
}

// kindOf names what JSON shows of a type: struct, bytes, array, map, count, integer, string or boolean.
func kindOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return kindOf(t.Elem())
	case reflect.Struct:
		return "struct"
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		return "array"
	case reflect.Map:
		return "map"
	case reflect.Bool:
		return "boolean"
	case reflect.String:
		return "string"
	case reflect.Uint64, reflect.Uint32:
		return "count"
	case reflect.Int, reflect.Int64:
		return "integer"
	}
	panic("no JSON kind for " + t.String())
}

func writeFile(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
