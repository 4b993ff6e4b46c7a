package backend

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"vigie.example/internal/access"
	"vigie.example/internal/fault"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

// AdminActor is the technical account in whose name the administration interface acts. It is declared, and shows in the
// traces as what it is (S3).
const AdminActor access.ActorCode = "local-administration"

// maxAdminBytes bounds a request to the administration interface.
const maxAdminBytes = 64 << 10

// Admin returns the administration interface, for a socket that only the host's administrator can open:
//
//	PUT  /accounts/{actor}          add or replace an account; the body is an Account, its times are ignored
//	GET  /accounts                  all accounts, without their hashes
//	POST /accounts/{actor}/revoke   end an account, at once and for good
//	GET  /deletions/{conversation}  what is known of a deletion: a Proof
//	GET  /accounts/{actor}/means    what somebody signs in with: wire.Means
//	POST /accounts/{actor}/invite   a code to enrol one: wire.Invited
//	POST /accounts/{actor}/confirm  put their first in force: wire.MeansConfirm
//	POST /accounts/{actor}/means    end one, at once: wire.MeansRevoke
//
// Refusals are wire.Error, with the status that the kind of fault suggests.
func (s *Service) Admin() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("PUT /accounts/{actor}", s.putAccount)
	mux.HandleFunc("GET /accounts", s.listAccounts)
	mux.HandleFunc("POST /accounts/{actor}/revoke", s.revokeAccount)
	mux.HandleFunc("GET /deletions/{conversation}", s.proveDeletion)
	mux.HandleFunc("GET /accounts/{actor}/means", s.adminMeans)
	mux.HandleFunc("POST /accounts/{actor}/invite", s.adminInvite)
	mux.HandleFunc("POST /accounts/{actor}/confirm", s.adminConfirm)
	mux.HandleFunc("POST /accounts/{actor}/means", s.adminRevokeMeans)
	s.biometricAdmin(mux)
	return mux
}

// adminActor is who asks on the administration's socket.
func adminActor() access.Actor {
	return access.Actor{Kind: access.Staff, Code: AdminActor, Role: access.Technical, Authorised: true}
}

func (s *Service) putAccount(w http.ResponseWriter, r *http.Request) {
	var account Account
	actor, err := access.ParseActor(r.PathValue("actor"))
	if err == nil {
		err = readJSON(w, r, &account)
	}
	if err == nil && account.Actor != actor {
		err = fault.New(fault.Invalid, "backend.putAccount", fault.Key("fault.account.fields"))
	}
	if err == nil {
		err = s.guarded(r.Context(), adminActor(), access.AddAccount, access.Whole(), trace.Account(actor), func() error {
			if _, known := s.cfg.Places.Unit(account.Unit); !known {
				return fault.New(fault.Invalid, "backend.putAccount", fault.Key("fault.account.unit"))
			}
			return s.accounts.Put(r.Context(), account, s.Now())
		})
	}
	answer(w, nil, err)
}

func (s *Service) listAccounts(w http.ResponseWriter, r *http.Request) {
	var list []Account
	err := s.guarded(r.Context(), adminActor(), access.ListAccounts, access.Whole(), trace.Whole(), func() error {
		list = s.accounts.List()
		for i := range list {
			list[i].PassphraseHash = ""
		}
		return nil
	})
	answer(w, list, err)
}

func (s *Service) revokeAccount(w http.ResponseWriter, r *http.Request) {
	actor, err := access.ParseActor(r.PathValue("actor"))
	if err == nil {
		err = s.guarded(r.Context(), adminActor(), access.RevokeAccount, access.Whole(), trace.Account(actor), func() error {
			return s.accounts.Revoke(r.Context(), actor, s.Now())
		})
	}
	answer(w, nil, err)
}

func readJSON(w http.ResponseWriter, r *http.Request, into any) error {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxAdminBytes))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil && d.Decode(&struct{}{}) != io.EOF {
		err = fault.Invalid
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return fault.As(fault.TooLarge, "backend.readJSON", err)
	case err != nil:
		return fault.As(fault.Invalid, "backend.readJSON", err)
	}
	return nil
}

// answer writes v, or the fault.
func answer(w http.ResponseWriter, v any, err error) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if err != nil {
		p := fault.PublicOf(err)
		w.WriteHeader(StatusOf(p.Kind))
		v = wire.Error{Code: string(p.Kind), Message: string(p.Key), Hint: string(p.Hint)}
	}
	if v == nil {
		v = struct{}{}
	}
	_ = json.NewEncoder(w).Encode(v) // a caller who has gone away needs no answer
}

// StatusOf returns the HTTP status for a kind of fault.
func StatusOf(k fault.Kind) int {
	switch k {
	case fault.Invalid, fault.Untrusted, fault.Version:
		return http.StatusBadRequest
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Denied:
		return http.StatusForbidden
	case fault.Missing:
		return http.StatusNotFound
	case fault.Taken:
		return http.StatusConflict
	case fault.Gone, fault.Expired:
		return http.StatusGone
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.TooMany:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}
