package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"vigie.example/internal/remains"
	"vigie.example/internal/retention"
)

// What a place that holds the identifier is there for. The first four hold identifiers, codes and times alone, and stay.
const (
	isTombstone = "tombstone"
	isPlan      = "planned deletion"
	isTrace     = "trace"
	isIndex     = "name" // in the memory of the process: what it knows of the deletion
	isEntry     = "message or other entry"
	isCell      = "key, mark or other cell"
	isUnknown   = "identifier in a place where it should not be"
)

// allowedOnDisk tells what stays on the disk, for as long as a tombstone and a trace do.
func allowedOnDisk(what string) bool {
	return slices.Contains([]string{isTombstone, isPlan, isTrace}, what)
}

// searching is one search for an identifier, and for words.
type searching struct {
	id    string
	words []string
	e     *evidence
}

func (s searching) files(ctx context.Context, folders, consoles []string) error {
	search := remains.New(append([]string{s.id}, s.words...)...)
	for i, folder := range folders { // what is relative would look like a mapping of memory
		if whole, err := filepath.Abs(folder); err == nil {
			folders[i] = whole
		}
	}
	report, err := search.Files(ctx, folders...)
	if err != nil {
		return fileProblem("the files cannot be searched", err)
	}
	s.e.Read["files"] = report.Bytes
	s.e.Files = s.sort(report)
	onConsoles, err := search.Files(ctx, consoles...)
	if err != nil {
		return fileProblem("the console's files cannot be searched", err)
	}
	s.e.Read["consoles"] = onConsoles.Bytes
	for _, k := range s.sort(onConsoles) {
		s.e.Left = append(s.e.Left, fmt.Sprintf("a console's cache holds its identifier in clear, %d times", k.Count))
	}
	for _, path := range append(report.Unreadable, onConsoles.Unreadable...) {
		s.e.Unread = append(s.e.Unread, path+" cannot be read")
	}
	return nil
}

// sort counts finds by what they are. Words are counted by their line: what they say is not repeated.
func (s searching) sort(report remains.Report) []kindOf {
	counts := map[string]int{}
	for i := range s.words {
		s.e.Words[fmt.Sprintf("line %d of the words", i+1)] += 0
	}
	for _, f := range report.Finds {
		if f.Word != s.id {
			s.e.Words[fmt.Sprintf("line %d of the words", slices.Index(s.words, f.Word)+1)]++
			continue
		}
		counts[kindOfFind(f)]++
	}
	var all []kindOf
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		all = append(all, kindOf{what, counts[what]})
	}
	return all
}

// The subjects under which the store keeps things: what stands right before the identifier.
var (
	entrySubject = regexp.MustCompile(`conv-\d\d\.$`)
	cellSubject  = regexp.MustCompile(`cells-memory\.$`)
)

func kindOfFind(f remains.Find) string {
	switch {
	case bytes.HasSuffix(f.Before, []byte("cells-disk.tomb.")):
		return isTombstone
	case bytes.HasSuffix(f.Before, []byte("cells-disk.plan.")):
		return isPlan
	case entrySubject.Match(f.Before):
		return isEntry
	case cellSubject.Match(f.Before):
		return isCell
	case !filepath.IsAbs(f.Place): // a mapping
		return isIndex
	case strings.Contains(filepath.ToSlash(f.Place), "/streams/cells-disk/"): // its index
		return isTombstone
	case strings.Contains(filepath.ToSlash(f.Place), "/streams/traces/"):
		return isTrace
	}
	return isUnknown
}

// print says it for a person.
func (e *evidence) print(out io.Writer) {
	p := e.Proof
	line := func(name, format string, args ...any) {
		fmt.Fprintf(out, "%-13s %s\n", name, fmt.Sprintf(format, args...))
	}
	at := func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000 UTC") }
	line("conversation", "%s (%s)", p.Conversation, p.Reference)
	line("deleted", "%s, %s", at(p.Deleted.Time()), causes[retention.Cause(p.Cause)])
	for _, s := range p.Steps {
		line("erased", "%s  %s", at(s.At.Time()), s.Step)
	}
	for _, h := range p.Holders {
		when := "has not said so"
		if h.Erased != 0 {
			when = at(h.Erased.Time())
		}
		line("console", "%s  %s", when, h.Actor)
	}
	line("standing", "%s; the tombstone stays until %s", p.Standing, at(p.Until.Time()))
	line("files", "%d bytes read; the identifier is in: %s", e.Read["files"], counted(e.Files))
	line("memory", "%d bytes read; the identifier is in: %s", e.Read["memory"], counted(e.Memory))
	if n := e.Read["consoles"]; n > 0 {
		line("consoles", "%d bytes of their caches read", n)
	}
	for _, k := range e.Memory {
		if k.What == isEntry || k.What == isCell {
			line("", "in memory, freed and not used again yet: ciphertext whose keys are gone")
			break
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.Words)) {
		line("words", "%s: found %d times", name, e.Words[name])
	}
	for _, left := range e.Left {
		line("LEFT", "%s", left)
	}
	for _, unread := range e.Unread {
		line("NOT SEEN", "%s", unread)
	}
	if len(e.Left)+len(e.Unread) == 0 {
		line("result", "proven: nothing but a tombstone and traces is left where this machine was searched")
	}
}

var causes = map[retention.Cause]string{
	retention.ByDeadline: "its time was over", retention.ByDeclarant: "by the declarant", retention.ByOperator: "by an operator",
	retention.ByExport: "after an acknowledged export", retention.ByNobody: "nobody was left to answer",
}

func counted(all []kindOf) string {
	if len(all) == 0 {
		return "nothing"
	}
	var parts []string
	for _, k := range all {
		parts = append(parts, fmt.Sprintf("%s (%d)", k.What, k.Count))
	}
	return strings.Join(parts, ", ")
}
