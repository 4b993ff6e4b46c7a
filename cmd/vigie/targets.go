package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"path/filepath"

	lists "vigie.example/assets/detector"
	"vigie.example/assets/fonts"
	"vigie.example/cmd/internal/sending"
	reporting "vigie.example/internal/console/report"
	"vigie.example/internal/courier"
	"vigie.example/internal/courier/post"
	"vigie.example/internal/courier/spool"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/report/detector"
)

// reach is how this workstation reaches a target of the doctrine: a table [target.CODE] of a policy file. The doctrine says which of the
// two ways it is, and to whom packages are encrypted.
type reach struct {
	Spool string `toml:"spool"` // folder that the target empties

	URL         string `toml:"url"`         // https://HOST/v1/reports
	CA          string `toml:"ca"`          // PEM file of the authority of the target's host; empty: the system's
	Certificate string `toml:"certificate"` // PEM file of this workstation's certificate for the connection
	Key         string `toml:"key"`         // PEM file of its private key
}

// beside makes the files of a target those beside the policy file that names them.
func (r reach) beside(folder string) reach {
	for _, file := range []*string{&r.Spool, &r.CA, &r.Certificate, &r.Key} {
		if *file != "" && !filepath.IsAbs(*file) {
			*file = filepath.Join(folder, *file)
		}
	}
	return r
}

func (r reach) check() error {
	switch {
	case (r.Spool == "") == (r.URL == ""):
		return errors.New("say either spool, a folder, or url, an https address")
	case r.Spool != "" && r != (reach{Spool: r.Spool}):
		return errors.New("ca, certificate and key are for url")
	case r.URL != "" && (r.Certificate == "" || r.Key == ""):
		return errors.New("url needs certificate and key: those with which this workstation connects")
	}
	_, err := r.connector()
	return err
}

// connector makes what hands packages over. Nothing is touched or connected yet.
func (r reach) connector() (courier.Connector, error) {
	if r.Spool != "" {
		return spool.New(spool.Options{Folder: r.Spool}), nil
	}
	pair, err := tls.LoadX509KeyPair(r.Certificate, r.Key)
	if err != nil {
		return nil, fmt.Errorf("certificate and key: %w", err)
	}
	roots, err := certificates(r.CA)
	if err != nil {
		return nil, err
	}
	c, err := post.New(post.Options{URL: r.URL, Certificate: pair, Roots: roots})
	if err != nil {
		return nil, errors.New("url must look like https://HOST/v1/reports")
	}
	return c, nil
}

// way is the doctrine's word for how the target is reached.
func (r reach) way() doctrine.Connector {
	if r.Spool != "" {
		return doctrine.BySpool
	}
	return doctrine.ByHTTPS
}

// reports is what reports are marked and sent with. From then on the folders of targets are tidied.
func (p policy) reports() (reporting.Options, error) {
	marks, err := detector.Parse(lists.Lists())
	if err != nil {
		return reporting.Options{}, err
	}
	o := sending.Options{Regular: fonts.Regular, Bold: fonts.Bold, Authority: p.authorityKey(), Ways: map[doctrine.TargetCode]sending.Way{}}
	for code, r := range p.Targets {
		connector, err := r.connector()
		if err != nil {
			return reporting.Options{}, fmt.Errorf("target.%s: %w", code, err)
		}
		o.Ways[doctrine.TargetCode(code)] = sending.Way{Connector: connector, Kind: r.way()}
	}
	c, err := sending.New(o)
	if err != nil {
		return reporting.Options{}, err
	}
	c.Tidy(context.Background()) // as long as the program runs, whoever is signed in
	return reporting.Options{Detector: marks, Courier: c}, nil
}

func (p policy) checkTargets() error {
	for code, r := range p.Targets {
		if err := r.check(); err != nil {
			return fmt.Errorf("target.%s: %w", code, err)
		}
	}
	return nil
}
