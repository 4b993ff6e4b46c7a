package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"vigie.example/assets/locales"
	"vigie.example/internal/biometric"
	"vigie.example/internal/console"
	"vigie.example/internal/console/account"
	"vigie.example/internal/console/call"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/fingers"
	"vigie.example/internal/console/inbox"
	reporting "vigie.example/internal/console/report"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/conversation"
	"vigie.example/internal/courier/form"
	"vigie.example/internal/fault"
	rules "vigie.example/internal/report"
	"vigie.example/internal/report/detector"
	"vigie.example/internal/retention"
)

// keyLiteral is what a key, or the beginning of one, looks like in the source. The first group are the window's own, which
// are keys nowhere else: "key.publish" in package access is an action.
var (
	sharedKey = regexp.MustCompile(`^(inbox|thread|reporting|account_page|finger_page|carried|signin|shell|tools|notes|rest|link|keyring|courier|fault|hint)(\.[a-z0-9_]+)*\.?$`)
	windowKey = regexp.MustCompile(`^(frame|help|away|cover|handover|advice|call|receipt|report|key|language|app|window|alert|scan)(\.[a-z0-9_]+)*\.?$`)
)

// sources are the folders whose texts a person may see in the console.
var sources = []string{"ui", "cmd/vigie", "cmd/internal/sending", "cmd/internal/carried", "internal/console", "internal/link", "internal/keyring", "internal/access", "internal/retention",
	"internal/seal", "internal/conversation", "internal/backend", "internal/authn", "internal/doctrine", "internal/wire",
	"internal/biometric", "internal/report", "internal/courier"}

