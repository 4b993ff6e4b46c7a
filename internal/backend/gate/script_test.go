package gate_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"vigie.example/internal/wire"
)

// script is a fuzz input, read byte by byte; at its end it gives zeros.
type script []byte

func (s *script) next(below int) int {
	if len(*s) == 0 {
		return 0
	}
	b := (*s)[0]
	*s = (*s)[1:]
	return int(b) % below
}

func (s *script) take(n int) []byte {
	n = min(n, len(*s))
	out := (*s)[:n]
	*s = (*s)[n:]
	return out
}

const mostSteps = 24 // well within the rate of a connection

// play sends what the script says and checks what comes back. good are the frames that the script can choose from.
func (s *script) play(t *testing.T, l *line, from wire.End, good []func() (wire.Type, any)) {
	const first = 1_000 // numbers that the good frames' helpers do not use
	var asked []uint64
	for n := uint64(first); n < first+mostSteps && len(*s) > 0; n++ {
		var raw []byte
		if choice := s.next(len(good) + 1); choice == len(good) {
			raw = s.take(1 + s.next(256))
		} else {
			t, d := good[choice]()
			raw, _ = wire.Encode(t, n, 0, d)
			for range s.next(4) {
				raw = s.change(raw)
			}
		}
		if err := l.write(raw); err != nil {
			break
		}
		f, err := wire.Decode(raw, wire.MaxConsoleBytes)
		spec, known := wire.Lookup(f.T)
		if err == nil && known && f.N > 0 && spec.From.Has(from) && spec.Answer != "" {
			asked = append(asked, f.N)
		}
	}
	const last = first + mostSteps
	_ = l.write([]byte(`{"v":1,"t":"ping","n":1024}`))
	_, err := l.take("the last answer", func(f wire.Frame) bool { return f.Re == last && f.T == wire.TypePong })
	if errors.Is(err, context.DeadlineExceeded) {
		t.Fatal("the connection neither answers nor ends")
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.frames) > 400 {
		t.Fatalf("%d frames for at most %d", len(l.frames), mostSteps)
	}
	for _, f := range l.frames {
		if i := slices.Index(asked, f.Re); i >= 0 {
			asked = slices.Delete(asked, i, i+1)
		}
	}
	asked = slices.DeleteFunc(asked, func(n uint64) bool { return n == last })
	if err == nil && len(asked) > 0 {
		t.Fatalf("no answer to %d", asked)
	}
}

// write sends bytes as a text frame, while frames are read; nobody else writes.
func (l *line) write(raw []byte) error {
	_ = l.ws.SetWriteDeadline(time.Now().Add(patience))
	return l.ws.WriteMessage(websocket.TextMessage, raw)
}

var odd = []any{
	nil, true, -1.0, 0.0, 1.0, 1.5, 1e300, float64(1 << 53), "", "A", "é\u202e\u0000", "../..", "*.>", []any{}, map[string]any{}, []any{[]any{[]any{}}},
	string(make([]byte, 300)), "AAAA", map[string]any{"__proto__": map[string]any{}}, []any{nil, nil}, "declarant", "operator", "waiting",
}

// change alters one thing in a frame: a value, a name, a byte.
func (s *script) change(raw []byte) []byte {
	if s.next(5) == 0 && len(raw) > 0 {
		out := slices.Clone(raw)
		out[(s.next(256)<<8|s.next(256))%len(out)] = byte(s.next(256))
		return out
	}
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return raw
	}
	out, err := json.Marshal(s.changeIn(v))
	if err != nil {
		return raw
	}
	return out
}

func (s *script) changeIn(v any) any {
	switch v := v.(type) {
	case map[string]any:
		if len(v) == 0 || s.next(8) == 0 {
			break
		}
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
		name := names[s.next(len(names))]
		switch s.next(6) {
		case 0:
			delete(v, name)
		case 1:
			v[string(s.take(3))] = v[name]
		default:
			v[name] = s.changeIn(v[name])
		}
		return v
	case []any:
		if len(v) == 0 || s.next(8) == 0 {
			break
		}
		if s.next(4) == 0 {
			return slices.Repeat(v, 1+s.next(80))
		}
		i := s.next(len(v))
		v[i] = s.changeIn(v[i])
		return v
	case string:
		if raw := []byte(v); len(raw) > 0 && s.next(2) == 0 {
			raw[(s.next(256)<<8|s.next(256))%len(raw)] = byte('A' + s.next(26)) // a digit of base64
			return string(raw)
		}
	case float64:
		if s.next(2) == 0 {
			return v + float64(s.next(5)-2)
		}
	}
	return odd[s.next(len(odd))]
}

// scripts are seeds, after what comes before a script: every good frame alone and changed, good frames one after the other, and bytes.
// What fuzzing has found interesting so far is kept in a file of hexadecimal lines.
func scripts(f *testing.F, kept string, frames int, before ...[]byte) {
	text, err := os.ReadFile(kept)
	check(f, err)
	for line := range strings.Lines(string(text)) {
		raw, err := hex.DecodeString(strings.TrimSpace(line))
		check(f, err)
		f.Add(raw)
	}
	all := make([]byte, 0, 2*frames)
	for i := range frames {
		all = append(all, byte(i), 0)
	}
	for _, first := range before {
		add := func(in ...byte) { f.Add(slices.Concat(first, in)) }
		for i := range frames {
			add(byte(i), 0)
			add(1, 0, byte(i), 0, byte(i), 1, 1, 1, 1, 3, 7, byte(i), 0)
			add(1, 0, 2, 0, 3, 0, byte(i), 2, 0, 1, 1, 200, 9, 9, 1, 2, 3, 4, 5, 6, byte(i), 3)
		}
		add(all...)
		add(append([]byte{byte(frames), 23}, `{"v":1,"t":"ping","n":7}`...)...)
		add(byte(frames), 255, '{')
	}
}
