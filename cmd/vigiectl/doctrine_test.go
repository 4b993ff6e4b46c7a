package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tables "vigie.example/assets/doctrine"
)

func TestB3_ATableOfPlacesIsChecked(t *testing.T) {
	dir := t.TempDir()
	table, out := filepath.Join(dir, "table.csv"), filepath.Join(dir, "zones.csv")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(table, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	inForce := tables.Zones()
	write(strings.Replace(inForce, "01053;Bourg-en-Bresse\n", "", 1))
	status, said, problems := at(t, "", "doctrine", "places", table, "--out", out)
	if status != 0 || !strings.Contains(said, "changes zone: 1 communes") || !strings.Contains(said, "01053 Bourg-en-Bresse (01): police -> gendarmerie") {
		t.Fatalf("%d\n%s\n%s", status, said, problems)
	}
	if status, said, problems := at(t, "", "doctrine", "places", out); status != 0 || !strings.Contains(said, "changes zone: 1 communes") {
		t.Errorf("what it wrote is refused: %d\n%s\n%s", status, said, problems)
	}
	if status, _, problems := at(t, "", "doctrine", "places", table, "--out", out); status != 2 || !strings.Contains(problems, "never overwritten") {
		t.Errorf("overwritten: %d, %s", status, problems)
	}
	lines := strings.Count(inForce, "\n")
	write(inForce + "99999;Nulle-Part\n01053;Bourg-en-Bresse\n")
	status, said, problems = at(t, "", "doctrine", "places", table)
	if status != 2 || said != "" || !strings.Contains(problems, fmt.Sprintf(":%d: ", lines+1)) || !strings.Contains(problems, fmt.Sprintf(":%d: ", lines+2)) {
		t.Errorf("wrong lines: %d\n%s\n%s", status, said, problems)
	}
	for name, args := range map[string][]string{
		"no table":      {"doctrine", "places"},
		"no such table": {"doctrine", "places", filepath.Join(dir, "absent.csv")},
		"two tables":    {"doctrine", "places", table, table},
	} {
		if status, _, problems := at(t, "", args...); status != 2 || problems == "" {
			t.Errorf("%s: %d %s", name, status, problems)
		}
	}
}
