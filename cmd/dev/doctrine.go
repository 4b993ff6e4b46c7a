package main

import "context"

// demoTargets are the targets of the starting doctrine that packages are sent to. Their private keys stay in the folder of the
// demonstration, as NAME.key beside NAME.pem.
var demoTargets = []string{"n-mci", "lrpgn"}

// signDoctrine signs the starting doctrine, as the ministry would its own: with a certificate for each target, by the authority of the
// demonstration.
func (d *demo) signDoctrine(ctx context.Context) error {
	file := d.w.path("assets/doctrine/doctrine.yaml")
	for _, target := range demoTargets {
		certificate, out := d.path(target+".pem"), d.path("doctrine-"+target+".yaml")
		if err := demoTarget(target, certificate, d.path(target+".key")); err != nil {
			return err
		}
		if _, err := d.output(ctx, "", "vigiectl", "doctrine", "certificate", file, "--target", target, "--certificate", certificate, "--out", out); err != nil {
			return err
		}
		file = out
	}
	_, err := d.output(ctx, "", "vigiectl", "doctrine", "sign", file, "--authority", d.path("authority.key"), "--out", d.path("doctrine.yaml"))
	return err
}
