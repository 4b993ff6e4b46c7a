package arch

import (
	"fmt"
	"slices"
	"strings"
)

// ban forbids imports; why is shown with every violation.
type ban struct {
	why    string
	breaks func(from, to place) bool
}

// bans are the arrows of the architecture, as what must not be. They hold for
// code, not for tests.
var bans = []ban{
	{
		"rules are pure and at the root: whatever they import, everything imports",
		func(from, to place) bool {
			return from.layer == rules && to.layer != rules && to.layer != standard
		},
	},
	{
		"rules get time, randomness and data as arguments, so that every decision can be tested and replayed",
		func(from, to place) bool {
			return from.layer == rules && to.layer == standard && impure(to.name)
		},
	},
	{
		"technologies do not know each other, so that each can be replaced alone; only link and stream carry wire and seal, and seal signs what wire sends (ADR 004)",
		func(from, to place) bool {
			carries := slices.Contains([]string{"link", "stream"}, from.name) && slices.Contains([]string{"wire", "seal"}, to.name)
			signs := from.name == "seal" && to.name == "wire"
			return from.layer == mechanisms && to.layer == mechanisms && from.name != to.name && !carries && !signs
		},
	},
	{
		"a mechanism implements a port and does not know who uses it",
		func(from, to place) bool {
			return from.layer == mechanisms && slices.Contains([]string{apps, ui, programme, assets}, to.layer)
		},
	},
	{
		"backend and console meet on the wire only: what one can reach in the other, an attacker reaches (B11)",
		func(from, to place) bool {
			return from.layer == apps && to.layer == apps && from.name != to.name
		},
	},
	{
		"an application owns its ports; of the mechanisms it knows only the formats, wire and seal, and cmd brings the rest",
		func(from, to place) bool {
			format := slices.Contains([]string{"wire", "seal"}, to.name)
			return from.layer == apps && (to.layer == mechanisms && !format || slices.Contains([]string{ui, programme, assets}, to.layer))
		},
	},
	{
		"a view renders a State and nothing else: it reaches no backend, no key, no store",
		func(from, to place) bool {
			known := slices.Contains([]string{ui, rules, assets, standard, foreign}, to.layer)
			return from.layer == ui && !known && to != place{apps, "console"}
		},
	},
	{
		"assets are data that others read",
		func(from, to place) bool {
			return from.layer == assets && to.layer != assets && to.layer != standard
		},
	},
	{
		"the task runner starts on a machine that has nothing but Go",
		func(from, to place) bool {
			return from == place{programme, "dev"} && to.layer != standard
		},
	},
	{
		"a program is not a library; what programs wire alike is in cmd/internal",
		func(from, to place) bool {
			return to.layer == programme && from != to && (to != place{programme, "internal"} || from.layer != programme)
		},
	},
	{
		"only the console's program opens windows; a server with a window toolkit is a larger target",
		func(from, to place) bool {
			return to.layer == ui && from.layer != ui && from != place{programme, "vigie"} && from.layer != help
		},
	},
	{
		"help for tests is not shipped",
		func(from, to place) bool { return to.layer == help && from.layer != help },
	},
	{
		"a new folder is a decision: put it into the architecture first",
		func(from, to place) bool { return to.layer == nowhere },
	},
}

// purePackages are packages under an impure root that only parse.
var purePackages = []string{"net/netip", "net/url"}

// impure tells whether a package of the standard library does I/O, keeps time
// or draws random numbers.
func impure(path string) bool {
	if slices.Contains(purePackages, path) {
		return false
	}
	roots := []string{"os", "net", "database/sql", "log", "syscall", "plugin", "math/rand", "crypto/rand", "io/ioutil",
		"runtime/debug", "runtime/pprof", "expvar", "unsafe", "C", "embed", "testing"}
	return slices.ContainsFunc(roots, func(root string) bool {
		return path == root || strings.HasPrefix(path, root+"/")
	})
}

// forbiddenImports lists the imports that a ban forbids.
func forbiddenImports(tr tree) []string {
	var wrong []string
	for _, f := range tr.code() {
		from := standing(f.pkg())
		for _, path := range f.imports() {
			to := imported(path)
			if from.layer == help && from.name == "testkit" {
				continue // puts everything together, for tests
			}
			if to.layer == help && slices.Contains(f.imports(), "testing") {
				continue // a contract suite that tests share
			}
			for _, b := range bans {
				if b.breaks(from, to) {
					wrong = append(wrong, fmt.Sprintf("%s (%s) imports %s: %s", f.path, from.layer, path, b.why))
				}
			}
		}
	}
	return wrong
}
