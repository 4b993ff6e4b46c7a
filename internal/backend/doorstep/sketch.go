package doorstep

import "encoding/binary"

// Each address has one cell in each row.
const sketchRows = 4

// sketch keeps, for any number of addresses, until when each has used up its rate. Its memory is fixed: sketchRows times the
// columns, four bytes each. Not safe for concurrent use.
type sketch struct {
	columns uint32 // a power of two, at most 65,536
	cells   []uint32
}

func newSketch(columns uint32) *sketch {
	return &sketch{columns, make([]uint32, sketchRows*columns)}
}

func (s *sketch) cell(row int, of digest) *uint32 {
	column := uint32(binary.BigEndian.Uint16(of[2*row:])) & (s.columns - 1)
	return &s.cells[uint32(row)*s.columns+column]
}

// used returns until when an address has used up its rate, in milliseconds of the sketch's clock: never earlier than it has, and
// later only if all its cells are others' too.
func (s *sketch) used(of digest) uint32 {
	least := *s.cell(0, of)
	for row := 1; row < sketchRows; row++ {
		least = min(least, *s.cell(row, of))
	}
	return least
}

// use says until when an address has used up its rate from now on.
func (s *sketch) use(of digest, until uint32) {
	for row := range sketchRows {
		c := s.cell(row, of)
		*c = max(*c, until)
	}
}
