package reader

import (
	"io"

	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
)

// Operation is what the helper is to do.
type Operation byte

// Never renumber: they cross the pipe.
const (
	Enrol  Operation = 1 // several scans become a template
	Verify Operation = 2 // one scan is compared with one template
)

// Sizes in bytes.
const (
	KeyBytes       = 32 // of the key that the person holds
	ChallengeBytes = 32 // what a match signs
	ProofBytes     = 64 // ECDSA on P-256: r || s
	PublicBytes    = 65 // an uncompressed point
	codeBytes      = 22
	maxModelBytes  = 32
	maxReaderBytes = 32
	maxSealedBytes = 72 << 10
)

// Request is all that the helper ever gets: one claimed pseudonym with its template, and the key that opens it, for one use. No
// name, no account, and no other template (L2).
type Request struct {
	Operation Operation
	Model     biometric.Model
	Reader    biometric.ReaderCode
	Code      biometric.Code
	Key       []byte // KeyBytes
	Challenge []byte // ChallengeBytes, for Verify
	Sealed    []byte // the template, for Verify
}

// Valid reports whether the request is one of the two that there are.
func (r Request) Valid() bool {
	known := r.Model.Valid() && r.Reader.Valid() && r.Code.Valid() && len(r.Key) == KeyBytes
	switch r.Operation {
	case Enrol:
		return known && len(r.Challenge) == 0 && len(r.Sealed) == 0
	case Verify:
		return known && len(r.Challenge) == ChallengeBytes && len(r.Sealed) > 0 && len(r.Sealed) <= maxSealedBytes
	}
	return false
}

// WriteRequest sends the request. The error is Invalid for one that is not Valid.
func WriteRequest(w io.Writer, r Request) error {
	const op = "reader.WriteRequest"
	if !r.Valid() {
		return fault.New(fault.Invalid, op)
	}
	raw := encodeRequest(r)
	defer clear(raw)
	return fault.Wrap(op, writeFrame(w, tagRequest, raw))
}

func encodeRequest(r Request) []byte {
	f := fields{raw: make([]byte, 0, 512+len(r.Sealed))}
	for _, part := range [][]byte{{byte(r.Operation)}, []byte(r.Model), []byte(r.Reader), []byte(r.Code), r.Key, r.Challenge, r.Sealed} {
		f.put(part)
	}
	return f.raw
}

// ReadRequest reads the request. Its byte slices lie in what space gave, so that the caller can lock and clear them. The error is
// Invalid for anything that WriteRequest would not have sent, byte for byte.
func ReadRequest(r io.Reader, space func(int) ([]byte, error)) (Request, error) {
	const op = "reader.ReadRequest"
	tag, raw, err := readFrame(r, maxFrameBytes, space)
	if err != nil {
		return Request{}, err
	}
	out, ok := decodeRequest(raw)
	if tag != tagRequest || !ok {
		clear(raw)
		return Request{}, fault.New(fault.Invalid, op)
	}
	return out, nil
}

func decodeRequest(raw []byte) (Request, bool) {
	f := fields{raw: raw}
	operation := f.next(1, 1)
	r := Request{
		Model: biometric.Model(f.next(1, maxModelBytes)), Reader: biometric.ReaderCode(f.next(1, maxReaderBytes)),
		Code: biometric.Code(f.next(codeBytes, codeBytes)), Key: f.next(KeyBytes, KeyBytes), Challenge: f.next(0, ChallengeBytes),
		Sealed: f.next(0, maxSealedBytes),
	}
	if !f.end() {
		return Request{}, false
	}
	r.Operation = Operation(operation[0])
	return r, r.Valid()
}
