package console_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"vigie.example/assets/locales"
	"vigie.example/internal/console/exchange"
	reporting "vigie.example/internal/console/report"
	"vigie.example/internal/console/thread"
)

// Every text that the console can ask for is there, in every language; what is put together from parts is spelt out.
func TestTextsAreThereInEveryLanguage(t *testing.T) {
	keys := literalKeys(t)
	for _, code := range []exchange.AlarmCode{
		exchange.Forged, exchange.WrongKey, exchange.OtherHolder, exchange.Gap, exchange.Behind, exchange.Replayed, exchange.Reordered,
		exchange.Unopened, exchange.Silent, exchange.BadDeadline,
	} {
		keys["thread.alarm."+string(code)] = true
	}
	for _, reason := range thread.Reasons() {
		keys["thread.close.reason."+reason] = true
	}
	for _, end := range []string{"declarant", "operator", "expired", "nobody", "service"} {
		keys["thread.event.closed."+end], keys["thread.note.closed."+end] = true, true
		keys["inbox.note.closed."+end], keys["inbox.note.lost."+end] = true, true
	}
	for _, cause := range []string{"deadline", "declarant", "operator", "export", "gone", "transferred"} {
		keys["thread.note.gone."+cause], keys["inbox.note.deleted."+cause] = true, true
	}
	for _, cause := range []string{"expired", "lost", "replaced", "revoked", "signed_out"} {
		keys["signin.ended."+cause] = true
	}
	for _, code := range []string{"alarm", "lost", "failed", "deadline"} {
		keys["shell.warning."+code], keys["shell.warning."+code+".hint"] = true, true
	}
	for _, code := range reporting.Concerns() {
		keys["shell.warning."+code], keys["shell.warning."+code+".hint"], keys["inbox.beside."+code] = true, true, true
	}
	for _, state := range []string{"absent", "no_bus", "locked", "slow", "damaged", "refused"} {
		keys["keyring."+state], keys["hint.keyring."+state] = true, true
	}
	for _, language := range locales.Languages {
		raw, err := locales.File(language)
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]any
		if err := json.Unmarshal(raw, &texts); err != nil {
			t.Fatal(err)
		}
		for key := range keys {
			if texts[key] == nil {
				t.Errorf("%s.json has no %q", language, key)
			}
		}
	}
}

var literal = regexp.MustCompile(`"((?:inbox|thread|signin|shell|link|keyring|hint)\.[a-z_.]*[a-z_])"`)

// literalKeys finds the keys that the sources name.
func literalKeys(t *testing.T) map[string]bool {
	keys := map[string]bool{}
	for _, pattern := range []string{"*.go", "*/*.go", "../link/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range literal.FindAllStringSubmatch(string(source), -1) {
				keys[m[1]] = true
			}
		}
	}
	if len(keys) < 40 {
		t.Fatalf("found only %d keys: the pattern is wrong", len(keys))
	}
	return keys
}
