package main

import (
	"encoding/base64"
	"errors"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie.example/internal/seal"
	"vigie.example/ui"
	"vigie.example/ui/kit"
)

// keyA and keyB are public authority keys.
var keyA, keyB = authorityKey(), authorityKey()

func authorityKey() string {
	key, err := seal.NewSigningKey()
	if err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(key.Public())
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// Whom to trust is the system's file's to say, then the user's, then the flags'; how it looks is the other way round.
func TestO2_WhoSaysWhat(t *testing.T) {
	system := "backend = 'wss://system/v1/console'\nauthority = '" + keyA + "'\n"
	user := "backend = 'wss://user/v1/console'\nauthority = '" + keyB + "'\n"
	for _, c := range []struct {
		name, system, user string
		args               []string
		backend, authority string
		theme              string
	}{
		{name: "the system alone", system: system, backend: "wss://system/v1/console", authority: keyA},
		{name: "the user alone", user: user, backend: "wss://user/v1/console", authority: keyB},
		{name: "flags alone", args: []string{"--backend", "wss://flag/v1/console", "--authority", keyB}, backend: "wss://flag/v1/console", authority: keyB},
		{name: "the user cannot lead elsewhere", system: system, user: user, backend: "wss://system/v1/console", authority: keyA},
		{name: "nor can a flag", system: system, args: []string{"--backend", "wss://flag/v1/console", "--authority", keyB}, backend: "wss://system/v1/console", authority: keyA},
		{name: "each setting by itself", system: "authority = '" + keyA + "'", user: user, backend: "wss://user/v1/console", authority: keyA},
		{name: "taste is the user's", system: system + "theme = 'dark'", user: "theme = 'light'", backend: "wss://system/v1/console", authority: keyA, theme: "light"},
		{name: "and a flag goes before", system: system + "theme = 'dark'", user: "theme = 'light'", args: []string{"--theme", "auto"}, backend: "wss://system/v1/console", authority: keyA, theme: "auto"},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := append([]string{"--policy", write(t, "user.toml", c.user)}, c.args...)
			s, err := parseWith(args, write(t, "system.toml", c.system), nil)
			if err != nil {
				t.Fatal(err)
			}
			if s.policy.Backend != c.backend || s.policy.Authority != c.authority || s.policy.Theme != c.theme {
				t.Errorf("got %+v", s.policy)
			}
		})
	}
}

// The certificate authority decides whom TLS trusts: it is not to be exchanged either, and is found beside its file.
func TestO2_CertificateAuthorityStays(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"ca.pem", "other.pem"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	system := filepath.Join(dir, "vigie.toml")
	text := "backend = 'wss://a/v1/console'\nauthority = '" + keyA + "'\nca = 'ca.pem'\n"
	if err := os.WriteFile(system, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := parseWith([]string{"--ca", filepath.Join(dir, "other.pem")}, system, nil)
	if err != nil || s.policy.CA != filepath.Join(dir, "ca.pem") {
		t.Fatalf("ca is %q, %v", s.policy.CA, err)
	}
}

// Which fingerprint reader the workstation has is the administrator's to say, and nobody else's where they have said it (L14).
func TestL14_TheReaderStays(t *testing.T) {
	good := "backend = 'wss://a/v1/console'\nauthority = '" + keyA + "'\n"
	user := []string{"--policy", write(t, "user.toml", "reader = 'reader-2'")}
	for system, want := range map[string]string{good + "reader = 'reader-1'": "reader-1", good: "reader-2"} {
		s, err := parseWith(user, write(t, "system.toml", system), nil)
		if err != nil || s.policy.Reader != want {
			t.Errorf("the reader is %q, %v; want %s", s.policy.Reader, err, want)
		}
	}
}

// What is refused says what to do.
func TestO2_RefusalsSayTheRemedy(t *testing.T) {
	good := "backend = 'wss://a/v1/console'\nauthority = '" + keyA + "'\n"
	for _, c := range []struct{ name, system, want string }{
		{"nothing", "", "--backend"},
		{"unknown setting", good + "backnd = 'x'", "backnd is not a setting"},
		{"unknown table", good + "[tls]\nverify = false", "tls"},
		{"no TLS", "backend = 'ws://a/v1/console'", "wss://"},
		{"no host", "backend = 'wss:///v1/console'", "wss://HOST"},
		{"no authority", "backend = 'wss://a/v1/console'", "vigiectl authority show"},
		{"half an authority", "backend = 'wss://a/v1/console'\nauthority = 'QUJD'", "vigiectl authority show"},
		{"no point of the curve", "backend = 'wss://a/v1/console'\nauthority = '" + base64.StdEncoding.EncodeToString(make([]byte, 65)) + "'", "vigiectl authority show"},
		{"no such file", good + "ca = '/does/not/exist.pem'", "exist.pem"},
		{"theme", good + "theme = 'blue'", "auto, light or dark"},
		{"language", good + "language = 'de'", "fr or en"},
		{"scale", good + "text_scale = 3.0", "1 to 2"},
		{"no number", good + "text_scale = nan", "1 to 2"},
		{"no duration", good + "close_idle = 'soon'", "at least 1m"},
		{"too short", good + "close_idle = '5s'", "at least 1m"},
		{"a reader elsewhere", good + "reader = '../reader-1'", "reader must be the code"},
		{"not TOML", "backend: wss", "system.toml"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := parseWith([]string{"--policy", write(t, "user.toml", "")}, write(t, "system.toml", c.system), nil)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want something with %q", err, c.want)
			}
		})
	}
	for _, args := range [][]string{{"open"}, {"--bogus"}, {"--policy", "/does/not/exist.toml"}, {"workstation", "x"}, {"reader"}, {"reader", "a", "b"}} {
		if _, err := parseWith(args, "", nil); err == nil {
			t.Errorf("%q was accepted", args)
		}
	}
	var help strings.Builder
	if _, err := parseWith([]string{"-h"}, "", &help); !errors.Is(err, flag.ErrHelp) || !strings.Contains(help.String(), "-authority") {
		t.Errorf("help: %v, %q", err, help.String())
	}
}

