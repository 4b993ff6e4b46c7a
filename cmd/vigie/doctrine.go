package main

import (
	"runtime/debug"

	data "vigie.example/assets/doctrine"
	"vigie.example/internal/console/rest"
	"vigie.example/internal/console/tools"
	"vigie.example/internal/doctrine"
)

// spare is how far garbage may grow before it is collected, in hundredths of what lives.
const spare = 50

// loadDoctrine reads what the desk's tools offer. The table of communes takes a third of a second and some memory for a moment:
// this is for beside the window, not before it and not while it is painted for the first time.
//
// From then on garbage may grow to half of what lives, instead of as much again: most of what lives are the fonts' tables, some 9 MB for
// each style, and they stay.
func loadDoctrine(insertions *tools.Model, breaks *rest.Model) {
	offered, policies, err := parseDoctrine()
	insertions.Load(offered, err)
	if err == nil {
		breaks.Load(policies)
	}
	debug.SetGCPercent(spare)
	debug.FreeOSMemory() // what only parsing needed
}

func parseDoctrine() (tools.Doctrine, *doctrine.Policies, error) {
	places, err := doctrine.ParsePlaces(doctrine.Files{
		Communes: data.Communes(), Zones: data.Zones(), Departments: data.Departments(), Units: data.Units(),
	})
	if err != nil {
		return tools.Doctrine{}, nil, err
	}
	offered, err := tools.Parse(tools.Files{Texts: data.Texts(), Directory: data.Directory(), Courts: data.Courts()}, places)
	if err != nil {
		return tools.Doctrine{}, nil, err
	}
	policies, err := doctrine.ParsePolicies(data.Service(), places)
	return offered, policies, err
}
