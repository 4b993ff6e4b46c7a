package backend

import (
	"context"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/fault"
	"vigie.example/internal/trace"
)

// Offline administers the accounts of a store on which no process of the service is reached: the same decisions, the same
// traces, without a Service. It reads the accounts once, so that it is for one operation and not for long.
type Offline struct {
	store    Store
	accounts *Accounts
	now      func() time.Time
}

// OpenOffline reads the accounts.
func OpenOffline(ctx context.Context, store Store, now func() time.Time) (*Offline, error) {
	o := &Offline{store: store, accounts: newAccounts(store.Disk(), func(access.ActorCode) {}), now: now}
	cells, err := store.Disk().List(ctx, accountGroup)
	if err != nil {
		return nil, fault.Wrap("backend.OpenOffline", err)
	}
	for _, cell := range cells {
		o.accounts.kept.deliver(cell)
	}
	return o, nil
}

// List returns all accounts in the order of their codes, without their hashes.
func (o *Offline) List(ctx context.Context) (list []Account, err error) {
	err = o.guarded(ctx, access.ListAccounts, trace.Whole(), func() error {
		list = o.accounts.List()
		for i := range list {
			list[i].PassphraseHash = ""
		}
		return nil
	})
	return list, err
}

// Put adds an account or replaces it: see Accounts.Put.
func (o *Offline) Put(ctx context.Context, account Account) error {
	return o.guarded(ctx, access.AddAccount, trace.Account(account.Actor), func() error {
		return o.accounts.Put(ctx, account, o.now())
	})
}

// Revoke ends an account at once and for good.
func (o *Offline) Revoke(ctx context.Context, actor access.ActorCode) error {
	return o.guarded(ctx, access.RevokeAccount, trace.Account(actor), func() error {
		return o.accounts.Revoke(ctx, actor, o.now())
	})
}

// guarded decides and traces as Service.guarded does (B5).
func (o *Offline) guarded(ctx context.Context, action access.Action, on trace.Object, do func() error) error {
	d := access.Decide(adminActor(), action, access.Whole())
	err := d.Err(fault.Op("backend." + action))
	if err == nil {
		err = do()
	}
	if failed := o.store.Traces().Record(ctx, trace.Of(o.now(), adminActor(), action, on, d, err)); failed != nil && err == nil {
		return fault.As(fault.Unavailable, "backend.trace", failed)
	}
	return err
}
