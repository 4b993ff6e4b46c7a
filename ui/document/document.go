// Package document reads the PDF in which a report leaves, so that it can be shown as it will be read: page by page, each line at its
// place.
//
//	pages, err := document.Parse(file)
//	pages[0].Lines // text, place, size
//
// It reads what this service's own courier writes, and no other PDF: objects at the places that the table names, streams that are
// compressed, text as glyph numbers of faces that say which characters they stand for, thin lines. Everything else in a file, and every
// file that is not so, is refused; nothing of it is executed, followed or opened. It is bounded in size, pages and depth.
package document

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"strconv"

	"vigie.example/internal/fault"
)

// Bounds of a file.
const (
	MaxBytes  = 32 << 20
	MaxPages  = 4000
	maxStream = 8 << 20 // of one page, or one face, unpacked
)

// Page is one page. Lengths are in points, from the upper left.
type Page struct {
	Width, Height float32
	Lines         []Line
	Rules         []Rule
}

// Line is text on one line.
type Line struct {
	X, Y  float32 // where its base line begins
	Width float32
	Size  float32
	Bold  bool
	Quiet bool // grey
	Text  string
}

// Rule is a thin line across.
type Rule struct{ X1, X2, Y float32 }

// Parse reads a file. The fault is Invalid for one that is not as the courier writes them.
func Parse(file []byte) ([]Page, error) {
	pages, ok := parse(file)
	if !ok {
		return nil, fault.New(fault.Invalid, "document.Parse")
	}
	return pages, nil
}

func parse(file []byte) ([]Page, bool) {
	if len(file) > MaxBytes || !bytes.HasPrefix(file, []byte("%PDF-1.7\n")) {
		return nil, false
	}
	f := reader{file: file, faces: map[int]*face{}}
	if !f.table() {
		return nil, false
	}
	catalog, ok := f.object(f.root)
	if !ok {
		return nil, false
	}
	list, ok := f.follow(catalog, pagesRef)
	if !ok {
		return nil, false
	}
	kids := kidsList.FindSubmatch(list)
	if kids == nil {
		return nil, false
	}
	var pages []Page
	for _, ref := range reference.FindAllSubmatch(kids[1], MaxPages+1) {
		page, ok := f.page(number(ref[1]))
		if !ok || len(pages) == MaxPages {
			return nil, false
		}
		pages = append(pages, page)
	}
	return pages, len(pages) > 0
}

var (
	reference = regexp.MustCompile(`(\d{1,9}) 0 R`)
	pagesRef  = regexp.MustCompile(`/Pages (\d{1,9}) 0 R`)
	kidsList  = regexp.MustCompile(`/Kids\[([0-9 R]*)\]`)
	mediaBox  = regexp.MustCompile(`/MediaBox\[0 0 ([0-9.]+) ([0-9.]+)\]`)
	contents  = regexp.MustCompile(`/Contents (\d{1,9}) 0 R`)
	faceRefs  = regexp.MustCompile(`/(F[12]) (\d{1,9}) 0 R`)
	unicodes  = regexp.MustCompile(`/ToUnicode (\d{1,9}) 0 R`)
	rootRef   = regexp.MustCompile(`/Root (\d{1,9}) 0 R`)
	streamLen = regexp.MustCompile(`/Filter/FlateDecode/Length (\d{1,9})>>\nstream\n`)
	bfChar    = regexp.MustCompile(`<([0-9A-F]{4})><([0-9A-F]{4})>`)
	descends  = regexp.MustCompile(`/DescendantFonts\[(\d{1,9}) 0 R\]`)
	advances  = regexp.MustCompile(`(\d{1,5})\[(\d{1,5})\]`)
)

func number(b []byte) int {
	n, _ := strconv.Atoi(string(b)) // digits: the expressions allow no others
	return n
}

// reader has a file and what is known of it.
type reader struct {
	file    []byte
	offsets []int
	root    int
	faces   map[int]*face
}

