package carried

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"vigie.example/internal/authn/held"
	"vigie.example/internal/authn/reader"
	"vigie.example/internal/biometric"
	"vigie.example/internal/console"
	"vigie.example/internal/fault"
)

// ReaderOptions say which fingerprint reader a workstation has. All of it must be set, for one that has any.
type ReaderOptions struct {
	Code    biometric.ReaderCode // on its label; empty: the workstation has none
	Folder  string               // of the templates: of this reader, and nothing else
	Secrets reader.Secrets       // where its own key is
	Helper  reader.Helper
	Keys    *Keys // what opens a template: a security key of its person,
	Card    *Card // or a card
	Now     func() time.Time
}

// Reader is this machine's fingerprint reader as the console asks it: the helper that scans, the store of templates, and what a person holds.
type Reader struct {
	o ReaderOptions

	mu     sync.Mutex // guards what follows, and the folder
	store  *reader.Store
	digest biometric.Digest // of the reader's own key
	seen   console.ReaderPresence
}

var _ console.FingerReader = (*Reader)(nil)

// NewReader returns the reader.
func NewReader(o ReaderOptions) *Reader { return &Reader{o: o} }

// open opens the store, with the reader's own key. mu is held.
func (r *Reader) open(ctx context.Context) (*reader.Store, error) {
	if r.store != nil {
		return r.store, nil
	}
	key, err := reader.OwnKey(ctx, r.o.Secrets, r.o.Code)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	if err := os.MkdirAll(filepath.Dir(r.o.Folder), 0o700); err != nil {
		return nil, fault.As(fault.Unavailable, "carried.Reader.open", err, fault.Key("fault.reader.store"))
	}
	s, err := reader.OpenStore(r.o.Folder, r.o.Code, key)
	if err == nil {
		r.store, r.digest = s, reader.DigestOfKey(key)
	}
	return s, err
}

