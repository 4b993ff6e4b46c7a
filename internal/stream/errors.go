package stream

import (
	"context"
	"errors"
	"net/http"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"vigie.example/internal/fault"
)

// Codes of JetStream's interface, from errors.json of nats-server.
const (
	codeNoPeers           = 10005 // too few nodes are known to be there for the replicas
	codeNotAssigned       = 10007
	codeNotAvailable      = 10008
	codeNotLeader         = 10009
	codeNoMessage         = 10037
	codeNotMember         = 10044
	codeNotCreated        = 10049
	codeTooLarge          = 10054
	codeStreamNotFound    = 10059
	codeWrongLast         = 10071
	codeStoreFailed       = 10077 // with DiscardNew: a limit is reached
	codeStreamOffline     = 10118
	codeInProcess         = 10158 // the same publication is being stored
	codeWrongLastInFlight = 10164 // as codeWrongLast, while another publication on the subject is being stored
	codeMemoryExceeded    = 10028
	codeDiskExceeded      = 10047
)

// apiError is JetStream's refusal.
type apiError struct {
	Code    int `json:"code"` // as of HTTP
	ErrCode int `json:"err_code"`
}

func (e *apiError) Error() string { return "refused by the engine" }

func isCode(err error, codes ...int) bool {
	got := 0
	var own *apiError
	var client *jetstream.APIError
	switch {
	case errors.As(err, &own):
		got = own.ErrCode
	case errors.As(err, &client):
		got = int(client.ErrorCode)
	default:
		return false
	}
	for _, code := range codes {
		if got == code {
			return true
		}
	}
	return false
}

// wrongLast tells that a compare-and-set found something else.
func wrongLast(err error) bool { return isCode(err, codeWrongLast, codeWrongLastInFlight) }

// full tells that a limit of the store is reached.
func full(err error) bool {
	return isCode(err, codeStoreFailed, codeMemoryExceeded, codeDiskExceeded)
}

// missing tells that there may be no stream to take the request.
func missing(err error) bool {
	return errors.Is(err, nats.ErrNoResponders) || isCode(err, codeStreamNotFound)
}

// transient tells that the same request may be answered later. Whether it has taken effect already is not known.
func transient(err error) bool {
	for _, target := range []error{
		nats.ErrNoResponders, nats.ErrTimeout, nats.ErrDisconnected, nats.ErrConnectionReconnecting, nats.ErrReconnectBufExceeded,
		nats.ErrStaleConnection, nats.ErrNoServers, jetstream.ErrNoStreamResponse, context.DeadlineExceeded, errAgain,
	} {
		if errors.Is(err, target) {
			return true
		}
	}
	if full(err) {
		return false
	}
	if isCode(err, codeNotAvailable, codeNotLeader, codeStreamOffline, codeInProcess, codeStreamNotFound) {
		return true
	}
	var own *apiError
	var client *jetstream.APIError
	return errors.As(err, &own) && own.Code == http.StatusServiceUnavailable ||
		errors.As(err, &client) && client.Code == http.StatusServiceUnavailable
}

// settling tells that a cluster which has just elected its leaders may answer otherwise soon: the new leader has not heard of
// its peers yet, or a node has not heard of the stream that another one has created.
func settling(err error) bool {
	return isCode(err, codeNoPeers, codeNotAssigned, codeNotMember, codeNotCreated)
}

// errAgain makes retry go round once more.
var errAgain = errors.New("again")

// translate gives a driver's error its kind. A fault keeps its own.
func (e *engine) translate(op fault.Op, err error) error {
	var own *fault.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own):
		return fault.Wrap(op, err)
	case wrongLast(err):
		return fault.As(fault.Taken, op, err)
	case full(err):
		return fault.As(fault.TooMany, op, err, fault.Key("fault.store.full"))
	case isCode(err, codeTooLarge), errors.Is(err, nats.ErrMaxPayload):
		return fault.As(fault.TooLarge, op, err)
	case transient(err), errors.Is(err, context.Canceled), errors.Is(err, nats.ErrConnectionClosed), errors.Is(err, nats.ErrConnectionDraining):
		return fault.As(fault.Unavailable, op, err)
	}
	return fault.As(fault.Internal, op, err)
}
