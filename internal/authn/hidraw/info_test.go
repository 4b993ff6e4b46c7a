package hidraw_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
	"time"

	"vigie.example/internal/authn/hidraw"
	"vigie.example/internal/testkit/authenticator"
)

// What a key says of itself is learned without a touch, and without libfido2.
func TestO2_WhatAKeySaysOfItself(t *testing.T) {
	for name, tt := range map[string]struct {
		o    authenticator.Options
		want hidraw.Ability
	}{
		"with a PIN":          {authenticator.Options{PIN: "271828"}, hidraw.Ability{PIN: true, Secrets: true}},
		"with protocol 2":     {authenticator.Options{PIN: "271828", Protocol2: true}, hidraw.Ability{PIN: true, Secrets: true}},
		"with a sensor":       {authenticator.Options{PIN: "271828", Finger: true}, hidraw.Ability{PIN: true, Finger: true, Secrets: true}},
		"that always asks":    {authenticator.Options{PIN: "271828", Always: true}, hidraw.Ability{PIN: true, Secrets: true, Always: true}},
		"that keeps nothing":  {authenticator.Options{NoSecrets: true}, hidraw.Ability{}},
		"that nobody has set": {authenticator.Options{}, hidraw.Ability{Secrets: true}},
	} {
		soft := authenticator.New(tt.o)
		pipe := soft.Plug()
		got, err := hidraw.Ask(pipe)
		if err != nil || got != tt.want || soft.Touches() != 0 {
			t.Errorf("%s: %+v, %v, %d touches", name, got, err, soft.Touches())
		}
		if err := pipe.Close(); err != nil {
			t.Error(err)
		}
	}
}

// script is a key that gives a channel to whoever asks, and then the reports that it was made to give.
type script struct{ ready []byte }

func (s *script) Write(report []byte) (int, error) {
	if report[5] == 0x86 {
		first := make([]byte, 64)
		copy(first, report[1:16]) // channel, command, size, nonce
		first[6] = 17
		binary.BigEndian.PutUint32(first[15:], channel)
		s.ready = append(first, s.ready...)
	}
	return len(report), nil
}

func (s *script) Read(report []byte, _ time.Duration) (int, error) {
	n := copy(report, s.ready)
	s.ready = s.ready[n:]
	return n, nil
}

const channel = 7

// reportsOf is a message as a key sends it, in front of which come reports of others.
func reportsOf(message []byte, others ...byte) []byte {
	var out []byte
	put := func(channel uint32, rest ...byte) {
		report := make([]byte, 64)
		binary.BigEndian.PutUint32(report, channel)
		copy(report[4:], rest)
		out = append(out, report...)
	}
	for _, command := range others {
		put(channel, command, 0, 1, 2)
		put(channel+1, 0x90, 0, 1, 0)
	}
	size := binary.BigEndian.AppendUint16([]byte{0x90}, uint16(len(message)))
	put(channel, append(size, message[:min(len(message), 57)]...)...)
	message = message[min(len(message), 57):]
	for n := byte(0); len(message) > 0; n++ {
		put(channel, append([]byte{n}, message[:min(len(message), 59)]...)...)
		message = message[min(len(message), 59):]
	}
	return out
}

var info = []byte("\x00\xa2\x02\x81\x6bhmac-secret\x04\xa1\x69clientPin\xf5")

func TestO2_AKeyThatSaysSomethingElse(t *testing.T) {
	long := append(bytes.Clone(info[:16]), append([]byte("\x04\xa1\x78\x64"), append(bytes.Repeat([]byte("x"), 100), 0xf5)...)...)
	for name, tt := range map[string]struct {
		reports []byte
		fine    bool
	}{
		"at once":                   {reportsOf(info), true},
		"in several reports":        {reportsOf(long), true},
		"after a sign of life":      {reportsOf(info, 0xbb, 0xbb), true},
		"nothing":                   {nil, false},
		"an error of the transport": {reportsOf(info, 0xbf), false},
		"an error":                  {reportsOf([]byte{0x01}), false},
		"no map":                    {reportsOf([]byte{0x00, 0x80}), false},
		"an array of 637 million":   {reportsOf([]byte{0x00, 0x9a, 0x25, 0xfe, 0xf6, 0x21}), false},
		"longer than any":           {append([]byte{0, 0, 0, channel, 0x90, 0xff, 0xff}, make([]byte, 57)...), false},
		"half of it":                {reportsOf(long)[:64], false},
		"a piece twice":             {append(reportsOf(long)[:64], append(reportsOf(long)[:64], reportsOf(long)[64:]...)...), false},
		"signs of life for ever":    {reportsOf(info, bytes.Repeat([]byte{0xbb}, 200)...), false},
	} {
		got, err := hidraw.Ask(&script{tt.reports})
		if tt.fine && (err != nil || !got.Secrets) || !tt.fine && !errors.Is(err, hidraw.ErrAnswer) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// FuzzO2_AKeysInformation: whatever comes, nothing crashes or is read for ever, and nothing is learned that was not said.
func FuzzO2_AKeysInformation(f *testing.F) {
	f.Add(reportsOf(info))
	f.Add(reportsOf(info, 0xbb))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := hidraw.Ask(&script{raw})
		if err != nil && (!errors.Is(err, hidraw.ErrAnswer) || got != hidraw.Ability{}) {
			t.Errorf("%+v, %v", got, err)
		}
		if got.Secrets && len(raw) < 2*64 && !bytes.Contains(raw, []byte("hmac-secret")) {
			t.Errorf("%x says %+v", raw, got)
		}
	})
}
