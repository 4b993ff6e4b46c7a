package wire

import (
	"reflect"

	"vigie.example/internal/doctrine"
)

// TypeDoctrine brings the doctrine of use (C3): at a synchronisation whose console does not have it, and when another replaces it.
const (
	TypeDoctrine Type = "doctrine" // service: Doctrine
)

// Doctrine is the doctrine of use as the authority signed it. The service hands it on; a console believes the signature alone, and no
// version below one that it has seen.
type Doctrine struct {
	Version   string `json:"version"` // such as "2026-11-28" or "2026-11-28-2"; the text says the same
	Text      string `json:"text"`    // the file, without the line of its signature
	Signature []byte `json:"signature"`
}

const (
	digestBytes     = 32
	maxVersionBytes = 13
)

var doctrineSpecs = []Spec{
	{TypeDoctrine, reflect.TypeFor[Doctrine](), Service, Console, ""},
}

func (d Doctrine) check() bool {
	return d.Version != "" && bounded(d.Version, maxVersionBytes) && d.Text != "" && bounded(d.Text, doctrine.MaxDoctrineBytes) &&
		len(d.Signature) == signatureBytes
}
