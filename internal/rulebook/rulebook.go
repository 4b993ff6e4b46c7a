// Package rulebook reads the doctrine's file, which is YAML, for the rules in package doctrine: it hands them lines, keys and
// values, and judges nothing of what they say.
//
//	d, err := rulebook.Parse(text)
//
// It takes the plain part of YAML alone. Every scalar is its words: no, null, 1e3 and 2026-11-28 mean nothing else than what is
// written. Anchors, aliases, merge keys, tags, and a second document are refused, so that what a person reads in a line is what
// the program reads. Everything is safe for concurrent use.
package rulebook

import (
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"vigie.example/internal/doctrine"
)

const (
	file     = "doctrine"
	maxDepth = 8 // the schema has six
)

// Parse reads and checks a doctrine. The error is fault.Invalid with doctrine.Problems as its cause.
func Parse(text string) (*doctrine.Doctrine, error) { return doctrine.ParseDoctrine(text, Read) }

// Read is a doctrine.Reader for YAML.
func Read(text string) (doctrine.Node, doctrine.Problems) {
	decoder := yaml.NewDecoder(strings.NewReader(text))
	var document yaml.Node
	if err := decoder.Decode(&document); err != nil {
		return doctrine.Node{}, unreadable(err)
	}
	var second yaml.Node
	if err := decoder.Decode(&second); err == nil {
		return doctrine.Node{}, one(second.Line, "a second document begins", "delete the line --- or ... and make one document of it")
	} else if !errors.Is(err, io.EOF) {
		return doctrine.Node{}, unreadable(err)
	}
	var t turner
	root := t.node(document.Content[0], 0) // a document that was decoded has its one node
	return root, t.problems
}

// where finds the line in what the library says.
var where = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

func unreadable(err error) doctrine.Problems {
	if errors.Is(err, io.EOF) {
		return one(0, "it is empty", "check that this is the right file")
	}
	parts := where.FindStringSubmatch(err.Error())
	if parts == nil {
		return one(0, "it is not YAML", "check that this is the right file")
	}
	line, err := strconv.Atoi(parts[1])
	if err != nil {
		line = 1 // the library leaves it out
	}
	return one(line, "it is not YAML: "+parts[2], // the library's line is where it noticed, sometimes the one before or after
		"look at this line and its neighbours: indentation is spaces, and a text with a colon, a # or quotation marks is written below >-, indented")
}

func one(line int, what, remedy string) doctrine.Problems {
	return doctrine.Problems{{File: file, Line: line, What: what, Remedy: remedy}}
}

// turner turns nodes of the library into nodes of the rules.
type turner struct{ problems doctrine.Problems }

func (t *turner) refuse(line int, what, remedy string) doctrine.Node {
	if len(t.problems) < 50 {
		t.problems = append(t.problems, one(line, what, remedy)...)
	}
	return doctrine.Node{Line: line}
}

func (t *turner) node(n *yaml.Node, depth int) doctrine.Node {
	switch {
	case depth > maxDepth:
		return t.refuse(n.Line, "it is nested too deep", "check the indentation")
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return t.refuse(n.Line, "it has an anchor (&) or an alias (*)", "write the value itself, or put it into quotation marks")
	case n.Style&yaml.TaggedStyle != 0:
		return t.refuse(n.Line, "it has a tag (!)", "write the value alone, or put it into quotation marks")
	}
	out := doctrine.Node{Line: n.Line}
	switch n.Kind {
	case yaml.ScalarNode:
		out.Kind, out.Value = doctrine.Scalar, n.Value
	case yaml.SequenceNode:
		out.Kind = doctrine.List
		for _, item := range n.Content {
			out.Items = append(out.Items, t.node(item, depth+1))
		}
	case yaml.MappingNode:
		out.Kind = doctrine.Map
		for i := 0; i+1 < len(n.Content); i += 2 {
			out.Items = append(out.Items, t.entry(n.Content[i], n.Content[i+1], depth+1))
		}
	default:
		return t.refuse(n.Line, "it is not understood", "check that this is the right file")
	}
	return out
}

// entry stands on the line of its key: that is where a person looks.
func (t *turner) entry(key, value *yaml.Node, depth int) doctrine.Node {
	if key.Kind != yaml.ScalarNode || key.Anchor != "" || key.Style&yaml.TaggedStyle != 0 || key.Value == "<<" {
		return t.refuse(key.Line, "the key is not a word", "write a word and a colon")
	}
	out := t.node(value, depth)
	out.Key, out.Line = key.Value, key.Line
	return out
}
