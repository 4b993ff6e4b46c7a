package pdf

import (
	"encoding/xml"
	"fmt"
	"strings"
	"unicode/utf16"

	"vigie.example/internal/fault"
)

// MaxPages bounds a document: a longer one is not read by anybody.
const MaxPages = 4000

// Faces are what a document is set in.
type Faces struct{ Regular, Bold *Face }

// Frame is what a document has besides its content. None of it may hold content.
type Frame struct {
	Title    string                       // shown by viewers in their window's title (C8)
	Language string                       // BCP 47, of the whole document
	Footer   func(page, pages int) string // at the foot of each page, such as "Page 1 sur 3"
}

// style is how a text looks; sizes in hundredths of a point.
type style struct {
	bold          bool
	size, leading int
	grey          string // 0 is black
	before, after int    // room above and below
}

var (
	headings = []style{
		{bold: true, size: 2000, leading: 2500, grey: "0.1", before: 0, after: 600},
		{bold: true, size: 1350, leading: 1800, grey: "0.1", before: 1500, after: 500},
		{bold: true, size: 1100, leading: 1550, grey: "0.1", before: 1000, after: 300},
	}
	body   = style{size: 1050, leading: 1500, grey: "0.1", after: 500}
	label  = style{bold: true, size: 1050, leading: 1500, grey: "0.1"}
	note   = style{size: 900, leading: 1300, grey: "0.35"}
	footer = style{size: 900, leading: 1300, grey: "0.35"}
)

// Room of a labelled value.
const (
	labelWidth = 13500
	gutter     = 1200
	cellPad    = 350
	keepLines  = 3 // a heading stays with this much of what follows
)

// Document is a document under construction. It is for one goroutine. What is added is laid out at once; the first failure is
// told by Bytes.
type Document struct {
	frame         Frame
	regular, bold *font
	root          *element
	table         *element // of the entries that are being added
	pages         []*page
	y             int // of the lowest line, from the bottom
	tooLong       bool
}

// New begins a document.
func New(faces Faces, frame Frame) *Document {
	d := &Document{frame: frame, regular: newFont(faces.Regular, "F1"), bold: newFont(faces.Bold, "F2"), root: &element{tag: "Document"}}
	d.turn()
	return d
}

// turn begins a page.
func (d *Document) turn() {
	if len(d.pages) == MaxPages {
		d.tooLong = true
		d.y = pageHeight
		return // what comes is drawn over the last page, and told by Bytes
	}
	d.pages = append(d.pages, &page{})
	d.y = pageHeight - margin
}

func (d *Document) page() *page { return d.pages[len(d.pages)-1] }

func (d *Document) top() bool { return d.y == pageHeight-margin }

// need begins a page unless this one has the room.
func (d *Document) need(room int) {
	if d.y-room < margin && !d.top() {
		d.turn()
	}
}

func (d *Document) set(s style, words string) text {
	if s.bold {
		return set(d.bold, words)
	}
	return set(d.regular, words)
}

// Heading adds a heading of level 1 to 3. Levels are not skipped on the way down.
func (d *Document) Heading(level int, words string) {
	s := headings[level-1]
	d.table = nil
	if !d.top() {
		d.y -= s.before
	}
	d.need(s.leading + s.after + keepLines*body.leading)
	d.flow(d.root.add(fmt.Sprintf("H%d", level), ""), s, words, margin, pageWidth-2*margin)
	d.y -= s.after
}

// Paragraph adds running text. Lines of the text stay lines.
func (d *Document) Paragraph(words string) {
	if d.table != nil {
		d.y -= body.leading / 2
	}
	d.table = nil
	d.flow(d.root.add("P", ""), body, words, margin, pageWidth-2*margin)
	d.y -= body.after
}

// flow shows a text, on as many pages as it takes.
func (d *Document) flow(e *element, s style, words string, x, width int) {
	t := d.set(s, words)
	lines := t.wrap(width * 1000 / s.size)
	for len(lines) > 0 && !d.tooLong {
		d.need(s.leading)
		n := max(1, min(len(lines), (d.y-margin)/s.leading))
		rows := make([]row, n)
		for i, pieces := range lines[:n] {
			d.y -= s.leading
			rows[i] = row{x, d.y + (s.leading-s.size)/2, pieces}
		}
		d.page().mark(len(d.pages)-1, e, s, t, rows)
		lines = lines[n:]
	}
}

