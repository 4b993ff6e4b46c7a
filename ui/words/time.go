package words

import (
	"fmt"
	"time"
)

// Clock is a time of day: "14:02" (both languages, 24 hours: an operations room has no a.m.).
func Clock(t time.Time) string { return t.Local().Format("15:04") }

// Exact is a time of day to the second, for what is proved: "14:02:07".
func Exact(t time.Time) string { return t.Local().Format("15:04:05") }

// Lasting is a duration to the minute, the way that people read it: "3 h 41", "12 min", "45 s". Below zero it is "0 s".
func Lasting(d time.Duration) string {
	switch d = d.Round(time.Second); {
	case d <= 0:
		return "0 s"
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	}
	return fmt.Sprintf("%d h %02d", int(d.Hours()), int(d.Minutes())%60)
}

// Waiting is how long somebody waits, in minutes and seconds with steady width: "02:10", "1:02:10".
func Waiting(d time.Duration) string {
	d = max(d, 0).Truncate(time.Second)
	h, m, s := int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60
	if h > 0 {
		return fmt.Sprintf("%d:%02d:%02d", h, m, s)
	}
	return fmt.Sprintf("%02d:%02d", m, s)
}
