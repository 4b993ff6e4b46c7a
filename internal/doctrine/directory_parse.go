package doctrine

import (
	"slices"
	"strings"
)

const (
	directoryFile = "directory.txt"
	courtsFile    = "courts.csv"
)

// CourtKind tells the courts at which victims are received.
type CourtKind string

// Never renumber or re-use.
const (
	Judicial      CourtKind = "judicial"       // tribunal judiciaire
	FirstInstance CourtKind = "first_instance" // tribunal de première instance, in some territories overseas
)

type court struct {
	kind CourtKind
	town string
}

// obligatoryServices are the numbers without which no directory is put in force: the same as on the page, and the
// emergencies for a body in danger.
var obligatoryServices = append([]string{"15", "119", "3018"}, obligatory...)

// ParseDirectory reads the referral directory, a file of format vigie.directory/1, and the courts, a table of format
// vigie.courts/1, whose places must be places. The error is Invalid with Problems as its cause; nothing is returned then.
func ParseDirectory(directory, courts string, places *Places) (*Directory, error) {
	var problems Problems
	d := &Directory{courts: map[string][]court{}}
	header, blocks := parseBlocks(directoryFile, directory, "vigie.directory/1",
		[]string{"where", "kind", "call", "sms", "web", "address", "court", "hours", "fr", "en"}, []string{"fr", "en"}, &problems)
	d.headers = append(d.headers, header)
	for _, b := range blocks {
		if b.group != nil {
			problems.add(directoryFile, b.line, "delete the line: kind says the group", "the directory has no groups")
			continue
		}
		d.addEntry(b, places, &problems)
	}
	d.parseCourts(courts, places, &problems)
	d.checkNumbers(&problems)
	if err := problems.err("doctrine.ParseDirectory"); err != nil {
		return nil, err
	}
	return d, nil
}

func (d *Directory) addEntry(b block, places *Places, problems *Problems) {
	var e entry
	value := func(key string) string { return b.get(key).value }
	bad := func(key, remedy, what string, args ...any) {
		problems.add(directoryFile, b.get(key).line, remedy, what, args...)
	}
	e.Code, e.Kind, e.court = ServiceCode(b.code), ServiceKind(value("kind")), CourtKind(value("court"))
	e.Call, e.SMS, e.Web, e.Address = value("call"), value("sms"), value("web"), value("address")
	var known bool
	e.Hours, known = parseHours(value("hours"))
	e.Name, e.For = readBoth(directoryFile, b, problems)
	switch {
	case !slices.Contains(serviceKinds, e.Kind):
		bad("kind", "write kind: emergency, help, rights or place", "%q is not a kind", e.Kind)
	case !known:
		bad("hours", "write always, or as in 1-5 09:00-18:00, or no line", "%q are not hours", value("hours"))
	case e.Call != "" && !validNumber(e.Call):
		bad("call", "write digits, with spaces as it is shown", "%q is not a telephone number", e.Call)
	case e.SMS != "" && !validNumber(e.SMS):
		bad("sms", "write digits, with spaces as it is shown", "%q is not a telephone number", e.SMS)
	case e.Web != "" && !validWeb(e.Web):
		bad("web", "write it as in www.france-victimes.fr, without https://", "%q is not the address of a site", e.Web)
	case e.court != "" && e.court != Judicial && e.court != FirstInstance:
		bad("court", "write judicial or first_instance, or no line", "%q is not a kind of court", e.court)
	case e.Kind != ToGo && e.Call == "" && e.SMS == "" && e.Web == "":
		bad("call", "write call:, sms: or web:", "%s cannot be reached", e.Code)
	case strings.ContainsAny(e.For.FR+e.For.EN, "\n"):
		bad("fr", "write one paragraph: it becomes a line of a message", "%s has several paragraphs", e.Code)
	}
	e.readWhere(b, places, problems)
	d.entries = append(d.entries, e)
}

func (e *entry) readWhere(b block, places *Places, problems *Problems) {
	f := b.get("where")
	for token := range strings.FieldsSeq(f.value) {
		switch r := region(token); {
		case token == "everywhere":
			e.everywhere = true
		case r == metropole || r == overseas || r == pacific:
			e.regions = append(e.regions, r)
		case places.departments[token] != nil:
			e.departments = append(e.departments, token)
		default:
			problems.add(directoryFile, f.line, "write everywhere, metropole, overseas, pacific, or codes of departments.csv", "there is no place %q", token)
		}
	}
	if f.value == "" {
		problems.add(directoryFile, f.line, "write where: everywhere, or as the file's notes say", "%s has no place", b.code)
	}
	e.Local = !e.everywhere && len(e.regions) == 0
}

func (d *Directory) parseCourts(text string, places *Places, problems *Problems) {
	t := parseTable(courtsFile, text, "vigie.courts/1", []string{"insee", "town", "kind"}, problems)
	d.headers = append(d.headers, t.header)
	seen := map[string]bool{}
	for _, r := range t.rows {
		insee, k := r.cells[0], court{CourtKind(r.cells[2]), r.cells[1]}
		c := places.byINSEE[insee]
		switch {
		case c == nil || c.of != c:
			problems.add(courtsFile, r.line, "write the code of a commune of communes.csv", "there is no commune %q today", insee)
			continue
		case k.town == "" || strings.IndexFunc(k.town, hidden) >= 0:
			problems.add(courtsFile, r.line, "write the name of the town", "commune %s has no town's name", insee)
		case k.kind != Judicial && k.kind != FirstInstance:
			problems.add(courtsFile, r.line, "write judicial or first_instance", "%q is not a kind of court", k.kind)
		case seen[insee]:
			problems.add(courtsFile, r.line, "keep one of the two lines", "commune %s is there twice", insee)
		}
		seen[insee] = true
		d.courts[c.department.code] = append(d.courts[c.department.code], k)
	}
}

// checkNumbers wants the numbers that everybody must be able to hear of.
func (d *Directory) checkNumbers(problems *Problems) {
	for _, number := range obligatoryServices {
		if !slices.ContainsFunc(d.entries, func(e entry) bool { return dial(e.Call) == number || dial(e.SMS) == number }) {
			problems.add(directoryFile, 0, "add an entry for it", "number %s is missing", number)
		}
	}
}

// validNumber accepts what can be dialled: digits in groups, with a plus sign before the country's.
func validNumber(s string) bool {
	n := dial(s)
	return len(n) <= 15 && digits(n) && strings.Trim(s, "+ 0123456789") == "" && strings.LastIndexByte(s, '+') <= 0
}

// dial returns the digits of a number.
func dial(s string) string { return strings.NewReplacer(" ", "", "+", "").Replace(s) }

// validWeb accepts a host with a path or without, in plain lower-case letters: nothing that could look like another site.
func validWeb(s string) bool {
	host, _, _ := strings.Cut(s, "/")
	return len(s) <= 80 && strings.Contains(host, ".") && !strings.Contains(s, "..") && strings.Trim(host, ".-") == host &&
		strings.IndexFunc(s, func(c rune) bool { return notLetterOrDigit(c) && !strings.ContainsRune(".-/_", c) }) < 0
}
