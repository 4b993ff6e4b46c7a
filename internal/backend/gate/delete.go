package gate

import (
	"encoding/json"
	"io"
	"net/http"

	"vigie.example/internal/backend"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// maxDeleteBytes bounds a deletion request.
const maxDeleteBytes = 4 << 10

// serveDelete takes the red button's request, which outlives the page (D2). It needs no connection and no cookie: the signature
// is all its authority. Any content type will do, so that a browser can send it without asking first.
func (s *Server) serveDelete(w http.ResponseWriter, r *http.Request) {
	if !s.fromPage(r) {
		s.refuse(w, "origin", http.StatusForbidden)
		return
	}
	s.allowOrigin(w, r)
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxDeleteBytes))
	if err != nil {
		s.refuse(w, "too_large", http.StatusRequestEntityTooLarge)
		return
	}
	d, err := wire.DecodeData[wire.Delete](wire.Frame{Data: raw})
	var deleted wire.Deleted
	if err == nil {
		deleted, err = s.service.Delete(r.Context(), d)
	}
	w.Header().Set("Content-Type", "application/json")
	if err != nil {
		p := fault.PublicOf(err)
		w.WriteHeader(backend.StatusOf(p.Kind))
		_ = json.NewEncoder(w).Encode(wire.Error{Code: string(p.Kind), Message: string(p.Key), Hint: string(p.Hint)})
		return
	}
	_ = json.NewEncoder(w).Encode(deleted)
}

// allowDelete answers the question that browsers ask before a request to another host.
func (s *Server) allowDelete(w http.ResponseWriter, r *http.Request) {
	if !s.fromPage(r) {
		s.refuse(w, "origin", http.StatusForbidden)
		return
	}
	s.allowOrigin(w, r)
	w.Header().Set("Access-Control-Allow-Methods", "POST")
	w.Header().Set("Access-Control-Allow-Headers", "Content-Type")
	w.Header().Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) allowOrigin(w http.ResponseWriter, r *http.Request) {
	if origin := r.Header.Get("Origin"); origin != "" {
		w.Header().Set("Access-Control-Allow-Origin", origin)
		w.Header().Add("Vary", "Origin")
		w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	}
}
