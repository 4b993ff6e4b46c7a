// Command vigiectl administers Vigie: the offline authority key, the accounts of the staff, the tables that decide who answers
// whom, the doctrine of use.
//
//	vigiectl authority init --key FILE [--public FILE] [--encrypt [--passphrase-file FILE]]
//	vigiectl authority show --key FILE | --public FILE
//	vigiectl authority certificate --key FILE [--authority-passphrase-file FILE] [--out FILE]
//	vigiectl account add --data DIR --authority FILE --actor CODE --name NAME --unit UNIT --workstation KEY [--role ROLE] ...
//	vigiectl account list --data DIR
//	vigiectl account passphrase --data DIR --actor CODE [--passphrase-file FILE]
//	vigiectl account revoke --data DIR --actor CODE
//	vigiectl bootstrap ...: account add, for the first supervisor
//	vigiectl means list | invite | confirm | revoke --data DIR --actor CODE ...
//	vigiectl doctor
//	vigiectl prove-deletion --data DIR --conversation ID [--words FILE] [--store DIR,...] [--console DIR,...] [--json]
//	vigiectl receiver --target CODE,... --certificate FILE --key FILE --public FILE --inbox DIR [--opened] [--spool DIR] [--listen ADDR ...]
//	vigiectl doctrine places FILE [--version DATE] [--out FILE] [--all]
//	vigiectl doctrine starting --out FILE
//	vigiectl doctrine check FILE [--public FILE]
//	vigiectl doctrine diff OLD NEW
//	vigiectl doctrine certificate FILE --target CODE --certificate FILE --out FILE [--version VERSION]
//	vigiectl doctrine sign FILE --authority FILE --out FILE [--authority-passphrase-file FILE]
//	vigiectl assessment | notice | register | biometric | reader | fingerprint | evidence ...: see vigiectl -h
//
// Accounts are in the service's data folder (--data), or on its external store (--nats URL,...). While vigied runs it is asked, over
// the socket in its data folder that only its own user can open; otherwise the store is opened directly. Passphrases come
// from a file, from a terminal without echo, or from the first line of standard input, never from the command line.
//
// It ends with 0 when it did what was asked for, 1 when the service or the store refused or did not answer, and 2 for what
// whoever typed the command can mend. What it could not do it has not done in part: no file is half-written, nothing is
// overwritten.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is main without the process.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c := &call{in: newInput(stdin, stderr), out: stdout, errs: stderr}
	commands := map[string]func(context.Context, []string) error{
		"authority init": c.authorityInit, "authority show": c.authorityShow,
		"authority certificate": c.authorityCertificate,
		"account add":           c.accountAdd, "account list": c.accountList,
		"account passphrase": c.accountPassphrase, "account revoke": c.accountRevoke,
		"prove-deletion": c.proveDeletion, "receiver": c.receiver,
		"doctrine places": c.doctrinePlaces, "doctrine starting": c.doctrineStarting, "doctrine check": c.doctrineCheck, "doctrine diff": c.doctrineDiff,
		"doctrine certificate": c.doctrineCertificate, "doctrine sign": c.doctrineSign,
	}
	maps.Copy(commands, c.biometricCommands())
	maps.Copy(commands, c.meansCommands())
	words := min(len(args), 2)
	if words > 0 && commands[args[0]] != nil {
		words = 1
	}
	name := strings.Join(args[:words], " ")
	command, known := commands[name]
	if !known {
		fmt.Fprint(stderr, usage+meansUsage+biometricUsage)
		if len(args) == 1 && (args[0] == "-h" || args[0] == "--help" || args[0] == "help") {
			return 0
		}
		return 2
	}
	err := command(ctx, args[words:])
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return 0
	}
	fmt.Fprintf(stderr, "vigiectl %s: %s\n", name, explain(err))
	return status(err)
}

// call is one run of the program.
type call struct {
	in   *input
	out  io.Writer
	errs io.Writer
}
