package vigied_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"

	"vigie.example/internal/remains"
)

// find returns the shapes of words that are in data.
func find(data []byte, words string) (found []string) {
	for _, f := range remains.New(words).Data("", data) {
		found = append(found, f.Shape)
	}
	return found
}

// onDisk returns where words are in the files and names below dir.
func onDisk(t *testing.T, dir, words string) (found []string) {
	t.Helper()
	report, err := remains.New(words).Files(t.Context(), dir)
	if err != nil || report.Places == 0 || len(report.Unreadable) > 0 {
		t.Fatalf("the data folder was not read: %d files, %q, %v", report.Places, report.Unreadable, err)
	}
	for _, f := range report.Finds {
		found = append(found, filepath.Base(f.Place)+" ("+f.Shape+")")
	}
	return found
}

// inFrames looks at a frame as it is, at what JSON makes of it, and into what is base64 inside of it.
func inFrames(frames []frame, words string) (found []string) {
	for _, f := range frames {
		texts := []string{f.data}
		var value any
		if json.Unmarshal([]byte(f.data), &value) == nil {
			texts = append(texts, textsOf(value)...)
		}
		for _, text := range texts {
			for _, shape := range find([]byte(text), words) {
				found = append(found, fmt.Sprintf("%.24s (%s)", f.data, shape))
			}
		}
	}
	return found
}

// textsOf returns every string of a decoded JSON value, and what it is when it was base64.
func textsOf(value any) (all []string) {
	switch v := value.(type) {
	case string:
		all = append(all, v)
		for _, coding := range []*base64.Encoding{base64.StdEncoding, base64.RawURLEncoding} {
			if raw, err := coding.DecodeString(v); err == nil {
				all = append(all, string(raw))
			}
		}
	case []any:
		for _, item := range v {
			all = append(all, textsOf(item)...)
		}
	case map[string]any:
		for key, item := range v {
			all = append(append(all, key), textsOf(item)...)
		}
	}
	return all
}

// inMemory returns where words are in the memory of a process, each as mapping and shape, and how much was read.
func inMemory(t *testing.T, pid int, words []string) (found map[string][]string, read int64, err error) {
	report, err := remains.New(words...).Memory(t.Context(), pid)
	found = map[string][]string{}
	for _, f := range report.Finds {
		found[f.Word] = append(found[f.Word], f.Place+" ("+f.Shape+")")
	}
	return found, report.Bytes, err
}
