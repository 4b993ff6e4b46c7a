package kit

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func plural(n int) string { return fmt.Sprintf("%d new", n) }

func testThread() *Thread { return NewThread(ThreadWords{Copy: "Copy", New: plural}) }

// sample makes n messages of different lengths on several days.
func sample(n int) []Item {
	text := strings.Fields(strings.Repeat("il m'attend devant chez moi chaque matin et je ne sais plus quoi faire depuis ", 6))
	items := make([]Item, n)
	for i := range items {
		side, state := Side(i%3/2), None
		if side == Operator {
			state = Read
		}
		items[i] = Item{
			ID: fmt.Sprint("m", i), Side: side, State: state, StateText: map[State]string{Read: "Read"}[state],
			Text: fmt.Sprint(i, " ", strings.Join(text[:3+i*7%60], " ")), Time: fmt.Sprintf("%02d:%02d", i/60%24, i%60),
			Day: fmt.Sprint("day ", i/400),
		}
	}
	return items
}

// TestThreadDrawsOnlyWhatIsInView also holds that the newest message shows.
func TestThreadDrawsOnlyWhatIsInView(t *testing.T) {
	th := testThread()
	window(t, th, 700, 600)
	th.SetItems(sample(5000))
	if n := len(th.rows); n == 0 || n > 30 {
		t.Errorf("%d rows drawn", n)
	}
	if all := strings.Join(words(th), "\n"); !strings.Contains(all, "4999 ") || strings.Contains(all, "4800 ") {
		t.Error("the end is not what is drawn")
	}
	measured := 0
	for _, c := range th.cells {
		if c.exact {
			measured++
		}
	}
	if measured > 60 {
		t.Errorf("%d of 5000 measured to open", measured)
	}
}

func TestThreadRowsNeitherOverlapNorLeaveGaps(t *testing.T) {
	th := testThread()
	window(t, th, 640, 500)
	th.SetItems(sample(300))
	for y := float32(0); y < th.height(); y += 170 {
		th.scrollBy(y - th.scroll.Offset.Y)
		first := th.tops.at(th.scroll.Offset.Y)
		for i := first; th.rows[i] != nil; i++ {
			if th.rows[i+1] == nil {
				break
			}
			end := th.rows[i].box.Position().Y + th.cells[i].height
			if next := th.rows[i+1].box.Position().Y; math.Abs(float64(end-next)) > 0.1 {
				t.Fatalf("row %d ends at %v, the next begins at %v", i, end, next)
			}
		}
	}
}

func TestThreadFollowsTheEndAndStaysInHistory(t *testing.T) {
	th := testThread()
	window(t, th, 700, 500)
	items := sample(200)
	th.SetItems(items[:100])
	if !th.AtEnd() {
		t.Fatal("a thread opens at its end")
	}
	th.SetItems(items[:101])
	if end := th.height() - th.scroll.Size().Height; th.scroll.Offset.Y != end {
		t.Errorf("offset %v after a new message at the end, want %v", th.scroll.Offset.Y, end)
	}
	th.scrollBy(-1500)
	before := th.scroll.Offset.Y
	drawn := strings.Join(words(th.content), "\n")
	received := append(append([]Item{}, items[:101]...), Item{ID: "new", Side: Declarant, Text: "new"})
	th.SetItems(received)
	if th.scroll.Offset.Y != before || strings.Join(words(th.content), "\n") != drawn {
		t.Error("a new message moved what is read")
	}
	if !has(words(th), "1 new") {
		t.Errorf("no way down offered: %q", words(th.down))
	}
	test.Tap(th.down)
	if !th.AtEnd() || th.down.Visible() {
		t.Error("the button does not lead to the end")
	}
	th.scrollBy(-1500)
	th.SetItems(append(received, Item{ID: "own", Side: Operator, Text: "mine"}))
	if !th.AtEnd() {
		t.Error("the operator's own message is not shown")
	}
}

func TestThreadKeepsItsPlaceWhenOlderMessagesComeBefore(t *testing.T) {
	th := testThread()
	window(t, th, 700, 500)
	items := sample(400)
	th.SetItems(items[200:])
	th.scrollBy(-900)
	drawn := strings.Join(words(th.content), "\n")
	th.SetItems(items)
	if got := strings.Join(words(th.content), "\n"); got != drawn {
		t.Error("a page of older messages moved what is read")
	}
	if th.down.Visible() {
		t.Error("older messages counted as new")
	}
}

func TestThreadStaysPutWhileEstimatesBecomeExact(t *testing.T) {
	th := testThread()
	window(t, th, 700, 500)
	th.SetItems(sample(1000))
	for range 60 { // read upwards: each step moves what is in view by exactly the step
		i := th.tops.at(th.scroll.Offset.Y + 250)
		y := th.tops.top(i) - th.scroll.Offset.Y
		th.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 40)})
		if moved := th.tops.top(i) - th.scroll.Offset.Y - y; math.Abs(float64(moved-40)) > 0.5 {
			t.Fatalf("the text moved by %v instead of 40", moved)
		}
	}
}

