package backend

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"sync"
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

// Accounts keeps accounts in cells, and a copy of them in this process. Safe for concurrent use.
type Accounts struct {
	cells   Cells
	mu      sync.RWMutex
	all     map[access.ActorCode]held[Account]
	changed func(access.ActorCode) // after an account changed; must not block
}

// held is a value with the revision of its cell.
type held[T any] struct {
	value    T
	revision uint64
}

const accountGroup = "account"

func newAccounts(cells Cells, changed func(access.ActorCode)) *Accounts {
	return &Accounts{cells: cells, all: make(map[access.ActorCode]held[Account]), changed: changed}
}

// Get returns an account, revoked or not, and false when there is none.
func (a *Accounts) Get(actor access.ActorCode) (Account, bool) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	h, ok := a.all[actor]
	return h.value, ok
}

// List returns all accounts in the order of their codes.
func (a *Accounts) List() []Account {
	a.mu.RLock()
	defer a.mu.RUnlock()
	out := make([]Account, 0, len(a.all))
	for _, h := range a.all {
		out = append(out, h.value)
	}
	slices.SortFunc(out, func(x, y Account) int { return cmp.Compare(x.Actor, y.Actor) })
	return out
}

// Put adds an account or replaces it. It returns once the disk has it. A revoked account stays revoked: its code is
// never given to somebody else (S3).
func (a *Accounts) Put(ctx context.Context, account Account, now time.Time) error {
	const op = "backend.Accounts.Put"
	if err := account.Valid(); err != nil {
		return err
	}
	return a.update(ctx, account.Actor, func(old Account, found bool) (Account, error) {
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
	return a.update(ctx, actor, func(old Account, found bool) (Account, error) {
		if !found {
			return Account{}, fault.New(fault.Missing, "backend.Accounts.Revoke")
		}
		if old.Revoked == 0 {
			old.Revoked, old.Changed = wire.At(now), wire.At(now)
		}
		return old, nil
	})
}

func (a *Accounts) update(ctx context.Context, actor access.ActorCode, change func(Account, bool) (Account, error)) error {
	const op = "backend.Accounts.update"
	name := accountGroup + "." + string(actor)
	for range maxTries {
		cell, err := a.cells.Get(ctx, name)
		if err != nil && !fault.Is(err, fault.Missing) {
			return fault.Wrap(op, err)
		}
		var old Account
		found := err == nil && cell.Data != nil
		if found {
			if err := json.Unmarshal(cell.Data, &old); err != nil {
				return fault.As(fault.Internal, op, err)
			}
		}
		next, err := change(old, found)
		if err != nil {
			return err
		}
		data, err := json.Marshal(next)
		if err != nil {
			return fault.As(fault.Internal, op, err)
		}
		revision, err := a.cells.Put(ctx, name, data, cell.Revision, 0)
		if fault.Is(err, fault.Taken) {
			continue
		}
		if err != nil {
			return fault.Wrap(op, err)
		}
		a.deliver(Cell{Name: name, Data: data, Revision: revision})
		return nil
	}
	return fault.New(fault.Unavailable, op)
}

// deliver takes a cell of the group into the copy.
func (a *Accounts) deliver(cell Cell) {
	actor := access.ActorCode(memberOf(cell.Name))
	var account Account
	if cell.Data != nil && json.Unmarshal(cell.Data, &account) != nil {
		return // not ours to repair; the account stays as it was
	}
	a.mu.Lock()
	old, known := a.all[actor]
	if known && cell.Revision != 0 && cell.Revision <= old.revision {
		a.mu.Unlock()
		return
	}
	if cell.Data == nil {
		delete(a.all, actor)
	} else {
		a.all[actor] = held[Account]{account, cell.Revision}
	}
	a.mu.Unlock()
	a.changed(actor)
}
