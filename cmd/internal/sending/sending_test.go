package sending_test

import (
	"context"
	"crypto/ecdsa"
	"sync"
	"testing"
	"time"

	"vigie.example/assets/fonts"
	"vigie.example/cmd/internal/sending"
	"vigie.example/internal/console"
	"vigie.example/internal/console/contract"
	"vigie.example/internal/courier/form"
	"vigie.example/internal/courier/receiver"
	"vigie.example/internal/courier/spool"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit/reporting"
)

const (
	target = doctrine.TargetCode("lrpgn")
	often  = 5 * time.Millisecond
)

// post is a workstation, a spool, and a real receiver at its other end.
type post struct {
	t     *testing.T
	world reporting.World
	spool string
	inbox string
	rules *doctrine.Doctrine // by which the receiver judges
	stop  func()
	mu    sync.Mutex
	taken map[string]int
	seen  map[string]bool
}

func newPost(t *testing.T) *post {
	t.Helper()
	p := &post{t: t, world: reporting.New(time.Now().UTC().Truncate(time.Second)), spool: t.TempDir(), inbox: t.TempDir(), taken: map[string]int{}}
	p.rules = p.world.Doctrine
	p.run(true)
	t.Cleanup(func() { p.run(false) })
	return p
}

// run starts the receiver on what the one before has left, or stops it.
func (p *post) run(on bool) {
	p.t.Helper()
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
	if !on {
		return
	}
	r, err := receiver.Open(receiver.Options{
		Targets: []doctrine.TargetCode{target}, Doctrine: p.rules, Certificate: p.world.Certificate, Key: p.world.Key,
		Authority: &p.world.Authority.PublicKey, Inbox: p.inbox, Answered: p.answered,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := r.Watch(ctx, p.spool, often, func(err error) { p.t.Error(err) }); err != nil {
			p.t.Error(err)
		}
	}()
	p.stop = func() { cancel(); <-done }
}

// answered counts what was accepted by its receipts: the same package has the same one.
func (p *post) answered(a form.Answer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.seen == nil {
		p.seen = map[string]bool{}
	}
	if a.Outcome == form.Accepted && !p.seen[a.Key+a.Receipt] {
		p.seen[a.Key+a.Receipt] = true
		p.taken[a.Key]++
	}
}

func (p *post) courier() *sending.Courier {
	p.t.Helper()
	c, err := sending.New(sending.Options{
		Regular: fonts.Regular, Bold: fonts.Bold, Authority: point(p.t, &p.world.Authority.PublicKey),
		Ways: map[doctrine.TargetCode]sending.Way{target: {Connector: spool.New(spool.Options{Folder: p.spool, Poll: often}), Kind: doctrine.BySpool}},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}

func point(t *testing.T, key *ecdsa.PublicKey) []byte {
	t.Helper()
	raw, err := key.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func (p *post) order() console.Order {
	return console.Order{
		Clearance: p.world.Clear(target), Doctrine: p.world.Doctrine, Certificate: p.world.Signer.Certificate.Raw, Key: p.world.Signer.Key,
		At: p.world.Now, Until: p.world.Now.Add(4 * time.Hour),
	}
}

func TestContract(t *testing.T) {
	contract.Courier(t, func(t *testing.T) contract.Delivering {
		p := newPost(t)
		to, _ := p.world.Doctrine.Target(target)
		return contract.Delivering{
			Courier: p.courier(), Order: p.order, Target: to, Answer: p.run,
			Refuse: func() {
				p.rules = p.world.Without("facts.account")
				p.run(true)
			},
			Taken: func(name string) int {
				p.mu.Lock()
				defer p.mu.Unlock()
				return p.taken[name]
			},
		}
	})
}

func TestWhatIsNoPackageOfOursIsRefused(t *testing.T) {
	p := newPost(t)
	c := p.courier()
	good, err := c.Build(t.Context(), p.order())
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*console.Package){
		"another name":   func(p *console.Package) { p.Name = "0123456789abcdef0123456789abcdef" },
		"another target": func(p *console.Package) { p.Target = "n-mci" },
		"nothing":        func(p *console.Package) { p.Sealed = nil },
	} {
		bad := good
		spoil(&bad)
		if out, err := c.Send(t.Context(), bad); err == nil || out.Outcome != console.Unanswered {
			t.Errorf("%s: %+v, %v", name, out, err)
		}
	}
	o := p.order()
	o.Certificate = []byte("no certificate")
	if _, err := c.Build(t.Context(), o); !fault.Is(err, fault.Denied) {
		t.Errorf("without a certificate: %v", err)
	}
	to, _ := p.world.Doctrine.Target(target)
	to.Connector = doctrine.ByHTTPS
	if err := c.Reaches(to); fault.PublicOf(err).Key != sending.OtherWay {
		t.Errorf("the doctrine says another way: %v", err)
	}
	if _, err := sending.New(sending.Options{Regular: fonts.Regular, Bold: fonts.Bold, Authority: []byte("no key")}); !fault.Is(err, fault.Invalid) {
		t.Errorf("without an authority: %v", err)
	}
}
