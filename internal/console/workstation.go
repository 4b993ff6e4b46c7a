package console

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"time"

	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
)

// Workstation is how the key of this workstation stands.
type Workstation struct {
	State  KeyState
	Public string // as vigiectl takes it: base64 of both public keys; empty while there is no key
	New    bool   // made just now

	key     *seal.SigningKey
	reports *seal.ReportKey // derived from key
	console string
	reading int // counts attempts: an answer to an older one is dropped
}

// KeyState tells the ways apart in which the keyring gives the workstation key, or does not.
type KeyState string

// The key states. All but KeyReading and KeyPresent want something done by a person.
const (
	KeyReading KeyState = "reading"
	KeyPresent KeyState = "present"
	KeyAbsent  KeyState = "absent"  // this system has no keyring service
	KeyNoBus   KeyState = "no_bus"  // there is no session bus to reach a keyring by
	KeyLocked  KeyState = "locked"  // the keyring is there, and locked
	KeySlow    KeyState = "slow"    // it did not answer in time
	KeyDamaged KeyState = "damaged" // it holds something under our name that is not a key
	KeyRefused KeyState = "refused" // it answers, and does not keep or give the key
)

// WorkstationSecret is the name of the workstation key in the keyring.
const WorkstationSecret = "workstation"

// keyringTime is for what no adapter bounds: a person may have to type a password meanwhile.
const keyringTime = 30 * time.Second

// storedKey is the secret: the workstation key, and the random identifier of this installation.
type storedKey struct {
	V       int    `json:"v"`
	Console string `json:"console"`
	Key     []byte `json:"key"`
}

// Workstation returns how the key of this workstation stands.
func (d *Desk) Workstation() Workstation {
	w := d.workstation
	w.key, w.reports = nil, nil
	return w
}

// ReadKey asks the keyring for the workstation key again.
func (d *Desk) ReadKey() {
	if d.workstation.State != KeyReading && d.workstation.key == nil {
		d.readKey()
	}
}

// ReplaceKey makes a new key in the place of a damaged one.
func (d *Desk) ReplaceKey() {
	if d.workstation.State == KeyDamaged {
		d.tryKeyring(makeKey)
	}
}

func (d *Desk) readKey() { d.tryKeyring(loadOrMakeKey) }

// tryKeyring runs f beside the Desk, since a keyring may take as long as a person needs to unlock it.
func (d *Desk) tryKeyring(f func(context.Context, Secrets) (storedKey, bool, error)) {
	d.workstation = Workstation{State: KeyReading, reading: d.workstation.reading + 1}
	d.change.Session = true
	attempt, secrets, life := d.workstation.reading, d.options.Secrets, d.life
	go func() {
		ctx, cancel := context.WithTimeout(life, keyringTime)
		defer cancel()
		stored, made, err := f(ctx, secrets)
		d.console.Do(func(d *Desk) {
			if d.workstation.reading == attempt {
				d.keyRead(stored, made, err)
			}
			clear(stored.Key)
		})
	}()
}

func (d *Desk) keyRead(stored storedKey, made bool, err error) {
	d.change.Session = true
	if err != nil {
		d.workstation.State = keyState(err)
		return
	}
	key, reports, err := keysOf(stored)
	if err != nil {
		d.workstation.State = KeyDamaged
		return
	}
	d.workstation.State, d.workstation.New = KeyPresent, made
	d.beginReader()
	d.workstation.Public = publicLine(key, reports)
	d.workstation.key, d.workstation.reports, d.workstation.console = key, reports, stored.Console
}

func keysOf(stored storedKey) (*seal.SigningKey, *seal.ReportKey, error) {
	key, err := seal.ParseSigningKey(stored.Key)
	if err != nil {
		return nil, nil, err
	}
	reports, err := key.ReportKey()
	return key, reports, err
}

// publicLine is what an administrator carries to the authority: the public halves of the key that signs in and of the key that signs
// reports.
func publicLine(key *seal.SigningKey, reports *seal.ReportKey) string {
	return base64.StdEncoding.EncodeToString(append(key.Public(), reports.Point()...))
}

// loadOrMakeKey reads the key; at the first use of this workstation it makes one.
func loadOrMakeKey(ctx context.Context, secrets Secrets) (storedKey, bool, error) {
	raw, err := secrets.Get(ctx, WorkstationSecret)
	if fault.Is(err, fault.Missing) {
		return makeKey(ctx, secrets)
	}
	if err != nil {
		return storedKey{}, false, err
	}
	defer clear(raw)
	var stored storedKey
	if json.Unmarshal(raw, &stored) != nil || stored.V != 1 || stored.Console == "" {
		return storedKey{}, false, damaged("console.loadKey")
	}
	return stored, false, nil
}

// makeKey makes a key and returns it once the keyring has it.
func makeKey(ctx context.Context, secrets Secrets) (storedKey, bool, error) {
	key, err := seal.NewSigningKey()
	if err != nil {
		return storedKey{}, false, err
	}
	private, err := key.Bytes()
	if err != nil {
		return storedKey{}, false, err
	}
	raw, err := EncodeKey(private, randomName())
	if err != nil {
		return storedKey{}, false, err
	}
	defer clear(raw)
	if err := secrets.Set(ctx, WorkstationSecret, raw); err != nil {
		return storedKey{}, false, err
	}
	var stored storedKey
	return stored, true, json.Unmarshal(raw, &stored)
}

// EncodeKey returns the secret as the keyring holds it: a private workstation key (32 bytes) and the identifier of the
// installation.
func EncodeKey(private []byte, console string) ([]byte, error) {
	raw, err := json.Marshal(storedKey{V: 1, Console: console, Key: private})
	return raw, fault.Wrap("console.EncodeKey", err)
}

func keyState(err error) KeyState {
	switch string(fault.PublicOf(err).Key) {
	case SecretsAbsent:
		return KeyAbsent
	case SecretsNoBus:
		return KeyNoBus
	case SecretsLocked:
		return KeyLocked
	case SecretsSlow:
		return KeySlow
	}
	if fault.Is(err, fault.Invalid) {
		return KeyDamaged
	}
	return KeyRefused
}

func randomName() string {
	raw := make([]byte, 16)
	rand.Read(raw)
	return base64.RawURLEncoding.EncodeToString(raw)
}

// WorkstationKey returns the public keys of this workstation as vigiectl takes them, and makes one at the first use. Its
// faults say how the keyring failed.
func WorkstationKey(ctx context.Context, secrets Secrets) (string, error) {
	const op = "console.WorkstationKey"
	stored, _, err := loadOrMakeKey(ctx, secrets)
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	defer clear(stored.Key)
	key, reports, err := keysOf(stored)
	if err != nil {
		return "", damaged(op)
	}
	return publicLine(key, reports), nil
}

func damaged(op fault.Op) error {
	return fault.New(fault.Invalid, op, fault.Key("keyring.damaged"), fault.Hint("hint.keyring.damaged"))
}
