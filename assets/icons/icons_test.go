package icons

import (
	"encoding/xml"
	"image/color"
	"io"
	"io/fs"
	"strings"
	"testing"
)

// Every file is listed, every name has its file, and each is a drawing of one stroke in a 24-unit square.
func TestIcons(t *testing.T) {
	found, err := fs.Glob(files, "*.svg")
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != len(All()) {
		t.Errorf("%d files, %d names", len(found), len(All()))
	}
	for _, name := range All() {
		svg := string(SVG(name, color.NRGBA{R: 1, G: 2, B: 3, A: 255}))
		for _, want := range []string{`viewBox="0 0 24 24"`, `fill="none"`, `stroke="#010203"`, `stroke-width="1.8"`} {
			if !strings.Contains(svg, want) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
		for d := xml.NewDecoder(strings.NewReader(svg)); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
	if svg := SVG("no-such-icon", color.Black); !strings.HasPrefix(string(svg), "<svg") {
		t.Errorf("unknown: %q", svg)
	}
}
