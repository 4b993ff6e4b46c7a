package browser

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"
)

// Options describe a window. The zero value is a French desktop in light colours.
type Options struct {
	Width, Height int    // of the viewport, in CSS pixels; 0: 1280 x 800
	Language      string // "fr-FR" when empty
	Dark          bool
	Touch         bool    // a telephone: touch, no mouse
	Scale         float64 // device pixels per CSS pixel; 0: 1
}

// Phone is a usual telephone.
var Phone = Options{Width: 390, Height: 844, Touch: true, Scale: 2}

// Context is what a browser profile is: storage, cookies and network of its own.
type Context struct {
	b    *Browser
	name string
}

// Page is one tab.
type Page struct {
	b    *Browser
	t    testing.TB
	name string
}

// Context makes an empty profile; it is closed at the end of the test.
func (b *Browser) Context(t testing.TB, o Options) *Context {
	t.Helper()
	if o.Width == 0 {
		o.Width, o.Height = 1280, 800
	}
	if o.Language == "" {
		o.Language = "fr-FR"
	}
	if o.Scale == 0 {
		o.Scale = 1
	}
	scheme := "light"
	if o.Dark {
		scheme = "dark"
	}
	options := map[string]any{
		"viewport": map[string]int{"width": o.Width, "height": o.Height}, "locale": o.Language, "colorScheme": scheme,
		"hasTouch": o.Touch, "isMobile": o.Touch, "deviceScaleFactor": o.Scale, "timezoneId": "Europe/Paris",
	}
	c := &Context{b: b}
	raw, err := b.do("context", map[string]any{"options": options})
	if err != nil {
		t.Fatal(err)
	}
	decode(t, raw, &c.name)
	t.Cleanup(func() { _, _ = b.do("closeContext", map[string]any{"context": c.name}) }) // the browser may have ended before
	return c
}

// Page opens a tab in an empty profile and goes to url.
func (b *Browser) Page(t testing.TB, url string, o Options) *Page {
	t.Helper()
	return b.Context(t, o).Page(t, url)
}

// Page opens a tab and goes to url; with an empty url it stays blank.
func (c *Context) Page(t testing.TB, url string) *Page {
	t.Helper()
	p := &Page{b: c.b, t: t}
	raw, err := c.b.do("page", map[string]any{"context": c.name})
	if err != nil {
		t.Fatal(err)
	}
	decode(t, raw, &p.name)
	if url != "" {
		p.Goto(url)
	}
	return p
}

func (p *Page) do(name string, arguments map[string]any) json.RawMessage {
	p.t.Helper()
	all := map[string]any{"page": p.name}
	for k, v := range arguments {
		all[k] = v
	}
	raw, err := p.b.do(name, all)
	if err != nil {
		p.t.Fatal(err)
	}
	return raw
}

// Goto loads a page.
func (p *Page) Goto(url string) { p.t.Helper(); p.do("goto", map[string]any{"url": url}) }

// Back presses the back button, and reports whether there was a page to go back to.
func (p *Page) Back() bool { p.t.Helper(); return decode(p.t, p.do("back", nil), new(bool)) }

// Forward presses the forward button.
func (p *Page) Forward() bool { p.t.Helper(); return decode(p.t, p.do("forward", nil), new(bool)) }

// Reload loads the page again.
func (p *Page) Reload() { p.t.Helper(); p.do("reload", nil) }

// Click clicks what the selector (CSS, or Playwright's "text=...") names, once it can be clicked.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.do("click", map[string]any{"selector": selector})
}

// Fill sets a field's value.
func (p *Page) Fill(selector, value string) {
	p.t.Helper()
	p.do("fill", map[string]any{"selector": selector, "value": value})
}

// Type types into a field, key by key.
func (p *Page) Type(selector, value string) {
	p.t.Helper()
	p.do("type", map[string]any{"selector": selector, "value": value})
}

// Press presses a key, such as "Enter", "Shift+Tab", "Escape", where the focus is.
func (p *Page) Press(key string) { p.t.Helper(); p.do("press", map[string]any{"value": key}) }

// Text returns the visible text of the first element that the selector names.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return decode(p.t, p.do("text", map[string]any{"selector": selector}), new(string))
}

// Count returns how many elements the selector names.
func (p *Page) Count(selector string) int {
	p.t.Helper()
	return decode(p.t, p.do("count", map[string]any{"selector": selector}), new(int))
}