// What a person last chose in the window goes before the files, and a flag before that.
func TestLookIsRemembered(t *testing.T) {
	t.Setenv("LANG", "fr_FR.UTF-8")
	t.Setenv("LC_ALL", "")
	t.Setenv("LC_MESSAGES", "")
	app := test.NewTempApp(t)
	file := policy{Theme: "dark", TextScale: 1.2, Language: "en"}
	check := func(name string, got, want ui.Look) {
		t.Helper()
		if got != want {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
	}
	check("nothing said", look(policy{}, policy{}, app.Preferences()), ui.Look{Language: "fr_FR.UTF-8", Follow: true, Scale: 1})
	check("the file", look(file, policy{}, app.Preferences()), ui.Look{Language: "en", Mode: kit.Dark, Scale: 1.2})
	remember(app.Preferences())(ui.Look{Language: "fr", Mode: kit.Light, Scale: 1.5})
	check("remembered", look(file, policy{}, app.Preferences()), ui.Look{Language: "fr", Scale: 1.5})
	check("a flag", look(file, policy{TextScale: 2}, app.Preferences()), ui.Look{Language: "fr", Scale: 2})
	app.Preferences().SetString(rememberedTheme, "blue")
	check("rubbish", look(file, policy{}, app.Preferences()), ui.Look{Language: "en", Mode: kit.Dark, Scale: 1.2})
}

// The window comes back in its size, whatever is in the variable.
func TestSizeIsRemembered(t *testing.T) {
	t.Setenv(sizeVariable, "")
	rememberSize(fyne.NewSize(1600, 900.4))
	for text, want := range map[string]fyne.Size{
		os.Getenv(sizeVariable): fyne.NewSize(1600, 900), "": {}, "large": {}, "NaNx1": {}, "1e9x1": {}, "12": {},
	} {
		t.Setenv(sizeVariable, text)
		if got := rememberedSize(); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestCertificates(t *testing.T) {
	if pool, err := certificates(""); pool != nil || err != nil {
		t.Errorf("no file: %v, %v", pool, err)
	}
	if _, err := certificates(write(t, "ca.pem", "nothing")); err == nil || !strings.Contains(err.Error(), "no PEM certificate") {
		t.Errorf("got %v", err)
	}
}

// Where a target is reached is the system's file's to say, target by target, and its files are beside it.
func TestO2_TargetsOfThePolicy(t *testing.T) {
	base := "backend = 'wss://a/v1/console'\nauthority = '" + keyA + "'\n"
	system := write(t, "system.toml", base+"[target.n-mci]\nspool = 'n-mci'\n")
	user := write(t, "user.toml", "[target.n-mci]\nspool = '/elsewhere'\n[target.lrpgn]\nspool = '/srv/lrpgn'\n")
	s, err := parseWith([]string{"--policy", user}, system, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]reach{"n-mci": {Spool: filepath.Join(filepath.Dir(system), "n-mci")}, "lrpgn": {Spool: "/srv/lrpgn"}}
	if !maps.Equal(s.policy.Targets, want) {
		t.Errorf("%+v", s.policy.Targets)
	}
	for text, says := range map[string]string{
		"[target.x]\n": "either spool",
		"[target.x]\nspool = '/a'\nurl = 'https://b/v1'\n":           "either spool",
		"[target.x]\nspool = '/a'\nkey = 'k'\n":                      "for url",
		"[target.x]\nurl = 'https://b/v1'\n":                         "needs certificate and key",
		"[target.x]\nurl = 'https://b/'\nkey='k'\ncertificate='c'\n": "certificate and key",
		"[target.x]\nfolder = '/a'\n":                                "not a setting",
	} {
		if _, err := parseWith([]string{"--policy", write(t, "user.toml", base+text)}, "", nil); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
