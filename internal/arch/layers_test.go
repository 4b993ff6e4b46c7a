package arch

import (
	"slices"
	"strings"
)

// The packages of the architecture, below internal/.
var (
	rulePackages      = []string{"conversation", "retention", "doctrine", "report", "access", "trace", "biometric", "fault"}
	mechanismPackages = []string{"wire", "seal", "vault", "link", "stream", "authn", "courier", "keyring", "rulebook", "remains"}
	appPackages       = []string{"backend", "console"}
	helpPackages      = []string{"testkit", "arch", "adr"}
	programs          = []string{"vigie", "vigied", "vigiectl", "vigie-reader", "dev", "internal"}
)

// where a package stands: its layer, and its name inside the layer.
type place struct{ layer, name string }

// The layers.
const (
	rules      = "rules"
	mechanisms = "mechanisms"
	apps       = "applications"
	help       = "help"
	ui         = "ui"
	assets     = "assets"
	programme  = "cmd"
	standard   = "standard library"
	foreign    = "third party"
	nowhere    = "nowhere in the architecture"
)

// standing places a package of the module, given below its root.
func standing(pkg string) place {
	first, rest, _ := strings.Cut(pkg, "/")
	head, _, _ := strings.Cut(rest, "/")
	switch first {
	case "ui":
		return place{ui, head}
	case "assets":
		return place{assets, head}
	case "cmd":
		return place{programme, head}
	case "internal":
		return place{layerOf(head), head}
	}
	return place{nowhere, pkg}
}

func layerOf(name string) string {
	switch {
	case slices.Contains(rulePackages, name):
		return rules
	case slices.Contains(mechanismPackages, name):
		return mechanisms
	case slices.Contains(appPackages, name):
		return apps
	case slices.Contains(helpPackages, name):
		return help
	}
	return nowhere
}

// imported places an import path.
func imported(path string) place {
	if path == module {
		return place{nowhere, "."}
	}
	if below, ok := strings.CutPrefix(path, module+"/"); ok {
		return standing(below)
	}
	first, _, _ := strings.Cut(path, "/")
	if !strings.Contains(first, ".") {
		return place{standard, path}
	}
	return place{foreign, path}
}
