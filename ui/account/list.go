package account

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/account"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// list shows what somebody signs in with.
type list struct {
	view    *View
	actor   string // "": the operator themselves
	shown   []account.Means
	content *fyne.Container
}

func newList(v *View, actor string) *list {
	return &list{view: v, actor: actor, content: kit.Column(8)}
}

func (l *list) render(all []account.Means) {
	l.shown = all
	l.content.Objects = nil
	if len(all) == 0 {
		l.content.Add(kit.NewLabel(l.view.words.T("account_page.none"), kit.Paragraph))
	}
	for _, m := range all {
		l.content.Add(l.row(m))
	}
	l.content.Refresh()
}

var meansIcons = map[string]icons.Name{"key": icons.SecurityKey, "card": icons.Card, "reader": icons.FingerReader}

// row is one means: what it is, since when, whether it is in force, and how it is ended.
func (l *list) row(m account.Means) fyne.CanvasObject {
	texts := l.view.words
	icon, known := meansIcons[m.Kind]
	if !known {
		icon = icons.Key
	}
	title := texts.Say(m.Title)
	if m.Name != "" {
		title = m.Name + " · " + title
	}
	since := texts.T("account_page.added", words.Args{"at": date(m.Added), "by": m.By})
	if !m.Used.IsZero() {
		since = words.Sentences(since, texts.T("account_page.used", words.Args{"at": date(m.Used)}))
	}
	badge := kit.NewBadge(kit.InOrder, icons.Check, texts.T("account_page.state.force"))
	color := kit.ColorText
	switch m.State {
	case account.Waiting:
		badge.Set(kit.Warning, icons.Clock, texts.T("account_page.state.waiting"))
	case account.Over:
		badge.Set(kit.Neutral, icons.Close, texts.Say(m.Why))
		color = kit.ColorMuted
	}
	end := []fyne.CanvasObject{badge}
	if m.State != account.Over {
		revoke := kit.NewButton(kit.Secondary, icons.Delete, texts.T("account_page.revoke"), func() { l.ask(m, title) })
		revoke.SetCompact(true)
		end = append(end, revoke)
	}
	about := kit.Column(2, kit.NewLabel(title, kit.LabelStyle{Bold: true, Color: color, Wrap: true}), kit.NewLabel(since, kit.MutedLines))
	parts := []fyne.CanvasObject{container.NewBorder(nil, nil, kit.Row(0, kit.NewIcon(icon, color, 24)), kit.Row(12, end...), kit.Inset(12, 0, about))}
	if m.State == account.Waiting && m.Number != "" {
		banner := kit.NewBanner()
		banner.Set(kit.Info, texts.T("account_page.number", words.Args{"number": spaced(m.Number), "by": m.By}))
		parts = append(parts, banner)
	}
	if m.Present {
		parts = append(parts, kit.NewLabel(texts.T("account_page.present"), kit.Muted))
	}
	return kit.Ground(kit.ColorSurface, kit.Inset(14, 10, kit.Column(8, parts...)))
}

// ask asks before a means is ended: it cannot be undone.
func (l *list) ask(m account.Means, title string) {
	texts := l.view.words
	text := texts.T("account_page.revoke.text")
	if m.Present {
		text = words.Sentences(text, texts.T("account_page.revoke.present"))
	}
	kit.Ask(l.view.window, kit.Question{
		Title: texts.T("account_page.revoke.title", words.Args{"name": title}), Text: text, Icon: icons.Delete, Tone: kit.Urgent,
		Confirm: texts.T("account_page.revoke"), Cancel: texts.T("account_page.cancel"), Kind: kit.Danger,
		OnConfirm: func() bool { l.view.intents.Revoke(l.actor, m.ID); return true },
	})
}

// spaced is a number as it is read aloud: three and three.
func spaced(number string) string {
	if len(number) != 6 {
		return number
	}
	return number[:3] + "\u202f" + number[3:]
}
