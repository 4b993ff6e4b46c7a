package arch

import "strings"

func plants() []plant {
	return append(importPlants(), otherPlants()...)
}

func importPlants() []plant {
	in := module + "/internal/"
	banned := func(name, from, path string) plant {
		return plant{name, forbiddenImports, one(from, imports(path)), "imports " + path}
	}
	fine := func(name, from string, paths ...string) plant {
		return plant{name, forbiddenImports, one(from, imports(paths...)), ""}
	}
	return []plant{
		banned("rule imports a mechanism", "internal/access/x.go", in+"wire"),
		banned("rule imports an application", "internal/report/x.go", in+"backend"),
		banned("rule imports a dependency", "internal/trace/x.go", "golang.org/x/crypto/blake2b"),
		banned("rule does I/O", "internal/retention/x.go", "os"),
		banned("rule reaches the network", "internal/retention/x.go", "net/http"),
		banned("rule opens a database", "internal/doctrine/x.go", "database/sql"),
		banned("rule logs", "internal/conversation/x.go", "log/slog"),
		banned("rule draws numbers", "internal/conversation/x.go", "crypto/rand"),
		fine("rule imports rules and pure packages", "internal/report/x.go", in+"doctrine", in+"fault", "time", "net/netip", "crypto/sha256"),
		fine("rule's test may do I/O", "internal/report/x_test.go", "os", in+"testkit/clock"),
		banned("mechanism imports a mechanism", "internal/vault/x.go", in+"keyring"),
		banned("wire imports seal", "internal/wire/x.go", in+"seal"),
		banned("mechanism imports an application", "internal/stream/x.go", in+"backend"),
		fine("seal signs what wire sends", "internal/seal/x.go", in+"wire"),
		fine("link carries wire and seal", "internal/link/x.go", in+"wire", in+"seal", in+"fault", in+"link/retry"),
		banned("backend imports console", "internal/backend/x.go", in+"console/inbox"),
		banned("console imports backend", "internal/console/inbox/x.go", in+"backend"),
		banned("application imports a mechanism", "internal/console/x.go", in+"link"),
		fine("application imports formats and rules", "internal/backend/queue/x.go", in+"wire", in+"seal", in+"access", "os"),
		banned("view imports a mechanism", "ui/thread/x.go", in+"seal"),
		banned("view imports the backend", "ui/thread/x.go", in+"backend"),
		fine("view imports a view-model", "ui/thread/x.go", in+"console/thread", in+"conversation", module+"/assets", module+"/ui/kit", "fyne.io/fyne/v2"),
		banned("assets import code", "assets/x.go", in+"fault"),
		banned("the task runner imports a dependency", "cmd/dev/x.go", "golang.org/x/sys/unix"),
		banned("a program is imported", "cmd/vigie/x.go", module+"/cmd/vigied/wire"),
		banned("a server opens windows", "cmd/vigied/x.go", module+"/ui"),
		banned("help is shipped", "cmd/vigied/x.go", in+"testkit/clock"),
		fine("a contract suite uses help", "internal/backend/contract/x.go", "testing", in+"testkit/clock"),
		fine("help imports everything", "internal/testkit/x.go", in+"backend", in+"console/inbox", in+"link"),
		banned("a folder without a place", "cmd/vigied/x.go", in+"plumbing"),
		{"dependency outside its owner", strayDrivers, one("internal/backend/x.go", imports("github.com/nats-io/nats.go")), "which is for internal/stream"},
		{"dependency that nobody decided", strayDrivers, one("internal/link/x.go", imports("example.org/new")), "a decision"},
		{"dependency with its owner", strayDrivers, one("internal/stream/x.go", imports("github.com/nats-io/nats.go/jetstream")), ""},
	}
}

