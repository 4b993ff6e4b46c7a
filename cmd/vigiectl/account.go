package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/authn"
	"vigie.example/internal/backend"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

const (
	defaultDays = 365
	maxDays     = 3 * 366 // a longer one is not reviewed any more (S1)
	day         = 24 * time.Hour
)

// adding is what account add is told.
type adding struct {
	where                                   place
	authority, actor, name, role, unit      string
	workstation                             string
	passphraseFile, authorityPassphraseFile string
	generate, replace, untrained            bool
	days                                    int

	command string // that was given
	first   bool   // of the supervisors
}

func (a *adding) flags() *flag.FlagSet {
	set := newFlags(a.command)
	a.where.flags(set)
	set.StringVar(&a.authority, "authority", "", "file of the private authority key, which signs the credential")
	set.StringVar(&a.authorityPassphraseFile, "authority-passphrase-file", "", "file whose first line opens an encrypted authority key")
	set.StringVar(&a.actor, "actor", "", "code that stands for the person in traces: letters, digits, hyphens; never a civil name")
	set.StringVar(&a.name, "name", "", "name as the person's own window shows it")
	if !a.first {
		set.StringVar(&a.role, "role", string(access.Operator), "operator, psychologist, supervisor or technical")
	}
	set.StringVar(&a.unit, "unit", "", "code of the unit, such as police-33")
	set.StringVar(&a.workstation, "workstation", "", "public keys of the person's workstation: what vigie workstation prints there")
	set.StringVar(&a.passphraseFile, "passphrase-file", "", "file whose first line is the passphrase; without: standard input")
	set.BoolVar(&a.generate, "generate", false, "draw a passphrase and print it")
	set.BoolVar(&a.replace, "replace", false, "replace an account that is there: another workstation, unit or role, or a new credential")
	set.BoolVar(&a.untrained, "untrained", false, "the person may sign in, but not take conversations yet (S5)")
	set.IntVar(&a.days, "days", defaultDays, "how many days the credential is valid")
	return set
}

// accountAdd makes the credential, signs it, and adds the account.
func (c *call) accountAdd(ctx context.Context, args []string) error {
	return c.addAccount(ctx, &adding{command: "account add"}, args)
}

func (c *call) addAccount(ctx context.Context, a *adding, args []string) error {
	if err := c.parse(a.flags(), args, "authority", "actor", "name", "unit", "workstation"); err != nil {
		return err
	}
	if a.days < 1 || a.days > maxDays {
		return problem(fmt.Sprintf("--days is 1 to %d", maxDays))
	}
	account, err := a.account()
	if err != nil {
		return err
	}
	key, err := readKey(a.authority, func() (string, error) {
		return c.in.passphrase(a.authorityPassphraseFile, "Passphrase of the authority key")
	})
	if err != nil {
		return err
	}
	defer key.Destroy()
	if err := a.where.trusts(key.Public()); err != nil {
		return err
	}
	if err := seal.SignCredential(key, &account.Credential); err != nil {
		return err
	}
	if account.Certificate, err = a.certify(key, account.Credential); err != nil {
		return err
	}
	admin, err := a.where.open(ctx)
	if err != nil {
		return err
	}
	defer admin.Close()
	if err := a.mayPut(ctx, admin); err != nil {
		return err
	}
	drawn, err := c.choosePassphrase(&account, a.passphraseFile, a.generate)
	if err != nil {
		return err
	}
	if err := admin.Put(ctx, account); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%s may sign in until %s\n", account.Actor, account.Credential.NotAfter.Time().Format(time.DateOnly))
	if account.Certificate == nil {
		fmt.Fprintf(c.errs, "No report can be signed with this account: --workstation has the key for signing in alone. What vigie workstation prints has both.\n")
	}
	c.showDrawn(drawn)
	return nil
}

// account is what was asked for, without the signature and the passphrase.
func (a *adding) account() (backend.Account, error) {
	actor, err := access.ParseActor(a.actor)
	if err != nil {
		return backend.Account{}, err
	}
	role, err := access.ParseRole(a.role)
	if err != nil {
		return backend.Account{}, err
	}
	if err := knownUnit(access.UnitCode(a.unit)); err != nil {
		return backend.Account{}, err
	}
	key, _, err := a.keys()
	if err != nil {
		return backend.Account{}, err
	}
	now := time.Now()
	return backend.Account{
		Actor: actor, Name: strings.TrimSpace(a.name), Role: role, Unit: access.UnitCode(a.unit), Untrained: a.untrained,
		Credential: wire.Credential{
			Actor: string(actor), Role: string(role), Unit: a.unit, Key: key,
			NotBefore: wire.At(now.Add(-time.Minute)), NotAfter: wire.At(now.Add(time.Duration(a.days) * day)), // clocks differ a little
		},
	}, nil
}

// mayPut keeps an account from being replaced by mistake.
func (a *adding) mayPut(ctx context.Context, admin administration) error {
	const op fault.Op = "vigiectl.mayPut"
	old, found, err := find(ctx, admin, access.ActorCode(a.actor))
	switch {
	case err != nil:
		return err
	case found && old.Revoked != 0:
		return fault.New(fault.Taken, op, fault.Key("fault.account.revoked"))
	case found && !a.replace:
		return fault.New(fault.Taken, op, fault.Key("fault.account.exists"))
	case !found && a.replace:
		return fault.New(fault.Missing, op)
	case a.first:
		return onlySupervisor(ctx, admin)
	}
	return nil
}

