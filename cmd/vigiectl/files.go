package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// writeNew makes a file that was not there: as a whole, and on disk when it returns, or not at all.
func writeNew(file, content string, mode fs.FileMode) (err error) {
	f, err := os.CreateTemp(filepath.Dir(file), ".vigiectl-*") // mode 0600
	if err != nil {
		return fileProblem("the file cannot be made", err)
	}
	defer func() { _ = os.Remove(f.Name()) }()
	if _, err = f.WriteString(content); err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Link(f.Name(), file) // unlike a rename it never overwrites
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return alreadyThere(file)
	case err != nil:
		return fileProblem("the file cannot be written", err)
	}
	return nil
}

func alreadyThere(file string) error {
	return problem(fmt.Sprintf("%s is there already and is never overwritten: choose another name, or move it away", file))
}
