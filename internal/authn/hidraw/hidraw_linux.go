package hidraw

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Keys are the security keys below a root folder: "/" in earnest.
type Keys struct{ Root string }

// maxDescriptor bounds a report descriptor: the kernel's own bound.
const maxDescriptor = 4096

// List returns the device files of the keys that are plugged in, in order.
func (k Keys) List() ([]string, error) {
	found, err := filepath.Glob(filepath.Join(k.Root, "sys/class/hidraw/hidraw*"))
	if err != nil {
		return nil, err
	}
	var out []string
	for _, at := range found {
		raw, err := readFirst(filepath.Join(at, "device/report_descriptor"), maxDescriptor)
		if err == nil && isKey(raw) {
			out = append(out, filepath.Join(k.Root, "dev", filepath.Base(at)))
		}
	}
	slices.Sort(out)
	return out, nil
}

func readFirst(file string, most int64) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most))
}

// Pipe is an open key. Reports are of 64 bytes; Write wants the number of the report, 0, in front.
type Pipe struct{ file *os.File }

// Open opens a device file. The error is fs.ErrPermission where this person may not.
func (k Keys) Open(path string) (*Pipe, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	return &Pipe{f}, nil
}

// Read takes one report; 0 bytes when nothing came in the time given, which is for ever if it is negative.
func (p *Pipe) Read(report []byte, wait time.Duration) (int, error) {
	var until time.Time
	if wait >= 0 {
		until = time.Now().Add(wait)
	}
	if err := p.file.SetReadDeadline(until); err != nil {
		return 0, err
	}
	n, err := p.file.Read(report)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return 0, nil
	}
	return n, err
}

// Write gives the key one report.
func (p *Pipe) Write(report []byte) (int, error) { return p.file.Write(report) }

// Close ends the use of the key.
func (p *Pipe) Close() error { return p.file.Close() }
