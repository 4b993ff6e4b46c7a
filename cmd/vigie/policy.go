package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"vigie.example/assets/locales"
	"vigie.example/internal/biometric"
	"vigie.example/ui/kit"
)

// policy says what the console connects to and how it looks. Where the system's file says whom to trust, neither the
// user's file nor a flag can say otherwise; how it looks is the person's to say.
type policy struct {
	Backend   string  `toml:"backend"`    // wss://host[:port]/v1/console
	Authority string  `toml:"authority"`  // public authority key, base64
	CA        string  `toml:"ca"`         // PEM file of the certificate authority of the backend; empty: the system's
	Language  string  `toml:"language"`   // "fr", "en"; empty: the session's
	Theme     string  `toml:"theme"`      // "light", "dark"; empty or "auto": the desktop's
	TextScale float32 `toml:"text_scale"` // 1 to 2
	CloseIdle string  `toml:"close_idle"` // a duration such as "10m": the console closes when nobody has touched the desktop for so long

	LockIdle string `toml:"lock_idle"` // a duration: the session is locked when nobody has used the console for so long; empty: 10 min
	Card     string `toml:"card"`      // PKCS#11 module for service cards; empty: OpenSC's, if it is installed
	Reader   string `toml:"reader"`    // code of this workstation's fingerprint reader, on its label; empty: it has none. It permits nothing (L17)

	Targets map[string]reach `toml:"target"` // by code
}

var known = []string{"backend", "authority", "ca", "language", "theme", "text_scale", "close_idle", "lock_idle", "card", "reader", "target"}

// systemPolicy is where an administrator puts the policy of a workstation.
const systemPolicy = "/etc/vigie/vigie.toml"

// loadPolicy merges the system's file, the user's file and the flags, in falling order of trust. A file that is not there
// says nothing.
func loadPolicy(system, user string, flags policy) (policy, error) {
	p := policy{}
	for _, file := range []string{system, user} {
		next, err := readPolicy(file)
		if err != nil {
			return policy{}, err
		}
		p = p.under(next)
	}
	p = p.under(flags)
	return p, p.check()
}

func readPolicy(file string) (policy, error) {
	var p policy
	meta, err := toml.DecodeFile(file, &p)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return policy{}, nil
	case err != nil:
		return policy{}, fmt.Errorf("policy file %s: %w", file, err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return policy{}, fmt.Errorf("policy file %s: %s is not a setting: remove it or correct it; known are %s",
			file, unknown[0], strings.Join(known, ", "))
	}
	if p.CA != "" && !filepath.IsAbs(p.CA) {
		p.CA = filepath.Join(filepath.Dir(file), p.CA)
	}
	for code, r := range p.Targets {
		p.Targets[code] = r.beside(filepath.Dir(file))
	}
	return p, nil
}

// under adds what a less trusted source says: whom to trust only where nothing was said, taste always.
func (p policy) under(less policy) policy {
	keep := func(mine *string, theirs string) {
		if *mine == "" {
			*mine = theirs
		}
	}
	keep(&p.Backend, less.Backend)
	keep(&p.Authority, less.Authority)
	keep(&p.CA, less.CA)
	keep(&p.LockIdle, less.LockIdle)
	keep(&p.Card, less.Card)           // it is code that the console runs
	keep(&p.Reader, less.Reader)       // which one it is is the administrator's to say
	keep(&p.CloseIdle, less.CloseIdle) // the workstation's, not the person's taste
	p.Targets = cover(p.Targets, less.Targets)
	if less.Language != "" {
		p.Language = less.Language
	}
	if less.Theme != "" {
		p.Theme = less.Theme
	}
	if less.TextScale != 0 {
		p.TextScale = less.TextScale
	}
	return p
}

// cover adds the targets of which a more trusted source says nothing.
func cover(mine, theirs map[string]reach) map[string]reach {
	all := maps.Clone(theirs)
	if all == nil {
		return mine
	}
	maps.Copy(all, mine)
	return all
}

func (p policy) check() error {
	if p.Backend == "" {
		return errors.New("no backend: start with --backend wss://HOST/v1/console, or set backend in " + systemPolicy)
	}
	if u, err := url.Parse(p.Backend); err != nil || u.Scheme != "wss" || u.Host == "" {
		return errors.New("backend must look like wss://HOST/v1/console: the console speaks to it over TLS only")
	}
	key, err := base64.StdEncoding.DecodeString(p.Authority)
	if err == nil {
		_, err = ecdsa.ParseUncompressedPublicKey(elliptic.P256(), key)
	}
	if err != nil {
		return errors.New("authority must be the public authority key that `vigiectl authority show` prints")
	}
	if p.CA != "" {
		if _, err := os.Stat(p.CA); err != nil {
			return fmt.Errorf("certificate authority: %w", err)
		}
	}
	if idle, err := time.ParseDuration(p.CloseIdle); p.CloseIdle != "" && (err != nil || idle < leastIdle) {
		return fmt.Errorf("close_idle is %q: give a duration of at least %v, such as \"10m\", or leave it out", p.CloseIdle, leastIdle)
	}
	if idle, err := time.ParseDuration(p.LockIdle); p.LockIdle != "" && (err != nil || idle < leastIdle) {
		return fmt.Errorf("lock_idle is %q: give a duration of at least %v, such as \"10m\"", p.LockIdle, leastIdle)
	}
	if p.Card != "" && !filepath.IsAbs(p.Card) {
		return errors.New("card must be the whole path of a PKCS#11 module, such as " + cardModules[0])
	}
	if p.Reader != "" && !biometric.ReaderCode(p.Reader).Valid() {
		return errors.New("reader must be the code of this workstation's fingerprint reader, such as \"reader-1\"")
	}
	return errors.Join(p.checkTargets(), p.checkLook())
}

// leastIdle keeps the console open while somebody reads.
const leastIdle = time.Minute

// idle is how long nobody may have touched the desktop; 0: for ever. check has seen that it can be read.
func (p policy) idle() time.Duration {
	d, _ := time.ParseDuration(p.CloseIdle)
	return d
}

func (p policy) checkLook() error {
	if p.Language != "" && !slices.Contains(locales.Languages, p.Language) {
		return fmt.Errorf("language is %q: choose fr or en", p.Language)
	}
	if p.Theme != "" && !slices.Contains([]string{"auto", "light", "dark"}, p.Theme) {
		return fmt.Errorf("theme is %q: choose auto, light or dark", p.Theme)
	}
	if p.TextScale != 0 && !(p.TextScale >= kit.MinScale && p.TextScale <= kit.MaxScale) {
		return fmt.Errorf("text_scale is %g: choose from %g to %g", p.TextScale, kit.MinScale, kit.MaxScale)
	}
	return nil
}

// authorityKey is the pinned key; check has seen that it decodes.
func (p policy) authorityKey() []byte {
	key, _ := base64.StdEncoding.DecodeString(p.Authority)
	return key
}
