package hidraw

import "github.com/fxamacker/cbor/v2"

// Bounds of what is in an answer.
const (
	maxElements = 256
	maxNesting  = 8
)

// Answers reads what CTAP 2.1 section 8 lets a key answer, within bounds, and nothing else.
var Answers = func() cbor.DecMode {
	mode, err := cbor.DecOptions{
		MaxArrayElements: maxElements, MaxMapPairs: maxElements, MaxNestedLevels: maxNesting, IndefLength: cbor.IndefLengthForbidden,
		TagsMd: cbor.TagsForbidden, DupMapKey: cbor.DupMapKeyEnforcedAPF,
	}.DecMode()
	if err != nil {
		panic(err) // the options are constants
	}
	return mode
}()
