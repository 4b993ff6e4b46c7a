package backend

import (
	"context"
	"io"
	"net/http"
	"time"

	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
)

// biometricAdmin adds what the host's administrator may do about fingerprints:
//
//	GET  /biometric                     the evidence: an Evidence
//	PUT  /biometric/assessment          an assessment, as JSON
//	PUT  /biometric/notice              a notice, as JSON
//	PUT  /biometric/register            the register's entry: a biometric.Facts
//	POST /biometric/announce?start=T    people have been told of the notice in force; the processing begins at T (RFC 3339)
//	POST /biometric/risk                a risk has changed: the assessment is open again
//	POST /biometric/suspend?reason=R    the one switch
//	POST /biometric/resume              through the gate again
//	PUT  /biometric/readers/{code}      a reader of the inventory: a biometric.Reader
//	POST /biometric/readers/{code}/remove, .../wiped
//	POST /biometric/erased/{code}       a template is gone, and was looked for: of a key that was handed in
func (s *Service) biometricAdmin(mux *http.ServeMux) {
	document := func(keep func(context.Context, []byte) error) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxAdminBytes))
			if err != nil {
				err = fault.As(fault.TooLarge, "backend.biometricAdmin", err, fault.Key("fault.biometric.document"))
			} else {
				err = keep(r.Context(), raw)
			}
			answer(w, nil, err)
		}
	}
	order := func(do func(*http.Request) error) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { answer(w, nil, do(r)) }
	}
	mux.HandleFunc("GET /biometric", func(w http.ResponseWriter, r *http.Request) {
		e, err := s.Evidence(r.Context(), adminActor())
		answer(w, e, err)
	})
	mux.HandleFunc("PUT /biometric/assessment", document(func(ctx context.Context, raw []byte) error {
		a, err := biometric.ParseAssessment(raw)
		if err != nil {
			return err
		}
		return s.PutAssessment(ctx, adminActor(), a)
	}))
	mux.HandleFunc("PUT /biometric/notice", document(func(ctx context.Context, raw []byte) error {
		n, err := biometric.ParseNotice(raw)
		if err != nil {
			return err
		}
		return s.PutNotice(ctx, adminActor(), n)
	}))
	mux.HandleFunc("PUT /biometric/register", document(func(ctx context.Context, raw []byte) error {
		f, err := biometric.ParseFacts(raw)
		if err != nil {
			return err
		}
		return s.PutRegister(ctx, adminActor(), f)
	}))
	mux.HandleFunc("POST /biometric/announce", order(func(r *http.Request) error {
		start, err := time.Parse(time.RFC3339, r.FormValue("start"))
		if err != nil {
			return fault.As(fault.Invalid, "backend.announce", err, fault.Key("fault.notice.start"))
		}
		return s.Announce(r.Context(), adminActor(), start)
	}))
	mux.HandleFunc("POST /biometric/risk", order(func(r *http.Request) error { return s.ReportRisk(r.Context(), adminActor()) }))
	mux.HandleFunc("POST /biometric/suspend", order(func(r *http.Request) error {
		return s.SuspendFingerprints(r.Context(), adminActor(), biometric.SuspensionReason(r.FormValue("reason")))
	}))
	mux.HandleFunc("POST /biometric/resume", order(func(r *http.Request) error { return s.ResumeFingerprints(r.Context(), adminActor()) }))
	mux.HandleFunc("PUT /biometric/readers/{code}", func(w http.ResponseWriter, r *http.Request) {
		var reader biometric.Reader
		err := readJSON(w, r, &reader)
		if err == nil && reader.Code != biometric.ReaderCode(r.PathValue("code")) {
			err = fault.New(fault.Invalid, "backend.putReader", fault.Key("fault.inventory.fields"))
		}
		if err == nil {
			err = s.PutReader(r.Context(), adminActor(), reader)
		}
		answer(w, nil, err)
	})
	mux.HandleFunc("POST /biometric/readers/{code}/remove", order(func(r *http.Request) error {
		return s.RemoveReader(r.Context(), adminActor(), biometric.ReaderCode(r.PathValue("code")))
	}))
	mux.HandleFunc("POST /biometric/readers/{code}/wiped", order(func(r *http.Request) error {
		return s.ReaderWiped(r.Context(), adminActor(), biometric.ReaderCode(r.PathValue("code")))
	}))
	mux.HandleFunc("POST /biometric/erased/{code}", order(func(r *http.Request) error {
		return s.TemplateErased(r.Context(), adminActor(), biometric.Code(r.PathValue("code")))
	}))
}