// endings are what the program puts behind a beginning of a key.
func endings() map[string][]string {
	causes := []string{"declarant", "operator", "expired", "nobody", "service"}                               // exchange.endCause
	erased := []string{"deadline", "declarant", "operator", "export", "gone", "transferred"}                  // console.deletionCause
	warned := withHints(append(reporting.Concerns(), "alarm", "lost", "failed", "deadline", "unanswered")...) // shell.conversationWarnings
	ended := []string{"signed_out", "lost", "expired", "replaced", "revoked"}                                 // console.endSession
	keyrings := []string{"absent", "no_bus", "locked", "slow", "damaged", "refused"}                          // signin.KeyState
	alarms := []exchange.AlarmCode{thread.Forged, thread.WrongKey, thread.OtherHolder, thread.Gap, thread.Behind,
		thread.Replayed, thread.Reordered, thread.Unopened, thread.Silent, thread.BadDeadline}
	shows := texts(inbox.Shows())[1:] // but for all
	locks := []string{console.LockedByHand, console.LockedByIdling, console.LockedByScreen, console.LockedByRemoval, console.LockedByMeans, console.LockedByTime}
	var waysIn []string
	for _, w := range console.Ways() {
		waysIn = append(waysIn, string(w), string(w)+".needs")
		if w != console.WayFinger {
			waysIn = append(waysIn, string(w)+".secret")
		}
	}
	notes := []string{"lost", "pending", "unconfirmed"}
	for _, c := range causes {
		notes = append(notes, "closed."+c, "lost."+c)
	}
	for _, c := range erased {
		notes = append(notes, "deleted."+c)
	}
	var said []string
	for _, side := range []string{"asked.", "asker."} {
		for _, phase := range []string{"asked", "accepted", "lapsed", "withdrawn", "done", "moot"} {
			said = append(said, side+phase)
		}
	}
	var alerts []string
	for _, kind := range []string{"waiting", "urgent", "transfer", "advice", "advised", "called", "comes"} {
		alerts = append(alerts, kind+".title", kind+".body")
	}
	var obstacles, options []string
	for _, o := range biometric.ObstacleCodes() {
		if o.OfEverybody() {
			obstacles = append(obstacles, string(o))
		}
	}
	for _, f := range biometric.Form() {
		if f.Section != "ground" {
			options = append(options, f.Options...)
		}
	}
	return map[string][]string{
		"finger_page.flaw.":       texts(biometric.Flaws()),
		"finger_page.method.":     texts(biometric.Methods()),
		"finger_page.obstacle.":   obstacles,
		"finger_page.option.":     append(options, "yes"),
		"finger_page.reason.":     texts(biometric.SuspensionReasons()),
		"finger_page.section.":    biometric.Sections,
		"finger_page.again.":      fingers.Agains,
		"finger_page.key.doing.":  texts(console.KeyDeeds()),
		"courier.reason.":         texts(form.Reasons()),
		"advice.refusal.":         texts(conversation.Refusals()),
		"advice.said.":            {"asked", "answered", "declined", "withdrawn", "lapsed", "moot"}, // advice.View.sentence
		"call.said.":              texts(call.Phases()),
		"alert.":                  alerts,
		"fault.":                  texts(fault.Kinds()),
		"frame.duty.":             {"on", "break", "ending"},
		"handover.reason.":        texts(conversation.TransferReasons()),
		"handover.reason.choose.": texts(conversation.TransferReasons()),
		"handover.refusal.":       texts(conversation.Refusals()),
		"handover.said.":          said, // transfer.View.sentence
		"hint.keyring.":           keyrings,
		"inbox.":                  {"waiting", "mine", "ended", "waiting.empty", "mine.empty", "ended.empty"},
		"inbox.beside.":           reporting.Concerns(),
		"inbox.claim.":            {"claiming", "not_yet", "no_room", "not_on_duty", "not_online"},
		"inbox.find.show.":        shows,
		"inbox.note.":             notes,
		"keyring.":                keyrings,
		"language.":               locales.Languages,
		"shell.warning.":          warned,
		"shell.warning.memory.":   shell.MemoryCauses,
		"account_page.kind.":      {"key_pin", "card", "reader"},
		"account_page.enrol.by.":  {"key", "card"},                     // console.Held
		"scan.again.":             {"once", "short", "centre", "lift"}, // console.ScanAgain
		"account_page.means.":     account.Kinds,
		"account_page.over.":      account.Causes,
		"carried.":                {"key.pin.unset", "card.pin.unset"},
		"signin.ended.":           ended,
		"signin.locked.":          locks,
		"signin.problem.":         {"key.unsupported", "card.unsupported"},
		"signin.way.":             waysIn,
		"tools.kind.":             {"emergency", "help", "rights", "place"}, // doctrine.ServiceKind
		"thread.alarm.":           texts(alarms),
		"thread.close.reason.":    thread.Reasons(),
		"thread.delivery.":        {"queued", "sending", "stored", "received", "read", "failed", "unconfirmed"},
		"thread.event.closed.":    causes,
		"thread.note.closed.":     causes,
		"thread.note.gone.":       append([]string{"hidden", "session"}, erased...),
		"reporting.phase.":        append(texts(reporting.Phases()), "late", "aloud"),
		"reporting.problem.":      texts(rules.Codes()),
		"reporting.refusal.":      reporting.Refusals(),
		"reporting.step.":         texts(rules.StepCodes()),
		"reporting.void.":         texts([]rules.Voided{rules.NeverCleared, rules.NewerMessage, rules.Changed}),
		"reporting.way.":          texts(rules.Ways()),
		"report.class.":           {"ordinary", "identifying"}, // the others are named whole
		"report.group.":           {"facts", "place_time", "declarant", "person", "agent"},
		"report.majority.":        {"minor", "adult", "unknown"},
		"report.mark.kind.":       texts(detector.Kinds()),
		"report.paper.":           {"minor", "adult", "unknown"}, // report.Majority
		"report.receipt.":         {"accepted", "unknown", "withdrawn"},
		"report.reduce.":          {"redact", "age_band", "year", "month", "commune", "department"},
		"report.reduce.to.":       {"commune", "department"},
		"report.role.":            texts(rules.Roles()),
		"report.send.progress.":   {"preparing", "sending", "waiting", "accepted", "unread"},
		"report.sensitive.":       texts(detector.Sensitive()),
		"receipt.cause.":          append([]string{"nobody"}, erased[:4]...),
		"receipt.standing.":       {"pending", "deleted", "unconfirmed", "settled"}, // retention.Standing
		"receipt.decided.":        texts(retention.Dispositions()),
		"receipt.step.":           texts(retention.Steps()[:7]),
		"thread.delete.when.":     {"now", "15min", "30min", "60min", "at"}, // retention.Choice

		"shell.warning.doctrine.":      append([]string{"none"}, shell.DoctrineCauses...),
		"shell.warning.doctrine_kept.": shell.DoctrineCauses,
	}
}

