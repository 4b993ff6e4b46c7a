package gate

import (
	"crypto/sha256"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"vigie.example/internal/backend"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// console is an operator's connection.
type console struct {
	*conn
	service *backend.Service

	ceremony  *backend.Ceremony  // of the reading goroutine
	enrolling *backend.Enrolling // of the reading goroutine

	mu        sync.Mutex // guards what follows; held while frames about conversations are sent, so that they have an order
	session   *backend.Session
	stop      []func()
	synced    bool
	team      wire.Team         // as it was told last
	told      toldMeans         // what the console knows of its session
	doctrine  [sha256.Size]byte // that the console has
	biometric []byte            // the same, without its time
	judged    atomic.Bool       // something about fingerprints has changed since
	views     map[conversation.ID]*view
	feeds     map[conversation.ID]*backend.Feed
	transfers map[conversation.ID]toldTransfer
	advices   map[conversation.ID]matter[conversation.QuestionID]
	calls     map[conversation.ID]matter[conversation.CallID]
	tombs     map[conversation.ID]struct{} // told on this connection
	recalls   map[conversation.ID]struct{} // which the console has said that it knows, or was told that it holds

	marks  dirty // conversations to look at
	keys   keys  // envelopes that were sent
	unsaid unsaid
}

// How often the console is told of changes at most, and how often somebody looks whether its team has changed.
const (
	consoleEvery = 20 * time.Millisecond
	teamEvery    = 2 * time.Second
)

func newConsole(c *conn) *console {
	con := &console{
		conn: c, service: c.server.service, views: make(map[conversation.ID]*view),
		feeds: make(map[conversation.ID]*backend.Feed), transfers: make(map[conversation.ID]toldTransfer),
		advices: make(map[conversation.ID]matter[conversation.QuestionID]),
		calls:   make(map[conversation.ID]matter[conversation.CallID]),
		tombs:   make(map[conversation.ID]struct{}), recalls: make(map[conversation.ID]struct{}), marks: newDirty(),
		keys: keys{sent: make(map[conversation.ID]map[sentKey]struct{})},
	}
	c.watch = con.watch
	return con
}

func (c *console) request(f wire.Frame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch f.T {
	case wire.TypeBegin:
		with(c.conn, f, func(b wire.Begin) { c.begin(f, b) })
	case wire.TypeSignIn:
		with(c.conn, f, func(s wire.SignIn) { c.signIn(f, s) })
	case wire.TypeReturn:
		with(c.conn, f, func(r wire.Return) { c.signBack(f, r) })
	default:
		if c.session == nil {
			c.strangersRequest(f)
			return
		}
		if cause, ended := c.session.Ended(); ended {
			c.endSession(cause)
			return
		}
		if cause, locked := c.session.Locked(); locked && !mayWhileLocked(f.T) {
			c.tellLocked(cause)
			c.fail(f, "", fault.New(fault.Denied, "gate.request", fault.Key("fault.session.locked"), fault.Hint("hint.signin.unlock")))
			return
		}
		c.signedRequest(f)
	}
}

// strangersRequest answers who has not signed in: what their workstation's reader holds is asked about all the same, and nothing else.
func (c *console) strangersRequest(f wire.Frame) {
	if f.T != wire.TypeStock {
		c.fail(f, "", fault.New(fault.Unauthenticated, "gate.request", fault.Key("fault.signin.first")))
		return
	}
	with(c.conn, f, func(m wire.Stock) {
		out, err := c.service.StrangersStock(m)
		c.reply(f, "", wire.TypeStocked, out, err)
	})
}

// signedRequest answers a request of a session.
func (c *console) signedRequest(f wire.Frame) {
	switch f.T {
	case wire.TypeHourly:
		with(c.conn, f, func(h wire.Hourly) { c.reply(f, "", wire.TypeOK, nil, c.service.Hourly(c.ctx, c.session, h)) })
	case wire.TypeDuty:
		with(c.conn, f, func(d wire.Duty) { c.reply(f, "", wire.TypeOK, nil, c.service.Duty(c.ctx, c.session, d)) })
	case wire.TypeSync:
		with(c.conn, f, func(s wire.Sync) { c.sync(f, s) })
	case wire.TypeRestore:
		with(c.conn, f, func(r wire.Restore) { c.restore(f, r) })
	case wire.TypeClaim:
		with(c.conn, f, func(m wire.Claim) { c.claim(f, m.Conversation) })
	case wire.TypeSend:
		with(c.conn, f, func(m wire.Send) {
			ack, err := c.service.Send(c.ctx, c.session.Party(), m)
			c.reply(f, m.Conversation, wire.TypeAck, ack, err)
			c.unsaid.drop(m.Conversation, ack.Position)
		})
	case wire.TypeMark:
		with(c.conn, f, func(m wire.Mark) {
			c.reply(f, m.Conversation, wire.TypeOK, nil, c.service.Mark(c.ctx, c.session.Party(), m))
		})
	case wire.TypeClose:
		with(c.conn, f, func(m wire.Close) {
			c.reply(f, m.Conversation, wire.TypeOK, nil, c.service.Close(c.ctx, c.session.Party(), m))
		})
	case wire.TypeTyping:
		if t, err := wire.DecodeData[wire.Typing](f); err == nil {
			c.service.Typing(c.ctx, c.session.Party(), t.Conversation)
		}
	case wire.TypePlan, wire.TypeKeep, wire.TypeExport, wire.TypeErased, wire.TypeSettle:
		c.deletionRequest(f)
	case wire.TypeSignOut:
		c.signOut(f)
	case wire.TypeDeposit, wire.TypeRecall:
		c.shareRequest(f)
	case wire.TypeLock, wire.TypeMeansAsk, wire.TypeInvite, wire.TypeEnrol, wire.TypeEnrolMeans, wire.TypeMeansConfirm, wire.TypeMeansRevoke:
		c.meansRequest(f)
	case wire.TypeAdvisers, wire.TypeAsk, wire.TypeAskWithdraw, wire.TypeAdvise:
		c.adviceRequest(f)
	case wire.TypeCall, wire.TypeCallAnswer:
		c.callRequest(f)
	default:
		if !c.biometricRequest(f) {
			c.transferRequest(f)
		}
	}
}

func (c *console) begin(f wire.Frame, b wire.Begin) {
	ceremony, challenge, err := c.service.Begin(c.nonce, b)
	c.ceremony = ceremony
	c.reply(f, "", wire.TypeChallenge, challenge, err)
}

func (c *console) signIn(f wire.Frame, in wire.SignIn) {
	if c.session != nil {
		if _, locked := c.session.Locked(); !locked || !c.ceremony.Unlocks(c.session) {
			c.fail(f, "", fault.New(fault.Taken, "gate.signIn", fault.Key("fault.signin.signed_in")))
			return
		}
	}
	session, out, err := c.service.SignIn(c.ctx, c.ceremony, in)
	if err == nil && c.session != nil {
		c.forget() // what it follows it asks for again
	}
	c.signedIn(f, session, out, err)
}

func (c *console) signBack(f wire.Frame, r wire.Return) {
	if c.session != nil {
		c.fail(f, "", fault.New(fault.Taken, "gate.signBack", fault.Key("fault.signin.signed_in")))
		return
	}
	session, out, err := c.service.Return(c.ctx, c.nonce, r)
	c.signedIn(f, session, out, err)
}

func (c *console) signedIn(f wire.Frame, session *backend.Session, out wire.SignedIn, err error) {
	if err != nil {
		c.fail(f, "", err)
		return
	}
	c.session = session
	c.stop = append(c.stop, session.Changed(c.marks.wake))
	c.answer(f, wire.TypeSignedIn, out)
	c.tellBiometric()
}

func (c *console) signOut(f wire.Frame) {
	if err := c.service.SignOut(c.ctx, c.session); err != nil {
		c.fail(f, "", err)
		return
	}
	c.forget()
	c.answer(f, wire.TypeOK, nil)
}

// forget ends what the session follows.
func (c *console) forget() {
	for _, stop := range c.stop {
		stop()
	}
	for _, feed := range c.feeds {
		feed.Close()
	}
	clear(c.feeds)
	clear(c.views)
	clear(c.transfers)
	clear(c.advices)
	clear(c.calls)
	clear(c.tombs)
	clear(c.recalls)
	c.keys.clear()
	c.unsaid.forget()
	c.stop, c.session, c.synced = nil, nil, false
	c.enrolling, c.told = nil, toldMeans{}
}

func (c *console) gone() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if session := c.session; session != nil {
		c.forget()
		c.service.Depart(c.ctx, session)
	}
}

