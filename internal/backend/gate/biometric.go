package gate

import (
	"bytes"
	"encoding/json"

	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// biometricRequest answers what a console asks and tells about fingerprints; false for a frame of another kind.
func (c *console) biometricRequest(f wire.Frame) bool {
	done := func(err error) { c.reply(f, "", wire.TypeOK, nil, err) }
	actor := c.session.Actor(c.service.Now())
	switch f.T {
	case wire.TypeDossierAsk:
		d, err := c.dossier()
		c.reply(f, "", wire.TypeDossier, d, err)
	case wire.TypeNoticeRead:
		with(c.conn, f, func(m wire.NoticeRead) {
			done(c.service.Acknowledge(c.ctx, c.session, biometric.Digest(m.Notice), m.Language, m.ToTheEnd))
		})
	case wire.TypeFinger:
		with(c.conn, f, func(m wire.Finger) { done(c.service.EnrolTemplate(c.ctx, c.session, m)) })
	case wire.TypeWithdraw:
		with(c.conn, f, func(m wire.FingerCode) { done(c.service.Withdraw(c.ctx, c.session, biometric.Code(m.Code))) })
	case wire.TypeGone:
		with(c.conn, f, func(m wire.FingerCode) { done(c.service.TemplateErased(c.ctx, actor, biometric.Code(m.Code))) })
	case wire.TypeStock:
		with(c.conn, f, func(m wire.Stock) {
			out, err := c.service.Stock(c.ctx, actor, m)
			c.reply(f, "", wire.TypeStocked, out, err)
		})
	case wire.TypeWiped:
		with(c.conn, f, func(m wire.Wiped) { done(c.service.WipedBy(c.ctx, actor, m)) })
	case wire.TypeAssessment:
		with(c.conn, f, func(m wire.Assessment) {
			a, err := biometric.ParseAssessment(m.Assessment)
			if err == nil {
				err = c.service.PutAssessment(c.ctx, actor, a)
			}
			done(err)
		})
	case wire.TypeRisk:
		done(c.service.ReportRisk(c.ctx, actor))
	case wire.TypeSuspend:
		with(c.conn, f, func(m wire.Suspend) {
			done(c.service.SuspendFingerprints(c.ctx, actor, biometric.SuspensionReason(m.Reason)))
		})
	case wire.TypeUnsuspend:
		done(c.service.ResumeFingerprints(c.ctx, actor))
	default:
		return false
	}
	return true
}

func (c *console) dossier() (wire.Dossier, error) {
	const op = "gate.dossier"
	d, draft, err := c.service.Dossier(c.ctx, c.session)
	if err != nil {
		return wire.Dossier{}, err
	}
	var out wire.Dossier
	if out.Dossier, err = json.Marshal(d); err != nil || draft == nil {
		return out, fault.Wrap(op, err)
	}
	out.Draft, err = json.Marshal(draft)
	return out, fault.Wrap(op, err)
}

// tellBiometric tells how the biometric login stands, when that has changed since it was told: to a session, what concerns its person; before
// a sign-in, whether there are fingerprints at all, and nothing while there never were. Who synchronises gets what is deleted first (C23).
func (c *console) tellBiometric() {
	var now wire.Biometric
	switch {
	case c.session == nil:
		now = c.service.BiometricForAll()
		if c.biometric == nil && !now.Suspended && !now.Open() {
			return
		}
	case !c.synced && c.synchronises():
		return
	default:
		now = c.service.Biometric(c.session)
	}
	told, at := now, now.Time
	told.Time = 0
	raw, err := json.Marshal(told)
	if err != nil || bytes.Equal(raw, c.biometric) {
		return
	}
	c.biometric = raw
	told.Time = at
	c.event(wire.TypeBiometric, told)
}

// synchronises reports whether the session's person has anything to synchronise.
func (c *console) synchronises() bool {
	actor := c.session.Actor(c.service.Now())
	return access.Decide(actor, access.ListQueue, access.Of(actor.Unit)).Allowed
}
