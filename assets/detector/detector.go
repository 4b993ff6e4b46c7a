// Package detector embeds the words by which vigie.example/internal/report/detector marks what may be sensitive in a report: lists
// that people read and extend. It only holds them.
package detector

import "embed"

//go:embed *.txt
var lists embed.FS

// Lists returns every list, by the name of its file.
func Lists() map[string]string {
	out := map[string]string{}
	files, err := lists.ReadDir(".")
	if err != nil {
		panic(err) // embedded: it cannot fail
	}
	for _, f := range files {
		raw, err := lists.ReadFile(f.Name())
		if err != nil {
			panic(err) // embedded: it cannot fail
		}
		out[f.Name()] = string(raw)
	}
	return out
}
