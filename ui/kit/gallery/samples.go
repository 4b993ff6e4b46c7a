package main

import (
	"fmt"

	"vigie.example/assets/icons"
	"vigie.example/ui/kit"
)

var threadWords = kit.ThreadWords{
	Copy: "Copier le message",
	New: func(n int) string {
		if n == 1 {
			return "1 nouveau message"
		}
		return fmt.Sprintf("%d nouveaux messages", n)
	},
}

var composerWords = kit.ComposerWords{
	Placeholder: "Votre réponse",
	Send:        "Envoyer",
	Key:         "Entrée",
	Left: func(left int) string {
		if left < 0 {
			return fmt.Sprintf("%d caractères de trop", -left)
		}
		return fmt.Sprintf("%d caractères restants", left)
	},
}

const day = "dimanche 22 novembre"

// talk is an ordinary conversation with every state in it.
func talk() []kit.Item {
	return []kit.Item{
		{ID: "s1", Side: kit.System, Text: "Conversation ouverte, zone police, Lille", Time: "14:02", Day: day},
		{ID: "d1", Side: kit.Declarant, Time: "14:02", Day: day, Text: "Bonjour, je ne sais pas si je suis au bon endroit."},
		{ID: "d2", Side: kit.Declarant, Time: "14:02", Day: day, Text: "C'est pour mon ex-conjoint, il m'envoie des messages toute la nuit et il m'attend devant chez moi le matin."},
		{ID: "o1", Side: kit.Operator, Time: "14:03", Day: day, State: kit.Read, StateText: "Lu", Text: "Bonjour, vous êtes au bon endroit. Je suis opératrice de la plateforme. Êtes-vous en sécurité en ce moment ?"},
		{ID: "d3", Side: kit.Declarant, Time: "14:04", Day: day, Text: "Oui, je suis au travail. Il n'a pas le droit d'entrer ici.\n\nMais ce soir je rentre seule vers 18 h 30 et j'ai peur qu'il soit là comme hier. Il avait garé sa voiture juste devant la porte de l'immeuble."},
		{ID: "o2", Side: kit.Operator, Time: "14:06", Day: day, State: kit.ReceivedByDeclarant, StateText: "Reçu par la personne", Text: "Je comprends. Ce que vous décrivez peut être du harcèlement, et vous pouvez être protégée. Depuis quand cela dure-t-il ?"},
		{ID: "d4", Side: kit.Declarant, Time: "14:08", Day: day, Text: "Trois semaines. مرحبا هل تسمعني؟ أنا خائفة جدا", Warning: "L'ordre de ce message n'a pas pu être vérifié"},
		{ID: "d5", Side: kit.Declarant, Time: "14:09", Day: day, Text: "أنا في العمل حتى الساعة 18 ثم أعود إلى البيت"},
		{ID: "o3", Side: kit.Operator, Time: "14:10", Day: day, State: kit.ReceivedByService, StateText: "Reçu par le service", Text: "Avez-vous gardé les messages ?"},
		{ID: "o4", Side: kit.Operator, Time: "14:11", Day: day, State: kit.Failed, StateText: "Non envoyé", Action: "Envoyer à nouveau", Text: "Si vous le voyez ce soir, n'approchez pas et appelez le 17."},
		{ID: "o5", Side: kit.Operator, Time: "14:11", Day: day, State: kit.NotConfirmed, StateText: "Réception non confirmée", Text: "Le 114 répond aussi par SMS."},
		{ID: "o6", Side: kit.Operator, Time: "14:12", Day: day, State: kit.Sending, StateText: "Envoi", Text: "Je reste avec vous."},
	}
}

func notesItems() []kit.Item {
	return []kit.Item{
		{ID: "n1", Side: kit.Note, Time: "14:05", Author: "Vous", Text: "Harcèlement par ex-conjoint, trois semaines. Retour seule à 18 h 30."},
		{ID: "n2", Side: kit.Note, Time: "14:09", Author: "Vous", Text: "Proposer l'association locale avant la fin."},
	}
}

func sections() []kit.Section {
	waiting := []kit.ConversationRow{
		{ID: "w1", Title: "Anonyme", Reference: "8M4T", Detail: "police 33", Time: "02:10", TimeTone: kit.Urgent, Urgent: "Urgent"},
		{ID: "w2", Title: "Camille", Reference: "7K2Q", Detail: "police 33", Time: "00:40"},
		{ID: "w3", Title: "Un très long pseudonyme qui ne tient pas sur la ligne", Reference: "2C9B", Detail: "gendarmerie 40", Time: "00:11"},
	}
	mine := []kit.ConversationRow{
		{ID: "m1", Title: "Nadia", Reference: "3FZ9", Detail: "écrit", Time: "14:12", Unread: "2"},
		{ID: "m2", Title: "Anonyme", Reference: "9QWD", Detail: "en attente de réponse", Time: "14:08", Life: "3 h 41"},
		{ID: "m3", Title: "Sam", Reference: "5HHV", Detail: "connexion perdue", Icon: icons.Disconnected, Time: "13:51", Life: "28 min", LifeTone: kit.Warning},
		{ID: "m4", Title: "Anonyme", Reference: "K7X2", Detail: "police 33", Time: "11:02", Life: "9 min", LifeTone: kit.Urgent},
	}
	deleting := []kit.ConversationRow{
		{ID: "x1", Title: "Suppression en cours", Reference: "5TTP", Detail: "attend le poste B-12", Icon: icons.Delete, Time: "14:01"},
	}
	return []kit.Section{
		{ID: "waiting", Title: "EN ATTENTE", Count: "3", Rows: waiting},
		{ID: "mine", Title: "MES CONVERSATIONS", Count: "4", Rows: mine},
		{ID: "closed", Title: "CLOSES, EN SUPPRESSION", Count: "1", Rows: deleting},
		{ID: "team", Title: "ÉQUIPE", Count: "0", Empty: "Personne d'autre n'est en conversation."},
	}
}

// long repeats an ordinary conversation until it has n items.
func long(n int) []kit.Item {
	base, out := talk(), make([]kit.Item, 0, n)
	for i := range n {
		it := base[1+i%(len(base)-1)]
		it.ID = fmt.Sprint("l", i)
		out = append(out, it)
	}
	return out
}
