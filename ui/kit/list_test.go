package kit

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func inbox(waiting, mine int) []Section {
	rows := func(prefix string, n int) []ConversationRow {
		out := make([]ConversationRow, n)
		for i := range out {
			out[i] = ConversationRow{ID: fmt.Sprint(prefix, i), Title: fmt.Sprint("Title ", prefix, i), Reference: fmt.Sprint("R", prefix, i), Time: "00:40"}
		}
		return out
	}
	return []Section{
		{ID: "w", Title: "Waiting", Count: fmt.Sprint(waiting), Rows: rows("w", waiting), Empty: "Nobody waits."},
		{ID: "m", Title: "Mine", Count: fmt.Sprint(mine), Rows: rows("m", mine)},
	}
}

func TestListDrawsOnlyWhatIsInView(t *testing.T) {
	l := NewConversationList()
	window(t, l, 300, 600)
	l.SetSections(inbox(300, 5))
	if n := len(l.rows); n == 0 || n > 14 {
		t.Errorf("%d rows drawn", n)
	}
	if got := words(l); !has(got, "Waiting") || !has(got, "300") || !has(got, "Title w0") || has(got, "Title w50") {
		t.Errorf("drawn: %q", got)
	}
}

func TestListUpdatesOnlyWhatChanged(t *testing.T) {
	l := NewConversationList()
	window(t, l, 300, 600)
	l.SetSections(inbox(5, 3))
	before := make(map[string]*listRow)
	for k, r := range l.rows {
		before[k] = r
	}
	next := inbox(5, 3)
	next[0].Rows = append([]ConversationRow{{ID: "new", Title: "New", Urgent: "Urgent"}}, next[0].Rows...)
	next[1].Rows[1].Unread = "2"
	l.SetSections(next)
	for k, r := range before {
		if l.rows[k] != r {
			t.Errorf("%s is drawn by another object", k)
		}
	}
	owner := make(map[*listRow]string)
	for k, r := range l.rows {
		if other, ok := owner[r]; ok {
			t.Errorf("%s and %s are drawn by one object", k, other)
		}
		owner[r] = k
	}
	for _, r := range l.pool {
		if k, ok := owner[r]; ok {
			t.Errorf("%s is drawn by an object of the pool", k)
		}
	}
	if got := words(l); !has(got, "New") || !has(got, "Urgent") || !has(got, "2") {
		t.Errorf("drawn: %q", got)
	}
}

func TestListEmptySection(t *testing.T) {
	l := NewConversationList()
	window(t, l, 300, 600)
	l.SetSections(inbox(0, 0))
	if got := strings.Join(words(l), "|"); got != "Waiting|0|Nobody waits.|Mine|0" {
		t.Errorf("drawn: %s", got)
	}
}

func TestListKeyboardMovesWithoutOpening(t *testing.T) {
	l := NewConversationList()
	w := window(t, l, 300, 400)
	var opened []string
	l.OnOpen = func(id string) { opened = append(opened, id) }
	l.SetSections(inbox(20, 2))
	w.Canvas().Focus(l)
	if l.Cursor() != "w0" {
		t.Fatalf("cursor begins at %q", l.Cursor())
	}
	for range 19 {
		l.TypedKey(key(fyne.KeyDown))
	}
	l.TypedKey(key(fyne.KeyDown)) // past the head
	if l.Cursor() != "m0" || len(opened) != 0 {
		t.Errorf("cursor %q, opened %v", l.Cursor(), opened)
	}
	if !has(words(l), "Title m0") {
		t.Error("the cursor's row is out of view")
	}
	l.TypedKey(key(fyne.KeyReturn))
	if fmt.Sprint(opened) != "[m0]" {
		t.Errorf("Enter opened %v", opened)
	}
	l.TypedKey(key(fyne.KeyHome))
	if l.Cursor() != "w0" || l.scroll.Offset.Y != 0 {
		t.Errorf("Home: cursor %q, offset %v", l.Cursor(), l.scroll.Offset.Y)
	}
	l.TypedKey(key(fyne.KeyEnd))
	if l.Cursor() != "m1" {
		t.Errorf("End: cursor %q", l.Cursor())
	}
	l.TypedKey(key(fyne.KeyPageUp))
	if c := l.Cursor(); c == "m1" || c == "" {
		t.Errorf("Page Up: cursor %q", c)
	}
}

func TestListOpensByClick(t *testing.T) {
	l := NewConversationList()
	window(t, l, 300, 400)
	var opened string
	l.OnOpen = func(id string) { opened = id }
	l.SetSections(inbox(3, 1))
	test.TapAt(l, fyne.NewPos(100, 10)) // the head
	if opened != "" {
		t.Errorf("the head opened %q", opened)
	}
	test.TapAt(l, fyne.NewPos(100, 36+56+20))
	if opened != "w1" {
		t.Errorf("opened %q", opened)
	}
}

func TestListKeepsItsPlace(t *testing.T) {
	l := NewConversationList()
	window(t, l, 300, 400)
	l.SetSections(inbox(100, 2))
	l.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -1500)})
	drawn := strings.Join(words(l.content), "|")
	next := inbox(100, 2)
	next[0].Rows = append([]ConversationRow{{ID: "new", Title: "New"}}, next[0].Rows...)
	l.SetSections(next)
	if got := strings.Join(words(l.content), "|"); got != drawn {
		t.Errorf("a new row above moved the list")
	}
}

// TestC6_PseudonymIsShownHarmlessly: a pseudonym is the declarant's own text.
func TestC6_PseudonymIsShownHarmlessly(t *testing.T) {
	l := NewConversationList()
	window(t, l, 300, 400)
	l.SetSections([]Section{{ID: "w", Rows: []ConversationRow{{ID: "a", Title: "Ma\u202Erie\nUrgent\u200b"}, {ID: "b", Title: strings.Repeat("long ", 500)}}}})
	if !has(words(l), "Ma\uFFFDrie Urgent") {
		t.Errorf("drawn: %q", words(l))
	}
	for _, r := range l.rows {
		for _, txt := range r.texts[:r.used] {
			if end := txt.Position().X + txt.Size().Width; end > 300 {
				t.Errorf("%q ends at %v", txt.Text, end)
			}
		}
	}
}

func BenchmarkListUpdate300(b *testing.B) {
	l := NewConversationList()
	window(b, l, 300, 700)
	for i := 0; b.Loop(); i++ {
		s := inbox(300, 20)
		s[0].Rows[3].Time = fmt.Sprintf("%02d:%02d", i/60%60, i%60)
		l.SetSections(s)
	}
}