// endSession tells why the session is over and closes the connection.
func (c *console) endSession(cause string) {
	c.forget()
	frame, _ := wire.Encode(wire.TypeSession, 0, 0, wire.SessionEnded{Cause: cause})
	c.close(ending{frame: frame, code: websocket.ClosePolicyViolation, reason: cause})
}

// claim asks to hold a conversation; held comes before anything of its content.
func (c *console) claim(f wire.Frame, id conversation.ID) {
	sum, err := c.service.Claim(c.ctx, c.session, id)
	if err != nil {
		c.fail(f, id, err)
		return
	}
	c.recalls[id] = struct{}{}
	c.view(id).summary = sum
	c.answer(f, wire.TypeHeld, wire.Held{Summary: sum})
	c.look(id)
}

// sync sends everything that the operator may see: what is gone first (C23), then the list, then what is new in their own.
func (c *console) sync(f wire.Frame, s wire.Sync) {
	if err := c.service.ListQueue(c.ctx, c.session); err != nil {
		c.fail(f, "", err)
		return
	}
	c.answer(f, wire.TypeOK, nil)
	for _, feed := range c.feeds {
		feed.Close()
	}
	clear(c.feeds)
	clear(c.views)
	clear(c.transfers)
	clear(c.advices)
	clear(c.calls)
	clear(c.tombs)
	c.keys.clear()
	actor := c.session.Actor(c.service.Now())
	if !c.synced {
		c.synced = true
		c.stop = append(c.stop, c.service.Watch(actor.Unit, func(id conversation.ID, _ bool) { c.marks.add(id) }),
			c.service.WatchTransfers(actor.Code, c.marks.add), c.service.WatchDeletions(c.session, c.marks.add), c.service.WatchDoctrine(c.marks.wake))
	}
	c.knowsDoctrine(s)
	c.tellDoctrine()
	c.buried()
	for id := range s.Known {
		c.recalls[id] = struct{}{}
	}
	for id, known := range s.Known {
		if deleted, done, dead := c.service.Deletion(id); dead && done {
			c.tellDeleted(deleted)
			continue
		}
		c.view(id).known = known // shown before; if it is no longer the operator's, they are told so
	}
	for _, id := range c.service.Listed(actor) {
		c.look(id)
	}
	for id := range s.Known {
		c.look(id)
	}
	for _, id := range c.service.TransferIDs() {
		c.lookTransfer(id)
		c.lookAdvice(id)
		c.lookCall(id)
	}
	c.team = c.service.Team(c.session)
	c.event(wire.TypeTeam, c.team)
	c.tellBiometric()
	c.event(wire.TypeSynced, wire.Synced{Time: wire.At(c.service.Now()), Epoch: c.service.Epoch()})
}

