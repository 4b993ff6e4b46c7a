package authn

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/crypto/argon2"

	"vigie.example/internal/fault"
)

// cost is what argon2id is asked to spend.
type cost struct {
	memoryKiB uint32
	passes    uint32
	lanes     uint8
}

// recommended is the second recommended option of RFC 9106, section 4.
var recommended = cost{memoryKiB: 64 << 10, passes: 3, lanes: 4}

// Bounds of what Matches will spend on a stored string: who can write one must not be able to exhaust the service.
const (
	maxMemoryKiB = 256 << 10
	maxPasses    = 16
	maxLanes     = 16
	saltBytes    = 16
	tagBytes     = 32
	maxPartBytes = 64 // of a stored salt or tag
)

// Hash returns the PHC string of a passphrase that Check accepts at MinimumBits or that a caller has judged itself. Invalid for
// one that nobody can type: empty, over MaxBytes, not UTF-8, or with control characters.
func Hash(passphrase string) (string, error) {
	typed, err := normal(passphrase)
	if err != nil {
		return "", fault.Wrap("authn.Hash", err)
	}
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	return recommended.encode(salt, recommended.tag(typed, salt, tagBytes)), nil
}

// Matches reports whether the passphrase is the one that hash was made of. A hash that is not one takes as long and matches
// nothing.
func Matches(hash, passphrase string) bool {
	stored, ok := parse(hash)
	if !ok {
		stored, _ = parse(Decoy())
	}
	typed, err := normal(passphrase)
	if err != nil {
		typed = []byte{0} // cannot have been hashed; costs the same
	}
	tag := stored.cost.tag(typed, stored.salt, len(stored.tag))
	same := subtle.ConstantTimeCompare(tag, stored.tag) == 1
	return same && ok && err == nil
}

// Outdated reports whether a hash should be made again at the next sign-in, because it was made at another cost.
func Outdated(hash string) bool {
	stored, ok := parse(hash)
	return !ok || stored.cost != recommended || len(stored.salt) != saltBytes || len(stored.tag) != tagBytes
}

// Decoy returns a hash, the same for the life of the process, of a passphrase that nobody knows. Matching it costs as much as
// any other.
func Decoy() string { return decoy() }

var decoy = sync.OnceValue(func() string {
	random := make([]byte, saltBytes+tagBytes)
	rand.Read(random)
	return recommended.encode(random[:saltBytes], random[saltBytes:]) // a tag that no passphrase is known to have
})

func (c cost) tag(typed, salt []byte, size int) []byte {
	return argon2.IDKey(typed, salt, c.passes, c.memoryKiB, c.lanes, uint32(size))
}

func (c cost) encode(salt, tag []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memoryKiB, c.passes, c.lanes, b64.EncodeToString(salt), b64.EncodeToString(tag))
}

type parsed struct {
	cost      cost
	salt, tag []byte
}

// parse reads what encode writes, and nothing else.
func parse(hash string) (parsed, bool) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != "v="+strconv.Itoa(argon2.Version) {
		return parsed{}, false
	}
	var p parsed
	for i, field := range strings.Split(parts[3], ",") {
		name, digits, _ := strings.Cut(field, "=")
		n, err := strconv.ParseUint(digits, 10, 32)
		switch {
		case err != nil:
			return parsed{}, false
		case i == 0 && name == "m" && n <= maxMemoryKiB:
			p.cost.memoryKiB = uint32(n)
		case i == 1 && name == "t" && n <= maxPasses:
			p.cost.passes = uint32(n)
		case i == 2 && name == "p" && n <= maxLanes:
			p.cost.lanes = uint8(n)
		default:
			return parsed{}, false
		}
	}
	if p.cost.lanes == 0 || p.cost.passes == 0 || p.cost.memoryKiB < 8*uint32(p.cost.lanes) {
		return parsed{}, false
	}
	var errSalt, errTag error
	p.salt, errSalt = base64.RawStdEncoding.Strict().DecodeString(parts[4])
	p.tag, errTag = base64.RawStdEncoding.Strict().DecodeString(parts[5])
	fits := func(b []byte) bool { return len(b) >= 8 && len(b) <= maxPartBytes }
	ok := errSalt == nil && errTag == nil && fits(p.salt) && fits(p.tag) && p.cost.encode(p.salt, p.tag) == hash
	return p, ok
}