// Look implements console.FingerReader.
func (r *Reader) Look(ctx context.Context) console.ReaderPresence {
	if r.o.Code == "" {
		return console.ReaderPresence{}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	out := console.ReaderPresence{Reader: r.o.Code}
	store, err := r.open(ctx)
	switch {
	case fault.Is(err, fault.Missing) && r.receipt() != "":
		out.Key, out.Wiped = r.receipt(), true
	case err != nil:
		out.Problem = fault.PublicOf(err).Key
	default:
		out.Key = r.digest
		out.Codes, err = store.Codes()
		r.describe(&out)
		switch _, missing := os.Stat(r.o.Helper.Path); {
		case err != nil:
			out.Problem = "fault.reader.store"
		case missing != nil:
			out.Problem = "fault.reader.not_installed"
		}
	}
	r.seen = out
	return out
}

// describe says what opens the templates; it reads those that have come or gone. mu is held.
func (r *Reader) describe(out *console.ReaderPresence) {
	if r.seen.Key == out.Key && slices.Equal(r.seen.Codes, out.Codes) {
		out.Held, out.PIN = r.seen.Held, r.seen.PIN
		return
	}
	for _, c := range out.Codes {
		kept, err := r.store.Get(c)
		if err != nil {
			continue // whose it is is told when they want to use it
		}
		b, err := held.ParseBinding(kept.Binding)
		if err != nil {
			continue
		}
		if by := console.Held(b.Kind); !slices.Contains(out.Held, by) {
			out.Held = append(out.Held, by)
		}
		out.PIN = out.PIN || b.PIN
	}
}

// Enrol implements console.FingerReader.
func (r *Reader) Enrol(ctx context.Context, c console.Capture) (console.NewTemplate, error) {
	const op = "carried.Reader.Enrol"
	if err := c.Permission.Check(c.Request, r.o.Now()); err != nil {
		return console.NewTemplate{}, err
	}
	binding, secret, err := r.holder(c, c.By).Make(ctx, held.Ask{Code: c.Code, PIN: c.PIN, Blink: c.Touch})
	if err != nil {
		return console.NewTemplate{}, fault.Wrap(op, err)
	}
	defer secret.Wipe()
	made, err := r.scan(ctx, c, secret, nil, false)
	if err != nil {
		return console.NewTemplate{}, err
	}
	checked, err := r.scan(ctx, c, secret, made.Sealed, true)
	if err == nil && !checked.Match {
		err = fault.New(fault.Denied, op, fault.Key("signin.problem.reader.differs"))
	}
	if err == nil {
		err = reader.CheckProof(made.Public, c.Code, c.Challenge[:], checked.Proof)
	}
	if err != nil {
		return console.NewTemplate{}, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	store, err := r.open(ctx)
	if err == nil {
		err = ctx.Err() // ended meanwhile, by a suspension for instance: nothing is kept
	}
	if err == nil {
		err = store.Put(c.Code, reader.Kept{Sealed: made.Sealed, Binding: binding.Bytes()})
	}
	return console.NewTemplate{Public: made.Public, Sig: checked.Proof}, ended(ctx, op, err)
}

// Verify implements console.FingerReader.
func (r *Reader) Verify(ctx context.Context, c console.Capture) (console.Match, error) {
	const op = "carried.Reader.Verify"
	if err := c.Permission.Check(c.Request, r.o.Now()); err != nil {
		return console.Match{}, err
	}
	kept, err := r.kept(ctx, c.Code)
	if err != nil {
		return console.Match{}, err
	}
	b, err := held.ParseBinding(kept.Binding)
	if err != nil {
		return console.Match{}, err
	}
	by := console.Held(b.Kind)
	secret, err := r.holder(c, by).Open(ctx, b, held.Ask{Code: c.Code, PIN: c.PIN, Blink: c.Touch})
	if err != nil {
		return console.Match{}, fault.Wrap(op, err)
	}
	defer secret.Wipe()
	answer, err := r.scan(ctx, c, secret, kept.Sealed, false)
	switch {
	case err != nil:
		return console.Match{}, err
	case !answer.Match:
		return console.Match{}, fault.New(fault.Denied, op, fault.Key(console.WrongFinger), fault.Hint("hint.reader.other_ways"))
	}
	m := console.Match{Sig: answer.Proof}
	if here := r.here(ctx, by); len(here) == 1 { // of several nobody says which it was
		m.Device = here[0]
	}
	return m, nil
}

func (r *Reader) kept(ctx context.Context, code biometric.Code) (reader.Kept, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	store, err := r.open(ctx)
	if err != nil {
		return reader.Kept{}, err
	}
	return store.Get(code)
}

// scan starts the helper once: to enrol, or for one comparison with what is sealed.
func (r *Reader) scan(ctx context.Context, c console.Capture, secret held.Secret, sealed []byte, check bool) (answer reader.Answer, err error) {
	c.Scan(console.Scan{Check: check})
	progress := func(p reader.Progress) {
		c.Scan(console.Scan{Stage: p.Stage, Of: p.Of, Check: check, Again: againOf[p.Again]})
	}
	secret.Use(func(key []byte) {
		ask := reader.Ask{Model: c.Model, Code: c.Code, Key: key}
		if sealed == nil {
			answer, err = r.o.Helper.Enrol(ctx, c.Permission, c.Request, r.o.Now(), ask, progress)
			return
		}
		ask.Challenge, ask.Sealed = c.Challenge[:], sealed
		answer, err = r.o.Helper.Verify(ctx, c.Permission, c.Request, r.o.Now(), ask, progress)
	})
	return answer, ended(ctx, "carried.Reader.scan", err)
}

// ended gives an error that comes from the end of the context its words.
func ended(ctx context.Context, op fault.Op, err error) error {
	if err == nil || ctx.Err() == nil {
		return err
	}
	return fault.As(fault.Expired, op, err, fault.Key("fault.reader.cancelled"), fault.Hint("hint.reader.other_ways"))
}

var againOf = map[reader.Again]console.ScanAgain{
	reader.Once: console.AgainUnknown, reader.TooShort: console.AgainShort, reader.Centre: console.AgainCentre, reader.Lift: console.AgainLift,
}

// holder is what the person of a capture holds, of a kind: one of their means in force.
func (r *Reader) holder(c console.Capture, by console.Held) held.Holder {
	if by == console.HeldCard {
		return held.Card(r.o.Card.cards, c.Cards)
	}
	return held.Key(r.o.Keys.keys, r.o.Keys.party.ID(), c.Keys)
}

// here lists what is here of a kind.
func (r *Reader) here(ctx context.Context, by console.Held) []string {
	if by == console.HeldCard {
		return r.o.Card.Look(ctx).Devices
	}
	return r.o.Keys.Look(ctx).Devices
}
