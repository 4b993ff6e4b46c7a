package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"vigie.example/internal/backend"
	"vigie.example/internal/biometric"
)

// biometricCommands are those about fingerprints (L1-L19).
func (c *call) biometricCommands() map[string]func(context.Context, []string) error {
	return map[string]func(context.Context, []string) error{
		"assessment new": c.assessmentNew, "assessment check": c.assessmentCheck, "assessment sign": c.assessmentSign,
		"assessment put": c.document("assessment put FILE", "/biometric/assessment"), "assessment reopen": c.order("assessment reopen", "/biometric/risk"),
		"notice new": c.noticeNew, "notice check": c.noticeCheck, "notice put": c.document("notice put FILE", "/biometric/notice"),
		"notice announce": c.noticeAnnounce, "register put": c.document("register put FILE", "/biometric/register"),
		"biometric status": c.biometricStatus, "biometric suspend": c.biometricSuspend, "biometric resume": c.order("biometric resume", "/biometric/resume"),
		"reader add": c.readerAdd, "reader remove": c.readerOrder("reader remove", "/remove"), "reader wiped": c.readerOrder("reader wiped", "/wiped"),
		"fingerprint erased": c.fingerprintErased, "evidence pack": c.evidencePack, "evidence verify": c.evidenceVerify,
	}
}

const biometricUsage = `  assessment new          begin an impact assessment of the biometric login, with every question unanswered
  assessment check        list what is missing in an assessment, and why each question is asked
  assessment sign         sign a complete assessment with the authority key
  assessment put          hand an assessment to the service: a draft, or the signed one that counts
  assessment reopen       report that a risk has changed: fingerprints stop until a later assessment is signed
  notice new              write the notice that ships, for the controller to complete
  notice check            list what a notice does not say
  notice put              put a notice in force
  notice announce         record that people have been told of it, and when the processing begins
  register put            hand over what the register of processing says
  biometric status        say how the biometric login stands, and what is in its way
  biometric suspend       stop it at once, on every console; work goes on by the other ways
  biometric resume        lift the suspension, through every condition again
  reader add              put a fingerprint reader into the inventory
  reader remove           take one out of use
  reader wiped            record that a removed reader holds nothing any more
  fingerprint erased      record that the template of a key that was handed in is gone
  evidence pack           write the evidence of all this as a signed archive
  evidence verify         check such an archive
`

// serving reaches the service, which must run: what is changed here is told to every console at once.
func serving(ctx context.Context, data string) (*socket, error) {
	s, err := dialSocket(ctx, filepath.Join(data, "admin.sock"))
	if err == nil && s == nil {
		err = problem("vigied does not run on this data folder: start it first, so that every console is told")
	}
	return s, err
}

// order returns a command that makes the service do one thing.
func (c *call) order(name, path string) func(context.Context, []string) error {
	return func(ctx context.Context, args []string) error {
		set := newFlags(name)
		data := set.String("data", "", "data folder of vigied, which must be running")
		if err := c.parse(set, args, "data"); err != nil {
			return err
		}
		return c.post(ctx, *data, path, nil)
	}
}

func (c *call) post(ctx context.Context, data, path string, values url.Values) error {
	s, err := serving(ctx, data)
	if err != nil {
		return err
	}
	defer s.Close()
	if values != nil {
		path += "?" + values.Encode()
	}
	if err := s.ask(ctx, http.MethodPost, path, nil, nil); err != nil {
		return err
	}
	fmt.Fprintln(c.out, "done")
	return nil
}

// document returns a command that hands a file of JSON to the service.
func (c *call) document(name, path string) func(context.Context, []string) error {
	return func(ctx context.Context, args []string) error {
		names, args, err := files(args, 1, name+" --data DIR")
		if err != nil {
			return err
		}
		set := newFlags(name)
		data := set.String("data", "", "data folder of vigied, which must be running")
		if err := c.parse(set, args, "data"); err != nil {
			return err
		}
		raw, err := readDocument(names[0])
		if err != nil {
			return err
		}
		if !json.Valid(raw) {
			return problem(names[0] + " is not JSON")
		}
		s, err := serving(ctx, *data)
		if err != nil {
			return err
		}
		defer s.Close()
		if err := s.ask(ctx, http.MethodPut, path, json.RawMessage(raw), nil); err != nil {
			return err
		}
		fmt.Fprintln(c.out, "done")
		return nil
	}
}

func readDocument(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err == nil && info.Size() > biometric.MaxDocumentBytes {
		return nil, problem(fmt.Sprintf("%s is longer than %d bytes: name annexes in it instead of quoting them", file, biometric.MaxDocumentBytes))
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, fileProblem("the file cannot be read", err)
	}
	return raw, nil
}

func (c *call) biometricSuspend(ctx context.Context, args []string) error {
	set := newFlags("biometric suspend")
	data := set.String("data", "", "data folder of vigied, which must be running")
	reason := set.String("reason", "", "incident, failing, reviewing or ordered")
	if err := c.parse(set, args, "data", "reason"); err != nil {
		return err
	}
	return c.post(ctx, *data, "/biometric/suspend", url.Values{"reason": {*reason}})
}

// biometricStatus says what is in the way of each method, each thing once.
func (c *call) biometricStatus(ctx context.Context, args []string) error {
	set := newFlags("biometric status")
	data := set.String("data", "", "data folder of vigied, which must be running")
	if err := c.parse(set, args, "data"); err != nil {
		return err
	}
	e, err := askEvidence(ctx, *data)
	if err != nil {
		return err
	}
	for _, m := range biometric.Methods() {
		if len(e.Standing[m]) == 0 {
			fmt.Fprintf(c.out, "%s: open to who has read the notice\n", m)
			continue
		}
		fmt.Fprintf(c.out, "%s: shut\n", m)
		for _, o := range e.Standing[m] {
			fmt.Fprintf(c.out, "  %s\n", strings.TrimSpace(string(o.Code)+" "+o.Detail))
		}
	}
	counts := map[biometric.State]int{}
	for _, r := range e.Reconciliation {
		counts[r.State]++
	}
	fmt.Fprintf(c.out, "templates: %d kept, %d erased, %d pending, %d missed\n", counts[biometric.Kept], counts[biometric.Erased],
		counts[biometric.Pending], counts[biometric.Missed])
	table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, r := range e.Readers {
		fmt.Fprintf(table, "reader %s\t%s\t%s\t%s\n", r.Code, r.Model, r.Unit, readerState(r))
	}
	return table.Flush()
}

func askEvidence(ctx context.Context, data string) (e backend.Evidence, err error) {
	s, err := serving(ctx, data)
	if err != nil {
		return e, err
	}
	defer s.Close()
	err = s.ask(ctx, http.MethodGet, "/biometric", nil, &e)
	return e, err
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
