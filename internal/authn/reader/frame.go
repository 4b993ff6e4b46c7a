package reader

import (
	"encoding/binary"
	"io"

	"vigie.example/internal/fault"
)

// A frame on the helper's pipes is a tag, the length of the rest in four bytes, big endian, and the rest.
const (
	tagRequest  = 'R' // console: a request, once
	tagProgress = 'P' // helper: a scan is done
	tagMatch    = 'M' // helper: it is the template's finger
	tagNoMatch  = 'N' // helper: it is not
	tagTemplate = 'T' // helper: a template was made
	tagFailure  = 'E' // helper: neither
)

// maxFrameBytes bounds a frame: a sealed template and some codes.
const maxFrameBytes = 96 << 10

const headerBytes = 5

func writeFrame(w io.Writer, tag byte, payload []byte) error {
	raw := append([]byte{tag}, binary.BigEndian.AppendUint32(nil, uint32(len(payload)))...)
	_, err := w.Write(append(raw, payload...))
	clear(raw)
	return fault.Wrap("reader.writeFrame", err)
}

// readFrame reads one frame into buffers that space gives; a frame that is cut short, or longer than most, is Invalid.
func readFrame(r io.Reader, most int, space func(int) ([]byte, error)) (byte, []byte, error) {
	const op = "reader.readFrame"
	var header [headerBytes]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return 0, nil, fault.As(fault.Unavailable, op, err)
	}
	length := binary.BigEndian.Uint32(header[1:])
	if int64(length) > int64(most) {
		return 0, nil, fault.New(fault.Invalid, op)
	}
	payload, err := space(int(length))
	if err != nil {
		return 0, nil, fault.Wrap(op, err)
	}
	if _, err := io.ReadFull(r, payload); err != nil {
		clear(payload)
		return 0, nil, fault.As(fault.Invalid, op, err)
	}
	return header[0], payload, nil
}

func plainSpace(n int) ([]byte, error) { return make([]byte, n), nil }

// fields writes and reads the parts of a payload, each preceded by its length in four bytes, big endian.
type fields struct {
	raw []byte
	bad bool
}

func (f *fields) put(part []byte) {
	f.raw = append(binary.BigEndian.AppendUint32(f.raw, uint32(len(part))), part...)
}

// next returns the next part, which stays in raw; it must have from least to most bytes.
func (f *fields) next(least, most int) []byte {
	if f.bad || len(f.raw) < 4 {
		f.bad = true
		return nil
	}
	n := binary.BigEndian.Uint32(f.raw)
	if int64(n) > int64(len(f.raw)-4) || int64(n) < int64(least) || int64(n) > int64(most) {
		f.bad = true
		return nil
	}
	part := f.raw[4 : 4+n : 4+n]
	f.raw = f.raw[4+n:]
	return part
}

// end reports whether everything was there and nothing is left.
func (f *fields) end() bool { return !f.bad && len(f.raw) == 0 }
