package form

import (
	"strings"
	"testing"
	"time"
)

func TestC15_AKeyTellsItsDeadline(t *testing.T) {
	until := time.Date(2026, 11, 28, 16, 0, 0, 999, time.UTC)
	key := NewKey(until)
	if !ValidKey(key) || key == NewKey(until) {
		t.Fatalf("%s", key)
	}
	if got, ok := Deadline(key); !ok || !got.Equal(until.Truncate(time.Second)) {
		t.Errorf("%v, %v", got, ok)
	}
	for name, test := range map[string]struct {
		key  string
		at   time.Time
		late bool
	}{
		"before":           {key, until.Add(-time.Second), false},
		"at its deadline":  {key, until.Truncate(time.Second), true},
		"after":            {key, until.AddDate(1, 0, 0), true},
		"tells none":       {strings.Repeat("0", 32), until, false},
		"no key":           {key + "0", until.AddDate(1, 0, 0), false},
		"another alphabet": {strings.ToUpper(NewKey(until)[:31]) + "A", until.AddDate(1, 0, 0), false},
	} {
		if got := Late(test.key, test.at); got != test.late {
			t.Errorf("%s: %v", name, got)
		}
	}
}
