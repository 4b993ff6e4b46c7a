package doctrine

import (
	"bytes"
	"fmt"
	"time"
)

// target compares the tables of one target.
func (c *comparison) target(was, is *Target, new *Doctrine) {
	switch {
	case was == nil:
		c.add(LetsMoreOut, "reports can be sent to another target: %s (%s)", is.Code, is.Connector)
		c.held(is.Code, nil, is.Fields, new)
		return
	case is == nil:
		c.add(LetsLessOut, "nothing can be sent to %s any more", was.Code)
		return
	}
	c.held(is.Code, was.Fields, is.Fields, new)
	switch {
	case was.Sensitive == is.Sensitive:
	case is.Sensitive == Refused:
		c.add(LetsLessOut, "%s refuses every sensitive element", is.Code)
	default:
		c.add(LetsMoreOut, "%s takes sensitive elements that are absolutely necessary", is.Code)
	}
	for _, o := range gone(is.Offences, was.Offences) {
		c.add(LetsMoreOut, "%s takes reports of offence %s", is.Code, o)
	}
	for _, o := range gone(was.Offences, is.Offences) {
		c.add(LetsLessOut, "%s takes no reports of offence %s any more", is.Code, o)
	}
	c.named(is.Code, "purpose", purposes(was), purposes(is))
	c.named(is.Code, "recipient", recipients(was), recipients(is))
	c.way(was, is)
	c.words("the name of target "+string(is.Code), was.Name, is.Name)
	c.words("the act that governs "+string(is.Code), was.Basis, is.Basis)
}

// held compares what a target may hold.
func (c *comparison) held(target TargetCode, was, is []FieldCode, new *Doctrine) {
	for _, code := range gone(is, was) {
		field, _ := new.Field(code)
		c.add(LetsMoreOut, "%s may hold %s (%s)", target, code, field.Class)
	}
	for _, code := range gone(was, is) {
		c.add(LetsLessOut, "%s may not hold %s any more", target, code)
	}
}

// label is a purpose or a recipient.
type label struct {
	code string
	name Text
}

func purposes(t *Target) []label {
	out := make([]label, len(t.Purposes))
	for i, p := range t.Purposes {
		out[i] = label{string(p.Code), p.Name}
	}
	return out
}

func recipients(t *Target) []label {
	out := make([]label, len(t.Recipients))
	for i, r := range t.Recipients {
		out[i] = label{string(r.Code), r.Name}
	}
	return out
}

func (c *comparison) named(target TargetCode, kind string, was, is []label) {
	pair(was, is, func(l label) string { return l.code }, func(a, b *label) {
		switch {
		case a == nil:
			c.add(LetsMoreOut, "%s has the %s %s", target, kind, b.code)
		case b == nil:
			c.add(LetsLessOut, "%s has the %s %s no more", target, kind, a.code)
		default:
			c.words(fmt.Sprintf("the %s %s of %s", kind, b.code, target), a.name, b.name)
		}
	})
}

// way compares how a report reaches a target, and who can read it there.
func (c *comparison) way(was, is *Target) {
	if was.Force != is.Force {
		c.add(AsksOtherwise, "%s belongs to %s instead of %s", is.Code, force(is.Force), force(was.Force))
	}
	if was.Checklist != is.Checklist {
		graver := AsksOtherwise
		if is.Checklist == DispatchChecklist {
			graver = LetsMoreOut
		}
		c.add(graver, "before %s stands the checklist %s instead of %s", is.Code, is.Checklist, was.Checklist)
	}
	if was.Connector != is.Connector || was.Format != is.Format {
		c.add(AsksOtherwise, "reports reach %s by %s as %s instead of by %s as %s", is.Code, is.Connector, is.Format, was.Connector, was.Format)
	}
	until := is.CertificateUntil.Format(time.DateOnly)
	switch {
	case bytes.Equal(was.Certificate, is.Certificate):
	case len(was.Certificate) == 0:
		c.add(LetsMoreOut, "%s has a certificate, until %s: reports can be sent to it", is.Code, until)
	case len(is.Certificate) == 0:
		c.add(LetsLessOut, "%s has no certificate any more: nothing can be sent to it", is.Code)
	default:
		c.add(AsksOtherwise, "%s has another certificate, until %s: another key opens what is sent to it", is.Code, until)
	}
}

func force(z Zone) string {
	if z == "" {
		return "both forces"
	}
	return string(z)
}
