package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie.example/ui/kit"
)

func newTalk() *kit.Thread {
	t := kit.NewThread(threadWords)
	t.SetItems(talk())
	return t
}

func newInbox() *kit.ConversationList {
	l := kit.NewConversationList()
	l.SetSections(sections())
	l.SetOpen("m1")
	return l
}

func consolePage(fyne.Window) fyne.CanvasObject {
	composer := kit.NewComposer(composerWords, 2000)
	composer.OnSend = func(string) bool { return true }
	middle := container.NewBorder(nil, composer, nil, nil, newTalk())
	return container.NewHSplit(newInbox(), middle)
}

func threadPage(fyne.Window) fyne.CanvasObject { return newTalk() }

func listPage(fyne.Window) fyne.CanvasObject { return newInbox() }
