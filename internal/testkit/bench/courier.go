package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"vigie.example/internal/report"
	"vigie.example/internal/testkit/reporting"
)

const builtPackages = 200

// packageBuild measures what stands between the last key and the door: a typical report of a dozen elements, as JSON, XML and PDF,
// signed and encrypted.
func packageBuild(ctx context.Context, b *bench) error {
	w := reporting.New(time.Now())
	cleared := w.Clear("lrpgn", func(r report.Report) report.Report {
		for i := range 9 {
			r = reporting.With(r, "facts.account", fmt.Sprintf("%d. Il est revenu le soir, il a crié devant la porte pendant dix minutes, puis il a frappé ; une voisine l’a entendu et a appelé.", i+1), "")
		}
		return r
	})
	n := builtPackages
	if b.quick {
		n = 5
	}
	took := make([]time.Duration, 0, n)
	for range n {
		begun := time.Now()
		if _, err := w.Builder.Build(cleared, w.Doctrine, w.Signer, w.Now, w.Now.Add(4*time.Hour)); err != nil {
			return err
		}
		took = append(took, time.Since(begun))
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	slices.Sort(took)
	b.add("package/build", milliseconds(took[len(took)/2]), "ms", "< 150")
	return nil
}
