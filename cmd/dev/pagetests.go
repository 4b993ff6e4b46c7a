package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strconv"
)

// pageTests runs the page's own tests (npm test) in a session, if it has any,
// and counts them in sum.
func (w *workspace) pageTests(ctx context.Context, sum *summary) error {
	if !w.pageHasScript("test") {
		return nil
	}
	return w.steps.do(ctx, "page: tests", func(ctx context.Context, p *progress) error {
		return w.inSession(ctx, func(ctx context.Context, s *session) error {
			c := command{args: []string{"npm", "run", "--silent", "test"}, dir: w.path(pageFolder), out: &p.output}
			err := w.run(ctx, s.wrap(c))
			sum.takeNode(p.output.String(), err)
			p.at("%s", sum.brief())
			return err
		})
	})
}

// pageHasScript tells whether the page's package.json has a script.
func (w *workspace) pageHasScript(name string) bool {
	text, err := os.ReadFile(w.path(pageFolder + "/package.json"))
	if err != nil {
		return false
	}
	var manifest struct{ Scripts map[string]string }
	return json.Unmarshal(text, &manifest) == nil && manifest.Scripts[name] != ""
}

// nodeCount is a line of the end of `node --test` in either of its forms.
var nodeCount = regexp.MustCompile(`(?m)^(?:#|ℹ) (pass|fail|skipped) (\d+)$`)

// takeNode counts what node's test runner says at its end. A failure without
// any count is one failure.
func (s *summary) takeNode(output string, err error) {
	const pkg = modulePrefix + pageFolder
	counts := make(map[string]int)
	for _, m := range nodeCount.FindAllStringSubmatch(output, -1) {
		n, _ := strconv.Atoi(m[2])
		counts[m[1]] += n
	}
	s.passed += counts["pass"]
	for i := range counts["skipped"] {
		s.skips = append(s.skips, outcome{pkg: pkg, test: fmt.Sprintf("skipped %d", i+1), output: "see the page's tests"})
	}
	failed := counts["fail"]
	if err != nil && failed == 0 {
		failed = 1
	}
	for i := range failed {
		s.failures = append(s.failures, outcome{pkg: pkg, test: fmt.Sprintf("failure %d of %d, output above", i+1, failed)})
	}
}
