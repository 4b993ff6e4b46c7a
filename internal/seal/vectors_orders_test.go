package seal_test

import (
	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// orderMaker makes the steps of one sender.
type orderMaker struct {
	w      *world
	c      orderCase
	from   seal.Sender
	mine   mineCount
	number int
}

func (w *world) orderCases() []orderCase {
	return []orderCase{
		w.orderOf("replay, drop and reorder", conversation.Operator, 2, 2, func(o *orderMaker) {
			one := o.text(1, 1, 0, "accepted", 0)
			o.again(one, "repeat")
			four := o.text(1, 4, 1, "gap", 2)
			o.text(1, 2, 0, "late", 0)
			o.text(1, 4, 1, "forgery", 0)
			o.again(four, "repeat")
			o.mark(1, 1, counts{Sent: 5}, "gap", 2)
		}),
		w.orderOf("counts that cannot be", conversation.Operator, 2, 0, func(o *orderMaker) {
			o.text(1, 1, 10, "forgery", 0)
			o.text(1, 1, 5, "accepted", 0)
			o.text(1, 2, 4, "forgery", 0)
			o.mark(1, 1, counts{Sent: 1, Received: 10}, "forgery", 0)
			o.mark(1, 1, counts{Sent: 1, Received: 5, Read: 5}, "accepted", 0)
			o.mark(1, 2, counts{Sent: 1, Received: 4, Read: 4}, "forgery", 0)
			o.mark(1, 3, counts{Sent: 0, Received: 5, Read: 5}, "forgery", 0)
			o.text(1, 2, 9, "accepted", 0)
			o.close(1, 0, 9, "forgery", 0)
			o.close(1, 2, 8, "forgery", 0)
			o.close(1, 1, 9, "accepted", 0)
		}),
		w.orderOf("the last one dropped", conversation.Operator, 1, 1, func(o *orderMaker) {
			o.text(1, 1, 0, "accepted", 0)
			o.close(1, 2, 0, "gap", 1)
			o.text(1, 3, 0, "forgery", 0)
			o.mark(1, 1, counts{Sent: 3}, "forgery", 0)
			o.close(1, 3, 0, "forgery", 0)
		}),
		w.orderOf("a replayed mark", conversation.Operator, 0, 2, func(o *orderMaker) {
			first := o.mark(1, 1, counts{Sent: 1, Received: 1}, "gap", 1)
			second := o.mark(1, 2, counts{Sent: 2, Received: 3, Read: 2}, "gap", 2)
			o.again(first, "repeat")
			o.again(second, "repeat")
			o.mark(1, 2, counts{Sent: 2, Received: 3, Read: 3}, "forgery", 0)
		}),
		w.orderOf("two operators", conversation.Operator, 1, 0, func(o *orderMaker) {
			o.text(1, 1, 5, "accepted", 0)
			o.text(2, 1, 0, "accepted", 0)
		}),
		w.orderOf("a declarant through two generations", conversation.Declarant, 4, 0, func(o *orderMaker) {
			o.mine = mineCount{Generation: 2, Count: 1}
			o.text(0, 1, 0, "accepted", 0)
			o.text(0, 2, 1, "forgery", 0)
			o.text(1, 2, 7, "accepted", 0)
			o.text(2, 3, 0, "accepted", 0)
			o.text(2, 4, 2, "forgery", 0)
			o.text(1, 4, 7, "forgery", 0)
			o.text(2, 4, 1, "accepted", 0)
			o.mark(2, 1, counts{Sent: 4, Received: 1}, "accepted", 0)
			o.mark(1, 2, counts{Sent: 4, Received: 1}, "forgery", 0)
			end := o.close(2, 4, 1, "accepted", 0)
			o.again(end, "repeat")
		}),
	}
}

func (w *world) orderOf(name string, side conversation.Side, seen, missing uint64, steps func(*orderMaker)) orderCase {
	o := &orderMaker{w: w, from: w.consoleSender(), mine: mineCount{Generation: 1, Count: 9}}
	if side == conversation.Declarant {
		o.from = w.pageSender()
	}
	o.c = orderCase{Name: name, Side: side, Secret: fixed("secret", 32), Seen: seen, Missing: missing}
	steps(o)
	return o.c
}

func (o *orderMaker) id() conversation.MessageID {
	o.number++
	return fixedID(1000 + o.number)
}

func (o *orderMaker) text(g conversation.Generation, n, seen uint64, want string, missing uint64) orderStep {
	secret := must2(seal.ParseSecret(o.c.Secret))
	m := o.w.text(o.from, secret, wire.Send{ID: o.id(), Key: 1, Generation: g, N: n, Seen: seen}, "…")
	return o.add(orderStep{Text: &m, Want: want, Missing: missing})
}

func (o *orderMaker) mark(g conversation.Generation, n uint64, c counts, want string, missing uint64) orderStep {
	secret := must2(seal.ParseSecret(o.c.Secret))
	m, err := seal.SealMark(o.from, secret, wire.Mark{ID: o.id(), Key: 1, Generation: g, N: n}, seal.Counts(c))
	must(o.w.t, err)
	return o.add(orderStep{Mark: &m, Want: want, Missing: missing})
}

func (o *orderMaker) close(g conversation.Generation, sent, seen uint64, want string, missing uint64) orderStep {
	c := wire.Close{Generation: g, Sent: sent, Seen: seen, Reason: "done"}
	must(o.w.t, seal.SignClose(o.from, &c))
	return o.add(orderStep{Close: &c, Want: want, Missing: missing})
}

func (o *orderMaker) again(s orderStep, want string) {
	s.Want, s.Missing = want, 0
	o.add(s)
}

func (o *orderMaker) add(s orderStep) orderStep {
	s.Mine = o.mine
	o.c.Steps = append(o.c.Steps, s)
	return s
}
