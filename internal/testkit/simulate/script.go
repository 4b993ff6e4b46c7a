package main

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

//go:embed scripts/*.toml
var files embed.FS

// script is one declarant's side of a conversation.
type script struct {
	Name      string `toml:"-"`
	Language  string `toml:"language"`
	Place     string `toml:"place"`
	Pseudonym string `toml:"pseudonym"`
	Urgent    bool   `toml:"urgent"`
	End       string `toml:"end"` // "close", "erase", "vanish", "stay" until the operator closes
	Say       []line `toml:"say"`
}

// line is one message: after the operator's reply, if asked for, and after so many seconds of writing.
type line struct {
	Reply bool    `toml:"reply"`
	Pause float64 `toml:"pause"`
	Text  string  `toml:"text"`
}

// replies are what the automatic operator says in one language.
type replies struct {
	Greeting string   `toml:"greeting"`
	Lines    []string `toml:"lines"`
	Nudge    string   `toml:"nudge"`
}

const repliesFile = "scripts/replies.toml"

func loadReplies() (map[string]replies, error) {
	var out map[string]replies
	return out, decode(repliesFile, &out)
}

// loadScripts returns all scripts in the order of their names.
func loadScripts() ([]script, error) {
	names, err := files.ReadDir("scripts")
	if err != nil {
		return nil, err
	}
	var out []script
	for _, entry := range names {
		file := path.Join("scripts", entry.Name())
		if file == repliesFile {
			continue
		}
		s := script{Name: strings.TrimSuffix(entry.Name(), ".toml")}
		if err := decode(file, &s); err != nil {
			return nil, err
		}
		if err := s.check(); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		out = append(out, s)
	}
	return out, nil
}

func decode(file string, into any) error {
	raw, err := files.ReadFile(file)
	if err != nil {
		return err
	}
	meta, err := toml.Decode(string(raw), into)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return fmt.Errorf("%s: unknown key %s", file, unknown[0])
	}
	return nil
}

func (s script) check() error {
	switch {
	case !slices.Contains([]string{"fr", "en"}, s.Language):
		return fmt.Errorf("language %q", s.Language)
	case !slices.Contains([]string{"close", "erase", "vanish", "stay"}, s.End):
		return fmt.Errorf("end %q", s.End)
	case len(s.Say) == 0:
		return fmt.Errorf("nothing to say")
	}
	return nil
}
