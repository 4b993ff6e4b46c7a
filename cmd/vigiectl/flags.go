package main

import (
	"flag"
	"fmt"
	"strings"
)

// parse reads a command's flags. Errors about them are problems; flag.ErrHelp passes through.
func (c *call) parse(set *flag.FlagSet, args []string, required ...string) error {
	set.SetOutput(c.errs)
	set.Usage = func() {
		fmt.Fprintf(c.errs, "usage: vigiectl %s [flags]\n", set.Name())
		set.PrintDefaults()
	}
	if err := set.Parse(args); err != nil {
		if err == flag.ErrHelp {
			return err
		}
		return problem("see its flags with -h")
	}
	if set.NArg() > 0 {
		return problem(fmt.Sprintf("%q is not a flag: every value is given by one", set.Arg(0)))
	}
	for _, name := range required {
		if set.Lookup(name).Value.String() == "" {
			return problem(fmt.Sprintf("--%s is missing: %s", name, set.Lookup(name).Usage))
		}
	}
	return nil
}

func newFlags(name string) *flag.FlagSet { return flag.NewFlagSet(name, flag.ContinueOnError) }

// list splits what commas separate.
func list(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}
