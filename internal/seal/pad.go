package seal

import (
	"encoding/binary"
	"slices"

	"vigie.example/internal/fault"
)

// buckets are the only sizes that a padded plaintext has, in bytes, so that a ciphertext's size tells little.
var buckets = []int{256, 1_024, 4_096, 16_384}

// lengthBytes precede the content in a padded plaintext.
const lengthBytes = 4

// bucketFor returns the smallest bucket for content of a size, or false.
func bucketFor(size int) (int, bool) {
	for _, b := range buckets {
		if size+lengthBytes <= b {
			return b, true
		}
	}
	return 0, false
}

func isBucket(size int) bool { return slices.Contains(buckets, size) }

func pad(content []byte) ([]byte, error) {
	size, ok := bucketFor(len(content))
	if !ok {
		return nil, fault.New(fault.TooLarge, "seal.pad")
	}
	out := make([]byte, size)
	binary.BigEndian.PutUint32(out, uint32(len(content)))
	copy(out[lengthBytes:], content)
	return out, nil
}

// unpad returns the content, a part of padded. It accepts only what pad makes.
func unpad(padded []byte) ([]byte, error) {
	const op = "seal.unpad"
	if !isBucket(len(padded)) {
		return nil, fault.New(fault.Invalid, op)
	}
	size := uint64(binary.BigEndian.Uint32(padded))
	if size > uint64(len(padded)-lengthBytes) {
		return nil, fault.New(fault.Invalid, op)
	}
	content, rest := padded[lengthBytes:lengthBytes+size], padded[lengthBytes+size:]
	if smallest, _ := bucketFor(len(content)); smallest != len(padded) || !zeros(rest) {
		return nil, fault.New(fault.Invalid, op)
	}
	return content, nil
}
