package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/authn/reader"
)

// A request that no console of ours sends, or that broke on its way, ends the real helper: it says so or nothing, reads no finger, and is gone in a
// bounded time, whether its standard input is closed or not.
func TestHelper_BrokenRequestsEndIt(t *testing.T) {
	var pipe bytes.Buffer
	ask := reader.Request{Operation: reader.Enrol, Model: model, Reader: "reader-1", Code: code, Key: key}
	if err := reader.WriteRequest(&pipe, ask); err != nil {
		t.Fatal(err)
	}
	whole := pipe.Bytes()
	change := func(at int, b byte) []byte { out := bytes.Clone(whole); out[at] ^= b; return out }
	for name, raw := range map[string][]byte{
		"nothing": nil, "half a header": whole[:3], "a header": whole[:5], "cut": whole[:len(whole)-1], "another tag": change(0, 0x1f), "a longer length": change(4, 0x40),
		"4 GB": append([]byte{'R', 0xff, 0xff, 0xff, 0xff}, whole[5:]...), "a third operation": change(9, 0x06), "a field too long": change(13, 0x70),
		"text": []byte(strings.Repeat("enrol me ", 20)), "zeros": make([]byte, 4096),
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, built)
			go func() {
				_, _ = s.in.Write(raw)
				_ = s.in.Close()
			}()
			late := time.AfterFunc(time.Minute, func() { _ = s.cmd.Process.Kill() })
			defer late.Stop()
			said, err := io.ReadAll(io.LimitReader(s.out, 1<<16))
			if err != nil {
				t.Fatal(err)
			}
			_ = s.cmd.Wait()
			if !late.Stop() {
				t.Error("it did not end")
			}
			if bytes.Contains(said, key) || len(said) > 6 || len(said) > 0 && said[0] != 'E' {
				t.Errorf("it said %x", said)
			}
			if log := s.cmd.Stderr.(*bytes.Buffer).String(); strings.Contains(log, "panic") || len(log) > 4096 {
				t.Errorf("%.400s", log)
			}
		})
	}
}
