package gate

import (
	"bytes"
	"crypto/tls"
	"log"
	"log/slog"
	"net/http"
	"time"
)

// Limits of HTTP requests. A connection that was upgraded has its own.
const (
	headerTime     = 10 * time.Second
	requestTime    = 30 * time.Second
	idleTime       = 60 * time.Second
	maxHeaderBytes = 16 << 10
)

// HTTP returns an HTTP server around the handler that logs no address. tlsConfig may be nil in tests only.
func (s *Server) HTTP(tlsConfig *tls.Config) *http.Server {
	if tlsConfig != nil {
		tlsConfig = tlsConfig.Clone()
		tlsConfig.NextProtos = []string{"http/1.1"} // WebSocket needs it, and the page is a handful of files
	}
	return &http.Server{
		Handler: s.handler, TLSConfig: tlsConfig, ReadHeaderTimeout: headerTime, ReadTimeout: requestTime, WriteTimeout: requestTime,
		IdleTimeout: idleTime, MaxHeaderBytes: maxHeaderBytes, ErrorLog: ErrorLog(s.cfg.Log), ConnContext: s.meet,
	}
}

// TLS returns the configuration for a certificate: TLS 1.3. With old, TLS 1.2 too, in the suites that ANSSI's guide to TLS v1.2
// recommends (B10).
func TLS(certificate tls.Certificate, old bool) *tls.Config {
	c := &tls.Config{
		Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS13,
		CurvePreferences: []tls.CurveID{tls.X25519MLKEM768, tls.X25519, tls.CurveP256, tls.CurveP384},
	}
	if old {
		c.MinVersion = tls.VersionTLS12
		c.CipherSuites = []uint16{
			tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
			tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
			tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		}
	}
	return c
}

// ErrorLog returns a log for an http.Server that keeps no address.
func ErrorLog(to *slog.Logger) *log.Logger { return log.New(scrubber{to}, "", 0) }

// scrubber takes the lines of net/http's own log, which hold addresses, and keeps what kind of line it was (B4, C8).
type scrubber struct{ log *slog.Logger }

// kinds of lines, by what they begin with or hold.
var lineKinds = []struct{ sign, kind string }{
	{"TLS handshake error", "tls_handshake"},
	{"panic serving", "panic"},
	{"Accept error", "accept"},
	{"superfluous response.WriteHeader", "superfluous_header"},
	{"URL query contains semicolon", "query"},
	{"invalid", "invalid_request"},
}

// Write logs the kind of a line.
func (s scrubber) Write(line []byte) (int, error) {
	kind := "other"
	for _, k := range lineKinds {
		if bytes.Contains(line, []byte(k.sign)) {
			kind = k.kind
			break
		}
	}
	s.log.Warn("http", "kind", kind)
	return len(line), nil
}
