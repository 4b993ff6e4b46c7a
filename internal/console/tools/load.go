package tools

import "vigie.example/internal/doctrine"

// Files are the doctrine's files behind both panes, as text.
type Files struct{ Texts, Directory, Courts string }

// Parse reads and checks the files. Places are needed for checking alone: nothing of them is kept but the departments. The
// fault is Invalid with doctrine.Problems as its cause.
func Parse(f Files, places *doctrine.Places) (Doctrine, error) {
	texts, err := doctrine.ParseTexts(f.Texts)
	if err != nil {
		return Doctrine{}, err
	}
	directory, err := doctrine.ParseDirectory(f.Directory, f.Courts, places)
	if err != nil {
		return Doctrine{}, err
	}
	return Doctrine{texts, directory, places.Departments()}, nil
}
