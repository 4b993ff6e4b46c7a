package main

import (
	"fmt"
	"strings"
	"time"

	"vigie.example/internal/console/thread"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
)

func text(n int, side conversation.Side, ago time.Duration, words string, delivery thread.Delivery) thread.Item {
	return thread.Item{ID: conversation.MessageID(fmt.Sprintf("%022d", n)), Side: side, Text: words, At: now.Add(-ago), Delivery: delivery}
}

func event(kind thread.Kind, ago time.Duration, what view.Text) thread.Item {
	return thread.Item{Kind: kind, At: now.Add(-ago), Event: what}
}

func items(all ...thread.Item) view.List[thread.Item] {
	var l view.List[thread.Item]
	for _, i := range all {
		l = l.Append(i)
	}
	return l
}

// talk is a made-up conversation.
func talk() view.List[thread.Item] {
	const them, us = conversation.Declarant, conversation.Operator
	return items(
		text(1, them, 39*time.Minute, "Bonjour. Je ne sais pas si je m'adresse au bon endroit.", thread.NotOurs),
		text(2, them, 38*time.Minute, "C'est au sujet de mon ex-compagnon. Il m'attend presque tous les soirs en bas de mon travail depuis trois semaines, et il envoie des messages toute la journée. Hier il a écrit qu'il savait à quelle heure je prenais le tram.", thread.NotOurs),
		event(thread.Event, 37*time.Minute, view.T("thread.event.claimed")),
		text(3, us, 36*time.Minute, "Bonjour. Vous êtes au bon endroit, et vous avez bien fait d'écrire. Je suis là pour vous écouter et vous dire ce qui est possible.\nÊtes-vous en sécurité en ce moment ?", thread.Read),
		text(4, them, 34*time.Minute, "Oui, je suis chez une amie. Il ne connaît pas l'adresse.", thread.NotOurs),
		text(5, us, 33*time.Minute, "Merci, c'est important. Avez-vous gardé les messages qu'il vous a envoyés ?", thread.Read),
		text(6, them, 2*time.Minute, "Oui, tout. J'ai aussi des captures d'écran. Je n'ai jamais rien dit à personne avant aujourd'hui.", thread.NotOurs),
		text(7, us, 30*time.Second, "Ne les effacez pas, ils peuvent servir de preuve. Prenez votre temps, je reste avec vous.", thread.Received),
	)
}

// hostile is what a text must not be able to do: markup, direction, invisible and towering characters, endless words.
func hostile() view.List[thread.Item] {
	const them = conversation.Declarant
	return items(
		text(1, them, 9*time.Minute, "<script>alert(1)</script> **gras** [lien](https://exemple.test) <b>balise</b> &amp; `code`", thread.NotOurs),
		text(2, them, 8*time.Minute, "fichier \u202egpj.exe\u202c et \u2066isol\u00e9\u2069, z\u200be\u200br\u200bo largeur", thread.NotOurs),
		text(3, them, 7*time.Minute, "z"+strings.Repeat("\u0323\u0301\u0308", 40)+"algo "+strings.Repeat("motsansfin", 30), thread.NotOurs),
		text(4, them, 6*time.Minute, "مرحبا، أحتاج إلى مساعدة. اسمي Lou ورقمي 06 00 00 00 00.", thread.NotOurs),
		text(5, them, 5*time.Minute, "שלום (זה אני) 😀👩‍👩‍👧 日本語のメッセージ\n\n\n\n\n\nfin", thread.NotOurs),
	)
}

// long is an exchange that does not fit on the screen.
func long() view.List[thread.Item] {
	var l view.List[thread.Item]
	for n := range 300 {
		side, delivery := conversation.Declarant, thread.NotOurs
		if n%3 == 2 {
			side, delivery = conversation.Operator, thread.Read
		}
		l = l.Append(text(n, side, time.Duration(300-n)*40*time.Second, fmt.Sprintf("Message %d. %s", n+1, strings.Repeat("Il a recommencé hier soir. ", n%6)), delivery))
	}
	return l
}
