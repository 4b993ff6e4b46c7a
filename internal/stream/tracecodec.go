package stream

import (
	"bytes"
	"encoding/json"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/fault"
	"vigie.example/internal/trace"
)

// storedRecord is the stored form of a record. Never change the meaning of a key; add new ones.
type storedRecord struct {
	Version int    `json:"v"`
	At      int64  `json:"at"` // milliseconds since the Unix epoch
	Class   string `json:"class"`
	Actor   string `json:"actor,omitempty"`
	Quality string `json:"quality"`
	Action  string `json:"action"`
	Kind    string `json:"kind"`
	ID      string `json:"id,omitempty"`
	Outcome string `json:"outcome"`
	Reason  string `json:"reason,omitempty"`

	Target  string `json:"target,omitempty"` // of an export, as what follows
	Package string `json:"package,omitempty"`
	Digest  string `json:"digest,omitempty"`
	Became  string `json:"became,omitempty"`
}

const recordVersion = 1

func encodeRecord(r trace.Record) ([]byte, error) {
	return json.Marshal(storedRecord{
		Version: recordVersion, At: r.At.UnixMilli(), Class: string(r.Class), Actor: string(r.Actor), Quality: string(r.Quality),
		Action: string(r.Action), Kind: string(r.Object.Kind), ID: r.Object.ID, Outcome: string(r.Outcome), Reason: string(r.Reason),
		Target: r.Export.Target, Package: r.Export.Package, Digest: r.Export.Digest, Became: r.Export.Outcome,
	})
}

// encodeGroup joins records by line feeds, which JSON has none of.
func encodeGroup(records [][]byte) []byte { return bytes.Join(records, []byte("\n")) }

func decodeGroup(raw []byte) ([]trace.Record, error) {
	const op fault.Op = "stream.decodeGroup"
	var out []trace.Record
	for line := range bytes.SplitSeq(raw, []byte("\n")) {
		var s storedRecord
		if err := json.Unmarshal(line, &s); err != nil {
			return nil, fault.As(fault.Internal, op, err)
		}
		if s.Version != recordVersion {
			return nil, fault.New(fault.Version, op)
		}
		out = append(out, trace.Record{
			At: time.UnixMilli(s.At).UTC(), Class: trace.Class(s.Class), Actor: access.ActorCode(s.Actor), Quality: access.Kind(s.Quality),
			Action: access.Action(s.Action), Object: trace.Object{Kind: trace.ObjectKind(s.Kind), ID: s.ID},
			Outcome: trace.Outcome(s.Outcome), Reason: access.Reason(s.Reason),
			Export: trace.Export{Target: s.Target, Package: s.Package, Digest: s.Digest, Outcome: s.Became},
		})
	}
	return out, nil
}