// face says which character each glyph stands for, and how wide it is in thousandths of the size.
type face struct {
	chars  map[uint16]rune
	widths map[uint16]float32
}

// table reads where the objects are.
func (f *reader) table() bool {
	tail := f.file[max(len(f.file)-64, 0):]
	at := bytes.LastIndex(tail, []byte("startxref\n"))
	if at < 0 {
		return false
	}
	digits, _, ok := bytes.Cut(tail[at+len("startxref\n"):], []byte("\n"))
	start, err := strconv.Atoi(string(digits))
	if !ok || err != nil || start < 0 || start >= len(f.file) {
		return false
	}
	lines := bytes.Split(f.file[start:], []byte("\n"))
	if len(lines) < 3 || string(lines[0]) != "xref" {
		return false
	}
	for _, line := range lines[3:] {
		if len(line) != 19 || !bytes.HasSuffix(line, []byte(" 00000 n ")) {
			break
		}
		offset, err := strconv.Atoi(string(line[:10]))
		if err != nil || offset < 0 || offset >= len(f.file) {
			return false
		}
		f.offsets = append(f.offsets, offset)
	}
	root := rootRef.FindSubmatch(f.file[start:])
	if root == nil {
		return false
	}
	f.root = number(root[1])
	return true
}

// object returns an object's text, up to its end.
func (f *reader) object(n int) ([]byte, bool) {
	if n < 1 || n > len(f.offsets) {
		return nil, false
	}
	head := []byte(strconv.Itoa(n) + " 0 obj\n")
	rest := f.file[f.offsets[n-1]:]
	if !bytes.HasPrefix(rest, head) {
		return nil, false
	}
	rest = rest[len(head):]
	end := bytes.Index(rest, []byte("\nendobj\n"))
	if end < 0 {
		return nil, false
	}
	return rest[:end], true
}

func (f *reader) follow(object []byte, ref *regexp.Regexp) ([]byte, bool) {
	m := ref.FindSubmatch(object)
	if m == nil {
		return nil, false
	}
	return f.object(number(m[1]))
}

// stream returns an object's data, unpacked. Its length is its own: what is packed may hold anything.
func (f *reader) stream(n int) ([]byte, bool) {
	if n < 1 || n > len(f.offsets) {
		return nil, false
	}
	rest := f.file[f.offsets[n-1]:]
	head := streamLen.FindSubmatchIndex(rest[:min(len(rest), 400)])
	if head == nil {
		return nil, false
	}
	length := number(rest[head[2]:head[3]])
	if length > len(rest)-head[1] {
		return nil, false
	}
	z, err := zlib.NewReader(bytes.NewReader(rest[head[1] : head[1]+length]))
	if err != nil {
		return nil, false
	}
	data, err := io.ReadAll(io.LimitReader(z, maxStream+1))
	return data, err == nil && len(data) <= maxStream
}

func (f *reader) face(n int) (*face, bool) {
	if known, ok := f.faces[n]; ok {
		return known, true
	}
	object, ok := f.object(n)
	if !ok {
		return nil, false
	}
	ref := unicodes.FindSubmatch(object)
	if ref == nil {
		return nil, false
	}
	data, ok := f.stream(number(ref[1]))
	if !ok {
		return nil, false
	}
	out := face{map[uint16]rune{}, map[uint16]float32{}}
	for _, m := range bfChar.FindAllSubmatch(data, -1) {
		glyph, err := strconv.ParseUint(string(m[1]), 16, 16)
		char, err2 := strconv.ParseUint(string(m[2]), 16, 16)
		if err != nil || err2 != nil {
			return nil, false
		}
		out.chars[uint16(glyph)] = rune(char)
	}
	descendant, ok := f.follow(object, descends)
	if !ok {
		return nil, false
	}
	for _, m := range advances.FindAllSubmatch(descendant, -1) {
		out.widths[uint16(number(m[1]))] = float32(number(m[2]))
	}
	f.faces[n] = &out
	return &out, true
}
