package backend

import (
	"context"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// Account is a member of staff who may sign in. It is kept on disk and holds nothing of any declarant.
type Account struct {
	Actor          access.ActorCode `json:"actor"`
	Name           string           `json:"name"` // as their own window shows it; never in a log, a roster or a trace
	Role           access.Role      `json:"role"`
	Unit           access.UnitCode  `json:"unit"`
	PassphraseHash string           `json:"passphrase_hash,omitempty"` // argon2id, PHC string (B9)
	Credential     wire.Credential  `json:"credential"`                // of the workstation key, signed by the authority
	Certificate    []byte           `json:"certificate,omitempty"`     // X.509, DER, of the key that signs reports; nil: this person sends none
	Created        wire.Millis      `json:"created"`
	Changed        wire.Millis      `json:"changed"`
	Revoked        wire.Millis      `json:"revoked,omitempty"` // 0: in force
	Untrained      bool             `json:"untrained,omitempty"`
}

// maxNameBytes bounds the name of an account.
const maxNameBytes = 120

// maxCertificateBytes bounds the certificate of an account: those that the authority issues have under 600.
const maxCertificateBytes = 4096

// Valid returns nil if the account's fields fit each other. It does not verify the credential's signature
// nor the certificate: consoles and receivers do, the service only carries them.
func (a Account) Valid() error {
	_, roleErr := access.ParseRole(string(a.Role))
	c := a.Credential
	switch {
	case !a.Actor.Valid(), !a.Unit.Valid(), roleErr != nil, a.Name == "", len(a.Name) > maxNameBytes, len(a.Certificate) > maxCertificateBytes:
		return fault.New(fault.Invalid, "backend.Account.Valid", fault.Key("fault.account.fields"))
	case c.Actor != string(a.Actor), c.Role != string(a.Role), c.Unit != string(a.Unit), len(c.Key) == 0:
		return fault.New(fault.Invalid, "backend.Account.Valid", fault.Key("fault.account.credential"))
	}
	return nil
}

// InForce reports whether the account may be used at the given time.
func (a Account) InForce(now time.Time) bool {
	return a.Revoked == 0 && wire.At(now) < a.Credential.NotAfter && wire.At(now) >= a.Credential.NotBefore
}

// AsActor returns who the account's holder is once they have signed in.
func (a Account) AsActor(now time.Time) access.Actor {
	return access.Actor{
		Kind: access.Staff, Code: a.Actor, Role: a.Role, Unit: a.Unit, Authorised: a.InForce(now), Trained: !a.Untrained,
	}
}

// Accounts keeps accounts on the disk. Safe for concurrent use.
type Accounts struct {
	kept *kept[access.ActorCode, Account]
}

const accountGroup = "account"

func newAccounts(cells Cells, changed func(access.ActorCode)) *Accounts {
	return &Accounts{newKept[access.ActorCode, Account](cells, accountGroup, changed)}
}

// Get returns an account, revoked or not, and false when there is none.
func (a *Accounts) Get(actor access.ActorCode) (Account, bool) { return a.kept.get(actor) }

// List returns all accounts in the order of their codes.
func (a *Accounts) List() []Account {
	out := []Account{}
	for _, actor := range a.kept.keys() {
		if account, ok := a.Get(actor); ok {
			out = append(out, account)
		}
	}
	return out
}

// Put adds an account or replaces it. It returns once the disk has it. A revoked account stays revoked: its code is
// never given to somebody else (S3).
func (a *Accounts) Put(ctx context.Context, account Account, now time.Time) error {
	const op = "backend.Accounts.Put"
	if err := account.Valid(); err != nil {
		return err
	}
	return a.kept.update(ctx, account.Actor, func(old Account, found bool) (Account, error) {
		if found && old.Revoked != 0 {
			return Account{}, fault.New(fault.Taken, op, fault.Key("fault.account.revoked"))
		}
		account.Created, account.Changed, account.Revoked = wire.At(now), wire.At(now), 0
		if found {
			account.Created = old.Created
		}
		return account, nil
	})
}

// Revoke ends an account. Revoking twice changes nothing.
func (a *Accounts) Revoke(ctx context.Context, actor access.ActorCode, now time.Time) error {
	return a.kept.update(ctx, actor, func(old Account, found bool) (Account, error) {
		if !found {
			return Account{}, fault.New(fault.Missing, "backend.Accounts.Revoke")
		}
		if old.Revoked == 0 {
			old.Revoked, old.Changed = wire.At(now), wire.At(now)
		}
		return old, nil
	})
}
