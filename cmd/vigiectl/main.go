// Command vigiectl administers a Vigie service: the offline authority key, and the accounts of the staff.
//
//	vigiectl authority init --key FILE [--public FILE]    make the authority key; do it on a machine that is never connected
//	vigiectl authority show --key FILE                    print its public half, which page and console pin
//	vigiectl account add --data DIR --authority FILE --actor CODE --name NAME --unit UNIT --workstation KEY [--role ROLE]
//	                     [--passphrase-file FILE] [--days N]
//	vigiectl account passphrase --data DIR --actor CODE [--passphrase-file FILE]
//	vigiectl account revoke --data DIR --actor CODE
//	vigiectl account list --data DIR
//
// DIR is the data folder of a running vigied on this machine. A passphrase is read from the file, or from standard
// input. The exit status is 0 when it is done, 1 when the service refused or did not answer, 2 when the command was wrong.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
)

// environment is what a command may use of the world.
type environment struct {
	in       io.Reader
	out, err io.Writer
}

// command does one thing; its error is what the administrator is told.
type command func(ctx context.Context, e environment, args []string) error

var commands = map[string]command{
	"authority init":     authorityInit,
	"authority show":     authorityShow,
	"account add":        accountAdd,
	"account passphrase": accountPassphrase,
	"account revoke":     accountRevoke,
	"account list":       accountList,
}

const usage = `usage: vigiectl authority init|show ..., vigiectl account add|passphrase|revoke|list ...
vigiectl COMMAND --help lists what a command takes
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, environment{os.Stdin, os.Stdout, os.Stderr}, os.Args[1:]))
}

// errUsage marks errors of whoever typed the command.
var errUsage = errors.New("usage")

func run(ctx context.Context, e environment, args []string) int {
	if len(args) < 2 || commands[args[0]+" "+args[1]] == nil {
		fmt.Fprint(e.err, usage)
		return 2
	}
	err := commands[args[0]+" "+args[1]](ctx, e, args[2:])
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		fmt.Fprintf(e.err, "vigiectl %s %s: %s\n", args[0], args[1], strings.TrimSuffix(err.Error(), ": usage"))
		return 2
	}
	fmt.Fprintf(e.err, "vigiectl %s %s: %s\n", args[0], args[1], err)
	return 1
}

// wrong is an error of whoever typed the command, with what to do.
func wrong(format string, args ...any) error {
	return fmt.Errorf(format+": %w", append(args, errUsage)...)
}

// flags parses args and refuses what is left over and what is missing.
func flags(e environment, set *flag.FlagSet, args []string, required ...string) error {
	set.SetOutput(e.err)
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return wrong("%v", err)
	}
	if set.NArg() > 0 {
		return wrong("%q is not a flag: flags begin with --", set.Arg(0))
	}
	for _, name := range required {
		if set.Lookup(name).Value.String() == "" {
			return wrong("--%s is missing (%s)", name, set.Lookup(name).Usage)
		}
	}
	return nil
}
