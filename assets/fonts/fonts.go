// Package fonts embeds the console's typeface: Atkinson Hyperlegible Next with tabular figures (see README.md for
// what was changed, OFL.txt for the licence).
//
// The byte slices are read-only.
package fonts

import _ "embed" // the faces below

// Regular is the upright face of normal weight, a TrueType file.
//
//go:embed VigieHyperlegible-Regular.ttf
var Regular []byte

// Bold is the upright bold face, a TrueType file.
//
//go:embed VigieHyperlegible-Bold.ttf
var Bold []byte

// Italic is the slanted face of normal weight, a TrueType file.
//
//go:embed VigieHyperlegible-Italic.ttf
var Italic []byte
