package main

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie.example/assets/icons"
	"vigie.example/ui/kit"
)

func newTalk() *kit.Thread {
	t := kit.NewThread(threadWords)
	items := talk()
	t.SetItems(items)
	t.OnAction = func(it kit.Item) { fmt.Println("action on", it.ID) }
	return t
}

func newInbox() *kit.ConversationList {
	l := kit.NewConversationList()
	l.SetSections(sections())
	l.SetOpen("m1")
	l.OnOpen = func(id string) { l.SetOpen(id) }
	return l
}

// consolePage puts the operator's main window together.
func consolePage(w fyne.Window) fyne.CanvasObject {
	thread := newTalk()
	composer := kit.NewComposer(composerWords, 2000)
	n := 0
	composer.OnSend = func(text string) bool {
		n++
		items := append(talk(), kit.Item{ID: fmt.Sprint("new", n), Side: kit.Operator, Text: text, Time: "14:13", Day: day, State: kit.Sending, StateText: "Envoi"})
		thread.SetItems(items)
		return true
	}
	middle := kit.Frame(conversationHead(), composer, thread)
	notes := kit.NewThread(threadWords)
	notes.SetItems(notesItems())
	noteField := kit.NewComposer(kit.ComposerWords{Placeholder: "Note interne, jamais envoyée", Send: "Noter", Key: ""}, 1000)
	right := kit.NewPanel("Notes internes", kit.Frame(nil, noteField, notes),
		kit.NewIconButton(icons.Help, "Aide (F1)", nil), kit.NewIconButton(icons.Close, "Fermer le volet", nil))
	columns := kit.NewColumns(newInbox(), middle, right)
	state := kit.NewBanner()
	state.SetAction(kit.Warning, "Connexion perdue depuis 14:11. Vous pouvez lire et écrire ; 2 messages attendent et partiront au retour du réseau.", "Réessayer", nil)
	return kit.Frame(topBar(), state, columns)
}

func topBar() fyne.CanvasObject {
	return kit.Frame(nil, kit.Divider(), kit.Inset(16, 6, kit.Bar(12,
		kit.BarItem{Object: kit.NewIcon(icons.Shield, kit.ColorAccent, 22)},
		kit.BarItem{Object: kit.NewLabel("Vigie", kit.Heading), Drop: 4},
		kit.BarItem{Object: kit.NewLabel("Police, Lille", kit.Muted), Drop: 5},
		kit.BarItem{Object: kit.NewBadge(kit.InOrder, icons.Check, "En service")},
		kit.BarSpace(),
		kit.BarItem{Object: kit.NewBadge(kit.Warning, icons.Disconnected, "Hors ligne depuis 14:11")},
		kit.BarItem{Object: kit.NewBadge(kit.Neutral, icons.Clock, "Prochaine échéance 00:42"), Drop: 2},
		kit.BarItem{Object: kit.NewButton(kit.Quiet, icons.Person, "C. Martin", nil), Drop: 3},
		kit.BarItem{Object: kit.NewIconButton(icons.EyeOff, "Masquer l'écran (F9)", nil)},
		kit.BarItem{Object: kit.NewIconButton(icons.Help, "Raccourcis (F1)", nil), Drop: 1},
	)))
}

func conversationHead() fyne.CanvasObject {
	life := kit.NewButton(kit.Quiet, icons.Clock, "Reste 28 min, jusqu'à 18:12", nil)
	life.SetTone(kit.Warning)
	life.SetCompact(true)
	return kit.Frame(nil, kit.Divider(), kit.Inset(16, 8, kit.Bar(8,
		kit.BarItem{Object: kit.Column(0, kit.NewLabel("Nadia", kit.Strong), kit.NewLabel("3FZ9  ·  police 33  ·  ouverte à 14:02", kit.Muted))},
		kit.BarSpace(),
		kit.BarItem{Object: life},
		kit.BarItem{Object: kit.NewIconButton(icons.Transfer, "Transférer (Ctrl+T)", nil), Drop: 2},
		kit.BarItem{Object: kit.NewIconButton(icons.Check, "Clore (Ctrl+W)", nil), Drop: 1},
		kit.BarItem{Object: kit.NewIconButton(icons.Delete, "Supprimer (Ctrl+Suppr)", nil)},
	)))
}

