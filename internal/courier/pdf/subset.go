package pdf

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"vigie.example/internal/fault"
)

// subset returns a TrueType file with the outlines of the given glyphs alone. Glyphs keep their numbers; the others are empty.
// Only the tables that a PDF viewer reads are there: not the face's names, and no features.
func (f *Face) subset(used map[uint16]rune) (file []byte, err error) {
	const op = "pdf.subset"
	defer func() { // a composite outline may point anywhere
		if r := recover(); r != nil {
			file, err = nil, fault.As(fault.Invalid, op, fmt.Errorf("%v", r))
		}
	}()
	keep := map[uint16]bool{0: true}
	for g := range used {
		f.close(keep, g, 0)
	}
	var glyf, loca []byte
	for g := range f.glyphs {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		if keep[uint16(g)] {
			glyf = append(glyf, f.glyph(uint16(g))...)
			glyf = append(glyf, make([]byte, -len(glyf)&3)...)
		}
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	tables := map[string][]byte{"glyf": glyf, "loca": loca}
	for _, tag := range []string{"head", "hhea", "maxp", "hmtx", "cvt ", "fpgm", "prep"} {
		if t, ok := f.tables[tag]; ok {
			tables[tag] = slices.Clone(t)
		}
	}
	binary.BigEndian.PutUint16(tables["head"][50:], 1) // long offsets
	clear(tables["head"][8:12])                        // the checksum of the whole, which viewers do not look at
	return sfnt(tables), nil
}

// The flags of a composite outline's parts.
const (
	wordArguments = 1 << 0
	oneScale      = 1 << 3
	moreParts     = 1 << 5
	twoScales     = 1 << 6
	fourScales    = 1 << 7
)

const deepest = 8 // of outlines made of outlines

// close adds a glyph and those that it is made of.
func (f *Face) close(keep map[uint16]bool, g uint16, depth int) {
	if keep[g] || depth > deepest {
		return
	}
	keep[g] = true
	outline := f.glyph(g)
	if len(outline) < 10 || i16(outline, 0) >= 0 {
		return
	}
	for at := 10; ; {
		flags := u16(outline, at)
		f.close(keep, u16(outline, at+2), depth+1)
		at += 6
		if flags&wordArguments != 0 {
			at += 2
		}
		switch {
		case flags&oneScale != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&fourScales != 0:
			at += 8
		}
		if flags&moreParts == 0 {
			return
		}
	}
}

// sfnt puts tables into a file.
func sfnt(tables map[string][]byte) []byte {
	tags := slices.Sorted(maps.Keys(tables))
	n := uint16(len(tags))
	power, log := uint16(1), uint16(0)
	for power*2 <= n {
		power, log = power*2, log+1
	}
	file := binary.BigEndian.AppendUint32(nil, 0x00010000)
	for _, v := range []uint16{n, power * 16, log, n*16 - power*16} {
		file = binary.BigEndian.AppendUint16(file, v)
	}
	at := 12 + 16*len(tags)
	for _, tag := range tags {
		file = append(file, tag...)
		for _, v := range []uint32{checksum(tables[tag]), uint32(at), uint32(len(tables[tag]))} {
			file = binary.BigEndian.AppendUint32(file, v)
		}
		at += len(tables[tag]) + -len(tables[tag])&3
	}
	for _, tag := range tags {
		file = append(file, tables[tag]...)
		file = append(file, make([]byte, -len(file)&3)...)
	}
	return file
}

func checksum(table []byte) (sum uint32) {
	padded := append(slices.Clone(table), 0, 0, 0)
	for i := 0; i+4 <= len(padded); i += 4 {
		sum += u32(padded, i)
	}
	return sum
}
