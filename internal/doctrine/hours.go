package doctrine

import "fmt"

// Hours are when a service answers. The zero value says nothing: see the service.
type Hours struct {
	Always      bool // day and night, every day
	First, Last int  // days, 1 is Monday; 0 if Always or not known
	From, Until int  // minutes after midnight, in Paris unless the service is local
	Paris       bool // to be read as the time in Paris: the declarant is elsewhere
}

// days are the names of the days, in French and English, from Monday.
var days = [...]Text{
	{"lundi", "Monday"}, {"mardi", "Tuesday"}, {"mercredi", "Wednesday"}, {"jeudi", "Thursday"},
	{"vendredi", "Friday"}, {"samedi", "Saturday"}, {"dimanche", "Sunday"},
}

// parseHours reads "always", "1-5 09:00-18:00", or nothing. It reports whether s is one of these.
func parseHours(s string) (Hours, bool) {
	if s == "" || s == "always" {
		return Hours{Always: s != ""}, true
	}
	var h Hours
	var from, fromMinute, until, untilMinute int
	_, err := fmt.Sscanf(s, "%1d-%1d %02d:%02d-%02d:%02d", &h.First, &h.Last, &from, &fromMinute, &until, &untilMinute)
	h.From, h.Until = 60*from+fromMinute, 60*until+untilMinute
	ok := err == nil && h.First >= 1 && h.First <= h.Last && h.Last <= 7 && fromMinute < 60 && untilMinute < 60 &&
		h.From < h.Until && h.Until <= 24*60
	if !ok || s != fmt.Sprintf("%d-%d %02d:%02d-%02d:%02d", h.First, h.Last, from, fromMinute, until, untilMinute) {
		return Hours{}, false
	}
	return h, true
}

// In returns the hours in words, in a language such as "en"; "" for hours that are not known.
func (h Hours) In(language string) string {
	switch {
	case h.Always:
		return Text{"jour et nuit", "day and night"}.In(language)
	case h.First == 0:
		return ""
	}
	first, last := days[h.First-1], days[h.Last-1]
	when := Text{"du " + first.FR + " au " + last.FR, first.EN + " to " + last.EN}
	switch {
	case h.First == 1 && h.Last == 7:
		when = Text{"tous les jours", "every day"}
	case h.First == h.Last:
		when = Text{"le " + first.FR, "on " + first.EN + "s"}
	}
	out := Text{
		when.FR + " de " + frenchTime(h.From) + " à " + frenchTime(h.Until),
		when.EN + " from " + englishTime(h.From) + " to " + englishTime(h.Until),
	}
	if h.Paris {
		out = Text{out.FR + ", heure de Paris", out.EN + ", Paris time"}
	}
	return out.In(language)
}

// frenchTime returns "9 h" or "9 h 30".
func frenchTime(minutes int) string {
	if minutes%60 == 0 {
		return fmt.Sprintf("%d h", minutes/60)
	}
	return fmt.Sprintf("%d h %02d", minutes/60, minutes%60)
}

func englishTime(minutes int) string { return fmt.Sprintf("%d:%02d", minutes/60, minutes%60) }
