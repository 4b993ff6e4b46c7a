package main

import (
	"context"
	"encoding/base64"
	"flag"
	"fmt"
	"net/http"
	"text/tabwriter"
	"time"

	"vigie.example/cmd/internal/checkup"
	"vigie.example/internal/access"
	"vigie.example/internal/fault"
	"vigie.example/internal/keyring"
	"vigie.example/internal/wire"
)

// meansCommands are about what people sign in with: where there is no supervisor yet, whoever administers the host is the second person.
func (c *call) meansCommands() map[string]func(context.Context, []string) error {
	return map[string]func(context.Context, []string) error{
		"bootstrap": c.bootstrap, "means list": c.meansList, "means invite": c.meansInvite, "means confirm": c.meansConfirm,
		"means revoke": c.meansRevoke, "doctor": c.doctor,
	}
}

const meansUsage = `  bootstrap               add the first supervisor
  means list              list somebody's security keys and service cards
  means invite            give the code with which somebody enrols one
  means confirm           put somebody's first in force, by the number that their screen shows
  means revoke            end one, at once
  doctor                  say what this workstation has for signing in, and what it would need
`

// bootstrap is account add for the first supervisor, who from then on invites everybody else.
func (c *call) bootstrap(ctx context.Context, args []string) error {
	a := adding{command: "bootstrap", role: string(access.Supervisor), first: true}
	if err := c.addAccount(ctx, &a, args); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%s signs in by passphrase first, then enrols a key or a card from the account page: vigiectl means invite gives the code\n", a.actor)
	return nil
}

// someones is a command about one person, on a service that runs.
type someones struct {
	where place
	actor string
}

func (c *call) about(name string, args []string, required []string, more func(*flag.FlagSet)) (someones, error) {
	var s someones
	set := newFlags(name)
	s.where.flags(set)
	set.StringVar(&s.actor, "actor", "", "code of the account")
	if more != nil {
		more(set)
	}
	if err := c.parse(set, args, append([]string{"actor"}, required...)...); err != nil {
		return s, err
	}
	_, err := access.ParseActor(s.actor)
	return s, err
}

// ask asks vigied, which has to run: what somebody signs in with is decided there.
func (s *someones) ask(ctx context.Context, method, path string, body, answer any) error {
	if s.where.data == "" {
		return problem("give --data DIR, the data folder of the vigied that runs here")
	}
	admin, err := s.where.open(ctx)
	if err != nil {
		return err
	}
	defer admin.Close()
	running, ok := admin.(*socket)
	if !ok {
		return fault.New(fault.Unavailable, "vigiectl.means", fault.Key("fault.service.stopped"))
	}
	return running.ask(ctx, method, "/accounts/"+s.actor+path, body, answer)
}

func (c *call) meansList(ctx context.Context, args []string) error {
	s, err := c.about("means list", args, nil, nil)
	if err != nil {
		return err
	}
	var all wire.Means
	if err := s.ask(ctx, http.MethodGet, "/means", nil, &all); err != nil {
		return err
	}
	table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tKIND\tADDED\tBY\tUSED\tSTATE")
	for _, m := range all.List { // without the names that their holders gave: the table is pasted into tickets
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", shortID(m.ID), m.Kind, dayOf(m.Added), m.By, dayOf(m.Used), stateOfMeans(m))
	}
	return table.Flush()
}

func shortID(id []byte) string { return base64.RawURLEncoding.EncodeToString(id[:min(len(id), 12)]) }

func dayOf(at wire.Millis) string {
	if at == 0 {
		return "-"
	}
	return at.Time().Format(time.DateOnly)
}

func stateOfMeans(m wire.OneMeans) string {
	switch {
	case m.Revoked != 0:
		return "revoked " + dayOf(m.Revoked) + " (" + m.Cause + ")"
	case m.Waits:
		return "waits for its confirmation"
	}
	return "in force"
}

func (c *call) meansInvite(ctx context.Context, args []string) error {
	s, err := c.about("means invite", args, nil, nil)
	if err != nil {
		return err
	}
	var invited wire.Invited
	if err := s.ask(ctx, http.MethodPost, "/invite", nil, &invited); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%s\nfor %s alone, once, until %s: give it by word of mouth\n", invited.Code, s.actor, invited.Expires.Time().Format(time.TimeOnly))
	return nil
}

func (c *call) meansConfirm(ctx context.Context, args []string) error {
	var number string
	s, err := c.about("means confirm", args, []string{"number"}, func(set *flag.FlagSet) {
		set.StringVar(&number, "number", "", "number that the person's screen shows")
	})
	if err != nil {
		return err
	}
	if err := s.ask(ctx, http.MethodPost, "/confirm", wire.MeansConfirm{Number: number}, nil); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%s may sign in with it from now on\n", s.actor)
	return nil
}

func (c *call) meansRevoke(ctx context.Context, args []string) error {
	var id string
	s, err := c.about("means revoke", args, []string{"id"}, func(set *flag.FlagSet) {
		set.StringVar(&id, "id", "", "as means list shows it")
	})
	if err != nil {
		return err
	}
	var all wire.Means
	if err := s.ask(ctx, http.MethodGet, "/means", nil, &all); err != nil {
		return err
	}
	for _, m := range all.List {
		if shortID(m.ID) == id && m.Revoked == 0 {
			if err := s.ask(ctx, http.MethodPost, "/means", wire.MeansRevoke{ID: m.ID}, nil); err != nil {
				return err
			}
			fmt.Fprintf(c.out, "revoked, on every console\n")
			return nil
		}
	}
	return fault.New(fault.Missing, "vigiectl.meansRevoke")
}

// consoleService is the name under which the console's secrets are in the keyring.
const consoleService = "example.vigie.console"

var cardModules = []string{"/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so", "/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so", "/usr/lib64/opensc-pkcs11.so"}

// doctor looks at this workstation; it ends with 0 whatever it finds, since no way in is needed for another.
func (c *call) doctor(ctx context.Context, args []string) error {
	set := newFlags("doctor")
	if err := c.parse(set, args); err != nil {
		return err
	}
	table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "WHAT\tSTATE\tFOUND\tWHAT IT WOULD NEED")
	for _, f := range checkup.Look(ctx, "/", keyring.Open(consoleService), cardModules, checkup.Ask) {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", f.What, f.State, orDash(f.Found), orDash(f.Needs))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(c.out, "A passphrase with the workstation's key needs the keyring alone; the other ways in are as good, and none is needed for another.")
	return err
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
