package kit

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"vigie.example/ui/kit/plaintext"
)

// maxWidths bounds the words whose width is remembered.
const maxWidths = 8192

// wrapper breaks text into lines. It remembers the widths of words, so a text is measured once and wrapped again for
// nothing. It holds words of messages: forget empties it.
type wrapper struct {
	size   float32
	style  fyne.TextStyle
	widths map[string]float32
	space  float32
}

// line is one line of text as it is drawn.
type line struct {
	text  string // in visual order of its runs
	width float32
	rtl   bool // the paragraph it is in runs from right to left
}

func newWrapper(size float32, style fyne.TextStyle) *wrapper {
	w := &wrapper{size: size, style: style, widths: make(map[string]float32)}
	w.space = w.width(" ")
	return w
}

func (w *wrapper) forget() { clear(w.widths) }

func (w *wrapper) width(word string) float32 {
	if got, ok := w.widths[word]; ok {
		return got
	}
	if len(w.widths) >= maxWidths {
		clear(w.widths)
	}
	got := fyne.MeasureText(word, w.size, w.style).Width
	w.widths[word] = got
	return got
}

// wrap breaks clean text (see plaintext) at spaces, and inside words that are wider than a line. It returns at least one line.
func (w *wrapper) wrap(text string, width float32) []line {
	lines := make([]line, 0, 1+len(text)/48)
	for text != "" {
		paragraph, rest, _ := strings.Cut(text, "\n")
		lines = w.wrapParagraph(lines, paragraph, width)
		text = rest
	}
	if len(lines) == 0 {
		lines = append(lines, line{})
	}
	return lines
}

func (w *wrapper) wrapParagraph(lines []line, p string, width float32) []line {
	rtl := plaintext.RightToLeft(p)
	emit := func(s string, wide float32) {
		lines = append(lines, line{text: plaintext.Visual(s, rtl), width: wide, rtl: rtl})
	}
	start, end := 0, 0 // the line so far is p[start:end]
	var wide float32   // its width
	for pos := 0; pos < len(p); {
		spaces := pos
		for pos < len(p) && p[pos] == ' ' {
			pos++
		}
		word := pos
		pos = wordEnd(p, pos)
		gap, own := w.space*float32(word-spaces), w.width(p[word:pos])
		if wide+gap+own <= width {
			end, wide = pos, wide+gap+own
			continue
		}
		if end > start {
			emit(p[start:end], wide)
		}
		for own > width { // longer than a line: break inside
			cut, cutWide := w.fit(p[word:pos], width)
			if word+cut >= pos {
				break
			}
			emit(p[word:word+cut], cutWide)
			word += cut
			own = w.widthOfPieces(p[word:pos])
		}
		start, end, wide = word, pos, own
	}
	emit(p[start:end], wide)
	return lines
}

// wordEnd returns where the word that begins at pos ends, with what French typography does not let go: a line begins with no
// "? ! : ; »", and ends with no "«".
func wordEnd(p string, pos int) int {
	for start := pos; ; pos++ {
		for pos < len(p) && p[pos] != ' ' {
			pos++
		}
		if pos+1 >= len(p) || pos == start {
			return pos
		}
		next, _ := utf8.DecodeRuneInString(p[pos+1:])
		if !strings.ContainsRune("?!:;»", next) && !strings.HasSuffix(p[start:pos], "«") || next == ' ' {
			return pos
		}
	}
}

// fit returns how many bytes of a word go into a line, and their width; at least one character with its marks.
func (w *wrapper) fit(word string, width float32) (int, float32) {
	var sum float32
	for i, r := range word {
		own := w.width(string(r))
		if i > 0 && sum+own > width && !unicode.Is(unicode.M, r) {
			return i, sum
		}
		sum += own
	}
	return len(word), sum
}

func (w *wrapper) widthOfPieces(s string) float32 {
	var sum float32
	for _, r := range s {
		sum += w.width(string(r))
	}
	return sum
}
