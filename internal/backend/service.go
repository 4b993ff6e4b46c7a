package backend

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
)

// Bounds of what the service does for one request.
const (
	maxTries      = 100              // of a compare-and-set: with 50 who claim at once the last one has lost 49 times
	operationTime = 15 * time.Second // of one request, an election of a cluster's leader included
)

// Config is everything that a Service needs.
type Config struct {
	Store     Store
	Places    *doctrine.Places
	Clock     Clock
	Secret    []byte // SecretBytes; the same in all processes of the service
	Metrics   *Metrics
	Log       *slog.Logger
	Ways      []Way         // ways in (L3) that need no Judge
	Judge     Judge         // of security keys and service cards; nil: these ways are not offered
	Authority func() []byte // the authority's public key; nil while there is none, and then nobody can sign in

	// Finger says whether a person's security key may be asked for a fingerprint now (L17); nil: whom the gate lets, see FingerOnKey.
	Finger       func(access.ActorCode, time.Time) bool
	Fingerprints biometric.Facts // how the service is set up to process fingerprints; the zero value agrees with no notice (L7)

	Ceiling  func(conversation.Unit) retention.Ceiling // nil: MaxCeiling everywhere
	Capacity int                                       // most conversations that an operator holds; 0: 8
	Shift    time.Duration                             // longest shift; 0: 12 h

	TicketLife time.Duration               // how long a session goes on without a connection; 0: DefaultTicketLife
	Rules      func(access.UnitCode) Rules // of the units; nil: none
	Healing    time.Duration               // for the other end of a conversation that is given back; 0: DefaultHealing
	Grace      time.Duration               // until a vanished operator's conversations go back, where no rule says otherwise; 0: 60 s
}

// Service is the chat backend without its connections: what they may ask for, and what they are told. Make one with
// NewService; it works while Run does. Safe for concurrent use.
type Service struct {
	cfg       Config
	secrets   secrets
	process   string // names this process to the others
	book      *book
	shifts    *shifts
	accounts  *Accounts
	means     *meansOf
	sessions  *sessions
	presence  *presence
	transfers *transfers
	doors     *throttle
	plans     *plans
	fingers   *fingerprints
	receipts  *receiptsOf
	inForce   *inForce // the doctrine
	offers    *offers  // conversations that are being given back

	ready    atomic.Bool
	draining context.Context // ended: the service is about to stop
	drain    context.CancelFunc
	epoch    atomic.Pointer[string]
	begun    atomic.Pointer[time.Time] // when the epoch was seen
	renewals []func()                  // called at its end

	crews   *crews
	teams   teams
	noticed sync.Map // access.ActorCode -> notice: what was last told about an operator
}

// NewService returns a service that does not run yet.
func NewService(cfg Config) (*Service, error) {
	secrets, err := newSecrets(cfg.Secret)
	if err != nil {
		return nil, err
	}
	if cfg.Ceiling == nil {
		cfg.Ceiling = func(conversation.Unit) retention.Ceiling { return retention.Ceiling{} }
	}
	if cfg.Rules == nil {
		cfg.Rules = func(access.UnitCode) Rules { return Rules{} }
	}
	cfg.Capacity = orDefault(cfg.Capacity, 8)
	cfg.Shift = orDefault(cfg.Shift, 12*time.Hour)
	cfg.TicketLife = orDefault(cfg.TicketLife, DefaultTicketLife)
	cfg.Healing = orDefault(cfg.Healing, DefaultHealing)
	cfg.Grace = orDefault(cfg.Grace, 60*time.Second)
	s := &Service{cfg: cfg, secrets: secrets, process: randomName(), book: newBook(), doors: newThrottle(), transfers: newTransfers()}
	s.draining, s.drain = context.WithCancel(context.Background())
	s.offers = newOffers()
	s.shifts = newShifts(cfg.Store.Memory(), s.shiftChanged)
	s.crews = newCrews()
	s.accounts = newAccounts(cfg.Store.Disk(), s.accountChanged)
	s.means = newMeans(cfg.Store.Disk(), s.meansChanged)
	if cfg.Judge != nil {
		s.cfg.Ways = append(slices.Clone(cfg.Ways), keyWay{s}, cardWay{s}, readerWay{s})
	}
	s.plans, s.receipts, s.inForce = newPlans(cfg.Store.Disk()), newReceipts(), newInForce()
	s.fingers = newFingerprints(cfg.Store.Disk())
	if s.cfg.Finger == nil {
		s.cfg.Finger = s.FingerOnKey
	}
	s.sessions = &sessions{cells: cfg.Store.Disk()}
	s.presence = newPresence(s.process, s.presenceChanged)
	return s, nil
}

func orDefault[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}

// randomName returns 22 characters of base64url.
func randomName() string {
	raw := make([]byte, 16)
	_, _ = rand.Read(raw) // never fails
	return base64.RawURLEncoding.EncodeToString(raw)
}

// Accounts returns the accounts of the staff.
func (s *Service) Accounts() *Accounts { return s.accounts }

// Authority returns the authority's public key, or nil.
func (s *Service) Authority() []byte { return s.cfg.Authority() }

// Now returns the time of the store.
func (s *Service) Now() time.Time { return s.cfg.Clock.Now() }

// Metrics returns the service's figures.
func (s *Service) Metrics() *Metrics { return s.cfg.Metrics }

// Ready returns nil when the service has caught up with its store, every part of which answers, its clock is right, and it
// is not about to stop.
func (s *Service) Ready(ctx context.Context) error {
	const op = "backend.Service.Ready"
	switch {
	case !s.ready.Load(), s.IsDraining():
		return fault.New(fault.Unavailable, op)
	case s.skewed():
		return fault.New(fault.Unavailable, op, fault.Key("fault.clock.skewed"))
	}
	return fault.Wrap(op, s.cfg.Store.Ready(ctx))
}

func (s *Service) skewed() bool {
	c, ok := s.cfg.Clock.(interface{ Skewed() bool })
	return ok && c.Skewed()
}

// Drain makes the service refuse new conversations and sign-ins. What is under way goes on.
func (s *Service) Drain() { s.drain() }

// OnDrain calls f, on a goroutine of its own, when the service is about to stop.
func (s *Service) OnDrain(f func()) { context.AfterFunc(s.draining, f) }

// IsDraining reports whether the service is about to stop.
func (s *Service) IsDraining() bool { return s.draining.Err() != nil }

// UnitName returns the name of a unit in a language, for people.
func (s *Service) UnitName(code access.UnitCode, language string) string {
	unit, ok := s.cfg.Places.Unit(code)
	if !ok {
		return string(code)
	}
	return unit.Name.In(language)
}

// detached returns a context that outlives the connection which asked: what has begun is finished.
func detached(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), operationTime)
}
