package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"vigie.example/internal/backend"
	"vigie.example/internal/console"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/conversation"
	"vigie.example/internal/retention"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/cluster"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/testkit/passage"
	"vigie.example/internal/testkit/vigied"
)

// three is the service as a large installation runs it: three processes on three servers of a store, with one key and one
// certificate, behind something that chooses the process.
type three struct {
	t         *testing.T
	nodes     *cluster.Cluster
	forward   func(time.Duration)
	authority *seal.SigningKey
	dirs      [3]string
	args      []string
	programs  [3]*vigied.Process
	ops       []*testkit.Operator
}

func newThree(t *testing.T) *three {
	t.Helper()
	s := &three{t: t, nodes: cluster.Start(t), forward: vigied.Forward(t)}
	var err error
	s.authority, err = seal.NewSigningKey()
	ok(t, err)
	first := filepath.Join(t.TempDir(), "data")
	s.args = append(vigied.Lasting(t, first), "--nats", strings.Join(s.nodes.URLs, ","), "--replicas", "3")
	for i := range s.programs {
		s.dirs[i] = first
		if i > 0 {
			s.dirs[i] = filepath.Join(t.TempDir(), "data")
			ok(t, os.MkdirAll(s.dirs[i], 0o700))
			for _, name := range []string{"service.key", "dev-cert.pem"} {
				raw, err := os.ReadFile(filepath.Join(first, name))
				ok(t, err)
				ok(t, os.WriteFile(filepath.Join(s.dirs[i], name), raw, 0o600))
			}
		}
		s.start(i)
	}
	return s
}

func (s *three) start(i int) {
	s.programs[i] = vigied.Exec(s.t, os.Args[0], s.dirs[i], s.authority, s.args...)
}

func (s *three) passage(to int) *passage.Passage { return passage.To(s.t, s.programs[to].Host) }

func (s *three) soon() context.Context {
	ctx, cancel := context.WithTimeout(s.t.Context(), 2*time.Minute)
	s.t.Cleanup(cancel)
	return ctx
}

func (s *three) operator(actor string, by *passage.Passage, account vigied.Operator) *testkit.Operator {
	s.t.Helper()
	op, err := testkit.StartOperator(testkit.OperatorOptions{
		URL: "wss://" + by.Address() + "/v1/console", Roots: s.programs[0].Roots, Authority: s.authority.Public(), Workstation: account.Workstation, Link: atOnce,
	})
	ok(s.t, err)
	s.t.Cleanup(op.Close)
	s.ops = append(s.ops, op)
	ok(s.t, op.Enter(s.soon(), actor, account.Passphrase))
	return op
}

func (s *three) page(by *passage.Passage) (*declarant.Declarant, *pageLog) {
	s.t.Helper()
	log := &pageLog{texts: map[declarant.Kind][]string{}}
	d, err := declarant.Start(declarant.Options{
		URL: "wss://" + by.Address() + "/v1/page", Roots: s.programs[0].Roots, Authority: s.authority.Public(), Observe: log.observe, Link: atOnce,
	})
	ok(s.t, err)
	s.t.Cleanup(d.Vanish)
	return d, log
}

func (s *three) until(what string, is func() bool) {
	s.t.Helper()
	for end := time.Now().Add(time.Minute); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			for i, p := range s.programs {
				s.t.Logf("process %d:\n%s", i, p.Log.String())
			}
			for _, op := range s.ops {
				talk := op.Thread.State()
				s.t.Logf("notice %v; %s %s, %d texts, %+v", op.Inbox.State().Notice, talk.Conversation, talk.Phase, talk.Items.Len(), talk.Alarms)
				for _, it := range talk.Items.All() {
					s.t.Logf("%+v", it)
				}
			}
			s.t.Fatalf("never: %s", what)
		}
	}
}

func claimable(op *testkit.Operator, id conversation.ID) bool {
	for _, row := range op.Inbox.State().Waiting {
		if row.Conversation == id && row.Claim == inbox.Claimable {
			return true
		}
	}
	return false
}

func mine(op *testkit.Operator, id conversation.ID) bool {
	for _, row := range op.Inbox.State().Mine {
		if row.Conversation == id {
			return true
		}
	}
	return false
}

func shows(op *testkit.Operator, id conversation.ID, text string) bool {
	s := op.Thread.State()
	for _, it := range s.Items.All() {
		if s.Conversation == id && it.Kind == exchange.Message && it.Text == text {
			return true
		}
	}
	return false
}

// proof asks a process, over its own socket, what it knows of a deletion.
func (s *three) proof(i int, id conversation.ID) (p backend.Proof, known bool) {
	s.t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", filepath.Join(s.dirs[i], "admin.sock"))
	}}}
	resp, err := client.Get("http://admin/deletions/" + string(id))
	ok(s.t, err)
	defer resp.Body.Close()
	return p, resp.StatusCode == http.StatusOK && json.NewDecoder(resp.Body).Decode(&p) == nil
}

