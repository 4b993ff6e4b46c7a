package form

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"time"
)

// A key is four bytes of deadline (seconds since 1970), two that say so, and ten random ones. It names files and requests, and stands in
// what is signed: so everybody on the way knows until when a package counts, without opening it, and nobody can move that.
var keyMark = []byte{0x5a, 0xd7}

const keyBytes = 16

// NewKey draws the key of a sending that counts until a moment, to the second.
func NewKey(until time.Time) string {
	key := make([]byte, keyBytes)
	_, _ = rand.Read(key) // never fails
	binary.BigEndian.PutUint32(key, uint32(max(0, until.Unix())))
	copy(key[4:], keyMark)
	return hex.EncodeToString(key)
}

// Deadline is the moment from which on a key counts no more; false for what is no key, or tells none.
func Deadline(key string) (until time.Time, ok bool) {
	raw, err := hex.DecodeString(key)
	if err != nil || !ValidKey(key) || !bytes.Equal(raw[4:6], keyMark) {
		return time.Time{}, false
	}
	return time.Unix(int64(binary.BigEndian.Uint32(raw)), 0).UTC(), true
}

// Late reports whether a key is past its deadline.
func Late(key string, now time.Time) bool {
	until, ok := Deadline(key)
	return ok && !now.Before(until)
}
