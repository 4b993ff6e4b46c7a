package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	pageFolder = "assets/page"
	pageBundle = "assets/page/dist"
	// lockMark is written into node_modules after `npm ci`: the digest of the
	// lock file that it was made from.
	lockMark = ".lock-digest"
	// pageOut is the variable by which the page's build is sent elsewhere.
	pageOut = "PAGE_OUT"
)

// pageTask bundles the declarant's page. The bundle is committed, so that
// the Go programs build without Node.js.
func pageTask(ctx context.Context, w *workspace, _ []string) error {
	if !w.has(pageFolder + "/package.json") {
		return errors.New("there is no " + pageFolder + "/package.json")
	}
	if err := w.pageDependencies(ctx); err != nil {
		return err
	}
	return w.npmStep(ctx, "page bundle", "build")
}

// pageDependencies brings node_modules in line with the lock file. It does
// nothing, and needs no Node.js, when there is no page yet.
func (w *workspace) pageDependencies(ctx context.Context) error {
	if !w.has(pageFolder + "/package-lock.json") {
		return nil
	}
	if err := w.setupNode(ctx); err != nil {
		return err
	}
	return w.steps.do(ctx, "page dependencies", func(ctx context.Context, p *progress) error {
		digest, err := fileDigest(w.path(pageFolder + "/package-lock.json"))
		if err != nil {
			return err
		}
		mark := w.path(pageFolder + "/node_modules/" + lockMark)
		if have, err := os.ReadFile(mark); err == nil && string(have) == digest {
			p.at("as locked")
			return nil
		}
		p.at("npm ci")
		// No package of ours needs an install script, and none gets to run one.
		c := command{args: []string{"npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"}, dir: w.path(pageFolder), out: &p.output}
		if err := w.run(ctx, c); err != nil {
			return err
		}
		return os.WriteFile(mark, []byte(digest), 0o644)
	})
}

// npmStep runs one of the page's scripts as a step.
func (w *workspace) npmStep(ctx context.Context, name, script string) error {
	return w.step(ctx, name, command{args: []string{"npm", "run", "--silent", script}, dir: w.path(pageFolder)})
}

// pageChecks type-checks the page and compares the committed bundle with one
// made now.
func (w *workspace) pageChecks(ctx context.Context) error {
	if !w.has(pageFolder + "/package.json") {
		return nil
	}
	err := w.npmStep(ctx, "page: types", "check")
	return errors.Join(err, w.steps.do(ctx, "page: bundle is up to date", w.comparePage))
}

// comparePage builds the page into a temporary folder and compares it with
// the committed bundle.
func (w *workspace) comparePage(ctx context.Context, p *progress) error {
	committed, err := readTree(w.path(pageBundle))
	if err != nil {
		return fmt.Errorf("no bundle: run `go run ./cmd/dev page` and commit: %w", err)
	}
	dir, err := os.MkdirTemp("", "vigie-page-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	out := filepath.Join(dir, "dist")
	c := command{args: []string{"npm", "run", "--silent", "build"}, dir: w.path(pageFolder), env: []string{pageOut + "=" + out}, out: &p.output}
	if err := w.run(ctx, c); err != nil {
		return err
	}
	fresh, err := readTree(out)
	if err != nil {
		return fmt.Errorf("the page's build did not write to %s: %w", pageOut, err)
	}
	if differ := differences(committed, fresh); len(differ) > 0 {
		return fmt.Errorf("differs from its sources (%s): run `go run ./cmd/dev page` and commit", strings.Join(differ, ", "))
	}
	return nil
}

// fileDigest is the SHA-256 of a file in hexadecimal.
func fileDigest(path string) (string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// readTree reads every file under dir by its slash-separated relative path.
func readTree(dir string) (map[string][]byte, error) {
	tree := make(map[string][]byte)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		tree[filepath.ToSlash(rel)], err = os.ReadFile(path)
		return err
	})
	return tree, err
}

// differences names the files that are not the same in both trees, sorted.
func differences(a, b map[string][]byte) []string {
	var list []string
	for name, text := range a {
		if other, ok := b[name]; !ok || !bytes.Equal(text, other) {
			list = append(list, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}
