// Package post hands packages over by HTTPS: TLS 1.3, both ends with a certificate.
//
//	POST   URL        the package, Idempotency-Key: "KEY": 200 or 422 with the answer
//	DELETE URL/KEY    takes it back: 204, or 200 with the answer when it was taken over before
//
// What travels is sealed for the target in any case; the connection's own certificates keep others from refusing or withdrawing.
package post

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/rand/v2"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"vigie.example/internal/courier"
	"vigie.example/internal/courier/form"
	"vigie.example/internal/fault"
)

// What an HTTP message says that carries a package or an answer.
const (
	ContentType = "application/pkcs7-mime"
	AnswerType  = "application/json"
	KeyHeader   = "Idempotency-Key" // the key, in quotes: a structured field
)

// Options is what a connector needs. The durations have defaults.
type Options struct {
	URL         string           // https://host/path
	Certificate tls.Certificate  // of this workstation
	Roots       *x509.CertPool   // vouch for the target's host; nil: the system's
	Timeout     time.Duration    // of one attempt
	First, Most time.Duration    // between attempts: the first pause, and the longest
	Now         func() time.Time // nil: the clock of the machine
}

// The defaults.
const (
	DefaultTimeout = 30 * time.Second
	DefaultFirst   = time.Second
	DefaultMost    = time.Minute
)

// Connector is a courier.Connector. It holds no state: a new one after a restart goes on.
type Connector struct {
	o      Options
	url    string
	client *http.Client
}

// New returns a connector; the fault is Invalid for an address that is not https.
func New(o Options) (*Connector, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fault.As(fault.Invalid, "post.New", err, fault.Key("courier.address"))
	}
	for _, d := range []struct {
		value    *time.Duration
		fallback time.Duration
	}{{&o.Timeout, DefaultTimeout}, {&o.First, DefaultFirst}, {&o.Most, DefaultMost}} {
		if *d.value <= 0 {
			*d.value = d.fallback
		}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	transport := &http.Transport{ // no proxy of the environment: an address is what the policy says
		TLSClientConfig: &tls.Config{
			MinVersion: tls.VersionTLS13, RootCAs: o.Roots, Certificates: []tls.Certificate{o.Certificate},
		},
		DisableKeepAlives: true, TLSHandshakeTimeout: o.Timeout, ForceAttemptHTTP2: false,
	}
	client := &http.Client{Transport: transport, Timeout: o.Timeout, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // the target is where the policy says, nowhere else
	}}
	return &Connector{o, strings.TrimSuffix(u.String(), "/"), client}, nil
}

// Send posts the package until it is answered. Past its deadline it takes it back instead.
func (c *Connector) Send(ctx context.Context, p courier.Parcel) (courier.Answer, error) {
	const op = "post.Send"
	pause := c.o.First
	for {
		if form.Late(p.Key, c.o.Now()) {
			return c.Withdraw(ctx, p)
		}
		answer, err := c.post(ctx, p)
		if err == nil {
			return answer, nil
		}
		if !worthRepeating(err) {
			return courier.Answer{Outcome: courier.Unknown}, fault.Wrap(op, err)
		}
		timer := time.NewTimer(pause/2 + rand.N(pause/2+1))
		select {
		case <-ctx.Done():
			timer.Stop()
			return courier.Answer{Outcome: courier.Unknown}, fault.Wrap(op, err)
		case <-timer.C:
		}
		pause = min(2*pause, c.o.Most)
	}
}

// worthRepeating tells faults that pass from those that somebody has to mend.
func worthRepeating(err error) bool {
	return fault.Is(err, fault.Unavailable) || fault.Is(err, fault.TooMany)
}

func (c *Connector) post(ctx context.Context, p courier.Parcel) (courier.Answer, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(p.Sealed))
	if err != nil {
		return courier.Answer{}, fault.As(fault.Invalid, "post.post", err)
	}
	request.Header.Set("Content-Type", ContentType)
	request.Header.Set(KeyHeader, `"`+p.Key+`"`)
	status, answer, err := c.do(request, p)
	if err == nil && status == http.StatusNoContent {
		err = fault.New(fault.Invalid, "post.post", fault.Key("courier.address"))
	}
	return answer, err
}

// Withdraw asks the target once to forget the key, so that nothing under way is taken over later.
func (c *Connector) Withdraw(ctx context.Context, p courier.Parcel) (courier.Answer, error) {
	const op = "post.Withdraw"
	unknown := courier.Answer{Outcome: courier.Unknown}
	request, err := http.NewRequestWithContext(ctx, http.MethodDelete, c.url+"/"+p.Key, nil)
	if err != nil {
		return unknown, fault.As(fault.Invalid, op, err)
	}
	status, answer, err := c.do(request, p)
	switch {
	case err != nil:
		return unknown, fault.Wrap(op, err)
	case status == http.StatusNoContent:
		return courier.Answer{Outcome: courier.Withdrawn}, nil
	}
	return answer, nil
}

// do sends a request and judges what comes back: an answer, 204 without one, or a fault.
func (c *Connector) do(request *http.Request, p courier.Parcel) (status int, answer courier.Answer, err error) {
	const op = "post.do"
	request.Header.Set("User-Agent", "") // no metadata beyond need
	response, err := c.client.Do(request)
	if err != nil {
		return 0, answer, unreachable(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(response.Body, form.MaxAnswerBytes+1))
	switch {
	case err != nil:
		return 0, answer, fault.As(fault.Unavailable, op, err, fault.Key("courier.unanswered"))
	case response.StatusCode == http.StatusNoContent:
		return response.StatusCode, answer, nil
	case response.StatusCode != http.StatusOK && response.StatusCode != http.StatusUnprocessableEntity:
		return 0, answer, statusFault(response.StatusCode)
	}
	if kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type")); kind != AnswerType {
		return 0, answer, fault.New(fault.Untrusted, op, fault.Key("courier.answer"))
	}
	said, err := form.ParseAnswer(text)
	if err != nil {
		return 0, answer, fault.As(fault.Untrusted, op, err, fault.Key("courier.answer"))
	}
	answer, err = p.Believe(said)
	return response.StatusCode, answer, fault.Wrap(op, err)
}

// unreachable tells a peer that is not the target, or does not take us for who we are, from one that is away.
func unreachable(err error) error {
	const op = "post.unreachable"
	var certificate *tls.CertificateVerificationError
	var remote *net.OpError
	switch {
	case errors.As(err, &certificate):
		return fault.As(fault.Untrusted, op, err, fault.Key("courier.host"))
	case errors.As(err, &remote) && remote.Op == "remote error": // a TLS alert: it does not take our certificate
		return fault.As(fault.Denied, op, err, fault.Key("courier.workstation"))
	}
	return fault.As(fault.Unavailable, op, err, fault.Key("courier.unanswered"))
}

func statusFault(status int) error {
	const op = "post.status"
	switch {
	case status == http.StatusTooManyRequests:
		return fault.New(fault.TooMany, op, fault.Key("courier.unanswered"))
	case status >= 500 || status == http.StatusRequestTimeout:
		return fault.New(fault.Unavailable, op, fault.Key("courier.unanswered"))
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return fault.New(fault.Denied, op, fault.Key("courier.workstation"))
	case status == http.StatusRequestEntityTooLarge:
		return fault.New(fault.TooLarge, op, fault.Key("courier.too_long"))
	}
	return fault.New(fault.Invalid, op, fault.Key("courier.address"))
}
