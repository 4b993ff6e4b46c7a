package remains

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"
)

// shape is one way in which words may lie in bytes.
type shape struct {
	word  string
	name  string
	bytes []byte
}

// shapesOf returns what words may look like in bytes, each look once.
func shapesOf(words string) (all []shape) {
	little, big := []byte{}, []byte{}
	var escaped strings.Builder
	for _, u := range utf16.Encode([]rune(words)) {
		little = binary.LittleEndian.AppendUint16(little, u)
		big = binary.BigEndian.AppendUint16(big, u)
		if u < 0x80 {
			escaped.WriteByte(byte(u))
		} else {
			fmt.Fprintf(&escaped, `\u%04x`, u)
		}
	}
	add := func(name string, raw []byte) {
		if !slices.ContainsFunc(all, func(s shape) bool { return bytes.Equal(s.bytes, raw) }) {
			all = append(all, shape{words, name, raw})
		}
	}
	add("UTF-8", []byte(words))
	add("UTF-16LE", little)
	add("UTF-16BE", big)
	add("JSON", []byte(escaped.String()))
	add("hex", []byte(hex.EncodeToString([]byte(words))))
	add("percent", []byte(url.QueryEscape(words)))
	for offset := range 3 {
		whole := append(make([]byte, offset), words...)
		begin := []int{0, 2, 3}[offset] // what the bytes before have a part in
		cut := func(c *base64.Encoding) []byte {
			text := c.EncodeToString(whole)
			return []byte(text[begin : len(text)-1])
		}
		add(fmt.Sprintf("base64+%d", offset), cut(base64.RawStdEncoding))
		add(fmt.Sprintf("base64url+%d", offset), cut(base64.RawURLEncoding))
	}
	return all
}
