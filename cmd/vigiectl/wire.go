package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"time"

	"vigie.example/cmd/internal/backing"
	"vigie.example/internal/access"
	"vigie.example/internal/backend"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
	"vigie.example/internal/stream"
)

// administration is what vigied offers on its socket, and what backend.Offline does without it.
type administration interface {
	List(ctx context.Context) ([]backend.Account, error)
	Put(ctx context.Context, account backend.Account) error
	Revoke(ctx context.Context, actor access.ActorCode) error
	Close()
}

// place is where the accounts are.
type place struct {
	data, nats, ca, credentials string
	replicas                    int
}

func (p *place) flags(set *flag.FlagSet) {
	set.StringVar(&p.data, "data", "", "data folder of vigied")
	set.StringVar(&p.nats, "nats", "", "servers of the external store, separated by commas, when vigied uses one and does not run here")
	set.IntVar(&p.replicas, "replicas", 0, "copies of each stream on the external store, as given to vigied")
	set.StringVar(&p.ca, "ca", "", "PEM file with the certificates to trust for tls:// addresses of --nats")
	set.StringVar(&p.credentials, "credentials", "", "NATS credentials file for --nats")
}

// open reaches the accounts: through vigied if it runs, otherwise in its store.
func (p *place) open(ctx context.Context) (administration, error) {
	switch {
	case p.data == "" && p.nats == "":
		return nil, problem("say where the accounts are: --data DIR (vigied's data folder) or --nats URL")
	case p.data != "" && p.nats != "":
		return nil, problem("give either --data or --nats")
	}
	cfg := stream.Config{URLs: list(p.nats), Replicas: p.replicas, CredentialsFile: p.credentials}
	if p.data != "" {
		socket := filepath.Join(p.data, "admin.sock")
		s, err := dialSocket(ctx, socket)
		if err != nil {
			return nil, err
		}
		if s != nil {
			return s, nil
		}
		cfg.Dir = filepath.Join(p.data, "store")
		if _, err := os.Stat(cfg.Dir); err != nil { // a folder of another name would get a store that nobody serves
			return nil, fault.New(fault.Missing, "vigiectl.open", fault.Key("fault.store.none"))
		}
	}
	if p.ca != "" {
		trusted, err := tlsFor(p.ca)
		if err != nil {
			return nil, err
		}
		cfg.TLS = trusted
	}
	store, err := stream.Open(ctx, cfg)
	if err != nil {
		return nil, err
	}
	accounts, err := backend.OpenOffline(ctx, backing.On(store), time.Now)
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return &direct{Offline: accounts, store: store}, nil
}

// direct works on the store itself.
type direct struct {
	*backend.Offline
	store *stream.Store
}

func (d *direct) Close() { _ = d.store.Close() }

// knownUnit refuses a unit that the doctrine does not have: nobody would be routed to its operators.
func knownUnit(code access.UnitCode) error {
	places, err := doctrine.ParsePlaces(embeddedPlaces())
	if err != nil {
		return err
	}
	if _, known := places.Unit(code); !known {
		return fault.New(fault.Invalid, "vigiectl.knownUnit", fault.Key("fault.account.unit"))
	}
	return nil
}
