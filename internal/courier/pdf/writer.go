package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"fmt"
)

// reference is an object's number.
type reference int

func (r reference) String() string { return fmt.Sprintf("%d 0 R", int(r)) }

// writer collects a file's objects (ISO 32000-1, section 7.5).
type writer struct {
	body    bytes.Buffer
	offsets []int // of each object, by number less 1; 0 while it is only promised
}

func newWriter() *writer {
	w := &writer{}
	w.body.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	return w
}

// promise gives a number to an object that is written later.
func (w *writer) promise() reference {
	w.offsets = append(w.offsets, 0)
	return reference(len(w.offsets))
}

// keep writes a promised object.
func (w *writer) keep(r reference, object string) {
	w.offsets[r-1] = w.body.Len()
	fmt.Fprintf(&w.body, "%d 0 obj\n%s\nendobj\n", int(r), object)
}

func (w *writer) object(object string) reference {
	r := w.promise()
	w.keep(r, object)
	return r
}

// stream writes data, compressed.
func (w *writer) stream(entries string, data []byte) reference {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, _ = z.Write(data) // to memory: neither fails
	_ = z.Close()
	return w.raw(entries+"/Filter/FlateDecode", packed.Bytes())
}

// raw writes data as it is.
func (w *writer) raw(entries string, data []byte) reference {
	r := w.promise()
	w.offsets[r-1] = w.body.Len()
	fmt.Fprintf(&w.body, "%d 0 obj\n<<%s/Length %d>>\nstream\n", int(r), entries, len(data))
	w.body.Write(data)
	w.body.WriteString("\nendstream\nendobj\n")
	return r
}

// finish writes the table of objects and returns the file. Its identifier is a digest of what it holds, so that it tells nothing else.
func (w *writer) finish(catalog, info reference) []byte {
	at := w.body.Len()
	id := sha256.Sum256(w.body.Bytes())
	fmt.Fprintf(&w.body, "xref\n0 %d\n0000000000 65535 f \n", len(w.offsets)+1)
	for _, offset := range w.offsets {
		fmt.Fprintf(&w.body, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&w.body, "trailer\n<</Size %d/Root %s/Info %s/ID[<%x><%x>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(w.offsets)+1, catalog, info, id[:16], id[:16], at)
	return w.body.Bytes()
}
