package retention

import "slices"

// Disposition is what was decided about consoles that did not confirm a deletion in time (C23, S2): a code, never free text. Whatever
// it is, what such a console has on its disk cannot be opened: the service has dropped its share (C21).
type Disposition string

// Never renumber or re-use: dispositions are on the wire, in tombstones and in traces.
const (
	Recovered Disposition = "recovered" // the workstation was found, and holds nothing
	Wiped     Disposition = "wiped"     // its disk was erased, or the system installed anew
	Destroyed Disposition = "destroyed" // it is broken, and its disk destroyed
	Missing   Disposition = "missing"   // it is lost or stolen, and that was reported
)

var dispositions = []Disposition{Recovered, Wiped, Destroyed, Missing}

// Dispositions returns every one, in a fixed order.
func Dispositions() []Disposition { return slices.Clone(dispositions) }

// Valid reports whether d is one of the dispositions above.
func (d Disposition) Valid() bool { return slices.Contains(dispositions, d) }
