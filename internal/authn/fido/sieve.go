package fido

import (
	"encoding/binary"
	"time"

	"vigie.example/internal/authn/hidraw"
)

// CTAPHID, as far as the sieve must know it (CTAP 2.1 section 11.2.4).
const (
	reportBytes  = 64
	firstBytes   = reportBytes - 7 // of a message in its first report
	nextBytes    = reportBytes - 5
	maxMessage   = firstBytes + 128*nextBytes
	commandCBOR  = 0x90
	firstReport  = 1 + 7 // where a request begins
	statusOther  = 0x7f
	initialFlag  = 0x80
	maxReadAhead = 130 // reports of the longest message
)

// sieve is a Pipe that lets no answer through which is not a well-formed CTAP message of reasonable size: libcbor believes a
// length that it reads, and would take gigabytes for an array that a broken or hostile key announces in five bytes. What is
// malformed becomes an error of the key's.
type sieve struct {
	Pipe
	asked byte                // the command of the request that was sent last
	final bool                // the key knows bioEnrollment under its final number
	ready [][reportBytes]byte // checked, not read yet
}

// wellFormed checks what CTAP 2.1 section 8 asks of an answer.
var wellFormed = hidraw.Answers

// Write notes what is asked, behind the byte of the report's number.
func (s *sieve) Write(report []byte) (int, error) {
	if len(report) > firstReport && report[5] == commandCBOR {
		s.asked = report[firstReport]
		report = s.renumber(report)
	}
	return s.Pipe.Write(report)
}

// Read takes a report that has been checked.
func (s *sieve) Read(report []byte, wait time.Duration) (int, error) {
	if len(s.ready) == 0 {
		if n, err := s.fill(wait); n == 0 || err != nil {
			return 0, err
		}
	}
	next := s.ready[0]
	s.ready = s.ready[1:]
	return copy(report, next[:]), nil
}

// fill reads until a whole message is there, if what comes is the beginning of one.
func (s *sieve) fill(wait time.Duration) (int, error) {
	until := time.Now().Add(wait)
	var first [reportBytes]byte
	n, err := s.Pipe.Read(first[:], wait)
	if n < reportBytes || err != nil {
		return 0, err
	}
	s.ready = append(s.ready, first)
	if first[4] != commandCBOR {
		return 1, nil
	}
	size := int(binary.BigEndian.Uint16(first[5:]))
	if size > maxMessage {
		s.replace(first)
		return 1, nil
	}
	message := append([]byte{}, first[7:]...)
	for len(message) < size && len(s.ready) < maxReadAhead {
		left := time.Until(until)
		if wait >= 0 && left <= 0 {
			break
		}
		if wait < 0 {
			left = wait
		}
		var next [reportBytes]byte
		n, err := s.Pipe.Read(next[:], left)
		if err != nil {
			return 0, err
		}
		if n < reportBytes {
			break
		}
		if [4]byte(next[:4]) != [4]byte(first[:4]) || next[4]&initialFlag != 0 {
			break // libfido2 would take another message for the end of this one
		}
		s.ready = append(s.ready, next)
		message = append(message, next[5:]...)
	}
	if len(message) < size || !sound(s.asked, message[:size]) {
		s.replace(first)
		return len(s.ready), nil
	}
	s.learn(message[:size])
	return len(s.ready), nil
}

// replace puts an error in the place of a message.
func (s *sieve) replace(first [reportBytes]byte) {
	clear(first[5:])
	first[6], first[7] = 1, statusOther
	s.ready = append(s.ready[:0], first)
}

// sound tells whether a message is a status, and after success nothing or one well-formed value, in which the authenticator data, if that was
// asked for, is well-formed as well: libfido2 hands what is in there to libcbor again.
func sound(asked byte, message []byte) bool {
	switch {
	case len(message) == 0:
		return false
	case len(message) == 1:
		return true
	case wellFormed.Wellformed(message[1:]) != nil:
		return false
	case asked == askCredential:
		return soundWithin(message[1:], true)
	case asked == askAssertion || asked == askNext:
		return soundWithin(message[1:], false)
	}
	return true
}
