package courier

import (
	"crypto/sha256"
	"fmt"

	"vigie.example/internal/courier/form"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
)

// Parcel is a report on its way: sealed for its target. What it holds can be read by the target alone; all the same it is kept in
// the vault only.
type Parcel struct {
	Key    string              // names this sending: 32 hexadecimal digits, a deadline and random (form.NewKey); may be traced and name a file
	Target doctrine.TargetCode // whom it is for
	Sealed []byte              // what travels

	answerKey []byte // what a believable answer is proven by
}

// Digest of what travels, for the trace.
func (p Parcel) Digest() [32]byte { return sha256.Sum256(p.Sealed) }

// Format keeps the answer key out of whatever prints it, by any verb.
func (p Parcel) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, "courier.Parcel") }

// encodingVersion begins what Bytes returns.
const encodingVersion = 1

// Bytes returns the parcel as it is kept in the vault.
func (p Parcel) Bytes() []byte {
	out := []byte{encodingVersion}
	for _, part := range [][]byte{[]byte(p.Key), []byte(p.Target), p.answerKey} {
		out = append(out, byte(len(part)))
		out = append(out, part...)
	}
	return append(out, p.Sealed...)
}

// ParseParcel reads what Bytes returned; the fault is Invalid.
func ParseParcel(kept []byte) (Parcel, error) {
	invalid := fault.New(fault.Invalid, "courier.ParseParcel")
	if len(kept) == 0 || kept[0] != encodingVersion {
		return Parcel{}, invalid
	}
	rest := kept[1:]
	var parts [3][]byte
	for i := range parts {
		if len(rest) == 0 || len(rest) < 1+int(rest[0]) {
			return Parcel{}, invalid
		}
		parts[i], rest = rest[1:1+int(rest[0])], rest[1+int(rest[0]):]
	}
	p := Parcel{Key: string(parts[0]), Target: doctrine.TargetCode(parts[1]), answerKey: parts[2], Sealed: rest}
	if !form.ValidKey(p.Key) || p.Target == "" || len(p.answerKey) != form.AnswerKeyBytes || len(rest) == 0 {
		return Parcel{}, invalid
	}
	return p, nil
}
