package backend

import (
	"net/http"

	"vigie.example/internal/access"
	"vigie.example/internal/wire"
)

// The administration's part in what somebody signs in with: it is the second person where there is no supervisor yet.

func (s *Service) adminMeans(w http.ResponseWriter, r *http.Request) {
	var list wire.Means
	actor, err := access.ParseActor(r.PathValue("actor"))
	if err == nil {
		list, err = s.ListMeans(r.Context(), adminActor(), actor)
	}
	answer(w, list, err)
}

func (s *Service) adminInvite(w http.ResponseWriter, r *http.Request) {
	var invited wire.Invited
	actor, err := access.ParseActor(r.PathValue("actor"))
	if err == nil {
		invited, err = s.Invite(r.Context(), adminActor(), actor)
	}
	answer(w, invited, err)
}

func (s *Service) adminConfirm(w http.ResponseWriter, r *http.Request) {
	var c wire.MeansConfirm
	actor, err := access.ParseActor(r.PathValue("actor"))
	if err == nil {
		err = readJSON(w, r, &c)
	}
	if err == nil {
		c.Actor = string(actor)
		err = s.ConfirmMeans(r.Context(), adminActor(), c)
	}
	answer(w, nil, err)
}

func (s *Service) adminRevokeMeans(w http.ResponseWriter, r *http.Request) {
	var m wire.MeansRevoke
	actor, err := access.ParseActor(r.PathValue("actor"))
	if err == nil {
		err = readJSON(w, r, &m)
	}
	if err == nil {
		m.Actor = string(actor)
		err = s.RevokeMeans(r.Context(), adminActor(), m)
	}
	answer(w, nil, err)
}
