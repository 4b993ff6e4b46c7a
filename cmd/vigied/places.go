package main

import (
	"errors"
	"flag"
	"os"

	tables "vigie.example/assets/doctrine"
	"vigie.example/internal/doctrine"
)

// registerMore adds the flags of who answers whom, of the doctrine, and of the door.
func (o *options) registerMore(set *flag.FlagSet) {
	set.StringVar(&o.zones, "zones", "", "table of police zones that vigiectl doctrine places --out made; the same for all processes (default: the starting table)")
	set.StringVar(&o.doctrine, "doctrine", "", "doctrine of use that vigiectl doctrine sign made, for all consoles; replace the file to put a later version in force")
	o.door.register(set)
	o.fingerprints.register(set)
}

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
