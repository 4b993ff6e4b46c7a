package hidraw

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"slices"
	"time"
)

// Ability is what a key says of itself (authenticatorGetInfo, CTAP 2.1 section 6.4).
type Ability struct {
	PIN     bool // one is set
	Finger  bool // somebody is enrolled on its sensor
	Secrets bool // it derives secrets (hmac-secret)
	Always  bool // it verifies its holder at each touch
}

// ErrAnswer is that a key did not answer, or not as a key does.
var ErrAnswer = errors.New("the key did not answer as a key does")

// reports carries reports of 64 bytes: Pipe.
type reports interface {
	Read(report []byte, wait time.Duration) (int, error)
	Write(report []byte) (int, error)
}

// CTAPHID (CTAP 2.1 section 11.2), as far as one question needs it.
const (
	reportBytes  = 64
	broadcast    = 0xffffffff
	commandInit  = 0x86
	commandCBOR  = 0x90
	keepAlive    = 0xbb
	getInfo      = 0x04
	nonceBytes   = 8
	headBytes    = 7 // of the first report of a message
	nextBytes    = 5 // of every other
	maxAnswer    = 2048
	maxReports   = 256
	answerTime   = 3 * time.Second
	channelBytes = 4
)

// Ask asks a key what it can do. Nobody has to touch it, and nothing of it changes.
func Ask(p reports) (Ability, error) {
	until := time.Now().Add(answerTime)
	nonce := make([]byte, nonceBytes)
	_, _ = rand.Read(nonce) // never fails
	if err := send(p, broadcast, commandInit, nonce); err != nil {
		return Ability{}, err
	}
	for range maxReports {
		answer, err := receive(p, broadcast, commandInit, until)
		if err != nil {
			return Ability{}, err
		}
		if len(answer) < nonceBytes+channelBytes || !bytes.Equal(answer[:nonceBytes], nonce) {
			continue // to somebody else's question
		}
		channel := binary.BigEndian.Uint32(answer[nonceBytes:])
		if err := send(p, channel, commandCBOR, []byte{getInfo}); err != nil {
			return Ability{}, err
		}
		answer, err = receive(p, channel, commandCBOR, until)
		if err != nil {
			return Ability{}, err
		}
		return parseAbility(answer)
	}
	return Ability{}, ErrAnswer
}

// send sends what fits into one report.
func send(p reports, channel uint32, command byte, body []byte) error {
	report := make([]byte, 1+reportBytes)
	binary.BigEndian.PutUint32(report[1:], channel)
	report[5] = command
	binary.BigEndian.PutUint16(report[6:], uint16(len(body)))
	copy(report[1+headBytes:], body)
	_, err := p.Write(report)
	return err
}

// receive puts a message together, and leaves out what is on other channels.
func receive(p reports, channel uint32, command byte, until time.Time) (message []byte, err error) {
	size, next := -1, byte(0)
	for range maxReports {
		left := time.Until(until)
		report := make([]byte, reportBytes)
		n, err := p.Read(report, max(left, 0))
		if err != nil || left <= 0 || n < reportBytes {
			return nil, errors.Join(ErrAnswer, err)
		}
		if binary.BigEndian.Uint32(report) != channel || report[4] == keepAlive {
			continue
		}
		switch {
		case size < 0 && report[4] == command:
			size = int(binary.BigEndian.Uint16(report[5:]))
			message = append(message, report[headBytes:]...)
		case size >= 0 && report[4] == next:
			next++
			message = append(message, report[nextBytes:]...)
		default:
			return nil, ErrAnswer
		}
		if size > maxAnswer {
			return nil, ErrAnswer
		}
		if len(message) >= size {
			return message[:size], nil
		}
	}
	return nil, ErrAnswer
}

func parseAbility(answer []byte) (Ability, error) {
	var in struct {
		Extensions []string        `cbor:"2,keyasint"`
		Options    map[string]bool `cbor:"4,keyasint"`
	}
	if len(answer) == 0 || answer[0] != 0 || Answers.Unmarshal(answer[1:], &in) != nil {
		return Ability{}, ErrAnswer
	}
	return Ability{
		PIN: in.Options["clientPin"], Finger: in.Options["uv"], Always: in.Options["alwaysUv"], Secrets: slices.Contains(in.Extensions, "hmac-secret"),
	}, nil
}
