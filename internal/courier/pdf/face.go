package pdf

import (
	"encoding/binary"
	"fmt"

	"vigie.example/internal/fault"
)

// Face is a TrueType face that is to be embedded. It does not change once parsed, and is safe for concurrent use.
type Face struct {
	tables  map[string][]byte
	units   int // per em
	glyphs  int
	metrics int // how many glyphs have an advance of their own
	loca    []uint32
	cmap    map[rune]uint16

	ascent, descent, capHeight int    // in thousandths of an em
	box                        [4]int // in thousandths of an em
	name                       string
}

// ParseFace reads a static TrueType face (glyf outlines, a Unicode cmap of format 4). name is what the file calls it. Anything else
// is fault.Invalid.
func ParseFace(ttf []byte, name string) (f *Face, err error) {
	const op = "pdf.ParseFace"
	defer func() { // every offset in the file is somebody else's word
		if r := recover(); r != nil {
			f, err = nil, fault.As(fault.Invalid, op, fmt.Errorf("%v", r))
		}
	}()
	f = &Face{tables: make(map[string][]byte), cmap: make(map[rune]uint16), name: name}
	for i := range int(u16(ttf, 4)) {
		record := ttf[12+16*i:]
		at, size := u32(record, 8), u32(record, 12)
		f.tables[string(record[:4])] = ttf[at : at+size : at+size]
	}
	head, hhea := f.tables["head"], f.tables["hhea"]
	f.units, f.glyphs, f.metrics = int(u16(head, 18)), int(u16(f.tables["maxp"], 4)), int(u16(hhea, 34))
	if f.units == 0 || f.glyphs == 0 || f.metrics == 0 || f.metrics > f.glyphs || len(f.tables["hmtx"]) < 4*f.metrics {
		return nil, fault.New(fault.Invalid, op)
	}
	f.ascent, f.descent = f.thousandths(i16(hhea, 4)), f.thousandths(i16(hhea, 6))
	for i := range f.box {
		f.box[i] = f.thousandths(i16(head, 36+2*i))
	}
	f.capHeight = f.ascent
	if os2 := f.tables["OS/2"]; len(os2) >= 90 && u16(os2, 0) >= 2 {
		f.capHeight = f.thousandths(i16(os2, 88))
	}
	f.readLoca(u16(head, 50) == 1)
	f.readCmap()
	return f, nil
}

func u16(b []byte, at int) uint16 { return binary.BigEndian.Uint16(b[at:]) }
func u32(b []byte, at int) uint32 { return binary.BigEndian.Uint32(b[at:]) }
func i16(b []byte, at int) int    { return int(int16(u16(b, at))) }

func (f *Face) thousandths(units int) int { return units * 1000 / f.units }

func (f *Face) readLoca(long bool) {
	table := f.tables["loca"]
	f.loca = make([]uint32, f.glyphs+1)
	for i := range f.loca {
		if long {
			f.loca[i] = u32(table, 4*i)
		} else {
			f.loca[i] = 2 * uint32(u16(table, 2*i))
		}
		if int(f.loca[i]) > len(f.tables["glyf"]) || i > 0 && f.loca[i] < f.loca[i-1] {
			panic("loca")
		}
	}
}

// readCmap reads the Unicode subtable of format 4, which covers the basic plane.
func (f *Face) readCmap() {
	table := f.tables["cmap"]
	for i := range int(u16(table, 2)) {
		platform, at := u16(table, 4+8*i), u32(table, 8+8*i)
		if sub := table[at:]; (platform == 0 || platform == 3) && u16(sub, 0) == 4 {
			f.readSegments(sub)
			return
		}
	}
	panic("no cmap of format 4")
}

func (f *Face) readSegments(sub []byte) {
	double := int(u16(sub, 6))
	ends, starts := 14, 16+double
	deltas, offsets := starts+double, starts+2*double
	last := -1
	for s := 0; s < double; s += 2 {
		if int(u16(sub, starts+s)) <= last || u16(sub, ends+s) < u16(sub, starts+s) {
			panic("cmap")
		}
		last = int(u16(sub, ends+s))
		for c := int(u16(sub, starts+s)); c <= int(u16(sub, ends+s)) && c != 0xffff; c++ {
			glyph := uint16(c) + u16(sub, deltas+s)
			if offset := int(u16(sub, offsets+s)); offset != 0 {
				if glyph = u16(sub, offsets+s+offset+2*(c-int(u16(sub, starts+s)))); glyph != 0 {
					glyph += u16(sub, deltas+s)
				}
			}
			if glyph != 0 && int(glyph) < f.glyphs {
				f.cmap[rune(c)] = glyph
			}
		}
	}
}

// advance is a glyph's width in thousandths of an em.
func (f *Face) advance(glyph uint16) int {
	return f.thousandths(int(u16(f.tables["hmtx"], 4*min(int(glyph), f.metrics-1))))
}

// glyph returns the outline of a glyph, empty for a space.
func (f *Face) glyph(g uint16) []byte { return f.tables["glyf"][f.loca[g]:f.loca[g+1]] }