// Wait waits until the selector names something visible. Playwright's ":has-text(...)" waits for a text.
func (p *Page) Wait(selector string) {
	p.t.Helper()
	p.do("wait", map[string]any{"selector": selector})
}

// WaitLong is Wait with a time-out of its own.
func (p *Page) WaitLong(selector string, timeout time.Duration) {
	p.t.Helper()
	p.do("wait", map[string]any{"selector": selector, "ms": timeout.Milliseconds()})
}

// WaitGone waits until nothing visible is named.
func (p *Page) WaitGone(selector string) {
	p.t.Helper()
	p.do("wait", map[string]any{"selector": selector, "state": "hidden"})
}

// WaitText waits until a visible element shows the text.
func (p *Page) WaitText(text string) {
	p.t.Helper()
	p.Wait(fmt.Sprintf("text=%q >> visible=true", text))
}

// Evaluate runs an expression in the page and stores its value in into, unless that is nil.
func (p *Page) Evaluate(expression string, into any) {
	p.t.Helper()
	raw := p.do("evaluate", map[string]any{"value": expression})
	if into != nil {
		if err := json.Unmarshal(raw, into); err != nil {
			p.t.Fatal(err)
		}
	}
}

// Screenshot writes a PNG of the viewport, or of the whole page.
func (p *Page) Screenshot(path string, whole bool) {
	p.t.Helper()
	p.do("screenshot", map[string]any{"path": path, "full": whole})
}

// Viewport changes the window's size, in CSS pixels.
func (p *Page) Viewport(width, height int) {
	p.t.Helper()
	p.do("viewport", map[string]any{"width": width, "height": height})
}

// Dark switches the colour scheme.
func (p *Page) Dark(on bool) {
	p.t.Helper()
	scheme := "light"
	if on {
		scheme = "dark"
	}
	p.do("media", map[string]any{"options": map[string]string{"colorScheme": scheme}})
}

// ForcedColors switches the system's high-contrast colours.
func (p *Page) ForcedColors(on bool) {
	p.t.Helper()
	value := "none"
	if on {
		value = "active"
	}
	p.do("media", map[string]any{"options": map[string]string{"forcedColors": value}})
}

// Offline takes the network away from the page's whole profile, or gives it back.
func (p *Page) Offline(on bool) { p.t.Helper(); p.do("offline", map[string]any{"on": on}) }

// URL returns the address.
func (p *Page) URL() string { p.t.Helper(); return decode(p.t, p.do("url", nil), new(string)) }

// Title returns the title.
func (p *Page) Title() string { p.t.Helper(); return decode(p.t, p.do("title", nil), new(string)) }

// Requests returns every address that the page asked for, WebSockets included.
func (p *Page) Requests() []string {
	p.t.Helper()
	return decode(p.t, p.do("requests", nil), new([]string))
}

// Errors returns uncaught errors and what the page, or the browser about it, wrote to the console as an error.
func (p *Page) Errors() []string {
	p.t.Helper()
	return decode(p.t, p.do("errors", nil), new([]string))
}

// Cookies returns how many cookies the profile holds.
func (p *Page) Cookies() int {
	p.t.Helper()
	return len(decode(p.t, p.do("cookies", nil), new([]json.RawMessage)))
}

// Aria returns what a screen reader is told of the first element that the selector names, as indented text.
func (p *Page) Aria(selector string) string {
	p.t.Helper()
	return decode(p.t, p.do("aria", map[string]any{"selector": selector}), new(string))
}

// Violation is a broken rule of axe-core.
type Violation struct {
	ID     string   `json:"id"`
	Impact string   `json:"impact"`
	Help   string   `json:"help"`
	Nodes  []string `json:"nodes"`
}

// Axe checks the page as it stands against WCAG 2.2 A and AA and axe-core's best practices.
func (p *Page) Axe() []Violation {
	p.t.Helper()
	return decode(p.t, p.do("axe", nil), new([]Violation))
}

// ClickAndKill clicks and kills the processes of all tabs of the browser as soon as the page has asked for an address with
// this ending. The tabs are of no use afterwards.
func (p *Page) ClickAndKill(selector, ending string) {
	p.t.Helper()
	p.do("clickAndKill", map[string]any{"selector": selector, "value": ending})
}

// Close closes the tab.
func (p *Page) Close() { p.t.Helper(); p.do("closePage", nil) }

func decode[T any](t testing.TB, raw json.RawMessage, into *T) T {
	t.Helper()
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatalf("browser: unexpected answer: %v", err)
	}
	return *into
}
