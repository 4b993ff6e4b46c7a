package inbox

import (
	"maps"
	"time"

	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/access"
	"vigie.example/internal/console/inbox"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// ages are the choices of how long ago a conversation was opened; the first is any.
var ages = []time.Duration{0, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour}

// finder narrows the list down by reference, status, unit and time: there is nothing else to search by (C7). It is folded away
// until it is asked for, and stays while it hides anything.
type finder struct {
	words   *words.Words
	intents inbox.Intents
	filter  inbox.Filter
	units   []access.UnitCode
	names   map[access.UnitCode]string // what people call them
	setting bool                       // the choices are being shown, not made

	field   *kit.Entry
	show    *kit.Select
	age     *kit.Select
	unit    *kit.Select
	hidden  *kit.Label
	all     *fyne.Container // what is folded away
	content *fyne.Container // with nothing in it while that is
}

func newFinder(intents inbox.Intents, w *words.Words) *finder {
	f := &finder{words: w, intents: intents}
	f.field = kit.NewEntry(w.T("inbox.find.reference"))
	f.field.OnChanged = func(typed string) { f.change(func() { f.filter.Reference = typed }) }
	f.field.OnKey = f.typed
	var shows, since []string
	for _, s := range inbox.Shows() {
		shows = append(shows, f.showName(s))
	}
	for _, a := range ages {
		since = append(since, f.ageName(a))
	}
	f.show = kit.NewSelect("", shows, func(string) {
		f.change(func() { f.filter.Show = inbox.Shows()[max(f.show.SelectedIndex(), 0)] })
	})
	f.age = kit.NewSelect("", since, func(string) { f.change(func() { f.filter.Age = ages[max(f.age.SelectedIndex(), 0)] }) })
	f.unit = kit.NewSelect("", nil, func(string) { f.change(f.chooseUnit) })
	f.hidden = kit.NewLabel("", kit.MutedLines)
	clear := kit.NewButton(kit.Quiet, icons.Close, w.T("inbox.find.clear"), f.close)
	clear.SetCompact(true)
	fields := kit.Inset(10, 8, kit.Column(6, f.field, f.show, f.age, f.unit, f.hidden, clear))
	f.all = kit.Column(0, kit.Ground(kit.ColorSurface, fields), kit.Divider())
	f.all.Hide()
	f.content = kit.Column(0, f.all)
	f.reset()
	return f
}

func (f *finder) showName(s inbox.Show) string {
	if s == inbox.ShowAll {
		return f.words.T("inbox.find.show.all")
	}
	return f.words.T("inbox.find.show." + string(s))
}

func (f *finder) ageName(a time.Duration) string {
	if a == 0 {
		return f.words.T("inbox.find.age.any")
	}
	return f.words.T("inbox.find.age", words.Args{"left": words.Lasting(a)})
}

func (f *finder) chooseUnit() {
	f.filter.Unit = ""
	if i := f.unit.SelectedIndex(); i > 0 && i <= len(f.units) {
		f.filter.Unit = f.units[i-1]
	}
}

// change asks for another filter, unless the choices are only being shown.
func (f *finder) change(by func()) {
	if !f.setting {
		by()
		f.intents.Find(f.filter)
	}
}

// open unfolds the fields, or folds them away.
func (f *finder) open(on bool) {
	kit.Show(f.all, on)
	f.content.Refresh()
}

// typed closes on Escape.
func (f *finder) typed(ev *fyne.KeyEvent) bool {
	if ev.Name != fyne.KeyEscape {
		return false
	}
	f.close()
	return true
}

// close shows everything again.
func (f *finder) close() {
	f.filter = inbox.Filter{}
	f.reset()
	f.open(false)
	f.intents.Find(f.filter)
}

// reset shows the choices of the filter.
func (f *finder) reset() {
	f.setting = true
	if f.field.Text != f.filter.Reference {
		f.field.SetText(f.filter.Reference)
	}
	for i, s := range inbox.Shows() {
		if s == f.filter.Show {
			f.show.SetSelectedIndex(i)
		}
	}
	for i, a := range ages {
		if a == f.filter.Age {
			f.age.SetSelectedIndex(i)
		}
	}
	names := []string{f.words.T("inbox.find.unit.any")}
	at := 0
	for i, u := range f.units {
		name := f.names[u]
		if name == "" {
			name = string(u)
		}
		names = append(names, name)
		if u == f.filter.Unit {
			at = i + 1
		}
	}
	f.unit.SetOptions(names)
	f.unit.SetSelectedIndex(at)
	f.setting = false
}

// render shows how many lines are hidden. What is searched for is the person's, and not taken from the state: it is older than
// what was typed since.
func (f *finder) render(s inbox.State) {
	if !sameUnits(f.units, s.Units) || !maps.Equal(f.names, s.Names) {
		f.units, f.names = s.Units, s.Names
		f.reset()
	}
	if s.Filter.On() {
		f.open(true)
	}
	kit.Show(f.unit, len(f.units) > 1)
	kit.Show(f.hidden, s.Filter.On())
	f.hidden.SetText(f.words.T("inbox.find.hidden", words.Args{"n": s.Hidden}))
}

// forget shows everything again, for the next person.
func (f *finder) forget() {
	f.filter = inbox.Filter{}
	f.reset()
	f.open(false)
}

// adopt takes over what another finder searched for.
func (f *finder) adopt(before *finder) {
	f.filter, f.units, f.names = before.filter, before.units, before.names
	f.open(before.all.Visible())
	f.reset()
}

func sameUnits(a, b []access.UnitCode) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// Search opens the fields to search with, and puts the keyboard there.
func (v *View) Search() {
	v.find.open(true)
	kit.Focus(v.find.field)
}

// FocusSearch is where the keyboard goes to search.
func (v *View) FocusSearch() fyne.Focusable { return v.find.field }

// ForgetSearch shows the list as the next person expects it: nothing searched for, the queue folded.
func (v *View) ForgetSearch() {
	v.find.forget()
	v.unfolded = false
}
