package signin

import (
	"slices"

	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/console"
	"vigie.example/internal/console/signin"
	"vigie.example/ui/kit"
)

// wayIcons stand for the ways.
var wayIcons = map[string]icons.Name{
	string(console.WayFinger): icons.Fingerprint, string(console.WayPIN): icons.SecurityKey,
	string(console.WayCard): icons.Card, string(console.WayReader): icons.FingerReader, string(console.WayPassphrase): icons.Key,
}

// choice shows the ways side by side, all of one size and weight; none is chosen until somebody does (L3).
type choice struct {
	view    *View
	tiles   map[string]*kit.Tile
	order   []string
	chosen  string
	content *fyne.Container
}

func newChoice(v *View) *choice {
	return &choice{view: v, tiles: map[string]*kit.Tile{}, content: kit.Tiles(190)}
}

// first is where the keyboard comes to the ways: at the first that can be used here, or else at the first.
func (c *choice) first() fyne.Focusable {
	for _, code := range c.order {
		if c.tiles[code].Usable() {
			return c.tiles[code]
		}
	}
	if len(c.order) == 0 {
		return nil
	}
	return c.tiles[c.order[0]]
}

func (c *choice) render(s signin.State) {
	var order []string
	for _, way := range s.Ways {
		order = append(order, way.Code)
		tile := c.tiles[way.Code]
		if tile == nil {
			tile = kit.NewTile(wayIcons[way.Code], c.view.words.Say(way.Title), c.view.words.Say(way.Needs), func() { c.take(way.Code) })
			c.tiles[way.Code] = tile
		}
		c.stands(tile, way)
		tile.SetChosen(way.Code == c.chosen)
	}
	if c.chosen != "" && !slices.Contains(order, c.chosen) { // it is no way any more
		c.choose("")
	}
	if slices.Equal(order, c.order) {
		return
	}
	c.order = order
	c.content.Objects = nil
	for _, code := range order {
		c.content.Objects = append(c.content.Objects, c.tiles[code])
	}
	c.content.Refresh()
}

// stands says under a way whether what it needs is here.
func (c *choice) stands(tile *kit.Tile, way signin.Way) {
	texts := c.view.words
	switch {
	case way.Looking:
		tile.SetUsable(false, kit.Neutral, texts.T("signin.way.looking"))
	case way.Available:
		tile.SetUsable(true, kit.InOrder, texts.T("signin.way.here"))
	default:
		tile.SetUsable(false, kit.Warning, texts.Say(way.Problem))
	}
}

// take is what a person does.
func (c *choice) take(code string) {
	c.choose(code)
	c.view.secrets.render(code)
	c.view.enable()
	c.view.focus(c.view.FocusSecret())
	if c.view.secrets.entry(code) == nil { // nothing to type: the key itself is asked
		c.view.focus(c.view.submit)
	}
}

func (c *choice) choose(code string) {
	if c.chosen != code {
		c.view.secrets.clear()
	}
	c.chosen = code
	for other, tile := range c.tiles {
		tile.SetChosen(other == code)
	}
}

// usable reports whether a way was chosen that can be used.
func (c *choice) usable() bool {
	tile := c.tiles[c.chosen]
	return tile != nil && tile.Usable()
}

// secrets are the fields of what has to be typed: one is in sight.
type secrets struct {
	view    *View
	entries map[string]*kit.Entry
	fields  map[string]*kit.Field
	content *fyne.Container
}

func newSecrets(v *View) secrets {
	s := secrets{view: v, entries: map[string]*kit.Entry{}, fields: map[string]*kit.Field{}, content: kit.Column(0)}
	for _, way := range []console.Way{console.WayPIN, console.WayCard, console.WayReader, console.WayPassphrase} {
		entry := kit.NewPasswordEntry("")
		entry.OnSubmitted = func(string) { v.send() }
		entry.OnChanged = func(string) { v.enable() }
		s.entries[string(way)] = entry
		s.fields[string(way)] = kit.NewField(v.words.T("signin.way."+string(way)+".secret"), "", entry)
		s.content.Objects = append(s.content.Objects, s.fields[string(way)])
	}
	return s
}

func (s secrets) render(chosen string) {
	for way, field := range s.fields {
		kit.Show(field, way == chosen && s.entry(way) != nil)
	}
}

// way is how a way stands; the zero value for one that there is not.
func (s secrets) way(code string) signin.Way {
	for _, w := range s.view.state.Ways {
		if w.Code == code {
			return w
		}
	}
	return signin.Way{}
}

// entry is where something is typed for a way; nil when nothing is.
func (s secrets) entry(way string) *kit.Entry {
	if w := s.way(way); w.Optional && w.Secret.None() {
		return nil
	}
	return s.entries[way]
}

// complete reports whether what the way wants was typed.
func (s secrets) complete(way string) bool {
	entry := s.entry(way)
	return entry == nil || entry.Text != "" || s.way(way).Optional
}

func (s secrets) text(way string) string {
	if entry := s.entries[way]; entry != nil {
		return entry.Text
	}
	return ""
}

func (s secrets) clear() {
	for _, entry := range s.entries {
		entry.SetText("")
	}
}

func (s secrets) adopt(before secrets) {
	for way, entry := range s.entries {
		entry.SetText(before.text(way))
	}
}
