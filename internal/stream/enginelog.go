package stream

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"syscall"
	"time"
)

// engineLog passes the engine's own messages on without what is filled into them: subjects, addresses, paths and names stay out
// (C8). Numbers, durations and error numbers of the system stay in, since they say what is wrong.
type engineLog struct{ to *slog.Logger }

func (l engineLog) Noticef(format string, v ...any) { l.to.Debug("engine", l.attrs(format, v)...) }
func (l engineLog) Warnf(format string, v ...any)   { l.to.Warn("engine", l.attrs(format, v)...) }
func (l engineLog) Errorf(format string, v ...any)  { l.to.Error("engine", l.attrs(format, v)...) }
func (l engineLog) Fatalf(format string, v ...any)  { l.to.Error("engine", l.attrs(format, v)...) }
func (l engineLog) Debugf(string, ...any)           {}
func (l engineLog) Tracef(string, ...any)           {}

func (engineLog) attrs(format string, v []any) []any {
	attrs := []any{slog.String("event", constant(format, v))}
	var values []string
	for _, arg := range v {
		switch a := arg.(type) {
		case int, int32, int64, uint64, bool, time.Duration:
			values = append(values, fmt.Sprint(a))
		case error:
			var number syscall.Errno
			if errors.As(a, &number) {
				values = append(values, number.Error())
			}
		}
	}
	if len(values) > 0 {
		attrs = append(attrs, slog.String("values", strings.Join(values, " ")))
	}
	return attrs
}

// constant returns the format, which is a constant of the engine's program if it has places to fill. A text without any may
// have been put together before, so that it is shown only as far as it cannot hold a value.
func constant(format string, v []any) string {
	if len(v) > 0 {
		return format
	}
	if i := strings.IndexAny(format, "0123456789\"'/@:"); i >= 0 {
		return format[:i] + "..."
	}
	return format
}