// TestO3_ThreeProcessesOnThreeServers runs the service on a cluster, and takes away from it, one after the other, everything that can go: a
// race for a conversation, an owner that stands still for two minutes and comes back, a process, a server of the store. At the end a
// deletion is known everywhere.
func TestO3_ThreeProcessesOnThreeServers(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a cluster")
	}
	s := newThree(t)
	a := s.programs[0].AddOperator(t, "op-one", "national")
	b := s.programs[0].AddOperator(t, "op-two", "national")
	toZero, toOne, toTwo := s.passage(0), s.passage(1), s.passage(2)
	first, second := s.operator("op-one", toZero, a), s.operator("op-two", toOne, b)

	// Who is on duty at two processes is known at the third; of two who claim at the same moment one gets it.
	for n := range 4 {
		d, _ := s.page(toTwo)
		d.Say("bonjour")
		s.until("both may claim", func() bool { return claimable(first, d.ID()) && claimable(second, d.ID()) })
		var both sync.WaitGroup
		for _, op := range []*testkit.Operator{first, second} {
			both.Go(func() { op.Inbox.Claim(d.ID()) })
		}
		both.Wait()
		s.until("one has it", func() bool { return mine(first, d.ID()) || mine(second, d.ID()) })
		s.until("the other has not", func() bool { return !claimable(first, d.ID()) && !claimable(second, d.ID()) })
		if mine(first, d.ID()) && mine(second, d.ID()) {
			t.Fatalf("round %d: both have it", n)
		}
		d.Erase()
		s.until("it is gone", func() bool { return !mine(first, d.ID()) && !mine(second, d.ID()) })
	}

	// An owner that stands still for two minutes: after its lease and the grace another one answers, and what it says afterwards
	// goes nowhere.
	d, page := s.page(toTwo)
	id := d.ID()
	d.Say("vous êtes là ?")
	s.until("the first may claim", func() bool { return claimable(first, id) })
	first.Inbox.Claim(id)
	s.until("the first holds it", func() bool { return first.Thread.State().Phase == thread.Held && shows(first, id, "vous êtes là ?") })
	first.Thread.Send(id, "avant l'arrêt")
	s.until("the page hears it", func() bool { return len(page.of(declarant.Heard)) == 1 })
	ok(t, syscall.Kill(s.programs[0].PID(), syscall.SIGSTOP))
	stopped := true
	t.Cleanup(func() {
		if stopped {
			_ = syscall.Kill(s.programs[0].PID(), syscall.SIGCONT)
		}
	})
	first.Thread.Send(id, "trop tard")
	for ahead := time.Duration(0); ahead <= 2*time.Minute; ahead += 2500 * time.Millisecond { // any faster, and the leases of those who live would end, too
		s.forward(ahead)
		time.Sleep(time.Second)
	}
	s.until("the second may claim", func() bool { return claimable(second, id) })
	s.until("the second takes it", func() bool { // again, as a person would: a lease that the clock has overtaken is renewed within ten seconds
		if claimable(second, id) {
			second.Inbox.Claim(id)
			time.Sleep(200 * time.Millisecond)
		}
		return mine(second, id)
	})
	s.until("the second reads what was said", func() bool {
		return mine(second, id) && second.Thread.State().Phase == thread.Held && shows(second, id, "vous êtes là ?")
	})
	second.Thread.Send(id, "je prends la suite")
	s.until("the page hears the second", func() bool { return len(page.of(declarant.Heard)) == 2 })
	ok(t, syscall.Kill(s.programs[0].PID(), syscall.SIGCONT))
	stopped = false
	s.until("the first has lost it", func() bool { return first.Inbox.State().Phase == inbox.Current && !mine(first, id) })
	d.Say("je vous lis")
	s.until("the second goes on", func() bool { return shows(second, id, "je vous lis") })
	if heard := page.of(declarant.Heard); len(heard) != 2 || heard[1] != "je prends la suite" {
		t.Errorf("the page has heard %q", heard)
	}

	// The page's process is killed: it resumes at another one.
	s.programs[2].Kill()
	toTwo.Lead(s.programs[1].Host)
	both := func(what string) {
		t.Helper()
		heard, said := len(page.of(declarant.Heard)), "de la page "+what
		d.Say(said)
		second.Thread.Send(id, "de l'agent "+what)
		s.until("it arrives "+what, func() bool { return len(page.of(declarant.Heard)) == heard+1 && shows(second, id, said) })
	}
	both("ailleurs")

	// A server of the store is killed.
	ok(t, s.nodes.Kill(2))
	both("sur deux serveurs")
	if warned := page.of(declarant.Warned); len(warned) > 0 {
		t.Errorf("the page warns: %q", warned)
	}
	if alarms := second.Thread.State().Alarms; len(alarms) > 0 {
		t.Errorf("the console's alarms: %+v", alarms)
	}

	// A deletion is known at every process, one that comes later included.
	second.Console.Do(func(desk *console.Desk) { desk.Delete(id, retention.Now, time.Time{}) })
	s.until("the page is told", func() bool { return len(page.of(declarant.Erased)) == 1 })
	s.start(2)
	for i := range s.programs {
		s.until(fmt.Sprintf("process %d knows the tombstone, and that both consoles have erased it", i), func() bool {
			p, known := s.proof(i, id)
			return known && p.Done && p.Cause == string(retention.ByOperator) && p.Standing == retention.Deleted && len(p.Holders) == 2
		})
	}
	toTwo.Lead(s.programs[2].Host)
	after, _ := s.page(toTwo)
	after.Say("quelqu'un ?")
	s.until("who is on duty is known to the new process", func() bool { return claimable(first, after.ID()) && claimable(second, after.ID()) })
}
