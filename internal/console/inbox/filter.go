package inbox

import (
	"slices"
	"strings"
	"time"

	"vigie.example/internal/access"
)

// Filter is what is searched for: reference, status, unit, time. There is nothing else to search by (C7). The zero Filter hides
// nothing; no Filter hides somebody who waits and is in danger.
type Filter struct {
	Reference string          // the beginning of a reference, as somebody typed or heard it
	Show      Show            // statuses
	Unit      access.UnitCode // empty for every unit
	Age       time.Duration   // opened at least so long ago
}

// Show chooses statuses.
type Show string

// What can be shown alone.
const (
	ShowAll     Show = ""
	ShowUrgent  Show = "urgent"
	ShowUnread  Show = "unread"
	ShowWaiting Show = "waiting"
	ShowMine    Show = "mine"
	ShowEnded   Show = "ended"
)

// Shows are the choices in the order in which they are offered.
func Shows() []Show {
	return []Show{ShowAll, ShowUrgent, ShowUnread, ShowWaiting, ShowMine, ShowEnded}
}

// On reports whether the filter hides anything at all.
func (f Filter) On() bool { return f != Filter{} }

// Fits reports whether a row is shown at a moment on the service's clock.
func (f Filter) Fits(r Row, now time.Time) bool {
	if r.Urgent && r.Status == Waiting {
		return true
	}
	return f.Show.fits(r) && strings.HasPrefix(string(r.Reference), readable(f.Reference)) &&
		(f.Unit == "" || f.Unit == r.Unit) && now.Sub(r.Opened) >= f.Age
}

func (s Show) fits(r Row) bool {
	switch s {
	case ShowUrgent:
		return r.Urgent
	case ShowUnread:
		return r.Unread > 0
	case ShowWaiting:
		return r.Status == Waiting
	case ShowMine:
		return r.Status == Mine
	case ShowEnded:
		return r.Status != Waiting && r.Status != Mine
	}
	return true
}

// readable returns a reference as it is written, from what somebody may type for it: its alphabet has no I, L, O and U.
func readable(typed string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '.', '\t':
			return -1
		case 'O':
			return '0'
		case 'I', 'L':
			return '1'
		}
		return r
	}, strings.ToUpper(typed))
}

// filtered returns the state with the rows that fit, and how many do not. The selected conversation keeps its line.
func (f Filter) filtered(s State) State {
	s.Filter, s.Units, s.Names, s.Hidden = f, units(s), unitNames(s), 0
	if !f.On() {
		return s
	}
	for _, rows := range []*[]Row{&s.Waiting, &s.Mine, &s.Ended} {
		var fit []Row
		for _, r := range *rows {
			if f.Fits(r, s.Now) || r.Conversation == s.Selected {
				fit = append(fit, r)
			}
		}
		s.Hidden += len(*rows) - len(fit)
		*rows = fit
	}
	return s
}

// units returns those of the rows, in order.
func units(s State) []access.UnitCode {
	var found []access.UnitCode
	for _, rows := range [][]Row{s.Waiting, s.Mine, s.Ended} {
		for _, r := range rows {
			if r.Unit != "" && !slices.Contains(found, r.Unit) {
				found = append(found, r.Unit)
			}
		}
	}
	slices.Sort(found)
	return found
}

// unitNames returns what people call the units of the rows.
func unitNames(s State) map[access.UnitCode]string {
	found := map[access.UnitCode]string{}
	for _, rows := range [][]Row{s.Waiting, s.Mine, s.Ended} {
		for _, r := range rows {
			if r.UnitName != "" {
				found[r.Unit] = r.UnitName
			}
		}
	}
	return found
}
