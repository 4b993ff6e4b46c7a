package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"vigie.example/internal/backend"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/remains"
	"vigie.example/internal/retention"
)

// evidence is what a search for a deleted conversation has found, on a live installation.
type evidence struct {
	Proof  backend.Proof    `json:"service"`
	Files  []kindOf         `json:"files"`  // where its identifier is on the disk, by what it is there for
	Memory []kindOf         `json:"memory"` // in the service's process
	Words  map[string]int   `json:"words"`  // how often each of the words was found, by its line
	Read   map[string]int64 `json:"read"`   // bytes, by what was read
	Unread []string         `json:"unread"` // what could not be looked at, and why it matters
	Left   []string         `json:"left"`   // what should not be there
}

// kindOf counts the places of one kind.
type kindOf struct {
	What  string `json:"what"`
	Count int    `json:"count"`
}

// errNotProven is the end of a search that found something, or could not look everywhere.
var errNotProven = fault.New(fault.Denied, "vigiectl.proveDeletion", fault.Key("fault.deletion.unproven"))

// proveDeletion looks for everything that a conversation could have left where the service runs, and says what it found (C23).
func (c *call) proveDeletion(ctx context.Context, args []string) error {
	set := newFlags("prove-deletion")
	data := set.String("data", "", "data folder of vigied, which must be running")
	id := set.String("conversation", "", "identifier of the conversation: 43 characters, on the receipt that the console shows")
	store := set.String("store", "", "folders of an external NATS store on this machine, separated by commas")
	consoles := set.String("console", "", "cache folders of consoles on this machine (~/.cache/vigie), separated by commas")
	words := set.String("words", "", "file with words that were written in the conversation, one a line, at least 8 characters: for a drill")
	asJSON := set.Bool("json", false, "print one JSON object")
	if err := c.parse(set, args, "data", "conversation"); err != nil {
		return err
	}
	if !conversation.ID(*id).Valid() {
		return problem("--conversation is the whole identifier, of 43 characters: the receipt in the console shows it")
	}
	sought, err := readWords(*words)
	if err != nil {
		return err
	}
	e := &evidence{Words: map[string]int{}, Read: map[string]int64{}}
	pid, err := e.ask(ctx, *data, conversation.ID(*id))
	if err != nil {
		return err
	}
	search := searching{id: *id, words: sought, e: e}
	if err := search.files(ctx, append([]string{*data}, list(*store)...), list(*consoles)); err != nil {
		return err
	}
	if err := search.memory(ctx, pid); err != nil {
		return err
	}
	e.judge(*store == "")
	if *asJSON {
		if err := json.NewEncoder(c.out).Encode(e); err != nil {
			return err
		}
	} else {
		e.print(c.out)
	}
	if len(e.Left)+len(e.Unread) > 0 {
		return errNotProven
	}
	return nil
}

// ask gets what the service knows, and its process.
func (e *evidence) ask(ctx context.Context, data string, id conversation.ID) (pid int, err error) {
	file := filepath.Join(data, "admin.sock")
	s, err := dialSocket(ctx, file)
	if err != nil {
		return 0, err
	}
	if s == nil {
		return 0, problem("no vigied runs on this data folder: what is proven is what a running service has left")
	}
	defer s.Close()
	if err := s.ask(ctx, "GET", "/deletions/"+string(id), nil, &e.Proof); err != nil {
		if fault.Is(err, fault.Missing) {
			return 0, problem("the service knows of no deletion of this conversation. It may still live, or have been deleted more than " +
				fmt.Sprint(int(retention.TombstoneLife.Hours()/24)) + " days ago")
		}
		return 0, err
	}
	return processBehind(file)
}

// readWords reads what is looked for beside the identifier.
func readWords(file string) (words []string, err error) {
	if file == "" {
		return nil, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, fileProblem("the words cannot be read", err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		w := strings.TrimSpace(lines.Text())
		switch {
		case w == "":
		case len(w) < remains.MinWordBytes:
			return nil, problem(fmt.Sprintf("line %d of the words is too short: shorter than %d bytes, it would be found by chance", len(words)+1, remains.MinWordBytes))
		default:
			words = append(words, w)
		}
	}
	return words, nil
}

// judge says what should not be there.
func (e *evidence) judge(embedded bool) {
	if !e.Proof.Done {
		e.Left = append(e.Left, "the service has not finished: look again in a minute")
	}
	if e.Proof.Standing != retention.Deleted {
		e.Left = append(e.Left, "a console that held a copy has not said that it is gone")
	}
	control := false
	for _, k := range e.Files {
		control = control || k.What == isTombstone
		if !allowedOnDisk(k.What) {
			e.Left = append(e.Left, fmt.Sprintf("the files hold its %s, %d times", k.What, k.Count))
		}
	}
	if !control && embedded {
		e.Unread = append(e.Unread, "the tombstone was not found in the files, so that the search proves nothing: with an external store, give its folders by --store")
	}
	for line, n := range e.Words {
		if n > 0 {
			e.Left = append(e.Left, fmt.Sprintf("%s was found %d times", line, n))
		}
	}
}

func (s searching) memory(ctx context.Context, pid int) error {
	report, err := remains.New(append([]string{s.id}, s.words...)...).Memory(ctx, pid)
	if errors.Is(err, remains.ErrMemory) {
		s.e.Unread = append(s.e.Unread, "the memory of vigied cannot be read: run this as root, or with CAP_SYS_PTRACE")
		return nil
	}
	if err != nil {
		return err
	}
	s.e.Read["memory"] = report.Bytes
	s.e.Memory = s.sort(report)
	return nil
}
