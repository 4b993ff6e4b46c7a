package stream

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/textproto"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// stored is a message as a stream has it.
type stored struct {
	Subject string
	Seq     uint64
	Header  nats.Header
	Data    []byte
}

// api asks JetStream. Only a stream's leader answers.
func (e *engine) api(ctx context.Context, subject string, ask, answer any) error {
	body, err := json.Marshal(ask)
	if err != nil {
		return err
	}
	m, err := e.conn.RequestWithContext(ctx, "$JS.API."+subject, body)
	if err != nil {
		return err
	}
	var refusal struct {
		Error *apiError `json:"error"`
	}
	if err := json.Unmarshal(m.Data, &refusal); err != nil {
		return err
	}
	if refusal.Error != nil {
		return refusal.Error
	}
	return json.Unmarshal(m.Data, answer)
}

// streamInfo is the part of a stream's state that is needed here.
type streamInfo struct {
	Total  int `json:"total"` // of subjects that match, over all pages
	Config struct {
		Storage    jetstream.StorageType `json:"storage"`
		Replicas   int                   `json:"num_replicas"`
		MaxBytes   int64                 `json:"max_bytes"`
		MaxMsgSize int32                 `json:"max_msg_size"`
		MaxAge     time.Duration         `json:"max_age"`
	} `json:"config"`
	State struct {
		LastSeq  uint64            `json:"last_seq"`
		Subjects map[string]uint64 `json:"subjects"`
	} `json:"state"`
}

// info describes a stream. With a filter it lists the subjects that match, from the given offset on.
func (e *engine) info(ctx context.Context, stream, filter string, offset int) (streamInfo, error) {
	ask := struct {
		Filter string `json:"subjects_filter,omitempty"`
		Offset int    `json:"offset,omitempty"`
	}{filter, offset}
	var answer streamInfo
	err := e.api(ctx, "STREAM.INFO."+stream, ask, &answer)
	return answer, err
}

// last returns the last message on a subject, from the stream's leader.
func (e *engine) last(ctx context.Context, stream, subject string) (stored, bool, error) {
	return e.get(ctx, stream, map[string]any{"last_by_subj": subject})
}

// next returns the first message on a subject at or after a sequence, from the stream's leader.
func (e *engine) next(ctx context.Context, stream, subject string, seq uint64) (stored, bool, error) {
	return e.get(ctx, stream, map[string]any{"next_by_subj": subject, "seq": seq})
}

func (e *engine) get(ctx context.Context, stream string, ask map[string]any) (stored, bool, error) {
	var answer struct {
		Message struct {
			Subject string `json:"subject"`
			Seq     uint64 `json:"seq"`
			Header  []byte `json:"hdrs"`
			Data    []byte `json:"data"`
		} `json:"message"`
	}
	err := e.api(ctx, "STREAM.MSG.GET."+stream, ask, &answer)
	if isCode(err, codeNoMessage) {
		return stored{}, false, nil
	}
	if err != nil {
		return stored{}, false, err
	}
	header, err := parseHeader(answer.Message.Header)
	m := answer.Message
	return stored{Subject: m.Subject, Seq: m.Seq, Header: header, Data: m.Data}, err == nil, err
}

// purge removes all messages of a subject.
func (e *engine) purge(ctx context.Context, stream, subject string) error {
	var answer struct{}
	return e.api(ctx, "STREAM.PURGE."+stream, map[string]any{"filter": subject}, &answer)
}

// publication is one message to store.
type publication struct {
	subject string
	id      string        // by which the engine recognises a repeat
	expect  *uint64       // the subject's last sequence must be this; nil: whatever it is
	life    time.Duration // 0: as long as the stream has it
	forever bool          // longer than the stream keeps what has no life of its own
	removal bool          // marks the subject's value as removed
	data    []byte
}

// publish stores one message and returns its sequence. A repeat returns the first one's.
func (e *engine) publish(ctx context.Context, p publication) (uint64, error) {
	m := &nats.Msg{Subject: p.subject, Data: p.data, Header: nats.Header{}}
	// The engine remembers each identifier for a while. Where it is alone, what a repeat expects tells the repeat as well; in a
	// cluster, the first one may still be on its way to a new leader.
	if p.expect == nil || len(e.cfg.URLs) > 0 {
		m.Header["Nats-Msg-Id"] = []string{p.id}
	}
	if p.expect != nil {
		m.Header["Nats-Expected-Last-Subject-Sequence"] = []string{strconv.FormatUint(*p.expect, 10)}
	}
	if p.life > 0 {
		seconds := max(1, (p.life+time.Second-1)/time.Second)
		m.Header["Nats-TTL"] = []string{strconv.FormatInt(int64(seconds), 10) + "s"}
	}
	if p.forever {
		m.Header["Nats-TTL"] = []string{"never"}
	}
	if p.removal {
		m.Header[headerOperation] = []string{operationRemove}
	}
	answer, err := e.conn.RequestMsgWithContext(ctx, m)
	if err != nil {
		return 0, err
	}
	var ack struct {
		Error *apiError `json:"error"`
		Seq   uint64    `json:"seq"`
	}
	if err := json.Unmarshal(answer.Data, &ack); err != nil {
		return 0, err
	}
	if ack.Error != nil {
		return 0, ack.Error
	}
	return ack.Seq, nil
}

// Headers that tell a removed value. The engine writes headerMarker when a life ends, and takes operationRemove for such
// a marker, too, so that it leaves none of its own after it.
const (
	headerMarker    = "Nats-Marker-Reason"
	headerOperation = "KV-Operation"
	operationRemove = "PURGE"
)

func removed(h nats.Header) bool {
	return h.Get(headerMarker) != "" || h.Get(headerOperation) == operationRemove
}

// parseHeader reads the engine's stored form: a version line, then lines as in HTTP.
func parseHeader(raw []byte) (nats.Header, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	_, lines, ok := bytes.Cut(raw, []byte("\r\n"))
	if !ok {
		return nil, io.ErrUnexpectedEOF
	}
	h, err := textproto.NewReader(bufio.NewReader(bytes.NewReader(lines))).ReadMIMEHeader()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	out := nats.Header{}
	for key, values := range h {
		switch textproto.CanonicalMIMEHeaderKey(key) {
		case textproto.CanonicalMIMEHeaderKey(headerMarker):
			out[headerMarker] = values
		case textproto.CanonicalMIMEHeaderKey(headerOperation):
			out[headerOperation] = values
		}
	}
	return out, nil
}
