package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/cluster"
	"vigie.example/internal/testkit/vigied"
)

// enough is how many texts have to be shown between two blows, so that each comes in the middle of conversations.
const enough = 25

// TestB13_HeadlessRunSurvivesFiveCrashes kills the backend with SIGKILL and starts it again, five times in the middle of everybody's
// conversations: nothing that it had acknowledged is lost, and nothing is shown twice.
func TestB13_HeadlessRunSurvivesFiveCrashes(t *testing.T) {
	authority, err := seal.NewSigningKey()
	check(t, err)
	binary, dir := vigied.Binary(t), filepath.Join(t.TempDir(), "data")
	certificate := vigied.Lasting(t, dir)
	p := vigied.Exec(t, binary, dir, authority, certificate...)
	r := begin(t, p.Backend, 4*time.Minute)
	for range 5 {
		r.untilShown(enough)
		p.Kill()
		r.simulation.ledger.crashed()
		p = vigied.Exec(t, binary, dir, nil, append(certificate, "--listen", p.Host)...)
	}
	r.untilShown(enough)
	r.end()
}

// TestB13_HeadlessRunSurvivesANodeOfThree kills one of the three servers of the store in the middle of everybody's conversations.
func TestB13_HeadlessRunSurvivesANodeOfThree(t *testing.T) {
	authority, err := seal.NewSigningKey()
	check(t, err)
	nodes := cluster.Start(t)
	p := vigied.Exec(t, vigied.Binary(t), filepath.Join(t.TempDir(), "data"), authority, "--nats", strings.Join(nodes.URLs, ","), "--replicas", "3")
	r := begin(t, p.Backend, 4*time.Minute)
	r.untilShown(enough)
	check(t, nodes.Kill(1))
	r.untilShown(2 * enough) // some of them were under way, and the rest came over the two that are left
	r.end()
}

// headlessRun is a simulation that runs until it is ended.
type headlessRun struct {
	t          *testing.T
	simulation *simulation
	log        bytes.Buffer
	ctx        context.Context
	stop       context.CancelFunc
	ended      chan error
}

func begin(t *testing.T, b *vigied.Backend, limit time.Duration) *headlessRun {
	r := &headlessRun{t: t, ended: make(chan error, 1)}
	dir := t.TempDir()
	accounts := writeAccounts(t, dir, b.AddOperator(t, "op-1", "national"), b.AddOperator(t, "op-2", "national"))
	o, err := parse([]string{
		"--headless", "--page", b.Page, "--console", b.Console, "--ca", writeCA(t, dir, b), "--accounts", accounts, "--operators", "2",
		"--authority", base64.StdEncoding.EncodeToString(b.Authority.Public()), "--pace", "0.03", "--unit-place", "???",
	}, &r.log)
	check(t, err)
	r.simulation, err = newSimulation(o, &serial{to: &r.log})
	check(t, err)
	r.ctx, r.stop = context.WithTimeout(t.Context(), limit)
	t.Cleanup(r.stop)
	go func() { r.ended <- r.simulation.run(r.ctx) }()
	return r
}

// untilShown waits until so many more texts were shown.
func (r *headlessRun) untilShown(more int) {
	r.t.Helper()
	before := r.simulation.ledger.counts().Shown
	for r.simulation.ledger.counts().Shown < before+more {
		select {
		case <-time.After(20 * time.Millisecond):
		case err := <-r.ended:
			r.t.Fatalf("the run ended: %v, %+v\n%s", err, r.simulation.ledger.counts(), r.log.String())
		}
	}
}

// end ends the run, and looks at what became of each text.
func (r *headlessRun) end() {
	r.t.Helper()
	r.stop()
	check(r.t, <-r.ended)
	got := r.simulation.ledger.counts()
	r.t.Logf("%+v", got)
	if got.Lost != 0 || got.Duplicated != 0 {
		r.t.Errorf("lost or shown twice: %+v\n%s", got, r.log.String())
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