func threadPage(fyne.Window) fyne.CanvasObject { return newTalk() }

// longPage is a thread of 5,000 messages, read in the middle while more come.
func longPage(fyne.Window) fyne.CanvasObject {
	t := kit.NewThread(threadWords)
	items := long(5000)
	t.SetItems(items)
	more := kit.NewButton(kit.Secondary, icons.Plus, "Un message de plus", func() {
		items = append(items[:len(items):len(items)], kit.Item{ID: fmt.Sprint("more", len(items)), Text: "Vous êtes toujours là ?", Time: "14:20", Day: day})
		t.SetItems(items)
	})
	return kit.Frame(kit.Inset(12, 8, kit.Row(0, more)), nil, t)
}

func listPage(fyne.Window) fyne.CanvasObject { return newInbox() }

func buttonsPage(fyne.Window) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, k := range []struct {
		name string
		kind kit.Kind
		icon icons.Name
		word string
	}{
		{"Principal", kit.Primary, icons.Send, "Envoyer"}, {"Secondaire", kit.Secondary, icons.Transfer, "Transférer"},
		{"Discret", kit.Quiet, icons.Notes, "Notes"}, {"Danger", kit.Danger, icons.Delete, "Supprimer maintenant"},
	} {
		busy := kit.NewButton(k.kind, k.icon, k.word, nil)
		busy.SetBusy(true)
		off := kit.NewButton(k.kind, k.icon, k.word, nil)
		off.Disable()
		compact := kit.NewButton(k.kind, k.icon, k.word, nil)
		compact.SetCompact(true)
		rows = append(rows, kit.NewLabel(k.name, kit.Caps), kit.Row(12, kit.NewButton(k.kind, k.icon, k.word, nil),
			kit.NewButton(k.kind, icons.None, k.word, nil), busy, off, compact))
	}
	var all []fyne.CanvasObject
	for _, name := range icons.All() {
		all = append(all, kit.Column(4, kit.NewIcon(name, kit.ColorText, 24), kit.NewLabel(string(name), kit.LabelStyle{Size: kit.SizeSmall, Center: true, Color: kit.ColorMuted})))
	}
	rows = append(rows, kit.NewLabel("Icônes", kit.Caps), container.NewGridWrap(fyne.NewSize(96, 56), all...))
	return container.NewVScroll(kit.Inset(24, 20, kit.Column(10, rows...)))
}

func inputsPage(fyne.Window) fyne.CanvasObject {
	wrong := kit.NewField("Référence", "Quatre caractères, par exemple 7K2Q.", kit.NewEntry("7K2Q"))
	wrong.SetError("Cette référence n'existe pas ou plus. Vérifiez-la, ou demandez-la à la personne.")
	blocked := kit.NewComposer(composerWords, 200)
	blocked.SetDraft("Un brouillon reste là pendant que la connexion est perdue.")
	blocked.Block("La personne a mis fin à la conversation. Vous pouvez la clore ou la supprimer.", false)
	full := kit.NewComposer(composerWords, 60)
	full.SetDraft("Ce message est trop long de quelques caractères pour être envoyé.")
	check := kit.NewCheck("Ce fait est nécessaire au signalement", nil)
	check.SetChecked(true)
	off := kit.NewCheck("Photographies jointes", nil)
	off.Disable()
	choice := kit.NewChoice([]kit.Option{
		{ID: "now", Label: "Supprimer tout de suite", Help: "Rien ne reste sur aucun poste."},
		{ID: "15", Label: "Dans 15 minutes", Help: "À 14:27"}, {ID: "limit", Label: "À l'échéance", Help: "À 18:12 au plus tard"},
	}, nil)
	choice.SetChosen("15")
	left := kit.Column(16, kit.NewField("Identifiant", "", kit.NewEntry("c.martin")),
		kit.NewField("Phrase de passe", "Au moins 15 caractères.", kit.NewPasswordEntry("")), wrong,
		kit.NewField("Service", "", kit.NewSelect("Choisir un service", []string{"Police, Lille", "Gendarmerie, Landes"}, nil)),
		check, off)
	right := kit.Column(16, choice, blocked, full, kit.NewField("Motif", "", kit.NewTextArea("En quelques mots", 3)))
	return container.NewVScroll(kit.Inset(24, 20, container.NewGridWithColumns(2, kit.Inset(12, 0, left), kit.Inset(12, 0, right))))
}

