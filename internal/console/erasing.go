package console

import "vigie.example/internal/conversation"

// OnErase makes erased be told of each conversation of which nothing may be left here, at the moment in which its own texts
// and keys go, whatever ended it: deletion, deadline, another holder, the end of the session or of the program. What is
// kept beside a conversation goes with it (C22). It runs on the Desk's goroutine, or after its end; it must not block, and may
// be told twice. OnErase is to be called before Start.
func (c *Console) OnErase(erased func(conversation.ID)) {
	c.desk.erasing = append(c.desk.erasing, erased)
}

func (d *Desk) erased(id conversation.ID) {
	d.unkeep(id)
	d.noteErased(id)
	delete(d.advice.own, id)
	delete(d.calls.own, id)
	for _, tell := range d.erasing {
		tell(id)
	}
}
