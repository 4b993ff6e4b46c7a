// Package doctrine embeds the doctrine's tables: plain text with a version, an origin and a licence each. It only
// holds them; vigie.example/internal/doctrine reads and checks them.
//
// zones.csv is a STARTING TABLE made by a rule of thumb. The ministry's own table of competences replaces it before service.
package doctrine

import _ "embed"

//go:embed communes.csv
var communes string

//go:embed zones.csv
var zones string

//go:embed departments.csv
var departments string

//go:embed units.csv
var units string

//go:embed numbers.csv
var numbers string

//go:embed texts.txt
var texts string

//go:embed directory.txt
var directory string

//go:embed courts.csv
var courts string

//go:embed service.csv
var service string

//go:embed reasons.txt
var reasons string

//go:embed doctrine.yaml
var doctrine string

// Doctrine returns doctrine.yaml, the STARTING doctrine of use: what a report may hold, where it may go, and the words beside each
// decision.
func Doctrine() string { return doctrine }

// Communes returns communes.csv: every French commune, former ones included, with postcodes and inhabitants.
func Communes() string { return communes }

// Zones returns zones.csv: the communes in a police zone.
func Zones() string { return zones }

// Departments returns departments.csv: departments and overseas territories.
func Departments() string { return departments }

// Units returns units.csv: the units that receive conversations.
func Units() string { return units }

// Numbers returns numbers.csv: the telephone numbers for those who need help.
func Numbers() string { return numbers }

// Texts returns texts.txt: what operators insert instead of typing it, in French and English.
func Texts() string { return texts }

// Directory returns directory.txt: services and places to refer a declarant to.
func Directory() string { return directory }

// Courts returns courts.csv: the towns of the courts.
func Courts() string { return courts }

// Service returns service.csv: waiting times, capacity and breaks, for every unit or for one.
func Service() string { return service }

// Reasons returns reasons.txt: the coded reasons for closing, in words.
func Reasons() string { return reasons }
