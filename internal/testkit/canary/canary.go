// Package canary looks for words that must not be there any more: in everything that a value reaches, the unexported and
// the unused ends of slices included.
package canary

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"unsafe"
)

// Find returns where words are in what root reaches, as paths from root; none when they are gone. It follows pointers,
// interfaces, maps, slices up to their capacity, and structs, but not closures and channels: give it their holders.
// Nothing may change root meanwhile.
func Find(root any, words string) []string {
	f := finder{words: words, seen: map[visit]bool{}}
	f.walk("root", reflect.ValueOf(root))
	return f.found
}

type visit struct {
	at   unsafe.Pointer
	of   reflect.Type
	size int
}

type finder struct {
	words string
	seen  map[visit]bool
	found []string
}

func (f *finder) walk(path string, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if strings.Contains(v.String(), f.words) {
			f.found = append(f.found, path)
		}
	case reflect.Pointer:
		if !v.IsNil() && f.first(v.UnsafePointer(), v.Type(), 1) {
			f.walk(path, v.Elem())
		}
	case reflect.Interface:
		if !v.IsNil() {
			f.walk(path+"."+v.Elem().Type().String(), v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f.walk(path+"."+v.Type().Field(i).Name, v.Field(i))
		}
	case reflect.Array:
		f.items(path, v)
	case reflect.Slice:
		if !v.IsNil() && f.first(v.UnsafePointer(), v.Type(), v.Cap()) {
			f.items(path, v.Slice(0, v.Cap()))
		}
	case reflect.Map:
		if !v.IsNil() && f.first(v.UnsafePointer(), v.Type(), 1) {
			for entries := v.MapRange(); entries.Next(); {
				f.walk(path+"[key]", entries.Key())
				f.walk(path+"[value]", entries.Value())
			}
		}
	}
}

func (f *finder) items(path string, v reflect.Value) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		raw := make([]byte, v.Len())
		for i := range raw {
			raw[i] = byte(v.Index(i).Uint())
		}
		if bytes.Contains(raw, []byte(f.words)) {
			f.found = append(f.found, path)
		}
		return
	}
	for i := range v.Len() {
		f.walk(fmt.Sprintf("%s[%d]", path, i), v.Index(i))
	}
}

func (f *finder) first(at unsafe.Pointer, of reflect.Type, size int) bool {
	v := visit{at, of, size}
	first := !f.seen[v]
	f.seen[v] = true
	return first
}