func statesPage(fyne.Window) fyne.CanvasObject {
	var banners []fyne.CanvasObject
	for tone, words := range map[kit.Tone]string{
		kit.Info:    "Votre formation expire dans 12 jours.",
		kit.InOrder: "Conversation supprimée de tous les postes à 14:31. Reçu 8F2C.",
		kit.Warning: "Connexion perdue depuis 14:11. Vous pouvez lire et écrire ; 2 messages attendent et partiront au retour du réseau. Les suppressions prévues auront lieu.",
		kit.Urgent:  "L'ordre des messages n'a pas pu être vérifié. Ne vous fiez pas à cette conversation et prévenez le superviseur.",
	} {
		b := kit.NewBanner()
		if tone == kit.Warning || tone == kit.Urgent {
			b.SetAction(tone, words, "Voir", nil)
		} else {
			b.Set(tone, words)
		}
		banners = append(banners, b)
	}
	bar := kit.NewProgress("Récupération de la conversation, 3 sur 8")
	bar.Set("Récupération de la conversation, 3 sur 8", 3.0/8)
	badges := kit.Row(8, kit.NewBadge(kit.Neutral, icons.Clock, "Reste 3 h 41"), kit.NewBadge(kit.Info, icons.Info, "Nouveau"),
		kit.NewBadge(kit.InOrder, icons.Check, "En service"), kit.NewBadge(kit.Warning, icons.Pause, "Pause"), kit.NewBadge(kit.Urgent, icons.Urgent, "Urgent"))
	empty := kit.NewEmptyState(icons.Conversation, "Aucune conversation ouverte", "Choisissez une personne dans la liste, ou prenez la suivante de la file.",
		kit.NewButton(kit.Primary, icons.Queue, "Prendre la suivante", nil))
	types := kit.Column(4, kit.NewLabel("Titre 22, 0123456789", kit.Title), kit.NewLabel("Intertitre 18, 11:11 et 00:40", kit.Heading), kit.NewLabel("Texte 15, Il1 O0 rn m, « l'œuvre » ça où ?", kit.Body),
		kit.NewLabel("Petit 13, il y a 3 min", kit.Muted), kit.NewLabel("Italique 15", kit.LabelStyle{Italic: true}))
	return container.NewVScroll(kit.Inset(24, 20, kit.Column(16, append(banners, badges, bar, types, container.NewGridWrap(fyne.NewSize(560, 260), empty))...)))
}

// onStart runs f once the window is up.
func onStart(f func()) { fyne.CurrentApp().Lifecycle().SetOnStarted(f) }

func dialogPage(w fyne.Window) fyne.CanvasObject {
	page := consolePage(w)
	onStart(func() {
		choice := kit.NewChoice([]kit.Option{
			{ID: "now", Label: "Tout de suite", Help: "Rien ne reste sur aucun poste."},
			{ID: "15", Label: "Dans 15 minutes", Help: "À 14:27"}, {ID: "limit", Label: "À l'échéance", Help: "À 18:12 au plus tard"},
		}, nil)
		choice.SetChosen("now")
		kit.Ask(w.Canvas(), kit.Question{
			Title: "Supprimer la conversation 3FZ9 ?", Icon: icons.Delete, Tone: kit.Urgent, Kind: kit.Danger,
			Text:    "Elle disparaît du service et de tous les postes. Ce qui est supprimé ne revient pas.",
			Content: choice, Confirm: "Supprimer", Cancel: "Garder",
		})
	})
	return page
}

func coverPage(w fyne.Window) fyne.CanvasObject {
	page := consolePage(w)
	onStart(func() {
		kit.ShowCover(w.Canvas(), kit.CoverWords{Title: "Écran masqué", Sentence: "Les conversations continuent. Deux personnes attendent une réponse.", Lift: "Reprendre"}, nil, nil, nil)
	})
	return page
}
