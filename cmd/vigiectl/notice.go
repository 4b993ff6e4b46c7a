package main

import (
	"context"
	"fmt"
	"net/url"
	"time"

	words "vigie.example/assets/biometric"
	"vigie.example/internal/biometric"
)

func (c *call) noticeAnnounce(ctx context.Context, args []string) error {
	set := newFlags("notice announce")
	data := set.String("data", "", "data folder of vigied, which must be running")
	start := set.String("start", "", "when the processing begins, such as 2026-12-15T08:00:00+01:00; it begins once")
	if err := c.parse(set, args, "data", "start"); err != nil {
		return err
	}
	if _, err := time.Parse(time.RFC3339, *start); err != nil {
		return problem("--start is a moment with its zone, such as 2026-12-15T08:00:00+01:00")
	}
	return c.post(ctx, *data, "/biometric/announce", url.Values{"start": {*start}})
}

// noticeNew writes the notice that ships.
func (c *call) noticeNew(_ context.Context, args []string) error {
	set := newFlags("notice new")
	out := set.String("out", "", "file to write it to; never overwritten")
	if err := c.parse(set, args, "out"); err != nil {
		return err
	}
	if err := writeNew(*out, string(words.Notice()), 0o644); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "fill in the contacts and the legal basis, read every word, then: vigiectl notice check %s\n", *out)
	return nil
}

func (c *call) noticeCheck(_ context.Context, args []string) error {
	names, args, err := files(args, 1, "notice check FILE")
	if err != nil {
		return err
	}
	if err := c.parse(newFlags("notice check FILE"), args); err != nil {
		return err
	}
	n, err := readNotice(names[0])
	if err != nil {
		return err
	}
	lacks := n.Lacks()
	for _, l := range lacks {
		fmt.Fprintf(c.out, "%s: %s\n", l.Part, flawWords[l.Flaw])
	}
	if len(lacks) > 0 {
		return problem(fmt.Sprintf("%s cannot be shown to anybody: %d parts are not as GDPR art. 13 wants them", names[0], len(lacks)))
	}
	fmt.Fprintf(c.out, "complete; its digest is %s\n", n.Digest())
	return nil
}

func readNotice(file string) (biometric.Notice, error) {
	raw, err := readDocument(file)
	if err != nil {
		return biometric.Notice{}, err
	}
	return biometric.ParseNotice(raw)
}

var flawWords = map[biometric.Flaw]string{
	biometric.Empty: "is missing", biometric.TooShort: "is too short to say anything", biometric.TooLong: "is too long",
	biometric.Unreadable: "is not of the form that it must have", biometric.NotLocal: "must be a local trial: other figures are no evidence",
	biometric.OutOfOrder: "is before what it must follow, or too far after it", biometric.MoreThanDone: "is more than was tried",
	biometric.NothingDone: "is none: nothing was tried", biometric.NotAllowed: "does not allow it", biometric.Unlike: "does not say what it must say",
}
