package main

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// release is a program of a release and how it is built.
type release struct {
	name string
	cgo  bool
	tags string
	env  string // besides
}

// releases are the programs that are shipped. The console is built without
// Fyne's locks (FyneApp.toml, fyneDo): all of it runs on Fyne's goroutine.
var releases = []release{
	{"vigied", false, "", ""},
	{"vigiectl", false, "", ""},
	{"vigie", true, "migrated_fynedo", ""},
	{"vigie-reader", true, "", readerEnv},
}

// readerEnv makes Go clear what the cryptography of the fingerprint helper
// leaves in memory (ADR 018).
const readerEnv = "GOEXPERIMENT=runtimesecret"

// desktopEntry starts the console from a desktop's menu. No file name and no
// address is passed to it (C8).
const desktopEntry = `[Desktop Entry]
Type=Application
Name=Vigie
GenericName=Operator console
GenericName[fr]=Console opérateur
Exec=vigie
Icon=vigie
Terminal=false
Categories=Office;
StartupWMClass=example.vigie.console
`

// debianControl are the relations that whoever makes a Debian package of the release declares for the console: what the window needs, a
// keyring, and typefaces for the scripts that its own lacks.
const debianControl = `Depends: libc6, libgl1, libx11-6, libxcursor1, libxrandr2, libxi6, libxinerama1, libxxf86vm1, libfido2-1
Recommends: gnome-keyring | org.freedesktop.secrets, fonts-noto-cjk, opensc, pcscd
Suggests: libfprint-2-2
`

// packageTask builds the release binaries with their desktop entry, licence
// and digests.
func packageTask(ctx context.Context, w *workspace, args []string) error {
	fs := flag.NewFlagSet("package", flag.ContinueOnError)
	out := fs.String("out", w.path(".cache/package"), "`folder` to write to")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if err := w.setup(ctx, needBuild); err != nil {
		return err
	}
	version, err := w.version()
	if err != nil {
		return err
	}
	dir, err := filepath.Abs(filepath.Join(*out, fmt.Sprintf("vigie-%s-%s-%s", version, runtime.GOOS, runtime.GOARCH)))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, r := range releases {
		if err := w.buildRelease(ctx, r, dir); err != nil {
			return err
		}
	}
	if err := w.packageFiles(dir); err != nil {
		return err
	}
	w.say("\n%s", dir)
	return nil
}

// buildRelease builds one program into dir.
func (w *workspace) buildRelease(ctx context.Context, r release, dir string) error {
	args := []string{"go", "build", "-trimpath", "-ldflags=-s -w", "-o", filepath.Join(dir, r.name)}
	if r.tags != "" {
		args = append(args, "-tags="+r.tags)
	}
	cgo := "CGO_ENABLED=0"
	if r.cgo {
		cgo = "CGO_ENABLED=1"
	}
	return w.step(ctx, "build "+r.name, command{args: append(args, "./cmd/"+r.name), env: slices.DeleteFunc([]string{cgo, r.env}, func(v string) bool { return v == "" })})
}

// packageFiles adds what is no program, the digests last.
func (w *workspace) packageFiles(dir string) error {
	licence, err := os.ReadFile(w.path("LICENSE"))
	if err != nil {
		return err
	}
	files := map[string][]byte{"LICENSE": licence, "example.vigie.console.desktop": []byte(desktopEntry), "vigie.depends": []byte(debianControl)}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	sums, err := digests(dir)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, sumsFile), sums, 0o644)
}

const sumsFile = "SHA256SUMS"

// digests lists the files of dir in the form that `sha256sum -c` reads.
func digests(dir string) ([]byte, error) {
	tree, err := readTree(dir)
	if err != nil {
		return nil, err
	}
	var lines []string
	for name, text := range tree {
		if name != sumsFile {
			lines = append(lines, fmt.Sprintf("%x  %s\n", sha256.Sum256(text), name))
		}
	}
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[66:], b[66:]) })
	return []byte(strings.Join(lines, "")), nil
}

var appVersion = regexp.MustCompile(`(?m)^\s*Version\s*=\s*"([0-9.]+)"`)

// version is the product's, as FyneApp.toml says it.
func (w *workspace) version() (string, error) {
	text, err := os.ReadFile(w.path("FyneApp.toml"))
	if err != nil {
		return "", err
	}
	m := appVersion.FindSubmatch(text)
	if m == nil {
		return "", fmt.Errorf("FyneApp.toml names no version")
	}
	return string(m[1]), nil
}
