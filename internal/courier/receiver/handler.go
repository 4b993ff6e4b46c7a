package receiver

import (
	"io"
	"mime"
	"net/http"
	"strings"

	"vigie.example/internal/courier/cms"
	"vigie.example/internal/courier/form"
	"vigie.example/internal/courier/post"
	"vigie.example/internal/fault"
)

// atOnce bounds how many packages are in memory: each may be as large as cms.MaxBytes.
const atOnce = 8

// Path is where the handler takes packages.
const Path = "/v1/reports"

// Handler takes packages by HTTP. It is for behind TLS with client certificates: whoever reaches it may ask.
func (r *Receiver) Handler() http.Handler {
	turns := make(chan struct{}, atOnce)
	turn := func(next http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, q *http.Request) {
			select {
			case turns <- struct{}{}:
				defer func() { <-turns }()
				next(w, q)
			default:
				w.Header().Set("Retry-After", "2")
				w.WriteHeader(http.StatusServiceUnavailable)
			}
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+Path, turn(r.serveTake))
	mux.HandleFunc("DELETE "+Path+"/{key}", turn(r.serveWithdraw))
	return mux
}

func (r *Receiver) serveTake(w http.ResponseWriter, q *http.Request) {
	kind, _, _ := mime.ParseMediaType(q.Header.Get("Content-Type"))
	quoted := q.Header.Get(post.KeyHeader)
	key, opens := strings.CutPrefix(quoted, `"`)
	key, closes := strings.CutSuffix(key, `"`)
	switch {
	case kind != post.ContentType:
		w.WriteHeader(http.StatusUnsupportedMediaType)
		return
	case !opens || !closes || !form.ValidKey(key):
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	sealed, err := io.ReadAll(http.MaxBytesReader(w, q.Body, cms.MaxBytes))
	if err != nil {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	answer, err := r.Take(key, sealed)
	say(w, answer, err)
}

func (r *Receiver) serveWithdraw(w http.ResponseWriter, q *http.Request) {
	answer, taken, err := r.Withdraw(q.PathValue("key"))
	if err == nil && !taken {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	say(w, answer, err)
}

func say(w http.ResponseWriter, answer form.Answer, err error) {
	if fault.Is(err, fault.Invalid) {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	var text []byte
	if err == nil {
		text, err = answer.JSON()
	}
	if err != nil { // no answer: it will be asked again
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", post.AnswerType)
	w.Header().Set("Cache-Control", "no-store")
	if answer.Outcome == form.Refused {
		w.WriteHeader(http.StatusUnprocessableEntity)
	}
	_, _ = w.Write(text)
}
