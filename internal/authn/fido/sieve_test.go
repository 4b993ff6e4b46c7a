package fido

import (
	"bytes"
	"encoding/binary"
	"io"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
)

// answers is a key that says what it was made to say.
type answers struct{ reports [][]byte }

func (a *answers) Read(report []byte, _ time.Duration) (int, error) {
	if len(a.reports) == 0 {
		return 0, io.ErrUnexpectedEOF
	}
	next := a.reports[0]
	a.reports = a.reports[1:]
	return copy(report, next), nil
}

func (*answers) Write(report []byte) (int, error) { return len(report), nil }
func (*answers) Close() error                     { return nil }

// reportsOf cuts a message as CTAPHID does.
func reportsOf(command byte, message []byte) (out [][]byte) {
	first := make([]byte, reportBytes)
	copy(first, []byte{0, 0, 0, 1, command})
	binary.BigEndian.PutUint16(first[5:], uint16(len(message)))
	message = message[copy(first[7:], message):]
	out = append(out, first)
	for n := byte(0); len(message) > 0; n++ {
		next := make([]byte, reportBytes)
		copy(next, []byte{0, 0, 0, 1, n})
		message = message[copy(next[5:], message):]
		out = append(out, next)
	}
	return out
}

// passed puts together what comes through.
func passed(t *testing.T, reports [][]byte) []byte {
	t.Helper()
	return passedBy(t, &sieve{Pipe: &answers{reports}})
}

func passedBy(t *testing.T, s *sieve) []byte {
	t.Helper()
	first := make([]byte, reportBytes)
	if n, err := s.Read(first, time.Second); n != reportBytes || err != nil {
		t.Fatalf("%d bytes, %v", n, err)
	}
	size := int(binary.BigEndian.Uint16(first[5:]))
	message := append([]byte{}, first[7:]...)
	for len(message) < size {
		next := make([]byte, reportBytes)
		if n, err := s.Read(next, time.Second); n != reportBytes || err != nil {
			t.Fatalf("%d bytes, %v", n, err)
		}
		message = append(message, next[5:]...)
	}
	return message[:size]
}

// What is a well-formed answer comes through as it is; what is not becomes an error of the key's, before C code sees it.
func TestL13_TheSieve(t *testing.T) {
	long, err := cbor.Marshal(map[int][]byte{1: bytes.Repeat([]byte{7}, 500)})
	if err != nil {
		t.Fatal(err)
	}
	refused := []byte{statusOther}
	for name, tt := range map[string]struct{ message, want []byte }{
		"a status alone":              {[]byte{0x2e}, []byte{0x2e}},
		"success with nothing":        {[]byte{0}, []byte{0}},
		"a value of many reports":     {append([]byte{0}, long...), append([]byte{0}, long...)},
		"nothing at all":              {nil, refused},
		"an array of 637 million":     {[]byte{0, 0x9a, 0x25, 0xfe, 0xf6, 0x21}, refused},
		"a map without an end":        {[]byte{0, 0xbf, 0x01}, refused},
		"a string longer than it is":  {[]byte{0, 0x58, 0xff, 1}, refused},
		"two values":                  {[]byte{0, 0x01, 0x02}, refused},
		"nine arrays in each other":   {append([]byte{0}, append(bytes.Repeat([]byte{0x81}, 9), 0x00)...), refused},
		"a tag":                       {[]byte{0, 0xc2, 0x41, 0x01}, refused},
		"cut in the middle, as CBOR":  {append([]byte{0}, long[:100]...), refused},
		"an error with rubbish after": {[]byte{0x31, 0x9a, 0xff, 0xff, 0xff, 0xff}, refused},
	} {
		if got := passed(t, reportsOf(commandCBOR, tt.message)); !bytes.Equal(got, tt.want) {
			t.Errorf("%s: %x came through", name, got)
		}
	}
	if got := passed(t, reportsOf(0xbb, []byte{2})); !bytes.Equal(got, []byte{2}) {
		t.Errorf("a sign of life became %x", got)
	}
	whole := reportsOf(commandCBOR, append([]byte{0}, long...))
	other := append([][]byte{whole[0]}, reportsOf(commandCBOR, []byte{0x2e})...) // another message in the middle of the first
	if got := passed(t, other); !bytes.Equal(got, refused) {
		t.Errorf("a message in a message: %x", got)
	}
	huge := reportsOf(commandCBOR, []byte{0})
	binary.BigEndian.PutUint16(huge[0][5:], maxMessage+1)
	if got := passed(t, huge); !bytes.Equal(got, refused) {
		t.Errorf("a message of %d bytes: %x", maxMessage+1, got)
	}
}
