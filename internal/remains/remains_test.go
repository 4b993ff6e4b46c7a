package remains_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"vigie.example/internal/remains"
)

const words = "zzqx-canari-déclarante"

// The shapes, made by other means than the package's.
var looks = map[string]string{
	"UTF-8":    "zzqx-canari-d\xc3\xa9clarante",
	"UTF-16LE": "z\x00z\x00q\x00x\x00-\x00c\x00a\x00n\x00a\x00r\x00i\x00-\x00d\x00\xe9\x00c\x00l\x00a\x00r\x00a\x00n\x00t\x00e\x00",
	"JSON":     `zzqx-canari-d\u00e9clarante`,
	"hex":      "7a7a71782d63616e6172692d64c3a9636c6172616e7465",
	"percent":  "zzqx-canari-d%C3%A9clarante",
	"base64+0": "enpxeC1jYW5hcmktZMOpY2xhcmFudGU",
	"base64+1": "p6cXgtY2FuYXJpLWTDqWNsYXJhbnRl",
	"base64+2": "6enF4LWNhbmFyaS1kw6ljbGFyYW50ZQ",
}

func TestEveryShapeIsFound(t *testing.T) {
	s := remains.New(words)
	for name, look := range looks {
		found := s.Data("x", []byte("avant "+look+" après"))
		if !slices.ContainsFunc(found, func(f remains.Find) bool { return f.Shape == name && f.At == 6 && f.Word == words }) {
			t.Errorf("%s was not found: %+v", name, found)
		}
	}
	if found := s.Data("x", []byte("zzqx-canari-declarante enpxeC1jYW5hcmktZ")); len(found) > 0 {
		t.Errorf("found what is not there: %+v", found)
	}
	if found := remains.New("court").Data("x", []byte("court")); len(found) > 0 {
		t.Error("a word that is everywhere by chance was looked for")
	}
}

// What lies across two pieces is found, once, wherever it lies.
func TestWhatLiesAcrossPiecesIsFoundOnce(t *testing.T) {
	s := remains.New(words)
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 40 {
		data := make([]byte, 3<<20)
		for i := range data {
			data[i] = byte('a' + i%7)
		}
		at := 1<<20 - len(words)/2 + rnd.IntN(600) - 300
		copy(data[at:], words)
		report, err := s.Reader("x", bytes.NewReader(data))
		if err != nil || len(report.Finds) != 1 || report.Finds[0].At != int64(at) || report.Bytes != int64(len(data)) {
			t.Fatalf("at %d: %+v, %v", at, report, err)
		}
	}
}

func TestFilesAndTheirNames(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a/b/deep", "x"+words)
	write("a/"+words, "")
	write("clean", "rien")
	s := remains.New(words)
	report, err := s.Files(t.Context(), dir, filepath.Join(dir, "absent"))
	if err != nil || report.Places != 3 || len(report.Unreadable) > 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	var places []string
	for _, f := range report.Finds {
		if f.Shape == "UTF-8" {
			places = append(places, filepath.Base(f.Place))
		}
	}
	slices.Sort(places)
	if !slices.Equal(places, []string{"deep", words}) {
		t.Errorf("found in %q", places)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Files(ctx, dir); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
