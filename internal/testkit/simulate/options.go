package main

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"vigie.example/internal/seal"
)

// options are the flags of a simulation.
type options struct {
	page, console string
	roots         *x509.CertPool
	authority     []byte
	script        string // "all" or how many
	seconds       int
	headless      bool
	operators     int
	accounts      []account
	pace          float64
	place         string // instead of the scripts'
	most          int    // conversations at once
}

// account is an operator's, as the file of --accounts has it.
type account struct {
	Actor       string `json:"actor"`
	Passphrase  string `json:"passphrase"`
	Workstation string `json:"workstation"` // file with the private key
}

func parse(args []string, diagnostics io.Writer) (options, error) {
	var o options
	var ca, authority, accounts string
	set := flag.NewFlagSet("simulate", flag.ContinueOnError)
	set.SetOutput(diagnostics)
	set.StringVar(&o.page, "page", "", "`address` for declarants: wss://HOST/v1/page")
	set.StringVar(&o.console, "console", "", "`address` for consoles: wss://HOST/v1/console (headless)")
	set.StringVar(&ca, "ca", "", "PEM `file` of the authority that signed the service's certificate")
	set.StringVar(&authority, "authority", "", "public authority `key`, base64")
	set.StringVar(&o.script, "script", "all", "`all` scripts, or the first N")
	set.IntVar(&o.seconds, "seconds", 0, "end after this many `seconds`; 0 runs until interrupted")
	set.BoolVar(&o.headless, "headless", false, "automatic operators answer, and the counts are printed at the end")
	set.IntVar(&o.operators, "operators", 1, "how many automatic operators")
	set.StringVar(&accounts, "accounts", "", "JSON `file` with the operators' accounts (headless)")
	set.Float64Var(&o.pace, "pace", 0, "`factor` of the scripts' pauses; 0: 1, headless 0.12")
	set.StringVar(&o.place, "unit-place", "", "postcode for all declarants, instead of the scripts'")
	set.IntVar(&o.most, "at-once", 0, "conversations at once; 0: 4, headless 12")
	if err := set.Parse(args); err != nil {
		return o, err
	}
	if o.pace <= 0 {
		o.pace = choose(o.headless, 0.12, 1.0)
	}
	if o.most <= 0 {
		o.most = choose(o.headless, 12, 4)
	}
	return o, o.load(ca, authority, accounts)
}

func choose[T any](a bool, yes, no T) T {
	if a {
		return yes
	}
	return no
}

// load reads what the flags name.
func (o *options) load(ca, authority, accounts string) (err error) {
	if o.page == "" || authority == "" || (o.headless && (o.console == "" || accounts == "")) {
		return errors.New("--page and --authority are needed, with --headless also --console and --accounts")
	}
	if o.authority, err = base64.StdEncoding.DecodeString(strings.TrimSpace(authority)); err != nil || len(o.authority) != seal.PublicKeyBytes {
		return errors.New("--authority is not a public key in base64")
	}
	if ca != "" {
		pem, err := os.ReadFile(ca)
		if err != nil {
			return err
		}
		o.roots = x509.NewCertPool()
		if !o.roots.AppendCertsFromPEM(pem) {
			return fmt.Errorf("%s holds no certificate", ca)
		}
	}
	if !o.headless {
		return nil
	}
	raw, err := os.ReadFile(accounts)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, &o.accounts); err != nil {
		return fmt.Errorf("%s: %w", accounts, err)
	}
	if o.operators < 1 || o.operators > len(o.accounts) {
		return fmt.Errorf("--operators %d, and %s has %d accounts", o.operators, accounts, len(o.accounts))
	}
	return nil
}

// chosen returns the scripts that --script names.
func (o *options) chosen() ([]script, error) {
	all, err := loadScripts()
	if err != nil || o.script == "all" {
		return all, err
	}
	n, err := strconv.Atoi(o.script)
	if err != nil || n < 1 {
		return nil, fmt.Errorf("--script is all or a number, not %q", o.script)
	}
	return all[:min(n, len(all))], nil
}
