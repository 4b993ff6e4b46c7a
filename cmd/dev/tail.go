package main

import (
	"bytes"
	"sync"
)

// tailBytes is how much of a command's output a failed step shows.
const tailBytes = 64 << 10

// tail keeps the last tailBytes written to it. The zero value is ready; it is
// safe for concurrent use.
type tail struct {
	mu  sync.Mutex
	buf []byte // guarded by mu
	cut bool   // guarded by mu: something was dropped
}

// Write never fails.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf = append(t.buf, p...)
	if over := len(t.buf) - tailBytes; over > 0 {
		t.buf = append([]byte(nil), t.buf[over:]...)
		t.cut = true
	}
	return len(p), nil
}

// String returns what is kept, without trailing blank lines; a cut beginning
// is marked and starts at a whole line.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := t.buf
	if t.cut {
		if nl := bytes.IndexByte(text, '\n'); nl >= 0 {
			text = text[nl+1:]
		}
		text = append([]byte("[...]\n"), text...)
	}
	return string(bytes.TrimRight(text, "\n"))
}
