package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"vigie.example/internal/authn"
)

// input is where passphrases come from.
type input struct {
	lines    *bufio.Reader
	terminal *os.File // nil unless standard input is one
	prompts  io.Writer
}

func newInput(stdin io.Reader, prompts io.Writer) *input {
	in := &input{lines: bufio.NewReader(io.LimitReader(stdin, 16*authn.MaxBytes)), prompts: prompts}
	if f, ok := stdin.(*os.File); ok && isTerminal(f) {
		in.terminal = f
	}
	return in
}

// newPassphrase reads one that is being chosen: from a terminal, twice.
func (in *input) newPassphrase(file, what string) (string, error) {
	first, err := in.passphrase(file, what)
	if err != nil || in.terminal == nil || file != "" {
		return first, err
	}
	again, err := in.passphrase("", "The same again")
	if err != nil {
		return "", err
	}
	if again != first {
		return "", problem("the two are not the same: nothing was done")
	}
	return first, nil
}

// passphrase reads one line: from a file, or from standard input, on a terminal without echo.
func (in *input) passphrase(file, what string) (string, error) {
	if file != "" {
		return fromFile(file)
	}
	if in.terminal != nil {
		fmt.Fprintf(in.prompts, "%s: ", what)
		restore, err := hideTyping(in.terminal)
		if err != nil {
			return "", problem("the terminal cannot hide what is typed: use --passphrase-file")
		}
		defer func() { restore(); fmt.Fprintln(in.prompts) }()
	}
	line, err := in.lines.ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fileProblem("standard input cannot be read", err)
	}
	return nonEmpty(strings.TrimRight(line, "\r\n"))
}

// fromFile reads the first line of a file that nobody else can read.
func fromFile(file string) (string, error) {
	info, err := os.Stat(file)
	if err != nil {
		return "", fileProblem("the passphrase file cannot be read", err)
	}
	if info.Mode().Perm()&0o077 != 0 && info.Mode()&fs.ModeNamedPipe == 0 {
		return "", problem(fmt.Sprintf("others can read %s: protect it first (chmod 600)", file))
	}
	f, err := os.Open(file)
	if err != nil {
		return "", fileProblem("the passphrase file cannot be read", err)
	}
	defer func() { _ = f.Close() }()
	raw, err := io.ReadAll(io.LimitReader(f, 16*authn.MaxBytes))
	if err != nil {
		return "", fileProblem("the passphrase file cannot be read", err)
	}
	line, _, _ := strings.Cut(string(raw), "\n")
	return nonEmpty(strings.TrimRight(line, "\r"))
}

func nonEmpty(line string) (string, error) {
	if line == "" {
		return "", problem("there is no passphrase: give one with --passphrase-file FILE, on standard input, or let --generate draw one")
	}
	return line, nil
}