func TestThreadRewrapsOnResizeAndScale(t *testing.T) {
	th := testThread()
	w := window(t, th, 700, 500)
	th.SetItems([]Item{{ID: "a", Side: Declarant, Text: strings.Repeat("mot ", 60)}})
	wide := len(th.cells[0].lines)
	w.Resize(fyne.NewSize(400, 500))
	if narrow := len(th.cells[0].lines); narrow <= wide {
		t.Errorf("%d lines at 400, %d at 700", narrow, wide)
	}
	before := th.cells[0].height
	fyne.CurrentApp().Settings().SetTheme(NewTheme(Dark, 2))
	th.Refresh()
	if th.cells[0].height <= before {
		t.Errorf("height %v at 200 %%, %v at 100 %%", th.cells[0].height, before)
	}
	for _, ln := range th.cells[0].lines {
		if ln.width > th.m.maxText {
			t.Errorf("line of %v in %v", ln.width, th.m.maxText)
		}
	}
}

func TestThreadKeyboard(t *testing.T) {
	th := testThread()
	w := window(t, th, 700, 500)
	var acted string
	th.OnAction = func(it Item) { acted = it.ID }
	items := sample(50)
	items[49].Action = "Send again"
	th.SetItems(items)
	w.Canvas().Focus(th)
	th.TypedKey(key(fyne.KeyUp))
	if th.Selected() != "m49" {
		t.Fatalf("Up chose %q", th.Selected())
	}
	th.TypedKey(key(fyne.KeyReturn))
	if acted != "m49" {
		t.Error("Enter did not act")
	}
	th.TypedKey(key(fyne.KeyUp))
	th.TypedShortcut(&fyne.ShortcutCopy{})
	if got := fyne.CurrentApp().Clipboard().Content(); got != items[48].Text {
		t.Errorf("copied %q", got)
	}
	th.TypedKey(key(fyne.KeyHome))
	if th.scroll.Offset.Y != 0 || th.AtEnd() {
		t.Error("Home does not lead to the beginning")
	}
	th.TypedKey(key(fyne.KeyEnd))
	if !th.AtEnd() {
		t.Error("End does not lead to the end")
	}
	th.TypedKey(key(fyne.KeyPageUp))
	if th.AtEnd() {
		t.Error("Page Up does nothing")
	}
	for range 60 {
		th.TypedKey(key(fyne.KeyUp))
	}
	if th.Selected() != "m0" || th.scroll.Offset.Y != 0 {
		t.Errorf("Up ended at %q, offset %v", th.Selected(), th.scroll.Offset.Y)
	}
}

// TestP5_ThreadWithoutCopy: where copying is not allowed, no key does it.
func TestP5_ThreadWithoutCopy(t *testing.T) {
	th := testThread()
	w := window(t, th, 700, 500)
	th.NoCopy = true
	th.SetItems(sample(3))
	w.Canvas().Focus(th)
	fyne.CurrentApp().Clipboard().SetContent("before")
	th.TypedKey(key(fyne.KeyUp))
	th.TypedShortcut(&fyne.ShortcutCopy{})
	if got := fyne.CurrentApp().Clipboard().Content(); got != "before" {
		t.Errorf("copied %q", got)
	}
}

func TestThreadHandsKeysOnToTheWindow(t *testing.T) {
	th := testThread()
	w := window(t, th, 700, 500)
	var typed fyne.KeyName
	w.Canvas().SetOnTypedKey(func(ev *fyne.KeyEvent) { typed = ev.Name })
	th.TypedKey(key(fyne.KeyF1))
	if typed != fyne.KeyF1 {
		t.Errorf("window got key %q", typed)
	}
}

// TestC6_HostileTextIsShownHarmlessly: nothing is refused, and nothing tricks the reader.
func TestC6_HostileTextIsShownHarmlessly(t *testing.T) {
	th := testThread()
	window(t, th, 700, 500)
	th.SetItems([]Item{
		{ID: "a", Text: "photo\u202Egpj.exe <b>x</b>"},
		{ID: "b", Text: strings.Repeat("e\u0301\u0302\u0303\u0304\u0305\u0306", 20)},
		{ID: "c", Text: strings.Repeat("W", 4000)},
		{ID: "d", Text: "\x00\x1b]0;title\x07"},
		{ID: "e", Text: ""},
	})
	th.scrollBy(-th.height())
	if !has(words(th), "photo\uFFFDgpj.exe <b>x</b>") {
		t.Errorf("drawn: %q", words(th)[:2])
	}
	for i, c := range th.cells {
		th.exact(i)
		for _, ln := range c.lines {
			if ln.width > th.m.maxText+1 {
				t.Errorf("item %d has a line of %v in %v", i, ln.width, th.m.maxText)
			}
		}
	}
}

