package gate

import (
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"strings"
)

// secured sets the headers that keep a page alone with itself: no third party, no frame, no trace in a cache or a referrer
// (D7, D3).
func secured(policy func(...string) string, next http.Handler) http.Handler {
	if policy == nil {
		policy = func(...string) string { return "default-src 'none'; frame-ancestors 'none'" }
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		var connect []string
		if host, ok := hostOf(r); ok {
			connect = append(connect, "wss://"+host)
		}
		h.Set("Content-Security-Policy", policy(connect...))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Embedder-Policy", "require-corp")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "accelerometer=(), camera=(), clipboard-read=(), display-capture=(), geolocation=(), gyroscope=(), "+
			"magnetometer=(), microphone=(), midi=(), payment=(), usb=(), browsing-topics=(), interest-cohort=()")
		h.Set("Strict-Transport-Security", "max-age=63072000")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Robots-Tag", "noindex")
		next.ServeHTTP(w, r)
	})
}

// hostOf returns the host and port that the client asked for, if it has the form of one.
func hostOf(r *http.Request) (string, bool) {
	if r.Host == "" || len(r.Host) > 255 {
		return "", false
	}
	for _, c := range []byte(r.Host) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-.:[]", c) >= 0:
		default:
			return "", false
		}
	}
	return r.Host, true
}

// localOnly answers this machine and is not there for anybody else: how many people talk to the service is no public figure.
func localOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
			http.NotFound(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// recovering logs where a handler panicked, and nothing of what it was working on.
func recovering(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if v := recover(); v != nil {
				if v == http.ErrAbortHandler {
					panic(v)
				}
				log.Error("a handler panicked", "at", caller())
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// caller names the functions on the stack of a panic.
func caller() []string {
	var out []string
	pcs := make([]uintptr, 24)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for {
		f, more := frames.Next()
		out = append(out, f.Function)
		if !more {
			return out
		}
	}
}
