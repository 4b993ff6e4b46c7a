package remains

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Files looks into every regular file at or below the roots, and into their names. A root that is not there holds nothing; what goes
// while it is looked for is gone. The error is the context's, or that a root cannot be read.
func (s *Search) Files(ctx context.Context, roots ...string) (Report, error) {
	var report Report
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case errors.Is(err, fs.ErrNotExist):
				return nil
			case err != nil && path == root:
				return err
			case err != nil:
				report.Unreadable = append(report.Unreadable, path)
				return nil
			}
			if e.Type().IsRegular() {
				report.add(s.file(path))
			}
			return nil
		})
		if err != nil {
			return report, err
		}
	}
	return report, nil
}

// file looks into one file and its name.
func (s *Search) file(path string) Report {
	var named []Find
	for _, f := range s.Data(path, []byte(filepath.Base(path))) {
		f.At = -1
		named = append(named, f)
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Report{}
	}
	if err != nil {
		return Report{Finds: named, Unreadable: []string{path}}
	}
	defer f.Close()
	report, err := s.Reader(path, f)
	if err != nil {
		report.Unreadable = append(report.Unreadable, path)
	}
	report.Finds = append(report.Finds, named...)
	return report
}
