package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

const usage = `vigie is the operators' console.

  vigie [flags]        opens the window
  vigie workstation    prints this workstation's public key, as vigiectl account add takes it
  vigie reader CODE    prints the digest of the own key of a fingerprint reader here, as vigiectl reader add takes it

Where to connect and whom to trust is read from /etc/vigie/vigie.toml, then from vigie/vigie.toml in the folder of your
settings (~/.config), then from the flags: who comes first holds. Theme, language and size of text are yours: a flag goes before
what you last chose in the window, which is remembered, and that before the files.

`

// start is what the command line and the policy files say.
type start struct {
	policy policy // everything merged
	flags  policy // the flags alone
}

// parse reads the flags and the policy files. It returns flag.ErrHelp after it has written the help.
func parse(args []string, help io.Writer) (start, error) { return parseWith(args, systemPolicy, help) }

func parseWith(args []string, system string, help io.Writer) (start, error) {
	var s start
	file := userPolicy()
	var scale float64
	set := flag.NewFlagSet("vigie", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.StringVar(&s.flags.Backend, "backend", "", "`address` of the service: wss://HOST/v1/console")
	set.StringVar(&s.flags.Authority, "authority", "", "public authority `key`, base64")
	set.StringVar(&s.flags.CA, "ca", "", "PEM `file` of the authority that signed the service's certificate")
	set.StringVar(&s.flags.Language, "lang", "", "`language`: fr or en")
	set.StringVar(&s.flags.Theme, "theme", "", "`theme`: light, dark or auto (the desktop's)")
	set.Float64Var(&scale, "scale", 0, "`size` of text, 1 to 2")
	set.StringVar(&file, "policy", file, "read this policy `file` in the place of the user's")
	switch err := set.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(help, usage)
		set.SetOutput(help)
		set.PrintDefaults()
		return s, err
	case err != nil:
		return s, fmt.Errorf("%w: vigie -help lists the flags", err)
	case set.NArg() > 0:
		return s, fmt.Errorf("%q is not understood: vigie takes flags, or one of the words workstation and reader CODE alone", set.Arg(0))
	}
	s.flags.TextScale = float32(scale)
	if file != userPolicy() {
		if _, err := os.Stat(file); err != nil {
			return s, fmt.Errorf("policy file: %w", err)
		}
	}
	var err error
	s.policy, err = loadPolicy(system, file, s.flags)
	return s, err
}

// userPolicy is where a person keeps their own settings.
func userPolicy() string {
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "vigie", "vigie.toml")
}