// watch tells the console what has changed, keeps its session alive, and ends it when it is over.
func (c *console) watch() {
	defer c.service.BiometricChanged(func() {
		c.judged.Store(true)
		c.marks.wake()
	})()
	c.judged.Store(true)
	c.marks.wake()
	renew, team := time.NewTicker(backend.RenewEvery), time.NewTicker(teamEvery)
	defer renew.Stop()
	defer team.Stop()
	for {
		renewing := false
		select {
		case <-c.ctx.Done():
			return
		case <-renew.C:
			renewing = true
		case <-team.C:
			c.tellTeam()
			continue
		case <-c.marks.woken:
		}
		c.attend(renewing)
		select {
		case <-c.ctx.Done():
			return
		case <-time.After(consoleEvery):
		}
	}
}

// tellTeam tells how busy the operator's unit is, when that has changed.
func (c *console) tellTeam() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.session == nil || !c.synced {
		return
	}
	if now := c.service.Team(c.session); now != c.team {
		c.team = now
		c.event(wire.TypeTeam, now)
	}
}

func (c *console) attend(renew bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	judged := c.judged.Swap(false) || renew // time alone changes it, too
	if c.session == nil {
		if judged {
			c.tellBiometric()
		}
		return
	}
	if cause, ended := c.session.Ended(); ended {
		c.endSession(cause)
		return
	}
	c.tellMeans()
	if renew {
		if t, due := c.service.RenewTicket(c.session); due {
			c.hint(wire.TypeTicket, t)
		}
		if err := c.service.Renew(c.ctx, c.session); err != nil && !fault.Is(err, fault.Unauthenticated) {
			c.server.cfg.Log.Warn("a session could not be renewed", "code", string(fault.KindOf(err)))
		}
	}
	if judged {
		c.tellBiometric()
	}
	if c.synced {
		c.tellDoctrine()
		for _, id := range c.marks.take() {
			c.look(id)
			c.lookTransfer(id)
			c.lookAdvice(id)
			c.lookCall(id)
			c.receipt(id)
		}
	}
}
