package backend

import (
	"encoding/json"
	"strings"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
	"vigie.example/internal/wire"
)

// logLine is an entry other than a text as the log keeps it. One of the events is set. Never reuse a name.
type logLine struct {
	Time        wire.Millis      `json:"at"`
	Opened      *openedLine      `json:"opened,omitempty"`
	Claimed     *claimedLine     `json:"claimed,omitempty"`
	Transferred *transferredLine `json:"transferred,omitempty"`
	Released    *releasedLine    `json:"released,omitempty"`
	Closed      *closedLine      `json:"closed,omitempty"`

	Overflowed *overflowedLine `json:"overflowed,omitempty"`
}

type openedLine struct {
	Key       []byte            `json:"key"`
	Unit      conversation.Unit `json:"unit"`
	Language  string            `json:"lang"`
	Urgent    bool              `json:"urgent,omitempty"`
	CeilingMS int64             `json:"ceiling_ms"`
}

type claimedLine struct {
	Generation conversation.Generation `json:"gen"`
	Actor      conversation.Actor      `json:"actor"`
	Console    conversation.Console    `json:"console"`
	Shift      conversation.ShiftID    `json:"shift"`
	Chain      []byte                  `json:"chain"`
}

type transferredLine struct {
	claimedLine
	History bool `json:"history,omitempty"`
}

type releasedLine struct {
	Generation conversation.Generation   `json:"gen"`
	Cause      conversation.ReleaseCause `json:"cause"`
}

type overflowedLine struct {
	Unit conversation.Unit `json:"unit"`
}

type closedLine struct {
	By         conversation.Side       `json:"by,omitempty"`
	Generation conversation.Generation `json:"gen,omitempty"`
	Sent       uint64                  `json:"sent,omitempty"`
	Seen       uint64                  `json:"seen,omitempty"`
	Reason     conversation.Reason     `json:"reason"`
	Signature  []byte                  `json:"sig,omitempty"`
}

// encodeEntry returns the entry's line; its position is the store's to keep.
func encodeEntry(e conversation.Entry) ([]byte, error) {
	line := logLine{Time: wire.At(e.Time)}
	switch ev := e.Event.(type) {
	case conversation.Opened:
		line.Opened = &openedLine{ev.Key, ev.Unit, ev.Language, ev.Urgent, ev.Ceiling.Duration().Milliseconds()}
	case conversation.Text:
		return encodeText(e.Time, ev), nil
	case conversation.Claimed:
		h := ev.Holder
		line.Claimed = &claimedLine{ev.Generation, h.Actor, h.Console, h.Shift, ev.Chain}
	case conversation.Transferred:
		h := ev.Holder
		line.Transferred = &transferredLine{claimedLine{ev.Generation, h.Actor, h.Console, h.Shift, ev.Chain}, ev.History}
	case conversation.Released:
		line.Released = &releasedLine{ev.Generation, ev.Cause}
	case conversation.Overflowed:
		line.Overflowed = &overflowedLine{ev.Unit}
	case conversation.Closed:
		end := ev.Ending
		line.Closed = &closedLine{ev.By, end.Generation, end.Sent, end.Seen, end.Reason, end.Signature}
	}
	data, err := json.Marshal(line)
	if err != nil {
		return nil, fault.As(fault.Internal, "backend.encodeEntry", err)
	}
	return data, nil
}

// decodeEntry reads a line. The error is Internal: the log is the service's own.
func decodeEntry(l Logged) (conversation.Entry, error) {
	const op = "backend.decodeEntry"
	if isText(l.Data) {
		at, text, err := decodeText(l.Data)
		return conversation.Entry{Position: l.Position, Time: at, Event: text}, err
	}
	var line logLine
	if err := json.Unmarshal(l.Data, &line); err != nil {
		return conversation.Entry{}, fault.As(fault.Internal, op, err)
	}
	e := conversation.Entry{Position: l.Position, Time: line.Time.Time()}
	switch {
	case line.Opened != nil:
		o := line.Opened
		ceiling, err := retention.NewCeiling(time.Duration(o.CeilingMS) * time.Millisecond)
		if err != nil {
			return conversation.Entry{}, fault.As(fault.Internal, op, err)
		}
		e.Event = conversation.Opened{Key: o.Key, Unit: o.Unit, Language: o.Language, Urgent: o.Urgent, Ceiling: ceiling}
	case line.Claimed != nil:
		c := line.Claimed
		holder := conversation.Holder{Actor: c.Actor, Console: c.Console, Shift: c.Shift}
		e.Event = conversation.Claimed{Generation: c.Generation, Holder: holder, Chain: c.Chain}
	case line.Transferred != nil:
		c := line.Transferred
		holder := conversation.Holder{Actor: c.Actor, Console: c.Console, Shift: c.Shift}
		e.Event = conversation.Transferred{Generation: c.Generation, Holder: holder, Chain: c.Chain, History: c.History}
	case line.Released != nil:
		e.Event = conversation.Released{Generation: line.Released.Generation, Cause: line.Released.Cause}
	case line.Overflowed != nil:
		e.Event = conversation.Overflowed{Unit: line.Overflowed.Unit}
	case line.Closed != nil:
		c := line.Closed
		e.Event = conversation.Closed{By: c.By, Ending: conversation.Ending{
			Generation: c.Generation, Sent: c.Sent, Seen: c.Seen, Reason: c.Reason, Signature: c.Signature,
		}}
	default:
		return conversation.Entry{}, fault.New(fault.Internal, op)
	}
	return e, nil
}

// groupOf and memberOf split a cell's name at its dot.
func groupOf(name string) string { g, _, _ := strings.Cut(name, "."); return g }

func memberOf(name string) string { _, m, _ := strings.Cut(name, "."); return m }
