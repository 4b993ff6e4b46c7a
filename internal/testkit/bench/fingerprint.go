package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"

	"vigie.example/internal/authn/fingerprint"
	"vigie.example/internal/authn/reader"
	"vigie.example/internal/testkit/prints"
)

// How much is measured: fingers, impressions of each that are compared with its template, and other fingers that try each template.
const (
	fingers     = 50
	impressions = 4
	strangers   = 20
)

// fingerprintFigures measures how often the matcher is wrong on synthetic fingerprints: a stranger's finger that is let through (false
// match), and the right finger that is refused (false non-match). The prints are made by a generator and the reader is libfprint's virtual
// one: the figures show that template, matcher and threshold work together, and are no evidence for an impact assessment, which wants a
// local trial (L16).
func fingerprintFigures(ctx context.Context, b *bench) error {
	n, others := fingers, strangers
	if b.quick {
		n, others = 4, 2
	}
	g, err := openGlass()
	if err != nil {
		return err
	}
	defer g.close()
	hands := grown(n)
	templates := make([][]byte, n)
	for i, h := range hands {
		if templates[i], err = g.enrol(ctx, h); err != nil {
			return fmt.Errorf("enrol finger %d: %w", i, err)
		}
	}
	var genuine, refused, impostor, accepted int
	for i, h := range hands {
		for range impressions {
			match, err := g.verify(ctx, templates[i], h)
			if err != nil {
				return err
			}
			genuine++
			if !match {
				refused++
			}
		}
		for k := 1; k <= others; k++ {
			match, err := g.verify(ctx, templates[i], hands[(i+k)%n])
			if err != nil {
				return err
			}
			impostor++
			if match {
				accepted++
			}
		}
	}
	b.say("    SYNTHETIC PRINTS, virtual reader: %d fingers x %d impressions; %d of %d refused, %d of %d accepted. No evidence for an assessment.",
		n, impressions, refused, genuine, accepted, impostor)
	b.add("fingerprint/false-match", 100*float64(accepted)/float64(impostor), "%", "synthetic")
	b.add("fingerprint/false-non-match", 100*float64(refused)/float64(genuine), "%", "synthetic")
	return nil
}

// grown makes fingers on all processors.
func grown(n int) []*prints.Finger {
	out := make([]*prints.Finger, n)
	next := make(chan int)
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := range next {
				out[i] = prints.New(uint64(1000 + i))
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	all.Wait()
	return out
}

// virtual is libfprint's virtual reader, open, and what is pressed on it.
type virtual struct {
	folder string
	glass  prints.Glass
	device *fingerprint.Reader
}

func openGlass() (*virtual, error) {
	folder, err := os.MkdirTemp("", "glass")
	if err != nil {
		return nil, err
	}
	v := &virtual{folder: folder, glass: prints.NewGlass(folder)}
	if err := os.Setenv("FP_VIRTUAL_IMAGE", v.glass.Socket()); err != nil {
		return nil, err
	}
	v.device, err = fingerprint.Open("virtual_image:swipe")
	return v, err
}

func (v *virtual) close() {
	if v.device != nil {
		v.device.Close()
	}
	_ = os.RemoveAll(v.folder)
}

// scanTime bounds one capture: a scan that the reader has lost is not waited for.
const scanTime = 10 * time.Second

// press puts one impression on the glass, and the next after each scan, while do runs.
func (v *virtual) press(ctx context.Context, h *prints.Finger, do func(ctx context.Context, progress func(reader.Progress)) error) error {
	ctx, cancel := context.WithTimeout(ctx, scanTime)
	scanned := make(chan struct{}, 16)
	var hand sync.WaitGroup
	hand.Go(func() {
		for more := true; more; {
			_ = v.glass.Press(ctx, h.Impression())
			select {
			case <-scanned:
				more = ctx.Err() == nil
			case <-ctx.Done():
				more = false
			}
		}
	})
	err := do(ctx, func(p reader.Progress) {
		if p.Stage < p.Of {
			scanned <- struct{}{}
		}
	})
	cancel()
	hand.Wait()
	return err
}

func (v *virtual) enrol(ctx context.Context, h *prints.Finger) (template []byte, err error) {
	err = v.press(ctx, h, func(ctx context.Context, progress func(reader.Progress)) error {
		return v.device.Enrol(ctx, progress, func(made []byte) error { template = append(template, made...); return nil })
	})
	return template, err
}

func (v *virtual) verify(ctx context.Context, template []byte, h *prints.Finger) (match bool, err error) {
	err = v.press(ctx, h, func(ctx context.Context, progress func(reader.Progress)) error {
		match, err = v.device.Verify(ctx, template, progress)
		return err
	})
	return match, err
}
