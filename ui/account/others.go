package account

import (
	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/account"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// others is a supervisor's part: a code for a colleague, the number on that colleague's screen, and what the colleague has.
type others struct {
	view    *View
	actor   *kit.Entry
	number  *kit.Entry
	look    *kit.Button
	invite  *kit.Button
	confirm *kit.Button
	code    *kit.Banner
	theirs  *kit.Label
	list    *list
	content *fyne.Container
}

func newOthers(v *View) *others {
	w := v.words
	o := &others{view: v, actor: kit.NewEntry(""), number: kit.NewEntry("123 456"), code: kit.NewBanner(), theirs: kit.NewLabel("", kit.Strong)}
	o.list = newList(v, "")
	o.look = o.button(kit.Secondary, icons.Eye, "account_page.look", account.Look)
	o.invite = o.button(kit.Primary, icons.Plus, "account_page.invite", account.Invite)
	o.confirm = o.button(kit.Primary, icons.Check, "account_page.confirm", account.Confirm)
	for _, entry := range []*kit.Entry{o.actor, o.number} {
		entry.OnChanged = func(string) { o.enable() }
	}
	o.content = section(w.T("account_page.others"), w.T("account_page.others.help"),
		kit.NewField(w.T("account_page.others.actor"), "", o.actor),
		kit.Row(8, o.invite, o.look), o.code,
		kit.NewField(w.T("account_page.others.number"), w.T("account_page.others.number.help"), o.number),
		kit.Row(0, o.confirm), o.theirs, o.list.content)
	return o
}

func (o *others) button(kind kit.Kind, icon icons.Name, text string, do account.Deed) *kit.Button {
	return kit.NewButton(kind, icon, o.view.words.T(text), func() {
		o.view.intents.Supervise(account.Supervision{Do: do, Actor: o.actor.Text, Number: o.number.Text})
		if do == account.Confirm {
			o.number.SetText("")
		}
	})
}

func (o *others) render(s account.State) {
	texts := o.view.words
	kit.Show(o.content, s.Invites)
	if !s.Invites {
		return
	}
	o.code.Set(kit.Info, "")
	if s.Invited.Code != "" {
		o.code.SetAction(kit.Info, texts.T("account_page.code", words.Args{"code": s.Invited.Code, "actor": s.Invited.Actor, "at": words.Clock(s.Invited.Expires)}),
			texts.T("account_page.code.hide"), func() { o.view.intents.Supervise(account.Supervision{Do: account.Forget}) })
	}
	kit.Show(o.theirs, s.Theirs.Actor != "")
	kit.Show(o.list.content, s.Theirs.Actor != "")
	if s.Theirs.Actor != "" {
		o.theirs.SetText(texts.T("account_page.theirs", words.Args{"actor": s.Theirs.Actor}))
		o.list.actor = s.Theirs.Actor
		o.list.render(s.Theirs.Means)
	}
	o.enable()
}

func (o *others) enable() {
	can := o.view.state.Phase == account.Ready && !o.view.state.Asking && o.actor.Text != ""
	for button, on := range map[*kit.Button]bool{o.look: can, o.invite: can, o.confirm: can && o.number.Text != ""} {
		if on {
			button.Enable()
		} else {
			button.Disable()
		}
	}
}
