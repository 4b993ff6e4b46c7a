package main

import (
	"errors"
	"os"

	tables "vigie.example/assets/doctrine"
	"vigie.example/internal/doctrine"
)

// places returns who answers for which place: by the table given by --zones, or the starting one.
func (o options) places() (*doctrine.Places, error) {
	files := doctrine.Files{Communes: tables.Communes(), Zones: tables.Zones(), Departments: tables.Departments(), Units: tables.Units()}
	if o.zones != "" {
		text, err := os.ReadFile(o.zones)
		if err != nil {
			return nil, wrong("the table given by --zones cannot be read", err)
		}
		files.Zones = string(text)
	}
	places, err := doctrine.ParsePlaces(files)
	var problems doctrine.Problems
	if o.zones != "" && errors.As(err, &problems) {
		return nil, wrong("the table given by --zones is refused; vigiectl doctrine places checks it", problems)
	}
	return places, err
}
