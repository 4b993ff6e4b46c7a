// Command vigie-reader makes one fingerprint capture and gives one answer: the console starts it, sends a request on its standard
// input, reads the answer on its standard output, and it ends. It gets the template of one claimed person and nothing else (L2), says
// match or no match with a pseudonym (L10), and lets no capture out (L8). See vigie.example/internal/authn/reader for what it
// reads and writes; it is no use by hand.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	virtual := flag.String("virtual", "", "socket of libfprint's virtual reader, for tests; a real reader is used without")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "vigie-reader is started by the console; it takes no arguments")
		os.Exit(2)
	}
	if err := enterCell(*virtual); err != nil {
		fmt.Fprintln(os.Stderr, "vigie-reader:", err)
		os.Exit(1)
	}
	os.Exit(serve(os.Stdin, os.Stdout, confine))
}
