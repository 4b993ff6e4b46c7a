package inbox

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"vigie.example/internal/conversation"
)

var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

func sample() State {
	return State{
		Now: noon, Selected: "selected",
		Waiting: []Row{
			{Conversation: "urgent", Reference: "7K2Q01", Status: Waiting, Urgent: true, Opened: noon, Unit: "police-33"},
			{Conversation: "calm", Reference: "3FZ901", Status: Waiting, Opened: noon.Add(-time.Hour), Unit: "police-33"},
		},
		Mine: []Row{
			{Conversation: "selected", Reference: "9QWD11", Status: Mine, Opened: noon, Unit: "national"},
			{Conversation: "unread", Reference: "70KD11", Status: Mine, Unread: 2, Opened: noon.Add(-20 * time.Minute), Unit: "national"},
		},
		Ended: []Row{{Conversation: "over", Reference: "70KD22", Status: Closed, Opened: noon.Add(-2 * time.Hour), Unit: "police-33"}},
	}
}

func names(s State) (out []string) {
	for _, rows := range [][]Row{s.Waiting, s.Mine, s.Ended} {
		for _, r := range rows {
			out = append(out, string(r.Conversation))
		}
	}
	return out
}

func TestC7_SearchIsByReferenceStatusUnitAndTime(t *testing.T) {
	for _, c := range []struct {
		filter Filter
		want   []string // besides the urgent one that waits, and the selected one
	}{
		{Filter{}, []string{"calm", "unread", "over"}},
		{Filter{Reference: "70k"}, []string{"unread", "over"}},
		{Filter{Reference: " 7o-KD 2"}, []string{"over"}},
		{Filter{Reference: "70KDll"}, []string{"unread"}},
		{Filter{Reference: "Z"}, nil},
		{Filter{Show: ShowUrgent}, nil},
		{Filter{Show: ShowUnread}, []string{"unread"}},
		{Filter{Show: ShowWaiting}, []string{"calm"}},
		{Filter{Show: ShowMine}, []string{"unread"}},
		{Filter{Show: ShowEnded}, []string{"over"}},
		{Filter{Unit: "national"}, []string{"unread"}},
		{Filter{Age: 30 * time.Minute}, []string{"calm", "over"}},
		{Filter{Age: 15 * time.Minute, Show: ShowMine, Unit: "national", Reference: "7"}, []string{"unread"}},
	} {
		whole := sample()
		got := c.filter.filtered(whole)
		var rest []string
		for _, n := range names(got) {
			if n != "urgent" && n != "selected" {
				rest = append(rest, n)
			}
		}
		if !slices.Equal(rest, c.want) || len(names(got))+got.Hidden != 5 {
			t.Errorf("%+v: %q, %d hidden", c.filter, names(got), got.Hidden)
		}
		if names(got)[0] != "urgent" || !slices.Contains(names(got), "selected") {
			t.Errorf("%+v hides who is in danger, or who is on screen", c.filter)
		}
		if !reflect.DeepEqual(whole, sample()) {
			t.Errorf("%+v changed the list itself", c.filter)
		}
	}
}

// There is nothing else to search by: what people write and how they call themselves are not even in a line.
func TestC7_NothingElseCanBeSearched(t *testing.T) {
	fields := func(of reflect.Type) (out []string) {
		for i := range of.NumField() {
			out = append(out, of.Field(i).Name)
		}
		return out
	}
	if got := fields(reflect.TypeFor[Filter]()); !slices.Equal(got, []string{"Reference", "Show", "Unit", "Age"}) {
		t.Errorf("a filter has %q", got)
	}
	for _, f := range fields(reflect.TypeFor[Row]()) {
		if slices.Contains([]string{"Text", "Items", "Pseudonym", "Draft", "Place"}, f) {
			t.Errorf("a line has %s", f)
		}
	}
}

func FuzzFilter(f *testing.F) {
	f.Add("7k2q")
	f.Add("\xffİ")
	f.Fuzz(func(t *testing.T, typed string) {
		r := Row{Reference: conversation.Reference("7K2Q01"), Status: Mine}
		if (Filter{Reference: typed}).Fits(r, noon) && len(readable(typed)) > len(r.Reference) {
			t.Error("more was typed than there is")
		}
	})
}