func TestThreadSaysWhatHasBeenSeen(t *testing.T) {
	th := testThread()
	window(t, th, 700, 500)
	var seen []string
	th.OnSeen = func(id string) { seen = append(seen, id) }
	items := sample(100)
	th.SetItems(items[:99])
	th.scrollBy(-1000)
	th.SetItems(items)
	if got := strings.Join(seen, " "); got != "m98" {
		t.Errorf("seen %q before scrolling down", got)
	}
	th.ScrollToEnd()
	th.Refresh()
	if got := strings.Join(seen, " "); got != "m98 m99" {
		t.Errorf("seen %q", got)
	}
}

// TestC21_ThreadForgets: Clear leaves no words of messages in the widget.
func TestC21_ThreadForgets(t *testing.T) {
	th := testThread()
	window(t, th, 700, 500)
	th.SetItems(sample(100))
	th.Clear()
	if got := words(th.content); len(got) != 0 {
		t.Errorf("still drawn: %q", got)
	}
	for _, r := range th.pool {
		for _, txt := range r.texts {
			if txt.Text != "" {
				t.Errorf("pooled row holds %q", txt.Text)
			}
		}
	}
	if len(th.body.widths)+len(th.small.widths) != 0 {
		t.Error("widths of words are kept")
	}
}

// TestThreadUpdatesEqualOpening: however the items came, the thread ends up as if opened with them.
func TestThreadUpdatesEqualOpening(t *testing.T) {
	items := sample(60)
	changed := append([]Item{}, items...)
	changed[55].State, changed[55].StateText = Failed, "Failed"
	changed[20].Warning = "order not verified"
	changed = append(changed[:40], changed[41:]...)

	stepwise := testThread()
	window(t, stepwise, 700, 500)
	for n := range items {
		stepwise.SetItems(items[:n+1])
	}
	stepwise.SetItems(changed)
	opened := testThread()
	window(t, opened, 700, 500)
	opened.SetItems(changed)
	for i := range changed {
		stepwise.exact(i)
		opened.exact(i)
		if a, b := stepwise.cells[i].height, opened.cells[i].height; a != b {
			t.Errorf("item %d: height %v, opened %v", i, a, b)
		}
	}
	if a, b := strings.Join(words(stepwise), "\n"), strings.Join(words(opened), "\n"); a != b {
		t.Errorf("drawn differently:\n%s\n--\n%s", a, b)
	}
}

func TestHeights(t *testing.T) {
	var h heights
	for _, n := range []int{0, 1, 2, 7, 64, 1000} {
		h.reset(n, func(i int) float32 { return float32(1 + i%5) })
		for i := range n {
			if i%3 == 0 {
				h.set(i, float32(2+i%7))
			}
		}
		sum := float32(0)
		for i := range n {
			if h.top(i) != sum {
				t.Fatalf("n %d: top(%d) = %v, want %v", n, i, h.top(i), sum)
			}
			if h.at(sum) != i || h.at(sum+h.rows[i]-0.5) != i {
				t.Fatalf("n %d: row at %v is %d, want %d", n, sum, h.at(sum), i)
			}
			sum += h.rows[i]
		}
		if h.total() != sum || n > 0 && (h.at(-5) != 0 || h.at(sum+5) != n-1) {
			t.Fatalf("n %d: ends are wrong", n)
		}
	}
}

func BenchmarkThreadOpen5000(b *testing.B) {
	items := sample(5000)
	th := testThread()
	window(b, th, 700, 600)
	for b.Loop() {
		th.Clear()
		th.SetItems(items)
	}
}

func BenchmarkThreadAppend(b *testing.B) {
	th := testThread()
	window(b, th, 700, 600)
	items := sample(5000)
	th.SetItems(items)
	for i := 0; b.Loop(); i++ {
		items = append(items[:len(items):len(items)], Item{ID: fmt.Sprint("n", i), Text: fmt.Sprint("message ", i, " qui vient d'arriver"), Time: "14:02"})
		th.SetItems(items)
	}
}

func BenchmarkThreadResize(b *testing.B) {
	th := testThread()
	window(b, th, 700, 600)
	th.SetItems(sample(5000))
	for i := 0; b.Loop(); i++ {
		th.Resize(fyne.NewSize(600+float32(i%2)*50, 600))
	}
}

func BenchmarkThreadScroll(b *testing.B) {
	th := testThread()
	window(b, th, 700, 600)
	th.SetItems(sample(5000))
	for b.Loop() {
		if th.scroll.Offset.Y < 100 {
			th.ScrollToEnd()
		}
		th.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 30)})
	}
}
