package vigied_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"unicode/utf16"
)

// shapes returns what words may look like in bytes: as they are, in UTF-16, escaped, and inside of base64 wherever they begin.
func shapes(words string) map[string][]byte {
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
	all := map[string][]byte{
		"UTF-8": []byte(words), "UTF-16LE": little, "UTF-16BE": big, "JSON": []byte(escaped.String()),
		"hex": []byte(hex.EncodeToString([]byte(words))), "percent": []byte(url.QueryEscape(words)),
	}
	for offset := range 3 {
		whole := append(make([]byte, offset), words...)
		for name, coding := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
			text := coding.EncodeToString(whole)
			begin := []int{0, 2, 3}[offset] // what the bytes before have a part in
			all[fmt.Sprintf("%s+%d", name, offset)] = []byte(text[begin : len(text)-1])
		}
	}
	return all
}

// find returns the shapes of words that are in data.
func find(data []byte, words string) (found []string) {
	for name, shape := range shapes(words) {
		if bytes.Contains(data, shape) {
			found = append(found, name)
		}
	}
	return found
}

// onDisk returns where words are in the files and names below dir.
func onDisk(t *testing.T, dir, words string) (found []string) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return nil // a file of the store that has just gone
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		files++
		for _, shape := range append(find(raw, words), find([]byte(path), words)...) {
			found = append(found, filepath.Base(path)+" ("+shape+")")
		}
		return nil
	})
	if err != nil || files == 0 {
		t.Fatalf("the data folder was not read: %d files, %v", files, err)
	}
	return found
}

// inFrames looks at a frame as it is, at what JSON makes of it, and into what is base64 inside of it.
func inFrames(frames []frame, words string) (found []string) {
	for _, f := range frames {
		texts := []string{f.data}
		var value any
		if json.Unmarshal([]byte(f.data), &value) == nil {
			texts = append(texts, textsOf(value)...)
		}
		for _, text := range texts {
			for _, shape := range find([]byte(text), words) {
				found = append(found, fmt.Sprintf("%.24s (%s)", f.data, shape))
			}
		}
	}
	return found
}

// textsOf returns every string of a decoded JSON value, and what it is when it was base64.
func textsOf(value any) (all []string) {
	switch v := value.(type) {
	case string:
		all = append(all, v)
		for _, coding := range []*base64.Encoding{base64.StdEncoding, base64.RawURLEncoding} {
			if raw, err := coding.DecodeString(v); err == nil {
				all = append(all, string(raw))
			}
		}
	case []any:
		for _, item := range v {
			all = append(all, textsOf(item)...)
		}
	case map[string]any:
		for key, item := range v {
			all = append(append(all, key), textsOf(item)...)
		}
	}
	return all
}

// errMemory is that the system does not let us read another process's memory.
var errMemory = errors.New("the memory of the process cannot be read here")

// inMemory returns where words are in the memory of a process, each as mapping and shape, and how much was read.
func inMemory(pid int, words []string) (found map[string][]string, read int64, err error) {
	maps, err := os.Open(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		return nil, 0, fmt.Errorf("%w: %w", errMemory, err)
	}
	defer maps.Close()
	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		return nil, 0, fmt.Errorf("%w: %w", errMemory, err)
	}
	defer memory.Close()
	found = map[string][]string{}
	lines := bufio.NewScanner(maps)
	for lines.Scan() {
		var from, to int64
		var may string
		if _, err := fmt.Sscanf(lines.Text(), "%x-%x %s", &from, &to, &may); err != nil || may[0] != 'r' || strings.HasSuffix(lines.Text(), "[vvar]") {
			continue
		}
		data, n, err := readMemory(memory, from, to)
		if err != nil {
			return nil, read, err
		}
		read += n
		for _, w := range words {
			for _, shape := range find(data, w) {
				found[w] = append(found[w], fmt.Sprintf("%x (%s)", from, shape))
			}
		}
	}
	if read == 0 {
		return nil, 0, fmt.Errorf("%w: nothing could be read", errMemory)
	}
	return found, read, lines.Err()
}

// readMemory reads what there is of a mapping, in pieces: some of it may have gone, or never have been there. Pieces of
// zeros, most of what a heap has reserved, are counted and left out.
func readMemory(memory io.ReaderAt, from, to int64) (data []byte, read int64, err error) {
	piece, zeros := make([]byte, 64<<10), make([]byte, 64<<10)
	for at := from; at < to; at += int64(len(piece)) {
		n, err := memory.ReadAt(piece[:min(int64(len(piece)), to-at)], at)
		if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EACCES) {
			return nil, read, fmt.Errorf("%w: %w", errMemory, err)
		}
		read += int64(n)
		if !bytes.Equal(piece[:n], zeros[:n]) {
			data = append(data, piece[:n]...)
		}
	}
	return data, read, nil
}
