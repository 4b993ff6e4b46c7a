package fingers

import (
	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/biometric"
	"vigie.example/internal/console/fingers"
	"vigie.example/ui/kit"
)

// control is the supervisor's switch (L18).
type control struct {
	view    *View
	reasons *kit.Choice
	suspend *kit.Button
	resume  *kit.Button
	choice  fyne.CanvasObject
	content *fyne.Container
}

func newControl(v *View) *control {
	w := v.words
	c := &control{view: v}
	var options []kit.Option
	for _, r := range biometric.SuspensionReasons() {
		options = append(options, kit.Option{ID: string(r), Label: w.T("finger_page.reason." + string(r))})
	}
	c.reasons = kit.NewChoice(options, nil)
	c.reasons.SetChosen(options[0].ID)
	c.suspend = kit.NewButton(kit.Danger, icons.Pause, w.T("finger_page.suspend"), c.ask)
	c.resume = kit.NewButton(kit.Primary, icons.Check, w.T("finger_page.resume"), func() { v.intents.Supervise(fingers.Supervision{Do: fingers.Resume}) })
	c.choice = kit.Column(8, c.reasons, kit.Row(0, c.suspend))
	c.content = section(w.T("finger_page.switch"), w.T("finger_page.switch.help"), c.choice, kit.Row(0, c.resume))
	return c
}

func (c *control) render(s fingers.State) {
	kit.Show(c.content, s.Supervises)
	kit.Show(c.choice, !s.Suspended)
	kit.Show(c.resume, s.Suspended)
	kit.Enable(c.suspend, s.Phase == fingers.Ready && !s.Asking)
	kit.Enable(c.resume, s.Phase == fingers.Ready && !s.Asking)
}

func (c *control) ask() {
	w, reason := c.view.words, biometric.SuspensionReason(c.reasons.Chosen())
	kit.Ask(c.view.window, kit.Question{
		Title: w.T("finger_page.suspend.title"), Text: w.T("finger_page.suspend.text"), Icon: icons.Pause, Tone: kit.Urgent, Kind: kit.Danger,
		Confirm: w.T("finger_page.suspend"), Cancel: w.T("account_page.cancel"),
		OnConfirm: func() bool {
			c.view.intents.Supervise(fingers.Supervision{Do: fingers.Suspend, Reason: reason})
			return true
		},
	})
}
