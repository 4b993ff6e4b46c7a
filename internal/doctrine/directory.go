package doctrine

import (
	"slices"
	"strings"
)

// ServiceCode names an entry of the directory, such as "victims".
type ServiceCode string

// ServiceKind says what an entry is for.
type ServiceKind string

// Never renumber or re-use.
const (
	ForEmergency ServiceKind = "emergency" // life or body in danger now
	ForHelp      ServiceKind = "help"      // listening, support
	ForRights    ServiceKind = "rights"    // law, and steps to take
	ToGo         ServiceKind = "place"     // a place to go to
)

// serviceKinds are the kinds in the order in which they are shown.
var serviceKinds = []ServiceKind{ForEmergency, ForHelp, ForRights, ToGo}

// Service is a service or a place that an operator refers a declarant to (C20). Of the ways to reach it, those that are empty
// do not exist or are not known; a place may have none, and then its purpose says where to ask.
type Service struct {
	Code    ServiceCode
	Kind    ServiceKind
	Name    Text
	For     Text     // for whom, and what for
	Call    string   // a number as it is shown: "116 006"
	SMS     string   // a number to send a text message to
	Web     string   // an address without "https://"
	Address string   // of a place
	Towns   []string // where the courts of the department are that have it; empty if it is not at a court
	Hours   Hours
	Local   bool // of some departments alone
}

// entry is a service and where it is offered.
type entry struct {
	Service
	everywhere  bool
	regions     []region
	departments []string
	court       CourtKind
}

// Directory knows the services and places of each department. ParseDirectory makes one. The department is what the operator
// chooses; the place that routed the declarant is gone (B3).
type Directory struct {
	headers []Header
	entries []entry
	courts  map[string][]court // by department
}

// Headers returns what the files say about themselves: directory, courts.
func (d *Directory) Headers() []Header { return append([]Header(nil), d.headers...) }

// For returns what is offered in a department, such as "33" or "2A": emergencies, help, rights, places; in each the
// department's own entries first. For a code that is no department, or none, only what holds everywhere.
func (d *Directory) For(department string) []Service {
	var out []Service
	for _, e := range d.entries {
		if s, ok := d.offer(e, department); ok {
			out = append(out, s)
		}
	}
	sortServices(out)
	return out
}

// National returns every entry that no department has of its own, for an operator who has not chosen one. Several may be the
// same service at different numbers.
func (d *Directory) National() []Service {
	var out []Service
	for _, e := range d.entries {
		if !e.Local {
			out = append(out, e.Service)
		}
	}
	sortServices(out)
	return out
}

// offer returns the entry as it is in a department, and whether it is there.
func (d *Directory) offer(e entry, department string) (Service, bool) {
	s, where := e.Service, regionOf(department)
	if !e.everywhere && !slices.Contains(e.departments, department) && (where == "" || !slices.Contains(e.regions, where)) {
		return s, false
	}
	s.Hours.Paris = !e.Local && where != metropole && s.Hours.First != 0
	if e.court == "" {
		return s, true
	}
	there := d.courts[department]
	for _, c := range there {
		if c.kind == e.court {
			s.Towns = append(s.Towns, c.town)
		}
	}
	// A department without a court of its own depends on that of another: the entry says enough.
	return s, len(s.Towns) > 0 || len(there) == 0
}

func sortServices(services []Service) {
	slices.SortStableFunc(services, func(a, b Service) int {
		if a.Kind != b.Kind {
			return slices.Index(serviceKinds, a.Kind) - slices.Index(serviceKinds, b.Kind)
		}
		switch {
		case a.Local == b.Local:
			return 0
		case a.Local:
			return -1
		}
		return 1
	})
}

// Insert returns the service as a line of a message, in a language such as "en":
//
//	France Victimes : 116 006, tous les jours de 9 h à 20 h, www.france-victimes.fr. Toute personne victime ...
func (s Service) Insert(language string) string {
	var how []string
	add := func(part string) {
		if part != "" {
			how = append(how, part)
		}
	}
	add(s.Address)
	add(s.Call)
	if s.SMS != "" {
		add(Text{"SMS au ", "text message to "}.In(language) + s.SMS)
	}
	add(s.Hours.In(language))
	add(s.Web)
	line := s.Name.In(language)
	if len(s.Towns) > 0 {
		line += " (" + strings.Join(s.Towns, ", ") + ")"
	}
	if len(how) > 0 {
		line += Text{" : ", ": "}.In(language) + strings.Join(how, ", ")
	}
	return line + ". " + s.For.In(language)
}

// Insertion returns several services as one message, an item each; "" for none.
func Insertion(language string, services ...Service) string {
	lines := make([]string, len(services))
	for i, s := range services {
		lines[i] = s.Insert(language)
		if len(services) > 1 {
			lines[i] = "- " + lines[i]
		}
	}
	return strings.Join(lines, "\n")
}

// region is a part of the country with the same national numbers.
type region string

const (
	metropole region = "metropole" // 01 to 95
	overseas  region = "overseas"  // 971 to 978
	pacific   region = "pacific"   // 98.: telephone networks of their own
)

// regionOf returns the region of a department by its code, or "".
func regionOf(department string) region {
	switch {
	case !validDepartment(department):
		return ""
	case len(department) == 2:
		return metropole
	case department[:2] == "97":
		return overseas
	case department[:2] == "98":
		return pacific
	}
	return ""
}
