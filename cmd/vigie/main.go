// Command vigie is the operators' console.
//
//	vigie [--backend wss://HOST/v1/console] [--authority KEY] [--ca FILE] [--policy FILE] [--theme auto|light|dark] [--lang fr|en] [--scale 1..2]
//	vigie workstation    prints this workstation's public key, as `vigiectl account add` takes it
//	vigie reader CODE    prints the digest of a fingerprint reader's own key, as `vigiectl reader add` takes it
//
// It ends with 0 when its window is closed, 2 when something has to be mended before it can start, and 3 when no window can
// be opened here.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
)

func main() {
	if err := hardenProcess(); err != nil {
		fmt.Fprintln(os.Stderr, "vigie: the memory of this process could not be protected:", err)
	}
	if print := printing(os.Args[1:]); print != nil {
		exit(print(os.Stdout))
	}
	s, err := parse(os.Args[1:], os.Stdout)
	if errors.Is(err, flag.ErrHelp) {
		os.Exit(0)
	}
	if err != nil {
		exit(err)
	}
	if err := ensureEnvironment(); err != nil {
		fmt.Fprintln(os.Stderr, "vigie: starting with the settings of the environment:", err)
	}
	exit(run(s))
}

// exit ends the program: 0, 2 for what the person who starts it can mend, 3 where no window can be opened.
func exit(err error) {
	switch {
	case err == nil:
		os.Exit(0)
	case errors.Is(err, errNoDisplay), errors.Is(err, errNoOpenGL):
		fmt.Fprintln(os.Stderr, "vigie:", err)
		os.Exit(exitDisplay)
	}
	fmt.Fprintln(os.Stderr, "vigie:", err)
	os.Exit(2)
}
