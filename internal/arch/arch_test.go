package arch

import (
	"strings"
	"testing"
)

// rule is one thing that holds of the whole project.
type rule struct {
	name  string
	check func(tree) []string
}

var allRules = []rule{
	{"imports", forbiddenImports},
	{"dependencies", strayDrivers},
	{"purity", impureCalls},
	{"json", jsonOnContent},
	{"fyne.Do", fyneDo},
	{"embed", strayEmbeds},
	{"native code", strayNative},
	{"package comments", missingPackageDocs},
	{"comments", missingDocs},
	{"entries", strayEntries},
	{"names", strayNames},
	{"sizes", longFiles},
	{"paths", strayPaths},
	{"decisions", strayDecisions},
}

// TestTheCheckoutHoldsToTheArchitecture runs every rule on this checkout.
func TestTheCheckoutHoldsToTheArchitecture(t *testing.T) {
	tr := checkout(t)
	for _, r := range allRules {
		t.Run(r.name, func(t *testing.T) {
			for _, wrong := range r.check(tr) {
				t.Error(wrong)
			}
		})
	}
}

// plant is a made-up tree in which a rule must find something, or must not.
type plant struct {
	name  string
	check func(tree) []string
	files map[string]string
	want  string // part of the only violation; empty for none
}

// imports is a file of package x that imports the given paths.
func imports(paths ...string) string {
	text := "package x\n"
	for _, p := range paths {
		text += "import _ \"" + p + "\"\n"
	}
	return text
}

func one(path, text string) map[string]string { return map[string]string{path: text} }

// TestEveryRuleCanFail plants one violation at a time.
func TestEveryRuleCanFail(t *testing.T) {
	for _, p := range plants() {
		t.Run(p.name, func(t *testing.T) {
			got := p.check(newTree(t, p.files))
			switch {
			case p.want == "" && len(got) > 0:
				t.Errorf("found %q, want nothing", got)
			case p.want != "" && (len(got) != 1 || !strings.Contains(got[0], p.want)):
				t.Errorf("found %q, want one with %q", got, p.want)
			}
		})
	}
}

// TestEveryRuleHasAPlant keeps the table above complete.
func TestEveryRuleHasAPlant(t *testing.T) {
	for _, r := range allRules {
		planted := false
		for _, p := range plants() {
			planted = planted || p.want != "" && len(r.check(newTree(t, p.files))) > 0
		}
		if !planted {
			t.Errorf("rule %q was never seen to fail", r.name)
		}
	}
}

// TestEveryBanCanFail keeps the import table honest: a ban that no made-up
// import breaks bans nothing.
func TestEveryBanCanFail(t *testing.T) {
	for _, b := range bans {
		broken := false
		for _, p := range plants() {
			broken = broken || strings.Contains(p.want, "imports") && strings.Contains(strings.Join(forbiddenImports(newTree(t, p.files)), "\n"), b.why)
		}
		if !broken {
			t.Errorf("no planted import breaks %q", b.why)
		}
	}
}
