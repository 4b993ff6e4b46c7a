package biometric

import (
	"time"

	"vigie.example/internal/fault"
)

// Permission allows one request for a short time. Only Dossier.Permit makes one that allows anything; a copy allows no more
// than the original, and the zero value nothing. It cannot be stored: no part of it is exported, so that nothing encodes it.
type Permission struct{ grant *grant }

type grant struct {
	request            Request
	assessment, notice Digest
	from, until        time.Time
}

// Check returns nil if the permission is for exactly this request and lasts. Otherwise the error is Denied, or Expired when it was
// for this and has run out, or when the clock was turned back.
func (p Permission) Check(r Request, now time.Time) error {
	const op fault.Op = "biometric.Permission.Check"
	switch {
	case p.grant == nil || p.grant.request != r:
		return fault.New(fault.Denied, op, fault.Key("fault.biometric.not_permitted"), fault.Hint("hint.biometric.other_ways"))
	case now.Before(p.grant.from) || !now.Before(p.grant.until):
		return fault.New(fault.Expired, op, fault.Key("fault.biometric.not_permitted"), fault.Hint("hint.biometric.other_ways"))
	}
	return nil
}

// On returns the permission for a machine whose clock shows local while it is now by the service's: the same request, for not a moment longer.
// One that does not hold now permits nothing there either.
func (p Permission) On(now, local time.Time) Permission {
	if p.grant == nil || now.Before(p.grant.from) || !now.Before(p.grant.until) {
		return Permission{}
	}
	g := *p.grant
	g.from, g.until = local, local.Add(p.grant.until.Sub(now))
	return Permission{grant: &g}
}

// Until returns when the permission ends; the zero time for one that permits nothing.
func (p Permission) Until() time.Time {
	if p.grant == nil {
		return time.Time{}
	}
	return p.grant.until
}

// Notice returns the notice that was acknowledged for it.
func (p Permission) Notice() Digest {
	if p.grant == nil {
		return ""
	}
	return p.grant.notice
}
