package main

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// options are what the command line says.
type options struct {
	listen, data       string
	nats               []string
	replicas           int
	certificate, key   string
	dev, tls12, noPage bool
	authority          string
	pageOrigins        []string
	leave, zones       string
	doctrine           string
	drain              time.Duration
	calm               time.Duration
	door               door
	fingerprints       setting
}

// check returns what the administrator has to mend.
func (o options) check(rest []string) error {
	switch {
	case len(rest) > 0:
		return fmt.Errorf("%q is not understood: serve takes flags only", rest[0])
	case o.data == "":
		return errors.New("--data DIR is missing: the folder for the service's keys and, without --nats, its store")
	case o.dev && o.certificate != "":
		return errors.New("--dev makes a certificate of its own: give either --dev or --tls-cert and --tls-key")
	case (o.certificate == "") != (o.key == ""):
		return errors.New("--tls-cert and --tls-key belong together")
	case !o.dev && o.certificate == "":
		return errors.New("a certificate is missing: --tls-cert F --tls-key F, or --dev for development")
	case o.replicas != 0 && len(o.nats) == 0:
		return errors.New("--replicas is for an external cluster: it needs --nats")
	}
	for _, origin := range o.pageOrigins {
		u, err := url.Parse(origin)
		if err != nil || u.Scheme != "https" || u.Host == "" || strings.TrimPrefix(origin, "https://") != u.Host {
			return fmt.Errorf("--page-origin %s: an origin is https:// and a host, without a path", origin)
		}
	}
	if o.leave != "" && !strings.HasPrefix(o.leave, "https://") {
		return errors.New("--leave wants an https:// address")
	}
	return o.door.check()
}
