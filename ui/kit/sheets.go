package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"vigie.example/ui/kit/plaintext"
)

// Sheet is one page of a document on which everything has its place. Lengths are the sheet's own, from the upper left.
type Sheet struct {
	Width, Height float32
	Words         []SheetWords
	Rules         []SheetRule
}

// SheetWords are words on one line; Y is that of their base line. Width is how wide they are on the sheet: a screen makes small letters
// wider, and must not let them leave it. 0 is any width.
type SheetWords struct {
	X, Y, Size  float32
	Width       float32
	Bold, Quiet bool
	Text        string
}

// SheetRule is a thin line across.
type SheetRule struct{ X1, X2, Y float32 }

// wholeMost is how wide a sheet may become, at 100 %: as on paper and a little more.
const wholeMost = 760

// drawSheets draws sheets below each other, each as wide as there is room.
func (r *pagesRenderer) drawSheets(l look, sheets []Sheet, width float32) {
	x, y := (r.width-width)/2, float32(0)
	for i, s := range sheets {
		if i > 0 {
			y += l.u(sheetGap)
		}
		scale := width / s.Width
		r.sheet(l, x, y, width, s.Height*scale)
		for _, rule := range s.Rules {
			bar := canvas.NewRectangle(l.color(ColorDivider))
			bar.Move(fyne.NewPos(x+rule.X1*scale, y+rule.Y*scale))
			bar.Resize(fyne.NewSize((rule.X2-rule.X1)*scale, 1))
			r.objects = append(r.objects, bar)
		}
		for _, w := range s.Words {
			r.place(l, w, x, y, scale)
		}
		y += s.Height * scale
	}
	r.height = y
}

func (r *pagesRenderer) place(l look, w SheetWords, x, y, scale float32) {
	colour := ColorText
	if w.Quiet {
		colour = ColorMuted
	}
	text := canvas.NewText(plaintext.Clean(w.Text), l.color(colour))
	text.TextSize, text.TextStyle = w.Size*scale, fyne.TextStyle{Bold: w.Bold}
	if measured := text.MinSize().Width; w.Width > 0 && measured > w.Width*scale {
		text.TextSize *= w.Width * scale / measured
	}
	_, base := fyne.CurrentApp().Driver().RenderedTextSize(text.Text, text.TextSize, text.TextStyle, nil)
	text.Resize(text.MinSize())
	text.Move(fyne.NewPos(x+w.X*scale, y+w.Y*scale-base))
	r.objects = append(r.objects, text)
}
