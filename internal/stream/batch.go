package stream

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"

	"github.com/nats-io/nats.go"
)

const (
	batchMessages = 1000
	batchBytes    = 4 * mib
)

// errBatch: the engine refused a batch, or spoke of something else.
var errBatch = errors.New("unexpected answer to a batch")

// batch returns up to batchMessages messages on a subject from a sequence on. Any replica may answer, so that the last ones
// may be missing: compare with last.
func (e *engine) batch(ctx context.Context, stream, subject string, seq uint64) ([]stored, error) {
	ask, err := json.Marshal(map[string]any{"next_by_subj": subject, "seq": seq, "batch": batchMessages, "max_bytes": batchBytes})
	if err != nil {
		return nil, err
	}
	inbox := e.conn.NewInbox()
	sub, err := e.conn.SubscribeSync(inbox)
	if err != nil {
		return nil, err
	}
	defer func() { _ = sub.Unsubscribe() }()
	if err := e.conn.PublishRequest("$JS.API.DIRECT.GET."+stream, inbox, ask); err != nil {
		return nil, err
	}
	var out []stored
	for {
		m, err := sub.NextMsgWithContext(ctx)
		if err != nil {
			return nil, err
		}
		switch m.Header.Get("Status") {
		case "":
		case "204", "404": // the end of the batch; nothing there
			return out, nil
		case "503":
			return nil, nats.ErrNoResponders
		default:
			return nil, errBatch
		}
		seq, err := strconv.ParseUint(m.Header.Get("Nats-Sequence"), 10, 64)
		if err != nil {
			return nil, errBatch
		}
		out = append(out, stored{Subject: m.Header.Get("Nats-Subject"), Seq: seq, Header: m.Header, Data: m.Data})
	}
}
