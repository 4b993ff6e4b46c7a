package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	words "vigie.example/assets/biometric"
	"vigie.example/internal/biometric"
)

// assessmentNew writes an assessment with every question unanswered, for the notice that it is to be judged with.
func (c *call) assessmentNew(_ context.Context, args []string) error {
	set := newFlags("assessment new")
	notice := set.String("notice", "", "file of the notice that it is judged with")
	version := set.String("version", time.Now().Format(time.DateOnly), "date of this version, with -2 and so on for the next of one day")
	out := set.String("out", "", "file to write it to; never overwritten")
	if err := c.parse(set, args, "notice", "out"); err != nil {
		return err
	}
	n, err := readNotice(*notice)
	if err != nil {
		return err
	}
	a := biometric.Assessment{Version: *version, Notice: n.Digest(), Answers: map[string]string{}}
	for _, f := range biometric.Form() {
		a.Answers[f.Code] = ""
	}
	raw, err := json.MarshalIndent(a, "", " ")
	if err != nil {
		return err
	}
	if err := writeNew(*out, string(raw)+"\n", 0o600); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "answer its questions; vigiectl assessment check %s lists what is missing, and why it is asked\n", *out)
	return nil
}

// assessmentCheck lists every gap with the question, why it is asked, and who asks.
func (c *call) assessmentCheck(_ context.Context, args []string) error {
	names, args, err := files(args, 1, "assessment check FILE")
	if err != nil {
		return err
	}
	set := newFlags("assessment check FILE")
	language := set.String("language", "fr", "language of the questions: fr or en")
	if err := c.parse(set, args); err != nil {
		return err
	}
	if *language != "fr" && *language != "en" {
		return problem("--language is fr or en")
	}
	a, err := readAssessment(names[0])
	if err != nil {
		return err
	}
	gaps, err := c.printGaps(a, *language)
	if err != nil {
		return err
	}
	if gaps > 0 {
		return problem(fmt.Sprintf("%s is not complete: %d answers are missing or cannot be right", names[0], gaps))
	}
	from, until := a.Valid()
	fmt.Fprintf(c.out, "complete. The verdict is %q, from %s until %s\n", a.Answers["verdict.outcome"], from.Format(time.DateOnly), until.Format(time.DateOnly))
	return nil
}

func (c *call) printGaps(a biometric.Assessment, language string) (int, error) {
	wording, err := biometric.ParseWording(words.Form())
	if err != nil {
		return 0, err
	}
	fields := map[string]biometric.Field{}
	for _, f := range biometric.Form() {
		fields[f.Code] = f
	}
	gaps := a.Gaps()
	for _, g := range gaps {
		f := fields[g.Field]
		q := wording.Of(f, language)
		fmt.Fprintf(c.out, "%s: %s\n    %s\n    %s (%s)\n", g.Field, flawWords[g.Flaw], q.Label, q.Why, f.Source)
		if f.Kind == biometric.Choice {
			fmt.Fprintf(c.out, "    %v\n", f.Options)
		}
	}
	for _, code := range a.Stray() {
		fmt.Fprintf(c.out, "%s: nobody asks this\n", code)
	}
	return len(gaps) + len(a.Stray()), nil
}

func readAssessment(file string) (biometric.Assessment, error) {
	raw, err := readDocument(file)
	if err != nil {
		return biometric.Assessment{}, err
	}
	return biometric.ParseAssessment(raw)
}

// assessmentSign signs a complete assessment. It says what the verdict is, and gives none.
func (c *call) assessmentSign(_ context.Context, args []string) error {
	names, args, err := files(args, 1, "assessment sign FILE --authority FILE --out FILE")
	if err != nil {
		return err
	}
	set := newFlags("assessment sign FILE")
	authority := set.String("authority", "", "file of the private authority key")
	passphraseFile := set.String("authority-passphrase-file", "", "file whose first line opens an encrypted authority key")
	out := set.String("out", "", "file to write the signed assessment to; never overwritten")
	if err := c.parse(set, args, "authority", "out"); err != nil {
		return err
	}
	a, err := readAssessment(names[0])
	if err != nil {
		return err
	}
	if _, err := os.Lstat(*out); err == nil {
		return alreadyThere(*out)
	}
	if gaps, err := c.printGaps(a, "fr"); err != nil || gaps > 0 {
		if err != nil {
			return err
		}
		return problem("an assessment that is not complete is not signed")
	}
	key, err := readKey(*authority, func() (string, error) {
		return c.in.passphrase(*passphraseFile, "Passphrase of the authority key")
	})
	if err != nil {
		return err
	}
	defer key.Destroy()
	signed, err := a.WithSignature(key.Sign)
	if err != nil {
		return err
	}
	raw, err := json.MarshalIndent(signed, "", " ")
	if err != nil {
		return err
	}
	if err := writeNew(*out, string(raw)+"\n", 0o600); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "version %s is signed, with the verdict %q\n", signed.Version, signed.Answers["verdict.outcome"])
	return nil
}
