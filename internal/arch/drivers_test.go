package arch

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// driver is a dependency and the packages whose business it is.
type driver struct {
	module string
	owners []string // packages below the module root, with what is under them
	why    string
}

// drivers lists every dependency that code may use. What is not in it is
// forbidden: a new dependency is a decision.
var drivers = []driver{
	{"fyne.io/fyne/v2", []string{"ui", "cmd/vigie"}, "view-models are tested without a window toolkit"},
	{"github.com/gorilla/websocket", []string{"internal/link", "internal/backend", "cmd/vigied"}, "sockets are at the edge"},
	{"github.com/nats-io", []string{"internal/stream", "cmd/vigied"}, "the engine is replaceable behind backend's ports"},
	{"modernc.org/sqlite", []string{"internal/vault"}, "only the vault knows what the disk sees"},
	{"github.com/zalando/go-keyring", []string{"internal/keyring"}, "every call is bounded in one place: it has no context"},
	{"github.com/godbus/dbus/v5", []string{"internal/keyring", "cmd/internal/attended"}, "the keyring's states are told apart there, and a locked screen is seen"},
	{"github.com/prometheus", []string{"internal/backend", "cmd/vigied"}, "metrics are numbers of the backend (C8)"},
	{"github.com/BurntSushi/toml", []string{"cmd"}, "configuration is read where the program is wired"},
	{"go.yaml.in/yaml/v3", []string{"internal/rulebook"}, "the rules know no file format"},
	{"golang.org/x/crypto", []string{"internal/seal", "internal/authn", "internal/vault", "internal/courier/cms", "cmd/vigiectl"}, "cryptography has few homes"},
	{"github.com/go-webauthn/webauthn", []string{"internal/authn"}, "the backend judges by its port, and never sees how"},
	{"github.com/miekg/pkcs11", []string{"internal/authn/card"}, "cards are spoken to in one place, which leaves nobody logged in"},
	{"github.com/fxamacker/cbor/v2", []string{"internal/authn"}, "what security keys answer is read there, and nowhere else"},
	{"golang.org/x/sys", []string{"internal/seal", "internal/vault", "internal/authn", "internal/keyring", "cmd"}, "system calls are at the edge"},
	{"golang.org/x/text", []string{"internal/console", "internal/authn", "internal/courier", "ui"}, "texts are for people, and people type passphrases"},
	{"golang.org/x/time", []string{"internal/backend", "internal/link"}, "limits are applied where strangers come in"},
}

// strayDrivers lists the uses of dependencies outside their owners.
func strayDrivers(tr tree) []string {
	var wrong []string
	for _, f := range tr.code() {
		if within(f.pkg(), "internal/testkit") {
			continue
		}
		for _, imp := range f.imports() {
			if imported(imp).layer != foreign {
				continue
			}
			at := slices.IndexFunc(drivers, func(d driver) bool { return within(imp, d.module) })
			if at < 0 {
				wrong = append(wrong, fmt.Sprintf("%s imports %s: a new dependency is a decision, give it an owner in this table", f.path, imp))
				continue
			}
			d := drivers[at]
			if !slices.ContainsFunc(d.owners, func(o string) bool { return within(f.pkg(), o) }) {
				wrong = append(wrong, fmt.Sprintf("%s imports %s, which is for %s: %s", f.path, imp, strings.Join(d.owners, ", "), d.why))
			}
		}
	}
	return wrong
}

// within tells whether a slash-separated path is root or under it.
func within(p, root string) bool {
	return p == root || strings.HasPrefix(path.Clean(p), root+"/")
}
