package main

// A debian package and the command or file that shows it is there when dpkg
// cannot be asked.
type debPackage struct {
	name  string
	shows string // a command on PATH; empty if nothing simple shows it
}

// need is why a package is wanted; a task asks for the needs that it has.
type need string

const (
	needBuild  need = "compile the console" // cgo, OpenGL, X11, Wayland
	needWindow need = "open its window"
	needTests  need = "run the tests" // display, browser, keyring, screenshots
	needNode   need = "bundle the page"
	// needKeyring is for a session without a keyring that works.
	needKeyring need = "keep the workstation's key"
)

// debPackages is the one list of system packages, by what they are needed
// for. Names are those of Debian 12; --no-install-recommends is used, so that
// what is needed at run time is named here, too.
var debPackages = map[need][]debPackage{
	needBuild: {
		{"ca-certificates", ""}, // Go modules come over HTTPS
		{"gcc", "gcc"}, {"libc6-dev", ""}, {"pkg-config", "pkg-config"},
		{"libgl-dev", ""}, {"libegl-dev", ""},
		{"libx11-dev", ""}, {"libxrandr-dev", ""}, {"libxxf86vm-dev", ""},
		{"libxi-dev", ""}, {"libxcursor-dev", ""}, {"libxinerama-dev", ""},
		{"libwayland-dev", ""}, {"libxkbcommon-dev", ""},
		{"libfido2-dev", ""},                            // security keys
		{"libfprint-2-dev", ""}, {"libglib2.0-dev", ""}, // cmd/vigie-reader
	},
	needWindow: {
		{"libgl1", ""}, {"libgl1-mesa-dri", ""}, {"libglx-mesa0", ""}, {"libegl1", ""},
		{"libx11-6", ""}, {"libxcursor1", ""}, {"libxrandr2", ""}, {"libxi6", ""},
		{"libxinerama1", ""}, {"libxxf86vm1", ""},
		{"libwayland-client0", ""}, {"libwayland-cursor0", ""}, {"libwayland-egl1", ""},
		{"libxkbcommon0", ""}, {"xkb-data", ""},
		{"libfido2-1", ""},
		{"dbus", "dbus-daemon"},
	},
	needTests: {
		{"xvfb", "Xvfb"}, {"xauth", "xauth"}, {"xdotool", "xdotool"},
		{"x11-utils", "xwininfo"}, {"imagemagick", "import"},
		{"dbus", "dbus-run-session"}, {"dbus-x11", "dbus-launch"},
		{"gnome-keyring", "gnome-keyring-daemon"},
		{"chromium", "chromium"}, {"fontconfig", ""}, {"fonts-dejavu-core", ""},
		{"procps", "ps"},
		{"openssl", "openssl"}, {"qpdf", "qpdf"}, {"poppler-utils", "pdftotext"}, {"libxml2-utils", "xmllint"}, // what receives a report
		{"softhsm2", "softhsm2-util"}, // service cards of software
		{"libsqlcipher-dev", ""},      // what the vault is measured against
	},
	needKeyring: {
		{"dbus", "dbus-run-session"}, {"gnome-keyring", "gnome-keyring-daemon"},
	},
	needNode: {
		{"nodejs", "node"}, {"npm", "npm"},
	},
}

// wanted lists the packages of the needs in order, each once.
func wanted(needs ...need) []debPackage {
	seen := make(map[string]bool)
	var list []debPackage
	for _, n := range needs {
		for _, p := range debPackages[n] {
			if !seen[p.name] {
				seen[p.name] = true
				list = append(list, p)
			}
		}
	}
	return list
}

// names lists package names in order.
func names(list []debPackage) []string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = p.name
	}
	return out
}
