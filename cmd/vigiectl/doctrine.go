package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	tables "vigie.example/assets/doctrine"
	"vigie.example/internal/doctrine"
)

const (
	maxTableBytes = 16 << 20 // the ministry's table of all communes is under 2 MB
	shownChanges  = 20       // without --all
)

// doctrinePlaces checks a table that is to replace the zones of police and gendarmerie (B3). It changes nothing that serves.
func (c *call) doctrinePlaces(_ context.Context, args []string) error {
	set := newFlags("doctrine places FILE")
	version := set.String("version", "", "date of the ministry's table, such as 2026-08-01; a table of format vigie.zones/1 has its own")
	out := set.String("out", "", "file to write the checked table to, for vigied serve --zones; never overwritten")
	all := set.Bool("all", false, fmt.Sprintf("list every commune that changes zone, not only the %d with the most inhabitants", shownChanges))
	var file string
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		file, args = args[0], args[1:]
	}
	if err := c.parse(set, args); err != nil {
		return err
	}
	if file == "" {
		return problem("say which table first: vigiectl doctrine places FILE")
	}
	text, err := readTable(file)
	if err != nil {
		return err
	}
	inForce, err := doctrine.ParsePlaces(embeddedPlaces())
	if err != nil {
		return err
	}
	report, err := inForce.CheckZones(text, *version)
	if err != nil {
		return refusedTable(file, err)
	}
	most := shownChanges
	if *all {
		most = -1
	}
	for _, line := range report.Summary(most) {
		fmt.Fprintln(c.out, line)
	}
	if *out == "" {
		return nil
	}
	return writeNew(*out, report.Zones, 0o644)
}

func readTable(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", fileProblem("the table cannot be read", err)
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(io.LimitReader(f, maxTableBytes+1))
	switch {
	case err != nil:
		return "", fileProblem("the table cannot be read", err)
	case len(text) > maxTableBytes:
		return "", problem(fmt.Sprintf("%s has more than %d MB: is it the right file?", file, maxTableBytes>>20))
	}
	return string(text), nil
}

// refusedTable lists each wrong line with what to do about it.
func refusedTable(file string, err error) error {
	var problems doctrine.Problems
	if !errors.As(err, &problems) {
		return err
	}
	return problem(fmt.Sprintf("%s is refused, and nothing was changed:\n%s", file, problems.Error()))
}

func embeddedPlaces() doctrine.Files {
	return doctrine.Files{Communes: tables.Communes(), Zones: tables.Zones(), Departments: tables.Departments(), Units: tables.Units()}
}
