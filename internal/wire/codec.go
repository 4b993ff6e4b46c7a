package wire

import (
	"bytes"
	"encoding/json"

	"vigie.example/internal/fault"
)

// Encode prints a frame. n numbers a request, re repeats the number of the request that this answers; either is 0 when there is
// none. data is the payload, or nil.
func Encode(t Type, n, re uint64, data any) ([]byte, error) {
	f := Frame{V: Version, T: t, N: n, Re: re}
	if data != nil {
		raw, err := json.Marshal(data)
		if err != nil {
			return nil, fault.As(fault.Invalid, "wire.Encode", err)
		}
		f.Data = raw
	}
	raw, err := json.Marshal(f)
	return raw, fault.Wrap("wire.Encode", err)
}

// Decode parses a frame of at most limit bytes. It is strict about form: valid UTF-8, one object, nesting and number of keys
// bounded, no name twice. The error is fault.TooLarge, fault.Version for another version, or fault.Invalid. A type that Lookup does
// not know is no error: the receiver ignores the frame.
func Decode(raw []byte, limit int) (Frame, error) {
	const op = "wire.Decode"
	if len(raw) > limit {
		return Frame{}, fault.New(fault.TooLarge, op)
	}
	if err := checkForm(raw); err != nil {
		return Frame{}, fault.Wrap(op, err)
	}
	var f Frame
	if err := json.Unmarshal(raw, &f); err != nil {
		return Frame{}, fault.As(fault.Invalid, op, err)
	}
	if f.V != Version {
		return Frame{}, fault.New(fault.Version, op)
	}
	if !validType(f.T) {
		return Frame{}, fault.New(fault.Invalid, op)
	}
	if bytes.Equal(f.Data, []byte("null")) {
		f.Data = nil
	}
	return f, nil
}

// checker is a payload that knows more about its form than its fields' types say.
type checker interface{ check() bool }

// DecodeData parses the payload of a frame that Decode has accepted. The error is fault.Invalid. It holds identifiers, keys,
// signatures and lists to the sizes that they can have; what they mean is for seal and the applications to judge.
func DecodeData[T any](f Frame) (T, error) {
	const op = "wire.DecodeData"
	var data, none T
	if f.Data == nil {
		return none, fault.New(fault.Invalid, op)
	}
	if err := json.Unmarshal(f.Data, &data); err != nil {
		return none, fault.As(fault.Invalid, op, err)
	}
	if c, ok := any(data).(checker); ok && !c.check() {
		return none, fault.New(fault.Invalid, op)
	}
	return data, nil
}

// maxTypeBytes bounds the name of a type.
const maxTypeBytes = 32

func validType(t Type) bool {
	if t == "" || len(t) > maxTypeBytes {
		return false
	}
	for _, c := range []byte(t) {
		if c != '_' && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}
