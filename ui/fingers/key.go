package fingers

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie.example/assets/icons"
	"vigie.example/internal/console"
	"vigie.example/internal/console/fingers"
	"vigie.example/ui/kit"
	"vigie.example/ui/scan"
	"vigie.example/ui/words"
)

// key is the part about the fingers on the person's own key: what is on it, enrolling one, and taking it away, which is never refused (L11, L13).
type key struct {
	view    *View
	line    *kit.Banner // what went wrong, or what is to be done
	due     *kit.Banner
	absent  *kit.Label
	pin     *kit.Entry
	look    *kit.Button
	enrol   *kit.Button
	clean   *kit.Button // takes away what is no longer wanted
	why     *kit.Label
	scan    *scan.Drawing
	count   *kit.Label
	list    *fyne.Container
	form    *fyne.Container
	content *fyne.Container
	removes []*kit.Button
}

func newKey(v *View) *key {
	w := v.words
	k := &key{view: v, line: kit.NewBanner(), due: kit.NewBanner(), absent: kit.NewLabel("", kit.Paragraph), why: kit.NewLabel("", kit.MutedLines)}
	k.pin = kit.NewPasswordEntry("")
	k.pin.OnChanged = func(string) { k.enable() }
	k.pin.OnSubmitted = func(string) { k.send(fingers.Show, nil) }
	k.look = kit.NewButton(kit.Secondary, icons.Eye, w.T("finger_page.key.look"), func() { k.send(fingers.Show, nil) })
	k.enrol = kit.NewButton(kit.Primary, icons.Fingerprint, w.T("finger_page.key.enrol"), func() { k.send(fingers.Enrol, nil) })
	k.clean = kit.NewButton(kit.Secondary, icons.Delete, w.T("finger_page.key.clean"), k.askClean)
	k.scan = scan.New(w, kit.NewButton(kit.Secondary, icons.Close, w.T("signin.stop"), func() { v.intents.Key(fingers.AtKey{Do: fingers.GiveUp}) }))
	k.count, k.list = kit.NewLabel("", kit.Strong), kit.Column(8)
	k.form = kit.Column(8, kit.NewField(w.T("finger_page.key.pin"), w.T("finger_page.key.pin.help"), k.pin), kit.Row(8, k.enrol, k.look), k.why)
	k.content = section(w.T("finger_page.key"), w.T("finger_page.key.help"), k.due, k.line, k.absent, k.form, k.scan.Content(), k.count, k.list, kit.Row(0, k.clean))
	return k
}

func (k *key) render(s fingers.State) {
	w, state := k.view.words, s.Key
	kit.Show(k.content, state.Supported || state.Due > 0)
	k.due.Set(kit.Info, "")
	if state.Due > 0 {
		k.due.Set(kit.Warning, w.T("finger_page.key.due.text", words.Args{"n": state.Due}))
	}
	k.line.Set(kit.Info, "")
	if !state.Problem.None() {
		k.line.Set(kit.Urgent, words.Sentences(w.Say(state.Problem), w.Say(state.Hint)))
	}
	k.absent.SetText(w.Say(state.Absent))
	kit.Show(k.absent, !state.Absent.None())
	kit.Show(k.form, state.Absent.None() && state.Stage == console.Idle)
	k.why.SetText(w.Say(state.Why))
	kit.Show(k.why, !state.Why.None())
	kit.Show(k.scan.Content(), state.Stage != console.Idle)
	k.scan.Show(step(state, w))
	k.renderList(state)
	if s.Phase == fingers.Closed {
		k.clear()
	}
	k.enable()
}

// renderList shows what is on the key, numbered: a finger has no name.
func (k *key) renderList(s fingers.Key) {
	w := k.view.words
	kit.Show(k.count, s.Known)
	k.count.SetText(w.T("finger_page.key.count", words.Args{"n": len(s.Fingers)}))
	if len(s.Fingers) == 0 {
		k.count.SetText(w.T("finger_page.key.none"))
	}
	k.list.Objects, k.removes = nil, nil
	for _, f := range s.Fingers {
		k.list.Add(k.row(f))
	}
	k.list.Refresh()
	kit.Show(k.list, len(s.Fingers) > 0)
	kit.Show(k.clean, len(k.unwanted(s)) > 0)
}

func (k *key) row(f fingers.Finger) fyne.CanvasObject {
	w := k.view.words
	about := w.T("finger_page.key.foreign")
	if f.Ours {
		about = w.T("finger_page.key.since", words.Args{"at": f.Since.Local().Format("02/01/2006 15:04")})
	}
	remove := kit.NewButton(kit.Secondary, icons.Delete, w.T("finger_page.key.remove"), func() { k.askRemove([]string{f.ID}) })
	remove.SetCompact(true)
	k.removes = append(k.removes, remove)
	end := []fyne.CanvasObject{remove}
	if f.Due {
		end = slices.Insert(end, 0, fyne.CanvasObject(kit.NewBadge(kit.Warning, icons.Clock, w.T("finger_page.key.due"))))
	}
	name := kit.Column(2, kit.NewLabel(w.T("finger_page.key.number", words.Args{"n": f.Number}), kit.Strong), kit.NewLabel(about, kit.MutedLines))
	return kit.Ground(kit.ColorSurface, kit.Inset(14, 10, container.NewBorder(nil, nil,
		kit.Row(0, kit.NewIcon(icons.Fingerprint, kit.ColorText, 24)), kit.Row(12, end...), kit.Inset(12, 0, name))))
}

// unwanted are the fingers on this key that are no longer wanted.
func (k *key) unwanted(s fingers.Key) (ids []string) {
	for _, f := range s.Fingers {
		if f.Due {
			ids = append(ids, f.ID)
		}
	}
	return ids
}

func (k *key) enable() {
	s := k.view.state
	can := s.Key.Stage == console.Idle && s.Key.Absent.None() && k.pin.Text != ""
	kit.Enable(k.look, can)
	kit.Enable(k.enrol, can && s.Key.May && s.Phase == fingers.Ready)
	kit.Enable(k.clean, can)
	for _, b := range k.removes {
		kit.Enable(b, can)
	}
}

// send passes the PIN on, and does not keep it.
func (k *key) send(do fingers.KeyDeed, ids []string) {
	if k.pin.Text == "" {
		return
	}
	k.view.intents.Key(fingers.AtKey{Do: do, PIN: k.pin.Text, IDs: ids})
	k.clear()
}

func (k *key) clear() {
	if k.pin.Text != "" {
		k.pin.SetText("")
	}
}

func (k *key) askClean() { k.askRemove(k.unwanted(k.view.state.Key)) }

// askRemove asks before fingers are taken off the key; no reason is wanted.
func (k *key) askRemove(ids []string) {
	w := k.view.words
	kit.Ask(k.view.window, kit.Question{
		Title: w.T("finger_page.key.remove.title", words.Args{"n": len(ids)}), Text: w.T("finger_page.key.remove.text"), Icon: icons.Delete, Tone: kit.Info, Kind: kit.Primary,
		Confirm: w.T("finger_page.key.remove"), Cancel: w.T("account_page.cancel"),
		OnConfirm: func() bool { k.send(fingers.Remove, ids); return true },
	})
}
