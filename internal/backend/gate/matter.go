package gate

import "vigie.example/internal/conversation"

// matter is what a console was told last of something between people about a conversation: a question, a call.
type matter[ID ~string] struct {
	theirs ID     // which waits for this console's person; "" for none
	own    ID     // which this console's person waits for
	phase  string // of the latter
}

// news are how a console is told of it.
type news[ID ~string] struct {
	over   func(ID) // what waited for its person does so no longer
	theirs func()   // something waits for its person
	own    func()   // what its person waits for has come further
}

// renew tells a console what has changed about a conversation since it was told last, and remembers that.
func renew[ID ~string](all map[conversation.ID]matter[ID], id conversation.ID, now matter[ID], n news[ID]) {
	before := all[id]
	if before.theirs != "" && before.theirs != now.theirs {
		n.over(before.theirs)
	}
	if now.theirs != "" && before.theirs != now.theirs {
		n.theirs()
	}
	if now.own != "" && (before.own != now.own || before.phase != now.phase) {
		n.own()
	}
	if now == (matter[ID]{}) {
		delete(all, id)
		return
	}
	all[id] = now
}
