package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
)

func readerState(r biometric.Reader) string {
	switch {
	case !r.Wiped.IsZero():
		return "wiped " + r.Wiped.Format(time.DateOnly)
	case !r.Removed.IsZero():
		return "removed " + r.Removed.Format(time.DateOnly) + ", not wiped"
	}
	return "in use"
}

func (c *call) readerAdd(ctx context.Context, args []string) error {
	set := newFlags("reader add")
	data := set.String("data", "", "data folder of vigied, which must be running")
	code := set.String("reader", "", "code of the reader, on its label")
	model := set.String("model", "", "model as the assessment names it, such as goodixmoc:press")
	unit := set.String("unit", "", "code of the unit that it belongs to")
	who := set.String("administrators", "", "codes of the accounts that administer it, separated by commas; named persons, never a shared account")
	key := set.String("key", "", "digest of the reader's own key: what vigie reader CODE prints at its workstation")
	if err := c.parse(set, args, "data", "reader", "model", "unit", "administrators", "key"); err != nil {
		return err
	}
	r := biometric.Reader{Code: biometric.ReaderCode(*code), Model: biometric.Model(*model), Unit: access.UnitCode(*unit), Key: biometric.Digest(*key)}
	for _, a := range list(*who) {
		r.Administrators = append(r.Administrators, access.ActorCode(a))
	}
	if !r.Code.Valid() {
		return problem("--reader is a code of 2 to 32 lower-case letters, digits and hyphens that begins with a letter")
	}
	s, err := serving(ctx, *data)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.ask(ctx, http.MethodPut, "/biometric/readers/"+*code, r, nil); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%s is in the inventory\n", *code)
	return nil
}

func (c *call) readerOrder(name, suffix string) func(context.Context, []string) error {
	return func(ctx context.Context, args []string) error {
		set := newFlags(name)
		data := set.String("data", "", "data folder of vigied, which must be running")
		code := set.String("reader", "", "code of the reader")
		if err := c.parse(set, args, "data", "reader"); err != nil {
			return err
		}
		if !biometric.ReaderCode(*code).Valid() {
			return problem("--reader is the code of a reader: vigiectl biometric status lists them")
		}
		return c.post(ctx, *data, "/biometric/readers/"+*code+suffix, nil)
	}
}

func (c *call) fingerprintErased(ctx context.Context, args []string) error {
	set := newFlags("fingerprint erased")
	data := set.String("data", "", "data folder of vigied, which must be running")
	code := set.String("code", "", "pseudonym of the template: the evidence pack lists those that are pending")
	if err := c.parse(set, args, "data", "code"); err != nil {
		return err
	}
	if !biometric.Code(*code).Valid() {
		return problem("--code is a pseudonym of 22 characters")
	}
	return c.post(ctx, *data, "/biometric/erased/"+*code, nil)
}
