package doorstep

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"io"
	"net/netip"
	"testing"
)

// Headers made by another implementation, github.com/pires/go-proxyproto v0.15.0.
const (
	madeTCP4  = "0d0a0d0a000d0a515549540a2111000cc0000207c6336401c73801bb"
	madeTCP6  = "0d0a0d0a000d0a515549540a2121002420010db800010002000000000000000720010db8000000000000000000000001c73901bb"
	madeLocal = "0d0a0d0a000d0a515549540a20000000"
	madeMore  = "0d0a0d0a000d0a515549540a21110024c0000207c6336401c73801bb010008687474702f312e3105000a30313233343536373839"
	madeV1    = "50524f58592054435034203139322e302e322e37203139382e35312e3130302e31203531303030203434330d0a"
	madeUDP   = "0d0a0d0a000d0a515549540a2112000cc0000207c633640100050005"
)

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	raw, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// changed is a header with one byte set otherwise.
func changed(t testing.TB, text string, at int, to byte) []byte {
	raw := unhex(t, text)
	raw[at] = to
	return raw
}

// extended is a header with something after the addresses.
func extended(t testing.TB, text string, more ...byte) []byte {
	raw := append(unhex(t, text), more...)
	binary.BigEndian.PutUint16(raw[14:], uint16(len(raw)-proxyFixedBytes))
	return raw
}

// summed is a header with its checksum.
func summed(t testing.TB, text string) []byte {
	raw := extended(t, text, checksumType, 0, 4, 0, 0, 0, 0)
	binary.BigEndian.PutUint32(raw[len(raw)-4:], crc32.Checksum(raw, crc32.MakeTable(crc32.Castagnoli)))
	return raw
}

func TestProxy_ReadsVersion2AndNothingElse(t *testing.T) {
	wrong := summed(t, madeTCP4)
	wrong[17]++
	tests := []struct {
		name string
		raw  []byte
		want string // the address; "" for the peer itself
		err  error
	}{
		{"TCP over IPv4", unhex(t, madeTCP4), "192.0.2.7:51000", nil},
		{"TCP over IPv6", unhex(t, madeTCP6), "[2001:db8:1:2::7]:51001", nil},
		{"more than addresses", unhex(t, madeMore), "192.0.2.7:51000", nil},
		{"with a checksum", summed(t, madeTCP6), "[2001:db8:1:2::7]:51001", nil},
		{"the proxy itself", unhex(t, madeLocal), "", nil},
		{"the proxy itself, with addresses", changed(t, madeTCP4, 12, proxyLocal), "", nil},
		{"version 1", unhex(t, madeV1), "", errNoProxy},
		{"TLS", append([]byte{22, 3, 1, 2, 0, 1}, make([]byte, 60)...), "", errNoProxy},
		{"nothing", nil, "", io.EOF},
		{"cut off", unhex(t, madeTCP4)[:20], "", io.ErrUnexpectedEOF},
		{"version 3", changed(t, madeTCP4, 12, 0x31), "", errBadProxy},
		{"another command", changed(t, madeTCP4, 12, 0x22), "", errBadProxy},
		{"UDP", unhex(t, madeUDP), "", errBadProxy},
		{"for somebody without address", changed(t, madeTCP4, 13, 0), "", errBadProxy},
		{"addresses cut off", changed(t, madeTCP4, 15, 8), "", errBadProxy},
		{"IPv6 of the size of IPv4", changed(t, madeTCP4, 13, proxyTCP6), "", errBadProxy},
		{"far too long", changed(t, madeTCP4, 14, 0xff), "", errBadProxy},
		{"port 0", append(unhex(t, madeTCP4)[:24], 0, 0, 1, 1), "", errBadProxy},
		{"any address", append(append(unhex(t, madeTCP4)[:16], 0, 0, 0, 0), unhex(t, madeTCP4)[20:]...), "", errBadProxy},
		{"a group of addresses", changed(t, madeTCP6, 16, 0xff), "", errBadProxy},
		{"an extension cut off", extended(t, madeTCP4, 5, 0), "", errBadProxy},
		{"an extension too long", extended(t, madeTCP4, 5, 0, 9, 1), "", errBadProxy},
		{"a wrong checksum", wrong, "", errBadProxy},
		{"half a checksum", extended(t, madeTCP4, checksumType, 0, 2, 0, 0), "", errBadProxy},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := bytes.NewReader(append(bytes.Clone(tt.raw), "after"...))
			if errors.Is(tt.err, io.EOF) || errors.Is(tt.err, io.ErrUnexpectedEOF) {
				r = bytes.NewReader(tt.raw)
			}
			got, err := readProxy(r)
			if !errors.Is(err, tt.err) {
				t.Fatalf("error %v, want %v", err, tt.err)
			}
			if tt.want == "" && got.IsValid() || tt.want != "" && got.String() != tt.want {
				t.Errorf("address %v, want %q", got, tt.want)
			}
			if rest, _ := io.ReadAll(r); err == nil && string(rest) != "after" {
				t.Errorf("%q is left to read", rest)
			}
		})
	}
}

// Whatever is read: no panic, no more read than the header says, and an address that prints to one that parses.
func FuzzProxy(f *testing.F) {
	for _, text := range []string{madeTCP4, madeTCP6, madeLocal, madeMore, madeV1, madeUDP} {
		f.Add(unhex(f, text))
	}
	f.Add(summed(f, madeTCP4))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := bytes.NewReader(raw)
		got, err := readProxy(r)
		if read := len(raw) - r.Len(); read > proxyFixedBytes+maxProxyBytes {
			t.Fatalf("%d bytes were read", read)
		}
		if err != nil {
			if got.IsValid() {
				t.Fatalf("%v with an address", err)
			}
			return
		}
		if string(raw[:len(proxySignature)]) != proxySignature || raw[12]>>4 != 2 {
			t.Fatal("not version 2")
		}
		if !got.IsValid() {
			if raw[12] != proxyLocal {
				t.Fatal("an address is missing")
			}
			return
		}
		if again, err := netip.ParseAddrPort(got.String()); err != nil || again != got || got.Addr().Is4In6() {
			t.Fatalf("%v reads as %v, %v", got, again, err)
		}
	})
}
