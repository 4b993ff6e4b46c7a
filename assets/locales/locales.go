// Package locales embeds the texts of the console, one JSON file for each language. A key is "screen.what"; a value is
// a sentence with {placeholders}, or an object {"one": ..., "other": ...} chosen by the argument "n"; where "none" reads better
// without a figure, it has "zero", too.
package locales

import "embed"

//go:embed fr.json en.json
var files embed.FS

// Languages lists what is there, the first being the language that the project writes first.
var Languages = []string{"fr", "en"}

// File returns the JSON of a language.
func File(language string) ([]byte, error) { return files.ReadFile(language + ".json") }
