package ui

import "vigie.example/ui/kit"

// Away covers the window while nobody may be at the workstation, and lifts that cover when somebody is again. It is to be called on
// Fyne's goroutine.
func (w *Window) Away(away bool) {
	w.away = away
	switch {
	case !away && w.gone != nil:
		w.gone.Lift()
	case away && w.gone == nil:
		w.gone = kit.ShowCover(w.window.Canvas(), kit.CoverWords{
			Title: w.words.T("away.title"), Sentence: w.words.T("away.body"), Lift: w.words.T("cover.lift"),
		}, nil, func() bool { return !w.away }, func() { w.gone = nil; w.see() })
		w.see()
	}
}