func otherPlants() []plant {
	return []plant{
		{"rule reads the clock", impureCalls, one("internal/retention/x.go", "package x\nimport \"time\"\nvar t = time.Now()\n"), "time.Now"},
		{"rule reads a renamed clock", impureCalls, one("internal/retention/x.go", "package x\nimport clock \"time\"\nvar t = clock.Since\n"), "time.Since"},
		{"mechanism reads the clock", impureCalls, one("internal/link/x.go", "package x\nimport \"time\"\nvar t = time.Now()\n"), ""},
		{"rule prints", impureCalls, one("internal/retention/x.go", "package x\nimport \"fmt\"\nfunc f() { fmt.Println() }\n"), "fmt.Println"},
		{"content marshals itself", jsonOnContent, one("internal/report/x.go", "package x\ntype T struct{ A int `json:\"a\"` }\n"), "JSON tag"},
		{"a frame marshals itself", jsonOnContent, one("internal/wire/x.go", "package x\ntype T struct{ A int `json:\"a\"` }\n"), ""},
		{"console without a pump", fyneDo, one("cmd/vigie/main.go", "package main\n"), "nothing calls"},
		{"one pump", fyneDo, map[string]string{"ui/pump/x.go": pump, "cmd/vigie/main.go": "package main\n"}, ""},
		{"two pumps", fyneDo, map[string]string{"ui/pump/x.go": pump, "ui/thread/x.go": pump}, "one pump"},
		{"embedded outside assets", strayEmbeds, one("internal/doctrine/x.go", "package x\n\n//go:embed a.json\nvar a []byte\n"), "under assets"},
		{"embedded in the help for tests", strayEmbeds, one("internal/testkit/simulate/x.go", "package x\n\n//go:embed a.toml\nvar a []byte\n"), ""},
		{"embedded test data", strayEmbeds, one("internal/wire/x_test.go", "package x\n\n//go:embed testdata/a.json\nvar a []byte\n"), ""},
		{"C outside its homes", strayNative, one("internal/backend/x.go", imports("C")), "few homes"},
		{"C in a test", strayNative, one("internal/wire/x_test.go", imports("C")), "few homes"},
		{"a library that is loaded", strayNative, one("internal/link/x.go", imports("github.com/ebitengine/purego")), "few homes"},
		{"a plug-in", strayNative, one("cmd/vigied/x.go", imports("plugin")), "few homes"},
		{"a C file", strayNative, one("internal/seal/fast.c", ""), "outside its homes"},
		{"a symbol of a library", strayNative, one("internal/seal/x.go", "package x\n\n//go:cgo_import_dynamic x x \"libx.so\"\n"), "outside its homes"},
		{"C at home", strayNative, map[string]string{"internal/authn/fido/x.go": imports("C"), "internal/authn/fido/x.c": "", "cmd/vigie-reader/wipe.go": imports("C")}, ""},
		{"a home's neighbour", strayNative, one("internal/authn/fidopin/x.go", imports("C")), "few homes"},
		{"package without a comment", missingPackageDocs, one("internal/wire/x.go", "package wire\n"), "no package comment"},
		{"program without a comment", missingPackageDocs, one("cmd/vigied/x.go", "// Package main runs.\npackage main\n"), "no package comment"},
		{"package with a comment", missingPackageDocs, map[string]string{"internal/wire/a.go": "package wire\n", "internal/wire/doc.go": "// Package wire is documented.\npackage wire\n"}, ""},
		{"function without a comment", missingDocs, one("internal/wire/x.go", "package wire\nfunc F() {}\n"), "exported F"},
		{"method without a comment", missingDocs, one("internal/wire/x.go", "package wire\n// T is.\ntype T[K any] struct{}\nfunc (*T[K]) M() {}\nfunc (*T[K]) String() string { return \"\" }\n"), "exported M"},
		{"constant without a comment", missingDocs, one("internal/wire/x.go", "package wire\nconst C = 1\n"), "exported C"},
		{"documented group", missingDocs, one("internal/wire/x.go", "package wire\n// The letters.\nconst (\n\tA = 1\n\tB = 2\n)\nfunc f() {}\ntype t int\nfunc (t) M() {}\n"), ""},
		{"stray entry of the root", strayEntries, map[string]string{"docs/a.md": "", "docs/b.md": "", "README.md": ""}, "docs: not an entry"},
		{"stray package", strayEntries, one("internal/plumbing/x.go", "package x\n"), "not a package"},
		{"stray program", strayEntries, one("cmd/tool/main.go", "package main\n"), "not a program"},
		{"name that says nothing", strayNames, one("internal/backend/utils/x.go", "package utils\n"), "what lives in it"},
		{"long file", longFiles, one("internal/wire/x.go", "package x\n"+strings.Repeat("\n", mostLines)), "at most 400"},
		{"long main", longFiles, one("cmd/vigied/main.go", "package main\n"+strings.Repeat("\n", mostMainLines)), "at most 100"},
		{"long test", longFiles, one("internal/wire/x_test.go", "package x\n"+strings.Repeat("\n", mostLines)), ""},
		{"folder of a development machine", strayPaths, one("README.md", "one\nsee /"+"work/main\n"), "README.md:2"},
		{"binary", strayPaths, one("assets/a.png", "\x00/"+"work/main"), ""},
		{"decision under a free name", strayDecisions, one("internal/adr/streams.md", ""), "not NNN-title.md"},
		{"decision without alternatives", strayDecisions, one("internal/adr/001-streams.md", "# Streams\n## Context\n## Decision\n## Consequences\n"), "headings"},
		{"decision in the agreed form", strayDecisions, one("internal/adr/001-streams.md", decision), ""},
		{"two decisions of one number", strayDecisions, map[string]string{"internal/adr/001-a.md": decision, "internal/adr/001-b.md": decision}, "same number"},
	}
}

const decision = "# Streams\n## Context\na\n## Decision\nb\n## Consequences\nc\n## Alternatives\nd\n"

const pump = "package x\nimport \"fyne.io/fyne/v2\"\nfunc f() { fyne.Do(nil) }\n"