func withHints(codes ...string) []string {
	out := slices.Clone(codes)
	for _, c := range codes {
		out = append(out, c+".hint")
	}
	return out
}

func texts[S ~string](codes []S) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = string(c)
	}
	return out
}

// asked returns every key that the source asks for, and where.
func asked(t *testing.T) map[string]string {
	t.Helper()
	ends, keys := endings(), map[string]string{}
	found := map[string]string{"fault.": "internal/fault/kind.go"}
	for _, folder := range sources {
		maps.Copy(found, literals(t, filepath.Join("..", "..", folder)))
	}
	for key, at := range found {
		if !strings.HasSuffix(key, ".") {
			keys[key] = at
			continue
		}
		if len(ends[key]) == 0 {
			t.Errorf("%s: nobody has listed what follows %q: see endings", at, key)
		}
		for _, end := range ends[key] {
			keys[key+end] = at
		}
	}
	for key := range ends {
		if _, ok := found[key]; !ok {
			t.Errorf("nothing begins with %q any more: take it out of endings", key)
		}
	}
	return keys
}

// Every text that the console asks for is there, and none is there that nobody asks for.
func TestD7_EveryTextThatIsAskedForIsThere(t *testing.T) {
	w, err := In(locales.Languages[0])
	if err != nil {
		t.Fatal(err)
	}
	keys := asked(t)
	if len(keys) < 200 {
		t.Fatalf("found %d keys: the search does not find them any more", len(keys))
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if !w.Has(key) {
			t.Errorf("%s: no text for %q", keys[key], key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(w.texts)) {
		if _, ok := keys[key]; !ok {
			t.Errorf("nobody asks for %q", key)
		}
	}
}

// A text that a view-model asks for has no other places than those that view.Text fills; a fault brings nothing at all.
func TestD7_PlacesCanBeFilled(t *testing.T) {
	for key, value := range entries(t, locales.Languages[0]) {
		allowed := []string{"{n}", "{name}", "{at}", "{left}"}
		switch prefix, _, _ := strings.Cut(key, "."); prefix {
		case "fault", "hint", "link", "keyring":
			allowed = nil
		case "shell", "signin":
		default:
			continue
		}
		for _, p := range places(value) {
			if !slices.Contains(allowed, p) {
				t.Errorf("%q has the place %s, which nothing fills", key, p)
			}
		}
	}
}

// operation reports whether a node names an operation (fault.Op), which looks like a key and is none.
func operation(n ast.Node) bool {
	is := func(e ast.Expr) bool {
		s, ok := e.(*ast.SelectorExpr)
		return ok && s.Sel.Name == "Op"
	}
	switch n := n.(type) {
	case *ast.ValueSpec:
		return n.Type != nil && is(n.Type)
	case *ast.CallExpr:
		return is(n.Fun)
	}
	return false
}

// literals returns the keys in the string literals of a folder's sources, tests left out, and where they are.
func literals(t *testing.T, root string) map[string]string {
	t.Helper()
	found := map[string]string{}
	files := token.NewFileSet()
	own := strings.HasSuffix(root, "ui") || strings.HasSuffix(root, "vigie")
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if _, ok := n.(*ast.ImportSpec); ok || operation(n) {
				return false
			}
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				text, _ := strconv.Unquote(lit.Value)
				if strings.Contains(text, ".") && (sharedKey.MatchString(text) || own && windowKey.MatchString(text)) {
					found[text] = files.Position(lit.Pos()).String()
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
