package exchange

import (
	"time"

	"vigie.example/internal/console/view"
)

// alarms are what is wrong now.
type alarms map[AlarmCode]Alarm

// raise counts one more of a kind.
func (a alarms) raise(code AlarmCode, now time.Time) { a.set(code, a[code].Count+1, now) }

// set states how many of a kind there are; none clears it.
func (a alarms) set(code AlarmCode, count int, now time.Time) {
	if count == 0 {
		delete(a, code)
		return
	}
	since := now
	if old, known := a[code]; known {
		since = old.Since
	}
	a[code] = Alarm{Code: code, Count: count, Since: since, Text: view.Text{Key: "thread.alarm." + string(code), Count: count, At: since}}
}

// list returns them, the worst first.
func (a alarms) list() []Alarm {
	var out []Alarm
	for _, code := range gravest {
		if alarm, raised := a[code]; raised {
			out = append(out, alarm)
		}
	}
	return out
}
