package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/authn"
	"vigie.example/internal/backend"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// maxPassphraseBytes bounds what is read for a passphrase.
const maxPassphraseBytes = 1024

// newAccount is what `account add` is told.
type newAccount struct {
	data, authority, actor, name, role, unit, workstation, passphrase string
	days                                                              int
}

func accountAdd(ctx context.Context, e environment, args []string) error {
	var n newAccount
	set := flag.NewFlagSet("account add", flag.ContinueOnError)
	set.StringVar(&n.data, "data", "", "data folder of the running vigied")
	set.StringVar(&n.authority, "authority", "", "file of the authority's private key")
	set.StringVar(&n.actor, "actor", "", "code that the person signs in with: lower-case letters, digits and hyphens")
	set.StringVar(&n.name, "name", "", "name that their own window shows")
	set.StringVar(&n.role, "role", string(access.Operator), "operator, psychologist, supervisor or technical")
	set.StringVar(&n.unit, "unit", "", "code of the unit, as in police-33, gendarmerie-2a, national")
	set.StringVar(&n.workstation, "workstation", "", "public key of the workstation, as `vigie workstation` prints it")
	set.StringVar(&n.passphrase, "passphrase-file", "", "file with the passphrase; without it standard input is read")
	set.IntVar(&n.days, "days", 365, "days that the credential is valid, 1 to 1098")
	if err := flags(e, set, args, "data", "authority", "actor", "name", "unit", "workstation"); err != nil {
		return err
	}
	account, err := n.account(e)
	if err != nil {
		return err
	}
	if err := connect(n.data).put(ctx, account); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%s may sign in on that workstation until %s\n", account.Actor, account.Credential.NotAfter.Time().Format(time.DateOnly))
	return nil
}

// account makes the account, its credential signed by the authority.
func (n newAccount) account(e environment) (backend.Account, error) {
	var none backend.Account
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(n.workstation))
	if err != nil {
		return none, wrong("--workstation must be the text that `vigie workstation` prints on that workstation")
	}
	if n.days < 1 || n.days > 1098 {
		return none, wrong("--days is %d: choose from 1 to 1098", n.days)
	}
	now := time.Now()
	account := backend.Account{
		Actor: access.ActorCode(n.actor), Name: n.name, Role: access.Role(n.role), Unit: access.UnitCode(n.unit),
		Credential: wire.Credential{
			Actor: n.actor, Role: n.role, Unit: n.unit, Key: key,
			NotBefore: wire.At(now.Add(-time.Minute)), NotAfter: wire.At(now.AddDate(0, 0, n.days)),
		},
	}
	if err := account.Valid(); err != nil {
		return none, wrong("%s", explain(err))
	}
	authority, err := readAuthority(n.authority)
	if err != nil {
		return none, err
	}
	defer authority.Destroy()
	if err := seal.SignCredential(authority, &account.Credential); err != nil {
		return none, wrong("the credential cannot be signed: %s", explain(err))
	}
	account.PassphraseHash, err = passphraseHash(e, n.passphrase, n.actor, n.name)
	return account, err
}

func accountPassphrase(ctx context.Context, e environment, args []string) error {
	set := flag.NewFlagSet("account passphrase", flag.ContinueOnError)
	data := set.String("data", "", "data folder of the running vigied")
	actor := set.String("actor", "", "code of the account")
	file := set.String("passphrase-file", "", "file with the passphrase; without it standard input is read")
	if err := flags(e, set, args, "data", "actor"); err != nil {
		return err
	}
	service := connect(*data)
	all, err := service.list(ctx)
	if err != nil {
		return err
	}
	for _, account := range all {
		if string(account.Actor) != *actor {
			continue
		}
		if account.PassphraseHash, err = passphraseHash(e, *file, *actor, account.Name); err != nil {
			return err
		}
		if err := service.put(ctx, account); err != nil {
			return err
		}
		fmt.Fprintf(e.out, "%s has a new passphrase\n", *actor)
		return nil
	}
	return wrong("there is no account %q: `vigiectl account list` shows all", *actor)
}

func accountRevoke(ctx context.Context, e environment, args []string) error {
	set := flag.NewFlagSet("account revoke", flag.ContinueOnError)
	data := set.String("data", "", "data folder of the running vigied")
	actor := set.String("actor", "", "code of the account")
	if err := flags(e, set, args, "data", "actor"); err != nil {
		return err
	}
	if err := connect(*data).revoke(ctx, *actor); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%s is revoked, for good; its code is never given again\n", *actor)
	return nil
}

func accountList(ctx context.Context, e environment, args []string) error {
	set := flag.NewFlagSet("account list", flag.ContinueOnError)
	data := set.String("data", "", "data folder of the running vigied")
	if err := flags(e, set, args, "data"); err != nil {
		return err
	}
	all, err := connect(*data).list(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ACTOR\tROLE\tUNIT\tVALID UNTIL\tSTATE")
	for _, a := range all {
		state := "in force"
		switch {
		case a.Revoked != 0:
			state = "revoked " + a.Revoked.Time().Format(time.DateOnly)
		case !a.InForce(time.Now()):
			state = "lapsed"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", a.Actor, a.Role, a.Unit, a.Credential.NotAfter.Time().Format(time.DateOnly), state)
	}
	return table.Flush()
}

// passphraseHash reads a passphrase, refuses a weak one (B9), and hashes it.
func passphraseHash(e environment, file string, about ...string) (string, error) {
	source := e.in
	if file != "" {
		f, err := os.Open(file)
		if err != nil {
			return "", wrong("the passphrase cannot be read: %v", err)
		}
		defer f.Close()
		source = f
	} else {
		fmt.Fprintln(e.err, "Passphrase (read from standard input):")
	}
	text, err := bufio.NewReader(io.LimitReader(source, maxPassphraseBytes)).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", wrong("the passphrase cannot be read: %v", err)
	}
	passphrase := strings.TrimRight(text, "\r\n")
	if err := authn.Check(passphrase, about...); err != nil {
		return "", wrong("this passphrase is too easy to guess: take at least seven words that do not belong together, or a drawn one such as %q", authn.Suggest())
	}
	return authn.Hash(passphrase)
}
