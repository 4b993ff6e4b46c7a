package remains

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
)

// mapping is a part of a process's memory.
type mapping struct {
	from, to int64
	name     string
	resident bool // some of it is in memory or in swap
}

// Memory looks through everything that a process has in its memory. The error wraps ErrMemory when the system does not let us:
// it wants root or CAP_SYS_PTRACE.
func (s *Search) Memory(ctx context.Context, pid int) (Report, error) {
	var report Report
	mappings, err := mappingsOf(pid)
	if err != nil {
		return report, fmt.Errorf("%w: %w", ErrMemory, err)
	}
	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		return report, fmt.Errorf("%w: %w", ErrMemory, err)
	}
	defer memory.Close()
	for _, m := range mappings {
		if ctx.Err() != nil {
			return report, ctx.Err()
		}
		if !m.resident {
			continue
		}
		finds, n, err := s.mapped(memory, m)
		if err != nil {
			return report, err
		}
		report.add(Report{Finds: finds, Places: 1, Bytes: n})
	}
	if report.Bytes == 0 {
		return report, fmt.Errorf("%w: nothing could be read", ErrMemory)
	}
	return report, nil
}

// mappingsOf reads which parts there are, and which of them hold anything.
func mappingsOf(pid int) (all []mapping, err error) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/smaps", pid))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	readable := false
	for lines.Scan() {
		var m mapping
		var may string
		if _, err := fmt.Sscanf(lines.Text(), "%x-%x %s", &m.from, &m.to, &may); err == nil {
			fields := strings.Fields(lines.Text())
			if len(fields) > 5 {
				m.name = strings.Join(fields[5:], " ")
			}
			if readable = may[0] == 'r' && m.name != "[vvar]"; readable {
				all = append(all, m)
			}
			continue
		}
		var kib int64
		for _, field := range []string{"Rss:", "Swap:"} {
			if rest, ok := strings.CutPrefix(lines.Text(), field); ok && readable {
				if _, err := fmt.Sscan(rest, &kib); err == nil && kib > 0 {
					all[len(all)-1].resident = true
				}
			}
		}
	}
	return all, lines.Err()
}

// mapped reads what there is of a mapping: some of it may have gone, or never have been there.
func (s *Search) mapped(memory io.ReaderAt, m mapping) ([]Find, int64, error) {
	r := reader{search: s, place: strings.TrimSpace(fmt.Sprintf("%x %s", m.from, m.name)), start: 0}
	piece, zeros := make([]byte, 64<<10), make([]byte, 64<<10)
	read := int64(0)
	for at := m.from; at < m.to; at += int64(len(piece)) {
		size := min(int64(len(piece)), m.to-at)
		n, err := memory.ReadAt(piece[:size], at)
		if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EACCES) {
			return nil, read, fmt.Errorf("%w: %w", ErrMemory, err)
		}
		read += int64(n)
		clear(piece[n:size])
		if len(r.window) == 0 && bytes.Equal(piece[:size], zeros[:size]) { // most of what a heap has reserved
			r.start += size
			continue
		}
		r.take(piece[:size], at+size >= m.to)
		if bytes.Equal(r.window, zeros[:min(len(r.window), len(zeros))]) {
			r.start, r.window, r.looked = r.start+int64(len(r.window)), r.window[:0], 0
		}
	}
	return r.finds, read, nil
}
