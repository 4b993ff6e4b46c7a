package console

import "time"

// serviceClock is the service's clock as this console knows it: the latest time that the service stated, carried on by
// this machine's monotonic clock. It never goes back, however the service's or this machine's clock is set (C21).
type serviceClock struct {
	known  bool
	stated time.Time
	at     time.Time // on this machine's clock
}

func (s *serviceClock) observe(stated, local time.Time) {
	if !s.known || stated.After(s.now(local)) {
		s.known, s.stated, s.at = true, stated, local
	}
}

// now returns the service's time; this machine's while the service's is not known.
func (s *serviceClock) now(local time.Time) time.Time {
	if !s.known {
		return local
	}
	return s.stated.Add(local.Sub(s.at))
}