// Entry adds a labelled value to the table of those before it, with notes below the value. A table ends at the next heading or
// paragraph.
func (d *Document) Entry(name, value string, notes ...string) {
	if d.table == nil {
		d.table = d.root.add("Table", "")
	}
	tr := d.table.add("TR", "")
	th, td := tr.add("TH", "/A<</O/Table/Scope/Row>>"), tr.add("TD", "")
	t := d.set(label, name)
	lines := t.wrap(labelWidth * 1000 / label.size)
	d.need(cellPad + max(len(lines), 2)*label.leading)
	d.page().rule(d.y - cellPad/2)
	d.y -= cellPad
	first, top := len(d.pages), d.y
	rows := make([]row, len(lines))
	for i, pieces := range lines {
		rows[i] = row{margin, top - (i+1)*label.leading + (label.leading-label.size)/2, pieces}
	}
	d.page().mark(len(d.pages)-1, th, label, t, rows)
	x := margin + labelWidth + gutter
	d.flow(td.add("P", ""), body, value, x, pageWidth-margin-x)
	for _, words := range notes {
		d.flow(td.add("P", ""), note, words, x, pageWidth-margin-x)
	}
	if len(d.pages) == first {
		d.y = min(d.y, top-len(lines)*label.leading)
	}
	d.y -= cellPad
}

// Coded reports whether something that was added is shown by its code.
func (d *Document) Coded() bool { return d.regular.coded || d.bold.coded }

// Bytes returns the file: fault.TooLarge over MaxPages.
func (d *Document) Bytes() ([]byte, error) {
	const op = "pdf.Bytes"
	if d.tooLong {
		return nil, fault.New(fault.TooLarge, op, fault.Key("courier.too_long"))
	}
	d.number()
	w := newWriter()
	catalog, list, tree := w.promise(), w.promise(), w.promise()
	fonts := ""
	for _, f := range []*font{d.regular, d.bold} {
		r, err := f.write(w)
		if err != nil {
			return nil, fault.Wrap(op, err)
		}
		fonts += "/" + f.resource + " " + r.String()
	}
	var kids strings.Builder
	for _, p := range d.pages {
		p.self = w.promise()
		fmt.Fprintf(&kids, "%s ", p.self)
	}
	for i, p := range d.pages {
		w.keep(p.self, fmt.Sprintf("<</Type/Page/Parent %s/MediaBox[0 0 %s %s]/Resources<</Font<<%s>>>>/Contents %s/StructParents %d/Tabs/S>>",
			list, points(pageWidth), points(pageHeight), fonts, w.stream("", p.content.Bytes()), i))
	}
	w.keep(list, fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids.String(), len(d.pages)))
	d.root.promise(w)
	d.root.write(w, tree, d.pages)
	parents := w.object(parentTree(d.pages))
	w.keep(tree, fmt.Sprintf("<</Type/StructTreeRoot/K[%s]/ParentTree %s/ParentTreeNextKey %d>>", d.root.self, parents, len(d.pages)))
	metadata := w.raw("/Type/Metadata/Subtype/XML", d.metadata())
	w.keep(catalog, fmt.Sprintf("<</Type/Catalog/Pages %s/Lang %s/MarkInfo<</Marked true>>/StructTreeRoot %s/Metadata %s/ViewerPreferences<</DisplayDocTitle true>>>>",
		list, literal(d.frame.Language), tree, metadata))
	return w.finish(catalog, w.object("<</Title "+literal(d.frame.Title)+">>")), nil
}

// number writes the feet of the pages, once it is known how many there are.
func (d *Document) number() {
	for i, p := range d.pages {
		t := d.set(footer, d.frame.Footer(i+1, len(d.pages)))
		width := 0
		for _, piece := range t.pieces {
			width += int(piece.width)
		}
		p.artifact(footer, t, []row{{pageWidth - margin - width*footer.size/1000, footerAt, t.pieces}})
	}
}

// metadata names the document and the standard that it keeps, and nothing else: no author, no time, no program.
func (d *Document) metadata() []byte {
	var title strings.Builder
	_ = xml.EscapeText(&title, []byte(d.frame.Title)) // to memory
	return []byte(`<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + title.String() + `</rdf:li></rdf:Alt></dc:title>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`)
}

// literal is a text string of the file's own words, in UTF-16.
func literal(s string) string {
	out := "<FEFF"
	for _, unit := range utf16.Encode([]rune(s)) {
		out += fmt.Sprintf("%04X", unit)
	}
	return out + ">"
}
