package main

import (
	"context"
	"fmt"
	"io"
)

// startReceivers starts a receiver for each target of the demonstration, and returns what the console's policy says of them: the one a
// ministry would run, with folders of this run.
func (d *demo) startReceivers(ctx context.Context) (policy string, err error) {
	for _, target := range demoTargets {
		spool := d.path("spool-" + target)
		c, err := d.own.start("the receiver of "+target, command{args: []string{
			d.program("vigiectl"), "receiver", "--target", target, "--certificate", d.path(target + ".pem"), "--key", d.path(target + ".key"),
			"--public", d.path("authority.pub"), "--doctrine", d.path("doctrine.yaml"), "--inbox", d.inbox(target), "--opened", "--spool", spool,
		}})
		if err != nil {
			return "", err
		}
		var ready struct{ Ready bool }
		if err := c.ready(ctx, &ready, io.Discard); err != nil {
			return "", err
		}
		policy += fmt.Sprintf("\n[target.%s]\nspool = %q\n", target, spool)
	}
	return policy, nil
}

// inbox is where the reports appear that a target has accepted.
func (d *demo) inbox(target string) string { return d.path("accepted-" + target) }
