package access

import "vigie.example/internal/fault"

// ActorCode names a member of staff or a technical account in rosters, credentials and traces, never by a civil name:
// 2 to 32 characters, lower-case letters, digits and hyphens, beginning with a letter.
type ActorCode string

// UnitCode names a unit, such as "police-33": 2 to 32 characters of the same alphabet as an ActorCode.
type UnitCode string

// ConsoleCode names an installation of the console: a random identifier of 1 to 64 characters, letters, digits, hyphens and
// underscores.
type ConsoleCode string

// NationalUnit receives what no table routes (B3).
const NationalUnit UnitCode = "national"

const (
	minCodeBytes    = 2
	maxCodeBytes    = 32
	maxConsoleBytes = 64
)

// Valid reports whether the code has the form of one.
func (c ActorCode) Valid() bool { return validCode(string(c)) }

// Valid reports whether the code has the form of one; it says nothing about whether the unit exists.
func (c UnitCode) Valid() bool { return validCode(string(c)) }

// Valid reports whether the code has the form of one.
func (c ConsoleCode) Valid() bool {
	if c == "" || len(c) > maxConsoleBytes {
		return false
	}
	for _, b := range []byte(c) {
		if !lower(b) && !digit(b) && (b < 'A' || b > 'Z') && b != '-' && b != '_' {
			return false
		}
	}
	return true
}

// ParseActor returns the code that s is. The error is Invalid and does not repeat s.
func ParseActor(s string) (ActorCode, error) {
	if !validCode(s) {
		return "", fault.New(fault.Invalid, "access.ParseActor", fault.Key("fault.access.actor_code"), fault.Hint("hint.access.code_form"))
	}
	return ActorCode(s), nil
}

// ParseUnit returns the code that s is. The error is Invalid and does not repeat s.
func ParseUnit(s string) (UnitCode, error) {
	if !validCode(s) {
		return "", fault.New(fault.Invalid, "access.ParseUnit", fault.Key("fault.access.unit_code"), fault.Hint("hint.access.code_form"))
	}
	return UnitCode(s), nil
}

func validCode(s string) bool {
	if len(s) < minCodeBytes || len(s) > maxCodeBytes || !lower(s[0]) {
		return false
	}
	for _, b := range []byte(s) {
		if !lower(b) && !digit(b) && b != '-' {
			return false
		}
	}
	return true
}

func lower(b byte) bool { return b >= 'a' && b <= 'z' }
func digit(b byte) bool { return b >= '0' && b <= '9' }