// onlySupervisor refuses a first supervisor where there is one already: that one invites, and account add adds.
func onlySupervisor(ctx context.Context, admin administration) error {
	all, err := admin.List(ctx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(a backend.Account) bool { return a.Role == access.Supervisor && a.InForce(time.Now()) }) {
		return problem("there is a supervisor already: add others with account add --role supervisor")
	}
	return nil
}

func find(ctx context.Context, admin administration, actor access.ActorCode) (backend.Account, bool, error) {
	all, err := admin.List(ctx)
	if err != nil {
		return backend.Account{}, false, err
	}
	i := slices.IndexFunc(all, func(a backend.Account) bool { return a.Actor == actor })
	if i < 0 {
		return backend.Account{}, false, nil
	}
	return all[i], true, nil
}

// choosePassphrase sets the account's hash (B9), and returns the passphrase if it was drawn.
func (c *call) choosePassphrase(account *backend.Account, file string, generate bool) (drawn string, err error) {
	if generate && file != "" {
		return "", problem("give either --generate or --passphrase-file")
	}
	passphrase := ""
	if generate {
		drawn = authn.Suggest()
		passphrase = drawn
	} else if passphrase, err = c.in.newPassphrase(file, "Passphrase for "+string(account.Actor)); err != nil {
		return "", err
	}
	if err := authn.Check(passphrase, string(account.Actor), account.Name); err != nil {
		return "", err
	}
	account.PassphraseHash, err = authn.Hash(passphrase)
	return drawn, err
}

func (c *call) showDrawn(drawn string) {
	if drawn != "" {
		fmt.Fprintf(c.out, "passphrase: %s\n", drawn)
	}
}

// accountPassphrase gives an account another passphrase and leaves the rest.
func (c *call) accountPassphrase(ctx context.Context, args []string) error {
	set := newFlags("account passphrase")
	var where place
	where.flags(set)
	code := set.String("actor", "", "code of the account")
	file := set.String("passphrase-file", "", "file whose first line is the passphrase; without: standard input")
	generate := set.Bool("generate", false, "draw a passphrase and print it")
	if err := c.parse(set, args, "actor"); err != nil {
		return err
	}
	actor, err := access.ParseActor(*code)
	if err != nil {
		return err
	}
	admin, err := where.open(ctx)
	if err != nil {
		return err
	}
	defer admin.Close()
	account, found, err := find(ctx, admin, actor)
	switch {
	case err != nil:
		return err
	case !found:
		return fault.New(fault.Missing, "vigiectl.accountPassphrase")
	case account.Revoked != 0:
		return fault.New(fault.Taken, "vigiectl.accountPassphrase", fault.Key("fault.account.revoked"))
	}
	drawn, err := c.choosePassphrase(&account, *file, *generate)
	if err != nil {
		return err
	}
	if err := admin.Put(ctx, account); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%s has another passphrase\n", actor)
	c.showDrawn(drawn)
	return nil
}

// accountRevoke ends an account.
func (c *call) accountRevoke(ctx context.Context, args []string) error {
	set := newFlags("account revoke")
	var where place
	where.flags(set)
	code := set.String("actor", "", "code of the account")
	if err := c.parse(set, args, "actor"); err != nil {
		return err
	}
	actor, err := access.ParseActor(*code)
	if err != nil {
		return err
	}
	admin, err := where.open(ctx)
	if err != nil {
		return err
	}
	defer admin.Close()
	if err := admin.Revoke(ctx, actor); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%s is revoked, for good\n", actor)
	return nil
}

// accountList prints a table.
func (c *call) accountList(ctx context.Context, args []string) error {
	set := newFlags("account list")
	var where place
	where.flags(set)
	if err := c.parse(set, args); err != nil {
		return err
	}
	admin, err := where.open(ctx)
	if err != nil {
		return err
	}
	defer admin.Close()
	all, err := admin.List(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ACTOR\tROLE\tUNIT\tVALID UNTIL\tSTATE")
	for _, a := range all { // without names: the table is pasted into tickets
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", a.Actor, a.Role, a.Unit, a.Credential.NotAfter.Time().Format(time.DateOnly), stateOf(a))
	}
	return table.Flush()
}

func stateOf(a backend.Account) string {
	switch {
	case a.Revoked != 0:
		return "revoked " + a.Revoked.Time().Format(time.DateOnly)
	case !a.InForce(time.Now()):
		return "lapsed"
	case a.Untrained:
		return "untrained"
	}
	return "in force"
}

// trusts compares the signing key with the one that vigied in this data folder accepts, where it says which.
func (p *place) trusts(public []byte) error {
	if p.data == "" {
		return nil
	}
	file := filepath.Join(p.data, "authority.pub")
	if _, err := os.Lstat(file); errors.Is(err, fs.ErrNotExist) {
		return nil // given to vigied by --authority
	}
	pinned, err := readPublic(file)
	if err != nil {
		return err
	}
	if !bytes.Equal(pinned, public) {
		return problem(fmt.Sprintf("vigied trusts another authority key (%s): nobody could sign in with a credential of this one", file))
	}
	return nil
}
