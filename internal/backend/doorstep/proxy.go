package doorstep

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"net/netip"
)

// The PROXY protocol, version 2: https://www.haproxy.org/download/3.2/doc/proxy-protocol.txt, section 2.2. Version 1, which is text, is
// refused: it has no length, and its addresses have many spellings.
const (
	proxySignature  = "\r\n\r\n\x00\r\nQUIT\n"
	proxyFixedBytes = 16
	maxProxyBytes   = 4 << 10 // after the fixed part; what load balancers add is some hundred

	proxyLocal = 0x20 // version 2, the peer itself: a health check
	proxyFor   = 0x21 // version 2, for somebody else
	proxyTCP4  = 0x11
	proxyTCP6  = 0x21

	addresses4Bytes = 2*4 + 2*2
	addresses6Bytes = 2*16 + 2*2

	checksumType = 0x03 // PP2_TYPE_CRC32C
)

var (
	errNoProxy  = errors.New("doorstep: no PROXY header of version 2")
	errBadProxy = errors.New("doorstep: a PROXY header that is not as the protocol says")
)

// readProxy reads a header, and nothing after it. The address is invalid when the peer speaks for itself. The error is errNoProxy,
// errBadProxy, or the reader's.
func readProxy(r io.Reader) (netip.AddrPort, error) {
	var none netip.AddrPort
	fixed := make([]byte, proxyFixedBytes)
	// The signature first: whoever speaks something else may have nothing more to say.
	if _, err := io.ReadFull(r, fixed[:len(proxySignature)]); err != nil {
		return none, err
	}
	if string(fixed[:len(proxySignature)]) != proxySignature {
		return none, errNoProxy
	}
	if _, err := io.ReadFull(r, fixed[len(proxySignature):]); err != nil {
		return none, err
	}
	size := int(binary.BigEndian.Uint16(fixed[14:]))
	if size > maxProxyBytes {
		return none, errBadProxy
	}
	raw := append(fixed, make([]byte, size)...)
	if _, err := io.ReadFull(r, raw[proxyFixedBytes:]); err != nil {
		return none, err
	}
	return parseProxy(raw)
}

// parseProxy parses a whole header, whose signature and length are right.
func parseProxy(raw []byte) (netip.AddrPort, error) {
	var source netip.AddrPort
	rest := raw[proxyFixedBytes:]
	command, family := raw[12], raw[13]
	switch {
	case command == proxyLocal:
		return source, nil // whatever else there is has to be ignored
	case command == proxyFor && family == proxyTCP4 && len(rest) >= addresses4Bytes:
		source = endpoint(rest[:4], rest[8:])
		rest = rest[addresses4Bytes:]
	case command == proxyFor && family == proxyTCP6 && len(rest) >= addresses6Bytes:
		source = endpoint(rest[:16], rest[32:])
		rest = rest[addresses6Bytes:]
	}
	if a := source.Addr(); !a.IsValid() || a.IsUnspecified() || a.IsMulticast() || source.Port() == 0 {
		return netip.AddrPort{}, errBadProxy
	}
	if !checkExtensions(raw, len(raw)-len(rest)) {
		return netip.AddrPort{}, errBadProxy
	}
	return source, nil
}

func endpoint(address, port []byte) netip.AddrPort {
	a, _ := netip.AddrFromSlice(address) // of a right length
	return netip.AddrPortFrom(a.Unmap(), binary.BigEndian.Uint16(port))
}

// checkExtensions walks over what follows the addresses: type, length, value, again and again to the end. Only the checksum means
// something here.
func checkExtensions(raw []byte, at int) bool {
	for at < len(raw) {
		if at+3 > len(raw) {
			return false
		}
		kind, value := raw[at], at+3
		end := value + int(binary.BigEndian.Uint16(raw[at+1:]))
		if end > len(raw) {
			return false
		}
		if kind == checksumType && !checksumHolds(raw, value, end) {
			return false
		}
		at = end
	}
	return true
}

// checksumHolds checks the CRC-32C of a header, in which the checksum itself counts as zero.
func checksumHolds(raw []byte, from, to int) bool {
	if to-from != crc32.Size {
		return false
	}
	blank := bytes.Clone(raw)
	clear(blank[from:to])
	return crc32.Checksum(blank, crc32.MakeTable(crc32.Castagnoli)) == binary.BigEndian.Uint32(raw[from:to])
}
