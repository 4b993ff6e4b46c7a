package canary

import (
	"reflect"
	"testing"
)

type nest struct {
	hidden  string
	bytes   []byte
	below   *nest
	any     any
	byName  map[string]*nest
	entries []nest
	fixed   [2]string
}

func TestFindFindsWordsWhereverTheyAre(t *testing.T) {
	const words = "kanari"
	for path, n := range map[string]*nest{
		"root.hidden":                   {hidden: "un kanari jaune"},
		"root.bytes":                    {bytes: []byte("xkanarix")[:1]},
		"root.below.below.hidden":       {below: &nest{below: &nest{hidden: words}}},
		"root.any.canary.nest.fixed[1]": {any: nest{fixed: [2]string{"", words}}},
		"root.byName[key]":              {byName: map[string]*nest{words: nil}},
		"root.byName[value].hidden":     {byName: map[string]*nest{"a": {hidden: words}}},
		"root.entries[1].hidden":        {entries: []nest{{}, {hidden: words}}[:1]},
	} {
		if got := Find(n, words); !reflect.DeepEqual(got, []string{path}) {
			t.Errorf("found %q, want %q", got, path)
		}
	}
	circle := &nest{hidden: "rien"}
	circle.below = circle
	if got := Find(circle, words); len(got) > 0 {
		t.Errorf("found %q in nothing", got)
	}
}
