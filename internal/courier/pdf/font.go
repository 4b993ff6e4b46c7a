package pdf

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
)

// font is a face in one document, with the glyphs that it uses.
type font struct {
	*Face
	resource string          // its name in content streams
	space    uint16          // the glyph of U+0020
	coded    bool            // something is shown by its code
	used     map[uint16]rune // what each glyph stands for; the smallest character, where it stands for several
}

func newFont(face *Face, resource string) *font {
	return &font{Face: face, resource: resource, space: face.cmap[' '], used: make(map[uint16]rune)}
}

// use returns the glyph of a character that will be shown; 0 is the one for absent characters.
func (f *font) use(r rune) uint16 {
	g := f.cmap[r]
	if old, ok := f.used[g]; !ok || r < old {
		f.used[g] = r
	}
	return g
}

// write adds the font's objects and returns the first.
func (f *font) write(w *writer) (reference, error) {
	file, err := f.subset(f.used)
	if err != nil {
		return 0, err
	}
	data := w.stream(fmt.Sprintf("/Length1 %d", len(file)), file)
	name := "/" + f.prefix() + "+" + f.name
	descriptor := w.object(fmt.Sprintf("<</Type/FontDescriptor/FontName%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV 80/FontFile2 %s>>",
		name, f.box[0], f.box[1], f.box[2], f.box[3], f.ascent, f.descent, f.capHeight, data))
	descendant := w.object(fmt.Sprintf("<</Type/Font/Subtype/CIDFontType2/BaseFont%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %s/CIDToGIDMap/Identity/DW 0/W[%s]>>",
		name, descriptor, f.widths()))
	unicode := w.stream("", f.toUnicode())
	return w.object(fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont%s/Encoding/Identity-H/DescendantFonts[%s]/ToUnicode %s>>", name, descendant, unicode)), nil
}

// prefix marks a subset: six letters (ISO 32000-1, section 9.6.4).
func (f *font) prefix() string { return "VIGIE" + string(rune('A'+len(f.used)%26)) }

func (f *font) glyphsInOrder() []uint16 { return slices.Sorted(maps.Keys(f.used)) }

func (f *font) widths() string {
	var b bytes.Buffer
	for _, g := range f.glyphsInOrder() {
		fmt.Fprintf(&b, "%d[%d]", g, f.advance(g))
	}
	return b.String()
}

// toUnicode says which character each glyph stands for (ISO 32000-1, section 9.10.3).
func (f *font) toUnicode() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n" +
		"/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n")
	for part := range slices.Chunk(f.glyphsInOrder(), 100) {
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for _, g := range part {
			fmt.Fprintf(&b, "<%04X><%04X>\n", g, f.used[g]) // the face's characters are of the basic plane
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}
