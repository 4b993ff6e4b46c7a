package document

import (
	"bytes"
	"strconv"
	"strings"
)

// page reads one page.
func (f *reader) page(n int) (Page, bool) {
	object, ok := f.object(n)
	if !ok {
		return Page{}, false
	}
	box, content := mediaBox.FindSubmatch(object), contents.FindSubmatch(object)
	if box == nil || content == nil {
		return Page{}, false
	}
	width, err := strconv.ParseFloat(string(box[1]), 32)
	height, err2 := strconv.ParseFloat(string(box[2]), 32)
	if err != nil || err2 != nil || width < 100 || height < 100 || width > 2000 || height > 2000 {
		return Page{}, false
	}
	s := setter{page: Page{Width: float32(width), Height: float32(height)}, faces: map[string]*face{}}
	for _, ref := range faceRefs.FindAllSubmatch(object, -1) {
		if s.faces[string(ref[1])], ok = f.face(number(ref[2])); !ok {
			return Page{}, false
		}
	}
	data, ok := f.stream(number(content[1]))
	if !ok {
		return Page{}, false
	}
	for line := range bytes.Lines(data) {
		if !s.operate(strings.TrimSuffix(string(line), "\n")) {
			return Page{}, false
		}
	}
	s.end()
	return s.page, true
}

// setter follows the operators of a page, one a line.
type setter struct {
	page  Page
	faces map[string]*face
	face  *face
	line  Line
	text  strings.Builder
}

// operate does one operator. It is false for one that the courier does not write.
func (s *setter) operate(line string) bool {
	words := strings.Fields(line)
	if len(words) == 0 {
		return true
	}
	switch last := words[len(words)-1]; {
	case last == "BT", last == "ET", last == "EMC", last == "BMC", strings.HasSuffix(last, "BDC"):
		return true
	case last == "g" && len(words) == 2:
		grey, ok := value(words[0])
		s.line.Quiet = grey > 0.2
		return ok
	case last == "Tf" && len(words) == 3:
		return s.choose(strings.TrimPrefix(words[0], "/"), words[1])
	case last == "Tm" && len(words) == 7:
		return s.move(words[4], words[5])
	case strings.HasSuffix(last, ">Tj"):
		return s.show(strings.TrimPrefix(strings.TrimSuffix(last, ">Tj"), "<"))
	case last == "S":
		return s.rule(words)
	}
	return false
}

func value(word string) (float32, bool) {
	v, err := strconv.ParseFloat(word, 32)
	return float32(v), err == nil && v >= 0 && v < 5000
}

func (s *setter) choose(name, size string) bool {
	s.end()
	face, ok := s.faces[name]
	if !ok {
		return false
	}
	s.face, s.line.Bold = face, name == "F2"
	s.line.Size, ok = value(size)
	return ok && s.line.Size > 0
}

func (s *setter) move(x, y string) bool {
	s.end()
	left, ok := value(x)
	up, ok2 := value(y)
	s.line.X, s.line.Y = left, s.page.Height-up
	return ok && ok2
}

// show puts glyphs behind each other.
func (s *setter) show(digits string) bool {
	if s.face == nil || len(digits)%4 != 0 {
		return false
	}
	for i := 0; i < len(digits); i += 4 {
		glyph, err := strconv.ParseUint(digits[i:i+4], 16, 16)
		char, known := s.face.chars[uint16(glyph)]
		if err != nil || !known {
			return false
		}
		s.text.WriteRune(char)
		s.line.Width += s.face.widths[uint16(glyph)] * s.line.Size / 1000
	}
	return true
}

// end closes a line.
func (s *setter) end() {
	if s.text.Len() > 0 {
		s.line.Text = s.text.String()
		s.page.Lines = append(s.page.Lines, s.line)
		s.text.Reset()
	}
	s.line.Width = 0
}

// rule reads "0.78 G 0.5 w x y m x y l S".
func (s *setter) rule(words []string) bool {
	if len(words) != 11 || words[6] != "m" || words[9] != "l" {
		return false
	}
	x1, ok1 := value(words[4])
	y, ok2 := value(words[5])
	x2, ok3 := value(words[7])
	s.page.Rules = append(s.page.Rules, Rule{x1, x2, s.page.Height - y})
	return ok1 && ok2 && ok3
}
