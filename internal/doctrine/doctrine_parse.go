package doctrine

import (
	"crypto/sha256"
	"slices"
	"time"
	"unicode/utf8"
)

// Bounds of a doctrine's file. It travels in one frame to every console.
const (
	MaxDoctrineBytes = 128 << 10
	maxNameBytes     = 200
	maxHelpBytes     = 1_000
	maxTextBytes     = 4_000 // of an awareness point
	maxFields        = 200
	maxTargets       = 20
)

// ParseDoctrine checks the text of a doctrine and returns what it says. The error is Invalid with Problems as its cause, each with
// its line and its remedy; nothing is returned then. Whether it is signed is not for this package to know.
func ParseDoctrine(text string, read Reader) (*Doctrine, error) {
	const op = "doctrine.ParseDoctrine"
	var problems Problems
	switch {
	case len(text) > MaxDoctrineBytes:
		problems.add(doctrineFile, 0, "check that this is the right file", "it is larger than 128 KB")
		return nil, problems.err(op)
	case !utf8.ValidString(text):
		problems.add(doctrineFile, 0, "save it as UTF-8", "it is not text in UTF-8")
		return nil, problems.err(op)
	}
	root, unread := read(text)
	if err := unread.err(op); err != nil {
		return nil, err
	}
	d := &Doctrine{digest: sha256.Sum256([]byte(text)), passages: map[Passage]Text{}}
	f := open(root, "", &problems)
	d.readHeader(f)
	d.readOffences(f)
	d.readFields(f)
	d.readTargets(f)
	d.readAwareness(f)
	d.readOpenings(f)
	d.readPassages(f)
	f.close()
	if err := problems.err(op); err != nil {
		return nil, err
	}
	return d, nil
}

func (d *Doctrine) readHeader(f *sheet) {
	d.header.Format = choice(f, "format", DoctrineFormat)
	version, line := f.word("version")
	if version != "" && !validDay(version) {
		f.bad(line, "write version: YYYY-MM-DD, and -2 after it for a second one on that day", "the version %s is not a date", quoted(version))
	}
	d.header.Version = version
	d.header.Status = choice(f, "status", "starting", "official")
	d.header.Source, _ = f.word("source")
	d.header.Licence, _ = f.word("licence")
}

// validDay accepts a version whose date exists and whose number is 2 to 99.
func validDay(version string) bool {
	if !validVersion(version) {
		return false
	}
	const date = len("2006-01-02")
	_, err := time.Parse(time.DateOnly, version[:date])
	number := version[date:]
	return err == nil && (number == "" || number[1] != '0' && number != "-1")
}

func (d *Doctrine) readOffences(f *sheet) {
	line := f.node.Line
	for _, n := range f.entries("offences") {
		line = n.Line
		o := open(n, "offence "+n.Key, f.problems)
		code := OffenceCode(n.Key)
		if !slices.Contains(offenceCodes, code) {
			o.bad(n.Line, "delete it: the categories are a to h of article 1 of decree 2022-337", "the decree has no such category")
			continue
		}
		d.offences = append(d.offences, Offence{Code: code, Name: o.text("name", maxNameBytes), Covers: o.text("covers", maxHelpBytes)})
		o.close()
	}
	for _, code := range offenceCodes {
		if _, ok := d.Offence(code); !ok {
			f.bad(line, "add it: the doctrine has every category of article 1 of decree 2022-337", "offence %s is missing", code)
		}
	}
	slices.SortFunc(d.offences, func(a, b Offence) int { return slices.Index(offenceCodes, a.Code) - slices.Index(offenceCodes, b.Code) })
}

func (d *Doctrine) readAwareness(f *sheet) {
	for _, n := range f.entries("awareness") {
		a := open(n, "awareness "+n.Key, f.problems)
		d.awareness = append(d.awareness, Awareness{
			Code: AwarenessCode(n.Key), Title: a.text("title", maxNameBytes), Body: a.text("body", maxTextBytes),
			Every: time.Duration(a.number("every_days", 1, 366, "days")) * 24 * time.Hour,
		})
		a.close()
	}
	for _, code := range awarenessCodes {
		if !slices.ContainsFunc(d.awareness, func(a Awareness) bool { return a.Code == code }) {
			f.bad(f.lookup("awareness").Line, "add it", "the awareness point %s is missing", code)
		}
	}
}

func (d *Doctrine) readOpenings(f *sheet) {
	for _, n := range f.entries("openings") {
		o := open(n, "opening "+n.Key, f.problems)
		opening := Opening{
			Code: OpeningCode(n.Key), Name: o.text("name", maxNameBytes), When: o.text("when", maxHelpBytes),
			Alone:  choice(o, "alone", "yes", "no") == "yes",
			Lasts:  time.Duration(o.number("lasts_minutes", 1, 240, "minutes")) * time.Minute,
			Review: time.Duration(o.number("review_hours", 1, 720, "hours")) * time.Hour,
		}
		if opening.Alone && opening.Review > 24*time.Hour {
			o.bad(o.lookup("review_hours").Line, "write at most 24: who opens alone is reviewed within a day", "the review comes too late")
		}
		d.openings = append(d.openings, opening)
		o.close()
	}
}

func (d *Doctrine) readPassages(f *sheet) {
	line := f.lookup("passages").Line
	for _, n := range f.entries("passages") {
		where := Passage(n.Key)
		if !slices.Contains(passages, where) {
			f.bad(n.Line, "write one of "+joined(passages), "there is no decision %s", quoted(n.Key))
			continue
		}
		in := open(n, "passage "+n.Key, f.problems)
		d.passages[where] = Text{FR: in.prose("fr", maxHelpBytes), EN: in.prose("en", maxHelpBytes)}
		in.close()
	}
	for _, where := range passages {
		if _, ok := d.passages[where]; !ok {
			f.bad(line, "add it, with fr: and en:", "the passage %s is missing", where)
		}
	}
}
