package window_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"vigie.example/internal/testkit/session"
)

// desk is a workstation of its own, with a display.
type desk struct {
	*session.Session
	t *testing.T
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	session.Need(t, "xkbcomp", "xdotool", "import")
	d := &desk{session.Start(t, nil), t}
	d.Output(keyboard, "xkbcomp", "-w0", "-", d.Display())
	return d
}

// keyboard has the accents as keys of their own. What has no key, xdotool puts on a free one for a moment, and a busy program
// looks it up too late.
const keyboard = `xkb_keymap {
	xkb_keycodes { include "evdev+aliases(qwerty)" };
	xkb_types { include "complete" };
	xkb_compat { include "complete" };
	xkb_symbols {
		include "pc+us+inet(evdev)"
		replace key <FK19> { [ agrave, Agrave ] };
		replace key <FK20> { [ ecircumflex, Ecircumflex ] };
		replace key <FK21> { [ eacute, Eacute ] };
		replace key <FK22> { [ ccedilla, Ccedilla ] };
	};
};
`

// types types like a person; keys presses keys such as "ctrl+n".
func (d *desk) types(text string) { d.Output("", "xdotool", "type", "--delay", "80", text) }
func (d *desk) keys(keys ...string) {
	d.Output("", "xdotool", append([]string{"key", "--delay", "80"}, keys...)...)
}

// window waits until a window with this in its title is there, and gives it the keyboard.
func (d *desk) window(title string) {
	d.Until("the window", func() bool { return d.Command("xdotool", "search", "--onlyvisible", "--name", title).Run() == nil })
	id := strings.Fields(d.Output("", "xdotool", "search", "--onlyvisible", "--name", title))[0]
	d.Output("", "xdotool", "windowfocus", id)
}

// shot keeps a picture of the display with the test's artifacts (go test -artifacts).
func (d *desk) shot(name string) {
	file := filepath.Join(d.t.ArtifactDir(), fmt.Sprintf("window-%s.png", name))
	if out, err := d.Command("import", "-window", "root", file).CombinedOutput(); err != nil {
		d.t.Errorf("no screenshot: %v %s", err, out)
	}
}

// blank reports whether there is but one colour where the messages of the conversation on screen are.
func (d *desk) blank() bool {
	pixels, err := d.Command("import", "-window", "root", "-crop", "630x150+285+130", "-depth", "8", "rgb:-").Output()
	fatal(d.t, err)
	return len(pixels) > 0 && bytes.Equal(pixels, bytes.Repeat(pixels[:3], len(pixels)/3))
}

func fatal(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
